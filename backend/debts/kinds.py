"""The kinds that rows of debts know, by value as they are stored and sent."""

from enum import StrEnum


class ChargeKind(StrEnum):
    """What a charge is for; the three are always shown apart."""

    PRINCIPAL = "principal"
    INTEREST = "interest"
    FEE = "fee"


class Origin(StrEnum):
    """Who speaks for the debt."""

    LENDER = "lender"
    COLLECTOR = "collector"


class Question(StrEnum):
    """What a person is asked before a debt joins their list."""

    BIRTH_YEAR = "birth_year"
    POSTCODE = "postcode"
    REFERENCE_LAST4 = "reference_last4"
    GIVEN_NAME = "given_name"


class ClaimState(StrEnum):
    """Where an invitation to claim stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    NOT_MINE = "not_mine"
    LOCKED = "locked"
    EXPIRED = "expired"


class ImportState(StrEnum):
    """Where an import stands."""

    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
