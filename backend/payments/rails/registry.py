"""Which rails there are."""

from backend.payments.errors import RailUnknown
from backend.payments.rails import Rail
from backend.payments.rails.wallet import Wallet

RAILS: dict[str, Rail] = {rail.name: rail for rail in (Wallet(),)}


def rail(name: str) -> Rail:
    """Return a rail by its name.

    Raises: RailUnknown.
    """
    if name not in RAILS:
        raise RailUnknown(fields={"rail": [RailUnknown.message()]})
    return RAILS[name]
