"""Money: a whole number of minor units of one currency, never a float."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from budgeting.currencies import EXPONENTS, exponent_of
from budgeting.errors import (
    CurrenciesDiffer,
    NegativeWeight,
    NotAnAmount,
    NothingToShareBy,
    NotWholeMinorUnits,
)
from budgeting.rounding import Exact, Rounding, exact, round_exact


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of one currency; amounts of unlike currencies neither add nor compare.

    Units:   minor units (cents, fen, fils; whole yen).
    Raises:  NotWholeMinorUnits for a bool, float or Decimal; UnknownCurrency for a code not in
             ISO 4217; CurrenciesDiffer from every operation on two currencies but equality.
    Source:  ISO 4217 for codes and exponents.

    Example:
        >>> Money(1250, "EUR") + Money(50, "EUR")
        Money(minor=1300, currency='EUR')
        >>> str(Money(-1250, "EUR"))
        'EUR -12.50'
    """

    minor: int
    currency: str

    def __post_init__(self) -> None:
        """Refuse what is not a whole amount of a known currency."""
        if type(self.minor) is not int:
            raise NotWholeMinorUnits(minor=self.minor)
        if type(self.currency) is not str or self.currency not in EXPONENTS:
            exponent_of(self.currency)

    @classmethod
    def of(cls, amount: Exact | str, currency: str, rounding: Rounding | None = None) -> Money:
        """Return the money that a figure in major units stands for.

        Units:   amount in major units (euros), as text, int, Decimal or Fraction.
        Raises:  NotAnAmount when the text is no number, or when the figure has a part of a minor
                 unit and no rounding was chosen.

        Example:
            >>> Money.of("12.34", "EUR")
            Money(minor=1234, currency='EUR')
            >>> Money.of("12.345", "EUR", Rounding.HALF_UP).minor
            1235
        """
        try:
            figure = exact(Decimal(amount) if isinstance(amount, str) else amount)
        except (InvalidOperation, ValueError):
            raise NotAnAmount(amount=amount, currency=currency) from None
        minor = figure * 10 ** exponent_of(currency)
        if rounding is None and minor.denominator != 1:
            raise NotAnAmount(amount=amount, currency=currency)
        return cls(round_exact(minor, rounding or Rounding.DOWN), currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Return nothing, in a currency.

        Example:
            >>> Money.zero("JPY")
            Money(minor=0, currency='JPY')
        """
        return cls(0, currency)

    @property
    def amount(self) -> Decimal:
        """The exact figure in major units, with the currency's own number of decimals."""
        return Decimal(self.minor).scaleb(-EXPONENTS[self.currency])

    def __str__(self) -> str:
        """Return code and figure, for logs and tests; screens format by locale."""
        return f"{self.currency} {self.amount:f}"

    def _same(self, other: Money) -> int:
        if self.currency != other.currency:
            raise CurrenciesDiffer(left=self.currency, right=other.currency)
        return other.minor

    def __add__(self, other: Money) -> Money:
        """Add an amount of the same currency."""
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        """Take away an amount of the same currency."""
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.minor - self._same(other), self.currency)

    def __mul__(self, times: int) -> Money:
        """Multiply by a whole number; for rates use ``times`` with a rounding."""
        if type(times) is not int:
            return NotImplemented
        return Money(self.minor * times, self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        """Return the opposite amount."""
        return Money(-self.minor, self.currency)

    def __abs__(self) -> Money:
        """Return the amount without its sign."""
        return Money(abs(self.minor), self.currency)

    def __bool__(self) -> bool:
        """Tell whether there is any money at all."""
        return self.minor != 0

    def __lt__(self, other: Money) -> bool:
        """Compare within one currency."""
        if not isinstance(other, Money):
            return NotImplemented
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        """Compare within one currency."""
        if not isinstance(other, Money):
            return NotImplemented
        return self.minor <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        """Compare within one currency."""
        if not isinstance(other, Money):
            return NotImplemented
        return self.minor > self._same(other)

    def __ge__(self, other: Money) -> bool:
        """Compare within one currency."""
        if not isinstance(other, Money):
            return NotImplemented
        return self.minor >= self._same(other)

    def times(self, rate: Exact, rounding: Rounding = Rounding.HALF_EVEN) -> Money:
        """Return the amount multiplied by an exact rate, rounded to the minor unit.

        Units:   rate as a plain fraction (0.05 for five per cent).
        Raises:  NotANumber for a float.

        Example:
            >>> Money(1_050, "EUR").times(Decimal("0.05"), Rounding.HALF_UP)
            Money(minor=53, currency='EUR')
        """
        return Money(round_exact(self.minor * exact(rate), rounding), self.currency)

    def rounded(self, rounding: Rounding = Rounding.HALF_EVEN, *, step: int | None = None) -> Money:
        """Return the amount rounded to whole major units, or to a multiple of ``step`` minor units.

        Units:   step in minor units; when it is left out, one major unit.
        Raises:  StepTooSmall for a step below 1.

        Example:
            >>> Money(12_350, "EUR").rounded(Rounding.HALF_EVEN)
            Money(minor=12400, currency='EUR')
            >>> Money(1_003, "CHF").rounded(Rounding.HALF_UP, step=5)
            Money(minor=1005, currency='CHF')
        """
        whole = 10 ** EXPONENTS[self.currency] if step is None else step
        return Money(round_exact(self.minor, rounding, step=whole), self.currency)

    def split(self, parts: int) -> tuple[Money, ...]:
        """Return the amount in equal parts that sum to it; earlier parts carry the odd units.

        Units:   parts is a count.
        Raises:  NothingToShareBy when parts is below one.
        Source:  largest remainder (Hamilton) with equal weights.

        Example:
            >>> [part.minor for part in Money(100, "EUR").split(3)]
            [34, 33, 33]
        """
        if parts < 1:
            raise NothingToShareBy(parts=parts)
        each, odd = divmod(abs(self.minor), parts)
        sign = -1 if self.minor < 0 else 1
        more, less = Money(sign * (each + 1), self.currency), Money(sign * each, self.currency)
        return (more,) * odd + (less,) * (parts - odd)

    def allocate(self, weights: Sequence[Exact]) -> tuple[Money, ...]:
        """Return the amount shared by weights; the parts sum to it and a zero weight gets nothing.

        Units:   weights are relative and need not sum to one.
        Raises:  NothingToShareBy when no weight is above zero; NegativeWeight; NotANumber for a
                 float.
        Source:  largest remainder (Hamilton); a tie goes to the earlier share.

        Example:
            >>> [part.minor for part in Money(100, "EUR").allocate([1, 1, 1, 0])]
            [34, 33, 33, 0]
        """
        sign = -1 if self.minor < 0 else 1
        shares = largest_remainder(abs(self.minor), weights)
        return tuple(Money(sign * share, self.currency) for share in shares)


def largest_remainder(total: int, weights: Sequence[Exact]) -> tuple[int, ...]:
    """Return whole shares of a total in proportion to weights, summing to the total.

    Units:   total and shares in one unit (minor units); weights are relative.
    Shape:   one share a weight, in the order given.
    Raises:  NothingToShareBy when no weight is above zero; NegativeWeight; NotANumber for a float.
    Source:  largest remainder (Hamilton); a tie goes to the earlier share.

    Example:
        >>> largest_remainder(10, [5, 3, 1])
        (6, 3, 1)
    """
    exacts = [exact(weight) for weight in weights]
    for row, weight in enumerate(exacts):
        if weight < 0:
            raise NegativeWeight(row=row, weight=weights[row])
    whole = sum(exacts)
    if whole == 0:
        raise NothingToShareBy(weights=tuple(weights))
    quotas = [total * weight / whole for weight in exacts]
    shares = [int(quota // 1) for quota in quotas]
    odd = total - sum(shares)
    by_remainder = sorted(range(len(quotas)), key=lambda row: (shares[row] - quotas[row], row))
    for row in by_remainder[:odd]:
        shares[row] += 1
    return tuple(shares)


def total_of(amounts: Iterable[Money], currency: str) -> Money:
    """Return the sum of amounts that are all in one named currency; nothing sums to zero.

    Raises:  CurrenciesDiffer when one amount is in another currency.

    Example:
        >>> total_of([Money(1, "EUR"), Money(2, "EUR")], "EUR").minor
        3
    """
    total = Money(0, currency)
    for amount in amounts:
        total += amount
    return total
