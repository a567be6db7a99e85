"""The lines of an income-and-expenditure statement, in the shape lenders know, in plain words."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from budgeting.household_errors import UnknownLine


class Section(StrEnum):
    """The parts of a statement, in the order they are added up.

    Source: the shape of the UK Standard Financial Statement (income; fixed costs; flexible costs;
    savings), under names of our own. Debts that plans are made for stand outside it.
    """

    INCOME = "income"
    FIXED = "fixed"
    FLEXIBLE = "flexible"


class Group(StrEnum):
    """Lines that are shown, and held against a guideline, together."""

    EARNINGS = "earnings"
    SUPPORT = "support"
    PENSIONS_IN = "pensions_in"
    OTHER_INCOME = "other_income"
    HOME = "home"
    ENERGY_AND_WATER = "energy_and_water"
    CARE_AND_HEALTH = "care_and_health"
    TRANSPORT = "transport"
    SCHOOL = "school"
    INSURANCE_AND_PENSION = "insurance_and_pension"
    WORK = "work"
    OTHER_FIXED = "other_fixed"
    PHONE_AND_LEISURE = "phone_and_leisure"
    FOOD_AND_HOUSE = "food_and_house"
    PERSONAL = "personal"


class StatementLine(NamedTuple):
    """One line: its key on the wire, where it stands, and whether a home can hardly be without."""

    key: str
    section: Section
    group: Group
    is_vital: bool = False


_IN, _FIX, _FLEX = Section.INCOME, Section.FIXED, Section.FLEXIBLE

STATEMENT_LINES = (
    StatementLine("wages", _IN, Group.EARNINGS),
    StatementLine("partner_wages", _IN, Group.EARNINGS),
    StatementLine("self_employment", _IN, Group.EARNINGS),
    StatementLine("state_support", _IN, Group.SUPPORT),
    StatementLine("child_support", _IN, Group.SUPPORT),
    StatementLine("disability_support", _IN, Group.SUPPORT),
    StatementLine("housing_support", _IN, Group.SUPPORT),
    StatementLine("state_pension", _IN, Group.PENSIONS_IN),
    StatementLine("private_pension", _IN, Group.PENSIONS_IN),
    StatementLine("maintenance_received", _IN, Group.OTHER_INCOME),
    StatementLine("lodger_or_family", _IN, Group.OTHER_INCOME),
    StatementLine("other_income", _IN, Group.OTHER_INCOME),
    StatementLine("rent", _FIX, Group.HOME, is_vital=True),
    StatementLine("mortgage", _FIX, Group.HOME),
    StatementLine("ground_rent_and_service", _FIX, Group.HOME),
    StatementLine("local_tax", _FIX, Group.HOME),
    StatementLine("home_insurance", _FIX, Group.HOME),
    StatementLine("appliance_rental", _FIX, Group.HOME),
    StatementLine("tv_licence", _FIX, Group.HOME),
    StatementLine("electricity", _FIX, Group.ENERGY_AND_WATER, is_vital=True),
    StatementLine("gas_or_heating", _FIX, Group.ENERGY_AND_WATER),
    StatementLine("water", _FIX, Group.ENERGY_AND_WATER),
    StatementLine("childcare", _FIX, Group.CARE_AND_HEALTH),
    StatementLine("adult_care", _FIX, Group.CARE_AND_HEALTH),
    StatementLine("maintenance_paid", _FIX, Group.CARE_AND_HEALTH),
    StatementLine("medicine_and_dentist", _FIX, Group.CARE_AND_HEALTH),
    StatementLine("public_transport", _FIX, Group.TRANSPORT),
    StatementLine("fuel_and_parking", _FIX, Group.TRANSPORT),
    StatementLine("car_insurance_and_tax", _FIX, Group.TRANSPORT),
    StatementLine("car_upkeep", _FIX, Group.TRANSPORT),
    StatementLine("school_costs", _FIX, Group.SCHOOL),
    StatementLine("pension_contribution", _FIX, Group.INSURANCE_AND_PENSION),
    StatementLine("life_and_health_insurance", _FIX, Group.INSURANCE_AND_PENSION),
    StatementLine("work_costs", _FIX, Group.WORK),
    StatementLine("priority_debt_payments", _FIX, Group.OTHER_FIXED),
    StatementLine("other_fixed", _FIX, Group.OTHER_FIXED),
    StatementLine("phone_and_internet", _FLEX, Group.PHONE_AND_LEISURE),
    StatementLine("leisure_and_gifts", _FLEX, Group.PHONE_AND_LEISURE),
    StatementLine("food", _FLEX, Group.FOOD_AND_HOUSE, is_vital=True),
    StatementLine("cleaning_and_toiletries", _FLEX, Group.FOOD_AND_HOUSE),
    StatementLine("pets", _FLEX, Group.FOOD_AND_HOUSE),
    StatementLine("house_repairs", _FLEX, Group.FOOD_AND_HOUSE),
    StatementLine("clothes", _FLEX, Group.PERSONAL),
    StatementLine("haircuts", _FLEX, Group.PERSONAL),
    StatementLine("other_living", _FLEX, Group.PERSONAL),
)

_BY_KEY = {line.key: line for line in STATEMENT_LINES}

# A line that is vital may be covered by another: a home is rented or bought, heated by either.
COVERED_BY = {
    "rent": ("mortgage", "housing_support", "lodger_or_family"),
    "electricity": ("gas_or_heating", "rent"),
    "food": ("other_living",),
}


def line_of(key: str) -> StatementLine:
    """Return the line with a key.

    Raises:  UnknownLine for a key that no statement has.

    Example:
        >>> line_of("food").section.value
        'flexible'
    """
    if key not in _BY_KEY:
        raise UnknownLine(key=key)
    return _BY_KEY[key]
