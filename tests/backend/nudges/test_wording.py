"""What leaves the app tells nothing; what the inbox shows tells what is known (row R28)."""

import re
import string

import pytest

from backend.nudges import wording
from tests.architecture.words import unkind_words

EVERY = [(kind, locale) for kind in wording.kinds() for locale in wording.languages()]
FACTS = {
    "lender_name": "Harbour Credit 海港",
    "amount_minor": 123_456,
    "currency": "CNY",
    "due_on": "2026-12-01",
    "masked": "••••8000",
}
TELLING = re.compile(
    r"\b(?:debt|owe|owed|owing|bill|bills|pay|paid|pays|payment|loan|lend\w*|lent|credit\w*|borrow\w*"
    r"|money|amount|sum|due|overdue|late|arrears|balance|collect\w*|bank|instal\w*|interest|fees?)\b"
    r"|[债欠贷款账帐钱额借付费催逾]|利息|金额|还款|到期|银行",
    re.IGNORECASE,
)


def everything(said: wording.Outside) -> list[str]:
    return [said.subject, said.letter, said.html, said.sms, said.push]


def outside(kind, locale, *, in_app=True):
    return wording.outside(
        kind, locale, link="https://app.example/inbox", code="K7M-4QP", in_app=in_app
    )


@pytest.mark.parametrize(("kind", "locale"), EVERY)
@pytest.mark.parametrize("in_app", [True, False])
def test_nothing_that_leaves_the_app_tells_of_a_debt_a_lender_or_a_sum(kind, locale, in_app):
    for text in everything(outside(kind, locale, in_app=in_app)):
        bare = (
            re.sub(r"<[^>]*>", " ", text).replace("K7M-4QP", "").replace("https://app.example", "")
        )
        assert not TELLING.findall(bare)
        assert not re.search(r"[0-9¥$€£]", bare)
        assert "Harbour" not in bare


def test_every_kind_has_words_in_every_language(counted):
    texts = [text for kind, locale in EVERY for text in everything(outside(kind, locale))]
    counted("texts that leave the app, none telling", len(texts))
    assert len(texts) == 5 * len(wording.kinds()) * 2
    assert all(texts)


def test_the_words_that_tell_are_found_when_they_are_there():
    for text in ("You owe 12", "Your loan", "a bill", "您欠了", "贷款", "请还款", "Pay now"):
        assert TELLING.findall(text)


@pytest.mark.parametrize(("kind", "locale"), EVERY)
def test_no_message_uses_an_unkind_word(kind, locale):
    shown = wording.shown(kind, locale, FACTS)
    for text in (*everything(outside(kind, locale)), shown.title, shown.body):
        assert not unkind_words(text)


@pytest.mark.parametrize(("kind", "locale"), EVERY)
@pytest.mark.parametrize("facts", [{}, FACTS, {"lender_name": "Harbour"}, {"amount_minor": 5}])
def test_every_message_reads_whole_with_any_facts(kind, locale, facts):
    shown = wording.shown(kind, locale, facts)
    for text in (shown.title, shown.body, wording.why(kind, locale, facts)):
        assert text
        assert "$" not in text.replace("US$", "")


def test_the_inbox_says_who_how_much_and_until_when():
    english = wording.shown("bill_arrived", "en", FACTS)
    assert english.title == "Harbour Credit 海港 sent you a bill"
    assert "CN¥1,234.56 by 1 December 2026" in english.body
    chinese = wording.shown("bill_arrived", "zh-Hans", FACTS)
    assert "2026年12月1日" in chinese.body
    assert "¥1,234.56" in chinese.body


@pytest.mark.parametrize(
    ("currency", "minor", "shown"), [("JPY", 1_500, "JP¥1,500"), ("KWD", 1_500, "KWD1.500")]
)
def test_a_sum_has_the_decimals_of_its_currency(currency, minor, shown):
    facts = {"amount_minor": minor, "currency": currency}
    title = wording.shown("payment_done", "en", facts).title
    assert shown in title.replace("\xa0", " ")


@pytest.mark.parametrize(
    "name", ["{{7*7}}", "${7*7}", "<%=7*7%>", "{0.__class__}", "%n %s", "$code"]
)
def test_a_lenders_name_is_never_read_as_a_template(name):
    assert name in wording.shown("bill_arrived", "en", {"lender_name": name}).title


@pytest.mark.parametrize(("kind", "locale"), EVERY)
def test_each_message_carries_its_code_and_its_link(kind, locale):
    said = outside(kind, locale)
    for text in (said.letter, said.html, said.sms):
        assert "K7M-4QP" in text
        assert "https://app.example/inbox" in text


@pytest.mark.parametrize("kind", wording.kinds())
def test_english_sentences_are_short(kind):
    text = outside(kind, "en").letter.replace("https://app.example/inbox", "")
    sentences = [one.split() for one in re.split(r"[.:?!]\s", text) if one.strip(string.whitespace)]
    assert sum(map(len, sentences)) / len(sentences) <= 17
