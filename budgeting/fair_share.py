"""Fair shares: one surplus offered to many lenders, each treated alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from budgeting.errors import StepTooSmall
from budgeting.household_errors import AmountBelowZero, NamedTwice, NothingOwed
from budgeting.money import Money, largest_remainder, total_of
from budgeting.rounding import Rounding, divide


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one lender is owed; a priority lender may ask for a part of it each period.

    Units:   outstanding and asks in minor units of one currency.
    """

    reference: str
    outstanding: Money
    is_priority: bool = False
    asks: Money | None = None


class OfferBasis(StrEnum):
    """Why an offer is as large as it is."""

    PRIORITY = "priority"
    FAIR_SHARE = "fair_share"
    MINIMUM = "minimum"
    TOKEN = "token"  # noqa: S105 - a token payment, not a secret
    NOTHING = "nothing"


class Offer(NamedTuple):
    """What one lender is offered each period, and for how many periods at no interest."""

    reference: str
    amount: Money
    basis: OfferBasis
    periods: int | None


class FairShares(NamedTuple):
    """The offers in the order of the claims; left is what the surplus keeps (below zero: lacks)."""

    offers: tuple[Offer, ...]
    shared: Money
    left: Money


def fair_shares(
    surplus: Money,
    claims: Sequence[Claim],
    *,
    minimum: Money | None = None,
    token: Money | None = None,
    step: int = 1,
    rounding: Rounding | None = None,
) -> FairShares:
    """Offer a surplus to all lenders: priority debts first, the rest in proportion to what is owed.

    A priority lender gets what it asks (at most what it is owed). What remains is shared among the
    others in proportion to the amounts outstanding, none above what is owed. When the remainder
    cannot give every one of them the token payment, each gets the token, even beyond the surplus.
    A minimum is kept only when the remainder can pay it to all.

    Units:   surplus, minimum and token in minor units per period; step in minor units.
             rounding None shares by largest remainder, so offers sum to what is shared; any other
             mode rounds each offer alone and leaves the difference in ``left``.
    Shape:   one offer a claim, in the order given; the amounts do not depend on that order.
    Raises:  NothingOwed without claims; NamedTwice; AmountBelowZero; StepTooSmall;
             CurrenciesDiffer.
    Source:  pro-rata offers as taught by UK debt advice (debt / total of debts x available income);
             token payments of one unit where there is no available income; largest remainder.

    Example:
        >>> owed = {"card": 50_000, "loan": 100_000, "catalogue": 23_300, "store": 20_000}
        >>> claims = [Claim(reference=k, outstanding=Money(v, "GBP")) for k, v in owed.items()]
        >>> [offer.amount.minor for offer in fair_shares(Money(10_000, "GBP"), claims).offers]
        [2587, 5173, 1205, 1035]
    """
    _check(surplus, claims, minimum, token, step)
    in_order = sorted(claims, key=lambda claim: claim.reference)
    money = max(surplus.minor, 0)
    first = _priority_shares(money, [claim for claim in in_order if claim.is_priority])
    others = [claim for claim in in_order if not claim.is_priority and claim.outstanding]
    rest = money - sum(amount for amount, _ in first.values())
    floor = min(minimum.minor, rest) if minimum is not None else 0
    if token is not None and others and rest < token.minor * len(others):
        second = {
            claim.reference: (min(token.minor, claim.outstanding.minor), OfferBasis.TOKEN)
            for claim in others
        }
    else:
        second = _pro_rata(rest, others, floor, step, rounding)
    amounts = first | second
    offers = tuple(_offer(claim, *amounts.get(claim.reference, _NOTHING)) for claim in claims)
    shared = total_of((offer.amount for offer in offers), surplus.currency)
    return FairShares(offers, shared, Money(money, surplus.currency) - shared)


_NOTHING = (0, OfferBasis.NOTHING)
_Amounts = dict[str, tuple[int, OfferBasis]]


def _check(
    surplus: Money, claims: Sequence[Claim], minimum: Money | None, token: Money | None, step: int
) -> None:
    if not claims:
        raise NothingOwed
    if step < 1:
        raise StepTooSmall(step=step)
    names = [claim.reference for claim in claims]
    if len(set(names)) < len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise NamedTwice(references=tuple(twice))
    amounts = [claim.outstanding for claim in claims]
    amounts += [claim.asks for claim in claims if claim.asks is not None]
    amounts += [amount for amount in (minimum, token) if amount is not None]
    total_of(amounts, surplus.currency)
    for amount in amounts:
        if amount.minor < 0:
            raise AmountBelowZero(amount=str(amount))


def _priority_shares(money: int, claims: Sequence[Claim]) -> _Amounts:
    """Give each priority lender what it asks, or its part of the money when that is not enough."""
    asked = [
        claim.outstanding.minor
        if claim.asks is None
        else min(claim.asks.minor, claim.outstanding.minor)
        for claim in claims
    ]
    if sum(asked) > money:
        asked = list(largest_remainder(money, asked))
    return {
        claim.reference: (amount, OfferBasis.PRIORITY if amount else OfferBasis.NOTHING)
        for claim, amount in zip(claims, asked, strict=True)
    }


def _pro_rata(
    money: int, claims: Sequence[Claim], minimum: int, step: int, rounding: Rounding | None
) -> _Amounts:
    """Share in proportion to what is owed, lifting to the minimum those who would fall below it."""
    owed = {claim.reference: claim.outstanding.minor for claim in claims}
    if money >= sum(owed.values()):
        return {name: (amount, OfferBasis.FAIR_SHARE) for name, amount in owed.items()}
    if sum(min(minimum, amount) for amount in owed.values()) > money:
        minimum = 0
    lifted: dict[str, int] = {}
    while True:
        open_claims = {name: amount for name, amount in owed.items() if name not in lifted}
        rest = money - sum(lifted.values())
        shares = _in_proportion(rest, open_claims, step, rounding)
        low = {n: m for n, s in shares.items() if s < (m := min(minimum, open_claims[n]))}
        if not low:
            break
        lifted |= low
    raised = {name: (amount, OfferBasis.MINIMUM) for name, amount in lifted.items()}
    return raised | {
        name: (amount, OfferBasis.FAIR_SHARE if amount else OfferBasis.NOTHING)
        for name, amount in shares.items()
    }


def _in_proportion(
    money: int, owed: dict[str, int], step: int, rounding: Rounding | None
) -> dict[str, int]:
    if not owed:
        return {}
    total = sum(owed.values())
    if rounding is None:
        parts: Sequence[int] = largest_remainder(money // step, list(owed.values()))
    else:
        parts = [divide(money * amount, total * step, rounding) for amount in owed.values()]
    return {
        name: min(part * step, amount)
        for (name, amount), part in zip(owed.items(), parts, strict=True)
    }


def _offer(claim: Claim, amount: int, basis: OfferBasis) -> Offer:
    periods = -(-claim.outstanding.minor // amount) if amount else None
    return Offer(claim.reference, Money(amount, claim.outstanding.currency), basis, periods)
