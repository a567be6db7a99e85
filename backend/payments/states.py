"""The states of a payment and of a mandate, and every move that is allowed."""

from enum import StrEnum


class PaymentState(StrEnum):
    """Where a payment stands. A time-out is `unknown`, never a refusal."""

    SUBMITTING = "submitting"
    PENDING = "pending"
    UNKNOWN = "unknown"
    SUCCEEDED = "succeeded"
    REFUSED = "refused"
    RETURNED = "returned"


class MandateState(StrEnum):
    """Where a permission to collect stands."""

    PENDING = "pending"
    ACTIVE = "active"
    ENDED = "ended"


P = PaymentState
MOVES: dict[PaymentState, frozenset[PaymentState]] = {
    P.SUBMITTING: frozenset({P.PENDING, P.UNKNOWN, P.SUCCEEDED, P.REFUSED}),
    P.PENDING: frozenset({P.UNKNOWN, P.SUCCEEDED, P.REFUSED}),
    P.UNKNOWN: frozenset({P.PENDING, P.SUCCEEDED, P.REFUSED}),
    P.SUCCEEDED: frozenset({P.RETURNED}),
    P.REFUSED: frozenset(),
    P.RETURNED: frozenset(),
}
"""A success is not final: the rail may take it back days later."""

OPEN = frozenset({P.SUBMITTING, P.PENDING, P.UNKNOWN})
"""Money may be on its way: the same debt cannot be paid with it again."""

CHECKING = "checking"


def shown(state: PaymentState) -> str:
    """Return the word a person sees: one word for all that is not known yet.

    Example:
        >>> shown(PaymentState.UNKNOWN), shown(PaymentState.SUCCEEDED)
        ('checking', 'succeeded')
    """
    return CHECKING if state in OPEN else state.value
