"""From the fields of a call to an order, or a refusal that names the field."""

import re
from typing import Any

from backend.sandbox.server import Refused
from backend.sandbox.wallet_book import Order
from backend.sandbox.wallet_charges import number_of

LARGEST_MINOR = 2**53 - 1
"""The largest amount that every JSON reader keeps exact, in minor units."""

_CURRENCY = re.compile(r"[A-Z]{3}")
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_ORDER_FIELDS = {"agreement_id", "amount_minor", "currency", "reference"}


def whole_minor(fields: dict[str, Any], name: str, least: int = 1) -> int:
    """Return an amount.

    Units:   minor units.
    Raises:  Refused when it is no whole number from `least` to the largest exact one.
    """
    value = fields.get(name)
    if type(value) is not int or not least <= value <= LARGEST_MINOR:
        raise Refused(422, "invalid_field", f"{name}: a whole number of minor units is needed.")
    return value


def text(fields: dict[str, Any], name: str, longest: int = 140) -> str:
    """Return a text field.

    Raises:  Refused when it is missing, empty or too long.
    """
    value = fields.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        raise Refused(422, "invalid_field", f"{name}: text of 1 to {longest} characters is needed.")
    return value


def currency_of(fields: dict[str, Any]) -> str:
    """Return the currency.

    Raises:  Refused when it is no three capital letters.
    """
    value = fields.get("currency")
    if not isinstance(value, str) or not _CURRENCY.fullmatch(value):
        raise Refused(422, "invalid_field", "currency: three capital letters are needed.")
    return value


def key_of(given: object) -> str:
    """Return an idempotency key.

    Raises:  Refused when it is missing or cannot stand in a header.
    """
    if not isinstance(given, str) or not _KEY.fullmatch(given):
        raise Refused(400, "key_needed", "Idempotency-Key: 1 to 255 visible characters.")
    return given


def order_of(key: str, fields: dict[str, Any]) -> Order:
    """Return the order that the fields of a call make.

    Raises:  Refused with the name of the first field that is wrong.
    """
    unknown = fields.keys() - _ORDER_FIELDS
    if unknown:
        raise Refused(422, "unknown_field", ", ".join(sorted(unknown)))
    return Order(
        key=key,
        agreement=number_of(text(fields, "agreement_id"), "ag_"),
        amount_minor=whole_minor(fields, "amount_minor"),
        currency=currency_of(fields),
        reference=text(fields, "reference"),
    )


def facts_of(order: Order, given_agreement: str) -> dict[str, Any]:
    """Return what a fault may look at."""
    return {
        "key": order.key,
        "agreement_id": given_agreement,
        "amount_minor": order.amount_minor,
        "currency": order.currency,
        "reference": order.reference,
    }
