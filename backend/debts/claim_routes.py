"""The door before sign-in: what a claim link shows, "not me" and "I need time"."""

from typing import Any

from backend.debts import claims
from backend.debts.claims import Which
from backend.debts.person_schemas import PreviewOut, QuietOut, TokenIn
from backend.plumbing import clock, db
from backend.plumbing.http import blueprint

for_anybody = blueprint("claim-links", "Claim links, before sign-in.")


@for_anybody.post("/claims/preview")
@for_anybody.arguments(TokenIn)
@for_anybody.response(200, PreviewOut)
def preview_claim(body: dict[str, str]) -> dict[str, Any]:
    """Show the masked facts of a claim link."""
    with db.unit_of_work(db.system()) as session:
        return claims.preview(session, which=Which(token=body["token"]), at=clock.now())


@for_anybody.post("/claims/not-me")
@for_anybody.arguments(TokenIn)
@for_anybody.response(204)
def refuse_claim(body: dict[str, str]) -> None:
    """Say that a claim link reached the wrong person."""
    with db.unit_of_work(db.system()) as session:
        claims.not_mine(session, which=Which(token=body["token"]), at=clock.now())


@for_anybody.post("/claims/need-time")
@for_anybody.arguments(TokenIn)
@for_anybody.response(200, QuietOut)
def ask_for_time(body: dict[str, str]) -> dict[str, Any]:
    """Ask for fourteen quiet days; the link stays valid beyond them."""
    with db.unit_of_work(db.system()) as session:
        until = claims.need_time(session, which=Which(token=body["token"]), at=clock.now())
        return {"quiet_until": until}
