"""What rails tell us by themselves: verified over the raw bytes, kept once, applied once."""

from flask import request

from backend.payments import incoming
from backend.payments.rails.registry import offered
from backend.plumbing.db import system, unit_of_work
from backend.plumbing.errors import Missing
from backend.plumbing.http import blueprint

hooks = blueprint("rail-hooks", "Messages from payment rails.")


@hooks.post("/hooks/rails/<string(maxlength=20):rail_name>")
@hooks.response(204)
@hooks.alt_response(400, response="BAD_REQUEST")
@hooks.alt_response(403, response="FORBIDDEN")
def receive(rail_name: str) -> None:
    """Take a rail's signed message. The same message twice changes nothing."""
    rail = offered().get(rail_name)
    if rail is None:
        raise Missing
    raw = request.get_data(cache=False)
    message = rail.read_event(dict(request.headers), raw)
    if message is None:
        return
    with unit_of_work(system()) as session:
        incoming.apply(session, rail_name, message, rail.caps)
