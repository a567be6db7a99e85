"""One-time codes: six digits, ten minutes, five tries, one use, one question."""

import threading
from datetime import timedelta

import psycopg
import pytest

from backend.plumbing import clock, jobs, mail, sms
from tests.factories.accounts import Browser, make_person, sent_code

MEI = "+8613800138000"


def ask(browser: Browser, address: str = MEI, channel: str = "sms", **more) -> str:
    body = {"channel": channel, "address": address, **more}
    answer = browser.post("/sign-in/codes", body)
    assert answer.status_code == 202, answer.json
    return answer.json["challenge_id"]


def answer(browser: Browser, challenge_id: str, code: str):
    return browser.post("/sign-in/sessions", {"challenge_id": challenge_id, "code": code})


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_first_code_makes_the_account_and_the_second_finds_it(browser, other_browser):
    first = browser.sign_in(MEI)
    second = other_browser.sign_in("+86 138 0013 8000")

    assert first["id"] == second["id"]
    assert first["country"] == "CN"
    assert first["time_zone"] == "Asia/Shanghai"
    assert [contact["masked"] for contact in first["contacts"]] == ["••••8000"]
    assert first["stepped_up_until"] is None


def test_a_code_comes_by_text_in_the_language_asked_for(browser):
    ask(browser, locale="zh-Hans")
    code = sent_code()

    [message] = sms.memory().sent
    assert message.to == MEI
    assert message.text == f"您的 Tideover 验证码是 {code}，10 分钟内有效。我们绝不会向您索要它。"


def test_a_code_comes_by_letter_in_two_parts_without_the_code_in_the_subject(browser):
    ask(browser, "Mei@Example.org", "email")
    code = sent_code()

    [letter] = mail.memory().sent
    message = mail.written(letter)
    kinds = [part.get_content_type() for part in message.iter_parts()]
    assert letter.text == (
        f"Your Tideover code is {code}. It works for 10 minutes. We never ask for it."
    )
    assert code not in message["Subject"]
    assert kinds == ["text/plain", "text/html"]


def test_a_code_works_once(browser, other_browser):
    challenge_id = ask(browser)
    code = sent_code()

    assert answer(browser, challenge_id, code).status_code == 201
    again = answer(other_browser, challenge_id, code)
    assert (again.status_code, again.json["code"]) == (401, "code_refused")


def test_a_code_ends_after_ten_minutes(browser):
    with clock.moved_to(clock.now()):
        asked_at = clock.now()
        first, first_code = ask(browser), sent_code()
        second, second_code = ask(browser), sent_code()
    with clock.moved_to(asked_at + timedelta(minutes=9, seconds=59)):
        assert answer(browser, first, first_code).status_code == 201
    with clock.moved_to(asked_at + timedelta(minutes=10)):
        assert answer(browser, second, second_code).status_code == 401


def test_after_five_wrong_tries_the_right_code_is_refused_too(browser):
    challenge_id = ask(browser)
    code = sent_code()

    tries = [answer(browser, challenge_id, wrong(code)).status_code for _ in range(5)]
    assert tries == [401] * 5
    assert answer(browser, challenge_id, code).status_code == 401


def test_after_four_wrong_tries_the_right_code_works(browser):
    challenge_id = ask(browser)
    code = sent_code()

    for _ in range(4):
        answer(browser, challenge_id, wrong(code))
    assert answer(browser, challenge_id, code).status_code == 201


def test_twenty_guesses_at_once_spend_no_more_than_five_tries(app, browser, database):
    challenge_id = ask(browser)
    code = sent_code()
    browsers = [Browser(app) for _ in range(20)]

    threads = [
        threading.Thread(target=answer, args=(each, challenge_id, wrong(code))) for each in browsers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with psycopg.connect(database) as connection:
        [left] = connection.execute("select tries_left from code_challenges").fetchone()
    assert left == 0
    assert answer(browser, challenge_id, code).status_code == 401


def test_the_right_code_in_ten_browsers_at_once_opens_one_session(app, browser, database):
    challenge_id = ask(browser)
    code = sent_code()
    statuses = []

    def enter(each: Browser) -> None:
        statuses.append(answer(each, challenge_id, code).status_code)

    threads = [threading.Thread(target=enter, args=(Browser(app),)) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [201] + [401] * 9


def test_a_new_address_proved_twice_at_once_makes_one_account(app, browser, database):
    asked = []
    for _ in range(4):
        challenge_id = ask(browser)
        asked.append((challenge_id, sent_code()))
    found = []

    def enter(challenge_id: str, code: str) -> None:
        found.append(answer(Browser(app), challenge_id, code).json["id"])

    threads = [threading.Thread(target=enter, args=each) for each in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 4
    assert len(set(found)) == 1


def test_the_code_of_one_question_does_not_answer_another(browser, other_browser):
    mine, code = ask(browser), sent_code()
    theirs = ask(other_browser, "+447700900123")

    assert answer(other_browser, theirs, code).status_code == 401
    assert answer(browser, mine, code).status_code == 201


def test_a_code_for_signing_in_is_no_step_up_and_the_other_way_round(browser):
    person = make_person()
    browser.as_person(person.id)
    asked = browser.post("/me/step-up/codes").json
    code = sent_code()

    crossed = answer(browser, asked["challenge_id"], code)
    straight = browser.post("/me/step-up", {"challenge_id": asked["challenge_id"], "code": code})
    assert (crossed.status_code, straight.status_code) == (401, 200)


def test_a_challenge_nobody_asked_for_is_refused_like_a_wrong_code(browser):
    challenge_id = ask(browser)
    code = sent_code()
    unknown = answer(browser, "01a1fff0-0000-7000-8000-000000000000", code)
    guessed = answer(browser, challenge_id, wrong(code))

    assert unknown.status_code == guessed.status_code == 401
    assert unknown.data == guessed.data


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        ("sms", "138 0013 8000"),  # no country code
        ("sms", "+1 555"),
        ("sms", "+8613800138000;ext=5"),
        ("sms", "hello"),
        ("sms", "+44 909 879 0001"),  # premium rate
        ("email", "mei"),
        ("email", "mei@localhost"),
        ("email", "mei@example..org"),
        ("email", "mei@example.org, eve@example.org"),
        ("email", "mei@exam ple.org"),
        ("email", "梅@example.org"),
        ("email", "mei@example.org\r\nBcc: eve@example.org"),
        ("email", "m" * 65 + "@example.org"),
        ("email", "mei@" + "a." * 130 + "org"),
        ("sms", 8613800138000),
        ("sms", None),
        ("sms", "+86138\u202e00138000"),
    ],
)
def test_an_address_that_cannot_be_read_is_named(browser, channel, address):
    refused = browser.post("/sign-in/codes", {"channel": channel, "address": address})

    assert refused.status_code == 422
    assert list(refused.json["fields"]) == ["address"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"channel": "pigeon", "address": MEI}, "channel"),
        ({"channel": "sms", "address": MEI, "locale": "fr"}, "locale"),
        ({"channel": "sms", "address": MEI, "admin": True}, "admin"),
        ({"channel": "sms"}, "address"),
    ],
)
def test_what_is_not_asked_for_is_refused_by_name(browser, body, field):
    refused = browser.post("/sign-in/codes", body)
    assert (refused.status_code, list(refused.json["fields"])) == (422, [field])


@pytest.mark.parametrize(
    "code", ["12345", "1234567", "12345a", 123456, "１２３４５６", "123456\n", ""]
)
def test_a_code_has_six_digits(browser, code):
    challenge_id = ask(browser)
    refused = answer(browser, challenge_id, code)
    assert (refused.status_code, list(refused.json["fields"])) == (422, ["code"])


def test_codes_are_kept_hashed_and_sealed_and_gone_when_sent(browser, database):
    ask(browser)
    code = sent_code()
    with psycopg.connect(database) as connection:
        rows = connection.execute(
            "select c::text from code_challenges c union all select m::text from account_messages m"
        ).fetchall()
        sealed = connection.execute(
            "select address_sealed, code_sealed, outcome from account_messages"
        ).fetchall()

    assert len(rows) == 2
    assert not [row for (row,) in rows if code in row or "138001380" in row]
    assert sealed == [(None, None, "sent")]


def test_a_thousand_codes_are_all_different_enough(database, counted):
    """Each digit about 600 times; chi-squared with 9 degrees of freedom under 38.9 (p 0.00001)."""
    from backend.accounts import codes
    from backend.accounts.addresses import phone
    from backend.accounts.models import AccountMessage, CodePurpose
    from backend.plumbing import sealing
    from backend.plumbing.db import system, unit_of_work

    address = phone(MEI)
    with unit_of_work(system()) as session:
        for _ in range(1000):
            codes.ask(session, purpose=CodePurpose.SIGN_IN, address=address, locale="en")
    with unit_of_work(system()) as session:
        made = [sealing.unseal(row.code_sealed) for row in session.query(AccountMessage)]

    digits = "".join(made)
    seen = [digits.count(digit) for digit in "0123456789"]
    chi_squared = sum((times - 600) ** 2 / 600 for times in seen)
    counted(f"codes drawn, chi-squared {chi_squared:.1f} of 38.9", len(made))
    assert len(made) == 1000
    assert len(set(made)) > 990
    assert chi_squared < 38.9


def test_a_job_that_finds_nothing_due_sends_nothing(database):
    jobs.run("accounts.send_codes")
    assert (sms.memory().sent, mail.memory().sent) == ([], [])
