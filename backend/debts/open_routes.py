"""The door before sign-in: what a claim link shows, "not me" and "I need time"."""

from http import HTTPStatus
from typing import Any

from backend.debts import claims
from backend.debts.claims import Which
from backend.debts.person_schemas import PreviewOut, QuietOut, TokenIn
from backend.plumbing import clock, db
from backend.plumbing.http import blueprint
from backend.plumbing.rate_limits import limiter

for_anybody = blueprint(
    "claim-links",
    "Claim links, before sign-in.",
    (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS),
)
# Generous, because many phones may share one address; a token of 256 bits is not found by trying.
LINKS_BY_CLIENT = "300 per 15 minutes"


@for_anybody.post("/claims/preview")
@for_anybody.arguments(TokenIn)
@for_anybody.response(200, PreviewOut)
@limiter.limit(LINKS_BY_CLIENT)
def preview_claim(body: dict[str, str]) -> dict[str, Any]:
    """Show the masked facts of a claim link."""
    with db.unit_of_work(db.system()) as session:
        return claims.preview(session, which=Which(token=body["token"]), at=clock.now())


@for_anybody.post("/claims/not-me")
@for_anybody.arguments(TokenIn)
@for_anybody.response(204)
@limiter.limit(LINKS_BY_CLIENT)
def refuse_claim(body: dict[str, str]) -> None:
    """Say that a claim link reached the wrong person."""
    with db.unit_of_work(db.system()) as session:
        claims.not_mine(session, which=Which(token=body["token"]), at=clock.now())


@for_anybody.post("/claims/need-time")
@for_anybody.arguments(TokenIn)
@for_anybody.response(200, QuietOut)
@limiter.limit(LINKS_BY_CLIENT)
def ask_for_time(body: dict[str, str]) -> dict[str, Any]:
    """Ask for fourteen quiet days; the link stays valid beyond them."""
    with db.unit_of_work(db.system()) as session:
        until = claims.need_time(session, which=Which(token=body["token"]), at=clock.now())
        return {"quiet_until": until}
