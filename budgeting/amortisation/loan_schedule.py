"""The rows of a loan: interest by its own dates, level instalments, grace, changes in mid-life."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Context, Decimal
from fractions import Fraction
from typing import NamedTuple

from budgeting.amortisation.accrual import Bearing, bearings, opening_balance
from budgeting.amortisation.loan import GraceInterest, Loan, OnChange
from budgeting.amortisation.schedule import LastRow, Schedule
from budgeting.errors import PaidMoreThanOwed, TermsNeverClear
from budgeting.rounding import Rounding, divide, round_exact

# Forty digits leave more than twenty behind the minor unit of any balance that money can have.
_WORK = Context(prec=40)


def loan_schedule(loan: Loan) -> Schedule:
    """Return the rows of a loan, to the last unit.

    Interest is reckoned on each day's balance and rounded once a row. The instalment is reckoned
    for the first row, and anew where the terms say so; the last row pays what is left. Where a
    long first period bears more than the instalment, the rest is added to the balance.

    Shape:   one row a due date, fewer when it is paid off early; a down payment is row 0.
    Raises:  TermsNeverClear when a fixed instalment does not cover its interest; PaidMoreThanOwed
             when prepayments exceed the balance; NoRateInForce.
    Source:  annuity over periods of unequal length: balance x product of (1 + f) equals
             instalment x sum of the products of the later (1 + f).

    Example:
        >>> from datetime import date
        >>> from budgeting.money import Money
        >>> lent = ((date(2024, 1, 1), Money(10_000, "EUR")),)
        >>> loan = Loan(advances=lent, rates=Fraction(12, 100),
        ...             due_dates=(date(2024, 2, 1), date(2024, 3, 1)))
        >>> loan_schedule(loan).payments
        (5075, 5075)
    """
    return _Walk(loan, bearings(loan)).run()


def instalments_in_force(loan: Loan) -> tuple[int, ...]:
    """Return the level instalment that holds in each row, whatever the row then pays.

    Units:   minor units.
    Shape:   one a row that the schedule has, without the down payment.
    Raises:  as loan_schedule.

    Example:
        >>> from datetime import date
        >>> from budgeting.money import Money
        >>> lent = ((date(2024, 1, 1), Money(101, "EUR")),)
        >>> dues = (date(2024, 2, 1), date(2024, 3, 1))
        >>> instalments_in_force(Loan(advances=lent, rates=0, due_dates=dues))
        (50, 50)
    """
    walk = _Walk(loan, bearings(loan))
    walk.run()
    return tuple(walk.levels)


@dataclass(slots=True)
class _Walk:
    """The state of one pass over the rows."""

    loan: Loan
    rows: list[Bearing]
    payment: int = 0
    balance: int = 0
    waiting: int = 0
    interests: list[int] = field(default_factory=list)
    closings: list[int] = field(default_factory=list)
    advances: list[int] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)

    def run(self) -> Schedule:
        opening = self.balance = opening_balance(self.loan)
        down = self.loan.down_payment
        if down is not None:
            self.balance -= down.minor
            self._keep(0, 0)
        row = 0
        while row == 0 or self.balance or self.waiting or self._moves_after(row):
            row += 1
            self._row(row)
        dates = self.loan.due_dates[: len(self.closings) - (down is not None)]
        return Schedule(
            self.loan.currency,
            opening,
            tuple(self.interests),
            tuple(self.closings),
            dates if down is None else (self.loan.opens_on, *dates),
            tuple(self.advances) if any(self.advances) else (),
            (),
            1 if down is None else 0,
        )

    def _moves_after(self, row: int) -> bool:
        return any(bearing.moved for bearing in self.rows[row:])

    def _keep(self, interest: int, advanced: int) -> None:
        self.interests.append(interest)
        self.closings.append(self.balance)
        self.advances.append(advanced)

    def _row(self, row: int) -> None:
        loan, bearing = self.loan, self.rows[row - 1]
        if row <= len(loan.settled):
            self.payment = loan.settled[row - 1]
        elif self._relevels(row):
            self.payment = self._level(row)
        self.levels.append(self.payment)
        exact = self.balance * bearing.factor + bearing.extra
        interest = round_exact(exact, loan.rounding)
        graced = row in loan.interest_grace
        if graced and loan.grace_interest is GraceInterest.FREE:
            interest = 0
        advanced = bearing.moved
        if graced and loan.grace_interest is GraceInterest.CAPITALISED:
            advanced, interest = advanced + interest, 0
        if self.balance + advanced < 0:
            raise PaidMoreThanOwed(row=row, over=-self.balance - advanced)
        self.balance += advanced - self._principal(row, interest, advanced)
        due = interest + self.waiting
        if graced and row < len(self.rows):
            self.waiting, due = due, 0
        else:
            self.waiting = 0
        self._keep(due, advanced)

    def _principal(self, row: int, interest: int, advanced: int) -> int:
        owed = self.balance + advanced
        if row == len(self.rows):
            return owed
        if row in self.loan.principal_grace:
            return 0
        # A level reckoned over a long first period may fall short of it and still clear by its
        # end; one that was fixed or kept has no such promise.
        if self.payment < interest and self._is_fixed():
            raise TermsNeverClear(row=row, instalment_minor=self.payment, interest_minor=interest)
        return min(self.payment - interest, owed)

    def _is_fixed(self) -> bool:
        kept = self.loan.on_change is OnChange.KEEP_INSTALMENT
        return kept or self.loan.instalment is not None

    def _relevels(self, row: int) -> bool:
        if row == 1 or row in self.loan.relevel_rows:
            return True
        if self.loan.on_change is not OnChange.RE_AMORTISE:
            return False
        here, before = self.rows[row - 1], self.rows[row - 2]
        assumed = before.rate * here.part
        return bool(here.moved) or here.factor != assumed

    def _level(self, row: int) -> int:
        """Return the instalment that pays the balance off over this row and the later ones."""
        if self.loan.instalment is not None:
            return self.loan.instalment.minor
        expected = self._expected(row)
        rest = self.loan.balloon.minor if self.loan.balloon is not None else 0
        step = self.loan.instalment_step
        exact = _annuity(self.balance, rest, expected)
        if exact is None:
            return self.payment
        level = round_exact(exact, self.loan.instalment_rounding, step=step)
        if self.loan.last_row is LastRow.TAKES_REST or any(each.moved for each in expected):
            return level
        return _Gaps(self.balance, rest, expected, self.loan.rounding).smoothest(level, step)

    def _expected(self, row: int) -> list[_Expected]:
        """Return what this row and the later ones are expected to do to the balance."""
        foreseen = self.loan.on_change is OnChange.FORESEEN
        here = self.rows[row - 1]
        expected = []
        for number in range(row, len(self.rows) + 1):
            bearing = self.rows[number - 1]
            if not foreseen and number != row:
                growth = here.rate * bearing.part
                bearing = Bearing(growth, Fraction(0), 0, bearing.part, here.rate)
            expected.append(self._expect(number, bearing))
        return expected

    def _expect(self, number: int, bearing: Bearing) -> _Expected:
        graced = number in self.loan.interest_grace
        pays = number not in self.loan.principal_grace
        kind = self.loan.grace_interest if graced else None
        if kind is GraceInterest.FREE or (not pays and kind is not GraceInterest.CAPITALISED):
            return _Expected(Fraction(0), Fraction(bearing.moved), pays)
        return _Expected(bearing.factor, bearing.moved + bearing.extra, pays)


class _Expected(NamedTuple):
    """What one row does to the balance: how it grows, what moves, and whether a payment is due."""

    growth: Fraction
    moved: Fraction
    pays: bool


def _annuity(balance: int, rest: int, expected: list[_Expected]) -> Fraction | None:
    """Solve balance after the last row = rest for the payment; None when no row pays one."""
    constant, paid = Decimal(balance), Decimal(0)
    for each in expected:
        growth = _decimal(1 + each.growth)
        constant = _WORK.add(_WORK.multiply(constant, growth), _decimal(each.moved))
        paid = _WORK.add(_WORK.multiply(paid, growth), Decimal(int(each.pays)))
    if not paid:
        return None
    return Fraction(_WORK.divide(_WORK.subtract(constant, Decimal(rest)), paid))


def _decimal(value: Fraction) -> Decimal:
    return _WORK.divide(Decimal(value.numerator), Decimal(value.denominator))


@dataclass(frozen=True, slots=True)
class _Gaps:
    """How far the last row of a level stretch lies from the others."""

    balance: int
    rest: int
    expected: list[_Expected]
    rounding: Rounding

    def gap(self, payment: int) -> int:
        balance, last = self.balance, payment
        for each in self.expected:
            last = balance + round_exact(balance * each.growth, self.rounding)
            balance = last - payment if each.pays else last
        return last - self.rest - payment

    def smoothest(self, level: int, step: int) -> int:
        rows = sum(1 for each in self.expected if each.pays)
        near = level + step * divide(self.gap(level), rows * step, Rounding.HALF_UP)
        candidates = (level, near - step, near, near + step)
        return min(candidates, key=lambda each: (abs(self.gap(each)), abs(each - level)))
