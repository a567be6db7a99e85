"""What is sent to people is kind, is said in both languages, and tells bystanders nothing."""

import re
import tomllib
from collections.abc import Iterator

import pytest

from tests.architecture.sources import ROOT
from tests.architecture.words import unkind_words

FILES = {path.stem: path for path in (ROOT / "backend").glob("*/words/*.toml")}
# A locked screen is read by others: no amount, no lender, no word for what is owed.
TELLING = re.compile(
    r"\$(?:amount|lender|due_on|contact)|\b(?:debts?|bills?|owe[ds]?|loans?|pay(?:ment|ments|ing)?"
    r"|lenders?|collect\w*|overdue)\b|债|账单|欠|贷|还款|付款|支付|出借|逾期",
    re.IGNORECASE,
)


def texts(words: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield where each text stands and what it says."""
    if isinstance(words, dict):
        for name, inner in words.items():
            yield from texts(inner, f"{path}.{name}")
    elif isinstance(words, list):
        for number, inner in enumerate(words):
            yield from texts(inner, f"{path}.{number}")
    else:
        yield path, str(words)


def said_in(language: str) -> dict[str, str]:
    return dict(texts(tomllib.loads(FILES[language].read_text(encoding="utf-8"))))


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_messages_are_kind(language, counted):
    said = said_in(language)
    counted(f"texts of messages read ({language})", len(said))
    assert len(said) >= 20
    assert {where: unkind_words(text) for where, text in said.items() if unkind_words(text)} == {}


def test_every_message_is_said_in_both_languages():
    english, chinese = said_in("en"), said_in("zh-Hans")
    assert set(FILES) == {"en", "zh-Hans"}
    assert english.keys() == chinese.keys()
    assert not [where for where in english if not re.search(r"[\u4e00-\u9fff]", chinese[where])]


def test_every_message_names_the_same_facts_in_both_languages():
    english, chinese = said_in("en"), said_in("zh-Hans")
    facts = re.compile(r"\$[a-z_]+")
    assert {where: set(facts.findall(text)) for where, text in english.items()} == {
        where: set(facts.findall(text)) for where, text in chinese.items()
    }


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_what_leaves_the_app_tells_bystanders_nothing(language):
    outside = {where: text for where, text in said_in(language).items() if ".outside." in where}
    assert outside
    assert {
        where: TELLING.findall(text) for where, text in outside.items() if TELLING.search(text)
    } == {}
