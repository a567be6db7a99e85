"""What a nudge says: in the inbox with its facts, outside the app without any."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale as BabelLocale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency

from backend.accounts.models import Locale
from backend.nudges.models import Channel, Kind, Reason
from budgeting.currencies import exponent_of

APP = "Tideover"
_FOLDER = Path(__file__).parent / "words"
_BABEL = {Locale.ENGLISH: "en_GB", Locale.CHINESE: "zh_Hans_CN"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A nudge as the inbox shows it."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Outside:
    """A nudge as it leaves the app: neutral words, a link and the code."""

    subject: str
    letter: str
    html: str
    sms: str
    push: str


def shown(kind: str, locale: str, facts: Mapping[str, Any]) -> Shown:
    """Return what the inbox says."""
    words, known = _words(locale)[kind], _known(locale, facts)
    return Shown(_first(words["title"], known), _first(words["body"], known))


def why(kind: str, locale: str, facts: Mapping[str, Any]) -> str:
    """Return why somebody got a nudge."""
    return _first(_words(locale)[kind]["why"], _known(locale, facts))


def outside(kind: str, locale: str, *, link: str, code: str, in_app: bool) -> Outside:
    """Return what leaves the app; `in_app` says whether the code can be compared there."""
    words, frame = _words(locale)[kind]["outside"], _words(locale)["letter"]
    text = Template(words["text"].strip()).substitute(link=link)
    sign = Template(frame["code" if in_app else "code_alone"]).substitute(code=code)
    parts = [frame["greeting"], *text.split("\n\n"), sign, APP]
    sms = Template(words["sms"]).substitute(link=link)
    return Outside(words["subject"], "\n\n".join(parts), _html(parts, link), f"{sms} ({code})",
        words["push"])  # fmt: skip


def reason(channel: str, because: str, locale: str, until: datetime, zone: ZoneInfo) -> str:
    """Return one sentence about a nudge on one channel outside the app."""
    words = _words(locale)
    name = words["channels"][Channel(channel).value]
    at = format_datetime(until.astimezone(zone), "HH:mm", locale=_babel(locale))
    said = Template(words["reasons"][Reason(because).value]).substitute(channel=name, time=at)
    return said[0].upper() + said[1:]


def languages() -> list[str]:
    """Return the languages that nudges speak."""
    return [locale.value for locale in Locale]


def kinds() -> list[str]:
    """Return the kinds that have words."""
    return [kind.value for kind in Kind]


def _first(alternatives: list[str], known: Mapping[str, str]) -> str:
    """Return the first alternative whose facts are all known; the last one needs none."""
    for text in alternatives:
        template = Template(text)
        if set(template.get_identifiers()) <= known.keys():
            return template.substitute(known)
    raise KeyError(alternatives[-1])


def _known(locale: str, facts: Mapping[str, Any]) -> dict[str, str]:
    known = {
        name: str(facts[fact])
        for name, fact in (("lender", "lender_name"), ("contact", "masked"))
        if facts.get(fact)
    }
    if facts.get("amount_minor") is not None and facts.get("currency"):
        known["amount"] = _amount(int(facts["amount_minor"]), facts["currency"], locale)
    if facts.get("due_on"):
        day = date.fromisoformat(str(facts["due_on"]))
        known["due_on"] = format_date(day, "long", locale=_babel(locale))
    return known


def _amount(minor: int, currency: str, locale: str) -> str:
    value = Decimal(minor).scaleb(-exponent_of(currency))
    return format_currency(value, currency, locale=_babel(locale))


def _html(parts: list[str], link: str) -> str:
    anchor = f'<a href="{escape(link)}">{escape(link)}</a>'
    said = "".join(f"<p>{escape(part).replace(escape(link), anchor)}</p>" for part in parts)
    return (
        '<!doctype html><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        '<div style="font:1.125rem/1.6 system-ui,sans-serif;max-width:32em;margin:2em auto">'
        f"{said}</div>"
    )


@cache
def _babel(locale: str) -> BabelLocale:
    return BabelLocale.parse(_BABEL[Locale(locale)])


@cache
def _words(locale: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{Locale(locale).value}.toml").read_text(encoding="utf-8"))
