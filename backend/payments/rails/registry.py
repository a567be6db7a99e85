"""Which rails there are, and which of them this installation offers."""

from backend.payments.errors import RailUnknown
from backend.payments.rails import Rail
from backend.payments.rails.stripe_cards import StripeCards
from backend.payments.rails.wallet import Wallet
from backend.plumbing.settings import settings

RAILS: dict[str, Rail] = {rail.name: rail for rail in (Wallet(), StripeCards())}
"""Every rail that is known, set up here or not: a payment once made on one can always be read."""


def offered() -> dict[str, Rail]:
    """Return the rails that are set up here. A card rail without its key is none."""
    unset = set() if settings().stripe_key else {StripeCards.name}
    return {name: rail for name, rail in RAILS.items() if name not in unset}


def rail(name: str) -> Rail:
    """Return a rail that is set up here by its name.

    Raises: RailUnknown.
    """
    found = offered().get(name)
    if found is None:
        raise RailUnknown(fields={"rail": [RailUnknown.message()]})
    return found
