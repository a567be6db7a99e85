"""Amounts as Stripe counts them, which is not always as ISO 4217 does.

Source: docs.stripe.com/currencies, "Zero-decimal currencies", "Three-decimal currencies" and
"Special cases". That page lists UGX among those without decimals and asks for two all the same;
the API refuses UGX that is not a multiple of 100, so two it is. HUF and TWD lose their decimals in
payouts only.
"""

from budgeting.currencies import EXPONENTS
from budgeting.money import Money

_NO_DECIMALS = frozenset(
    "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split()  # noqa: SIM905
)
_THREE_DECIMALS = ("BHD", "JOD", "KWD", "OMR", "TND")
"""Taken, when the last digit is a zero."""
_NOT_TAKEN = ("CLF", "IQD", "LYD", "UYI", "UYW")
"""Stripe doesn't say how it would count them."""


class NotTaken(Exception):
    """Stripe doesn't take this sum of this currency."""


def decimals(currency: str) -> int:
    """Return how many decimals Stripe counts in a currency.

    Raises: NotTaken.

    Example:
        >>> [decimals(code) for code in ("JPY", "ISK", "UGX", "EUR", "MGA", "KWD")]
        [0, 2, 2, 2, 0, 3]
    """
    if currency in _NOT_TAKEN or currency not in EXPONENTS:
        raise NotTaken(currency)
    if currency in _NO_DECIMALS:
        return 0
    return 3 if currency in _THREE_DECIMALS else 2


def sent(money: Money) -> int:
    """Return the amount to send.

    Raises: NotTaken.

    Example:
        >>> sent(Money(1250, "EUR")), sent(Money(5, "UGX")), sent(Money(12_300, "MGA"))
        (1250, 500, 123)
    """
    amount = _moved(money.minor, decimals(money.currency) - EXPONENTS[money.currency])
    if money.currency in _THREE_DECIMALS and amount % 10:
        raise NotTaken(money.currency)
    return amount


def received(amount: int, currency: str) -> Money:
    """Return the money that an amount of Stripe's stands for; its codes are in small letters.

    Raises: NotTaken.

    Example:
        >>> received(500, "isk")
        Money(minor=5, currency='ISK')
    """
    code = currency.upper()
    return Money(_moved(amount, EXPONENTS.get(code, 0) - decimals(code)), code)


def takes(money: Money) -> bool:
    """Return whether Stripe can be asked for exactly this.

    Example:
        >>> takes(Money(5120, "KWD")), takes(Money(5124, "KWD")), takes(Money(1, "LYD"))
        (True, False, False)
    """
    try:
        sent(money)
    except NotTaken:
        return False
    return True


def _moved(amount: int, places: int) -> int:
    if places >= 0:
        return int(amount * 10**places)
    whole, rest = divmod(amount, 10**-places)
    if rest:
        raise NotTaken(amount)
    return int(whole)
