"""Fair shares: one surplus, many lenders, each treated alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgeting.errors import CurrenciesDiffer, StepTooSmall
from budgeting.fair_share import Claim, OfferBasis, fair_shares
from budgeting.household_errors import AmountBelowZero, NamedTwice, NothingOwed
from budgeting.money import Money
from budgeting.rounding import Rounding


def pounds(minor: int) -> Money:
    return Money(minor, "GBP")


def claims(*owed: int) -> list[Claim]:
    return [Claim(reference=f"{n:02}", outstanding=pounds(each)) for n, each in enumerate(owed)]


def amounts(surplus: int, rows: list[Claim], **terms: object) -> list[int]:
    shares = fair_shares(pounds(surplus), rows, **terms)  # type: ignore[arg-type]
    return [offer.amount.minor for offer in shares.offers]


PUBLISHED = [
    # source, surplus, owed, offers
    (
        "moneyadvicehub.org.uk, informal offers: card, loan, catalogue, store card",
        (10_000, [50_000, 100_000, 23_300, 20_000], [2587, 5173, 1205, 1035]),
    ),
    (
        "pro-rata example of Pat and Eva (a debt charity's, as republished): 107 over three",
        (10_700, [91_800, 284_200, 346_700], [1359, 4208, 5133]),
    ),
    (
        "worked pro-rata portion for creditors A to D (T. Whatley, 2017)",
        (230_000, [150_000, 100_000, 200_000, 50_000], [69_000, 46_000, 92_000, 23_000]),
    ),
]


@pytest.mark.parametrize(("source", "figures"), PUBLISHED)
def test_published_pro_rata_offers_are_met_to_the_penny(source, figures):
    surplus, owed, offers = figures
    assert amounts(surplus, claims(*owed)) == offers, source


def test_rounding_each_offer_alone_meets_the_example_that_loses_a_penny():
    # Source: angeladvance.co.uk, offers to creditors: 160 over 4,550, 6,700 and 1,200.
    owed = claims(455_000, 670_000, 120_000)
    alone = fair_shares(pounds(16_000), owed, rounding=Rounding.HALF_UP)
    assert [offer.amount.minor for offer in alone.offers] == [5847, 8610, 1542]
    assert alone.left == pounds(1)
    # Largest remainder gives that penny to the loan closest to deserving it.
    assert amounts(16_000, owed) == [5847, 8611, 1542]


def test_priority_debts_come_first_and_take_what_they_ask():
    rows = [
        Claim(reference="card", outstanding=pounds(100_000)),
        Claim(reference="rent", outstanding=pounds(60_000), is_priority=True, asks=pounds(5_000)),
    ]
    shares = fair_shares(pounds(8_000), rows)
    assert [(offer.amount.minor, offer.basis) for offer in shares.offers] == [
        (3_000, OfferBasis.FAIR_SHARE),
        (5_000, OfferBasis.PRIORITY),
    ]
    assert shares.offers[1].periods == 12


def test_two_priority_debts_share_a_surplus_that_is_too_small_for_both():
    rows = [
        Claim(reference="rent", outstanding=pounds(60_000), is_priority=True, asks=pounds(6_000)),
        Claim(reference="tax", outstanding=pounds(2_000), is_priority=True),
        Claim(reference="card", outstanding=pounds(9_000)),
    ]
    shares = fair_shares(pounds(4_000), rows)
    assert [offer.amount.minor for offer in shares.offers] == [3_000, 1_000, 0]
    assert shares.offers[2].basis is OfferBasis.NOTHING
    assert shares.offers[2].periods is None


def test_a_priority_lender_that_asks_nothing_gets_nothing():
    row = Claim(reference="rent", outstanding=pounds(60_000), is_priority=True, asks=pounds(0))
    shares = fair_shares(pounds(500), [row, *claims(9_000)])
    assert [offer.amount.minor for offer in shares.offers] == [0, 500]


def test_a_priority_debt_gets_nothing_when_there_is_nothing():
    row = Claim(reference="rent", outstanding=pounds(60_000), is_priority=True)
    assert fair_shares(pounds(0), [row]).offers[0].basis is OfferBasis.NOTHING


def test_a_minimum_lifts_the_small_and_the_large_make_room():
    shares = fair_shares(pounds(10_000), claims(90_000, 9_000, 1_000), minimum=pounds(500))
    assert [offer.amount.minor for offer in shares.offers] == [8_636, 864, 500]
    assert shares.offers[2].basis is OfferBasis.MINIMUM


def test_a_minimum_the_surplus_cannot_pay_to_all_is_left_aside():
    assert amounts(900, claims(60_000, 30_000), minimum=pounds(500)) == [600, 300]


def test_without_available_income_each_lender_gets_a_token():
    shares = fair_shares(pounds(-2_000), claims(60_000, 30_000, 50), token=pounds(100))
    assert [offer.amount.minor for offer in shares.offers] == [100, 100, 50]
    assert {offer.basis for offer in shares.offers} == {OfferBasis.TOKEN}
    assert shares.left == pounds(-250)


def test_tokens_stop_when_the_surplus_could_pay_one_to_each():
    assert amounts(150, claims(60_000, 30_000), token=pounds(100)) == [100, 100]
    assert amounts(200, claims(60_000, 30_000), token=pounds(100)) == [133, 67]


def test_a_minimum_left_aside_lifts_nobody():
    assert amounts(900, claims(60_000, 1, 60_000), minimum=pounds(500)) == [450, 0, 450]


def test_whole_pounds_can_be_rounded_one_by_one():
    shares = fair_shares(
        pounds(10_000), claims(20_000, 15_000), step=100, rounding=Rounding.HALF_UP
    )
    # 57.14 and 42.86.
    assert [offer.amount.minor for offer in shares.offers] == [5_700, 4_300]


def test_a_name_that_appears_twice_is_told():
    with pytest.raises(NamedTwice) as refusal:
        fair_shares(pounds(1), [*claims(1, 2), *claims(3)])
    assert refusal.value.facts == {"references": ("00",)}


def test_nobody_is_offered_more_than_is_owed():
    shares = fair_shares(pounds(99_999), claims(1_000, 0, 2_500))
    assert [offer.amount.minor for offer in shares.offers] == [1_000, 0, 2_500]
    assert shares.left == pounds(96_499)


def test_offers_in_whole_pounds_leave_the_odd_pence():
    shares = fair_shares(pounds(10_050), claims(20_000, 10_000), step=100)
    assert [offer.amount.minor for offer in shares.offers] == [6_700, 3_300]
    assert shares.left == pounds(50)


def test_lifting_everybody_leaves_nobody_to_share_the_rest():
    shares = fair_shares(pounds(150), claims(500, 400), minimum=pounds(75), step=100)
    assert [offer.amount.minor for offer in shares.offers] == [75, 75]


@pytest.mark.parametrize(
    ("refusal", "surplus", "rows", "terms"),
    [
        (NothingOwed, pounds(1), [], {}),
        (NamedTwice, pounds(1), claims(1) + claims(2), {}),
        (AmountBelowZero, pounds(1), claims(-1), {}),
        (AmountBelowZero, pounds(1), claims(1), {"token": pounds(-1)}),
        (StepTooSmall, pounds(1), claims(1), {"step": 0}),
        (CurrenciesDiffer, Money(1, "EUR"), claims(1), {}),
    ],
)
def test_each_refusal_is_named(refusal, surplus, rows, terms):
    with pytest.raises(refusal):
        fair_shares(surplus, rows, **terms)


owed_amounts = st.lists(st.integers(0, 10**7), min_size=1, max_size=12)


@given(owed_amounts, st.integers(-1000, 10**7), st.randoms())
def test_fair_shares_sum_to_the_surplus_and_ignore_order(owed, surplus, luck):
    rows = claims(*owed)
    shares = fair_shares(pounds(surplus), rows)
    mixed = luck.sample(rows, len(rows))
    by_name = {offer.reference: offer for offer in shares.offers}

    assert shares.shared.minor == min(max(surplus, 0), sum(owed))
    assert {
        offer.reference: offer for offer in fair_shares(pounds(surplus), mixed).offers
    } == by_name
    assert all(by_name[row.reference].amount <= row.outstanding for row in rows)


@given(owed_amounts, st.integers(0, 10**7), st.integers(0, 10**5))
def test_a_minimum_never_changes_what_is_shared_in_all(owed, surplus, minimum):
    shares = fair_shares(pounds(surplus), claims(*owed), minimum=pounds(minimum))
    assert shares.shared.minor == min(surplus, sum(owed))
