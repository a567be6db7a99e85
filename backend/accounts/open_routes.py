"""The doors through which persons and staff sign in and out."""

from dataclasses import replace
from http import HTTPStatus

from flask import Response, after_this_request, request
from sqlalchemy.orm import Session

from backend.accounts import access, arrivals, codes, passkeys, queries
from backend.accounts.addresses import Address, email, read
from backend.accounts.errors import AddressNotRead, CodeRefused, PasskeyRefused
from backend.accounts.models import CodeChallenge, CodePurpose
from backend.accounts.queries import Me, StaffShown
from backend.accounts.schemas import (
    AddressIn,
    ChallengeOut,
    CodeIn,
    EmailIn,
    Loaded,
    MeOut,
    PasskeyOptionsOut,
    StaffOut,
    UsedPasskeyIn,
)
from backend.accounts.sessions import Opened
from backend.plumbing.db import system, unit_of_work
from backend.plumbing.errors import SignInNeeded
from backend.plumbing.http import blueprint
from backend.plumbing.rate_limits import client_address, limiter, spend

bp = blueprint(
    "sign-in",
    "Signing in and out.",
    (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS),
)

# By client: generous, because many phones may share one address. By address and client: enough
# for a person who mistypes. By address: what stops a flood of messages; passkeys stay open.
CODES_BY_CLIENT = "100 per 15 minutes"
CODES_BY_ADDRESS_AND_CLIENT = "10 per 15 minutes"
CODES_BY_ADDRESS = "30 per hour; 60 per day"
TRIES_BY_CLIENT = "300 per 15 minutes"


@bp.post("/sign-in/codes")
@bp.arguments(AddressIn)
@bp.response(202, ChallengeOut)
@limiter.limit(CODES_BY_CLIENT)
def send_code(body: Loaded) -> CodeChallenge:
    """Send a one-time code to a phone number or e-mail address, known here or not."""
    address = read(body["channel"], body["address"])
    return _ask(address, CodePurpose.SIGN_IN, body["locale"])


@bp.post("/sign-in/sessions")
@bp.arguments(CodeIn)
@bp.response(201, MeOut)
@limiter.limit(TRIES_BY_CLIENT)
def sign_in(body: Loaded) -> Me:
    """Sign in by code; the first time, this makes the account."""
    with unit_of_work(system()) as session:
        opened = arrivals.sign_in(session, **body, arrival=access.arrival())
        me = _me(session, opened) if opened else None
    if opened is None or me is None:
        raise CodeRefused
    _hand_cookie(opened)
    return me


@bp.delete("/sign-in/session")
@bp.response(204)
def sign_out() -> None:
    """Sign out: the session ends on the server, the browser forgets what it kept."""
    _sign_out(access.PERSON_COOKIE)


@bp.post("/sign-in/passkeys/options")
@bp.response(200, PasskeyOptionsOut)
@limiter.limit(TRIES_BY_CLIENT)
def ask_passkey() -> passkeys.Options:
    """Ask for any passkey of this site."""
    with unit_of_work(system()) as session:
        return passkeys.sign_in_options(session)


@bp.post("/sign-in/passkeys")
@bp.arguments(UsedPasskeyIn)
@bp.response(201, MeOut)
@limiter.limit(TRIES_BY_CLIENT)
def sign_in_by_passkey(body: Loaded) -> Me:
    """Sign in by passkey."""
    with unit_of_work(system()) as session:
        opened = arrivals.sign_in_by_passkey(session, **body, arrival=access.arrival())
        me = _me(session, opened) if opened else None
    if opened is None or me is None:
        raise PasskeyRefused
    _hand_cookie(opened)
    return me


@bp.post("/staff/sign-in/codes")
@bp.arguments(EmailIn)
@bp.response(202, ChallengeOut)
@limiter.limit(CODES_BY_CLIENT)
def send_staff_code(body: Loaded) -> CodeChallenge:
    """Send a one-time code to a member of a lender's staff; the answer is the same for nobody."""
    try:
        address = email(body["email"])
    except AddressNotRead as wrong:
        raise AddressNotRead(fields={"email": (wrong.fields or {})["address"]}) from wrong
    return _ask(address, CodePurpose.STAFF_SIGN_IN, body["locale"])


@bp.post("/staff/sign-in/sessions")
@bp.arguments(CodeIn)
@bp.response(201, StaffOut)
@limiter.limit(TRIES_BY_CLIENT)
def sign_in_staff(body: Loaded) -> StaffShown:
    """Sign in a member of a lender's staff by code."""
    with unit_of_work(system()) as session:
        opened = arrivals.sign_in_staff(
            session, **body, arrival=access.arrival(access.STAFF_COOKIE)
        )
        staff_id = opened and opened.session.staff_id
        shown = staff_id and queries.staff_shown(session, staff_id=staff_id)
    if not opened or not shown:
        raise CodeRefused
    _hand_cookie(opened, access.STAFF_COOKIE)
    return shown


@bp.delete("/staff/sign-in/session")
@bp.response(204)
def sign_out_staff() -> None:
    """Sign out of the lender's pages."""
    _sign_out(access.STAFF_COOKIE)


def _ask(address: Address, purpose: CodePurpose, locale: str) -> CodeChallenge:
    who = address.hash.hex()
    spend(
        CODES_BY_ADDRESS_AND_CLIENT,
        scope="codes by address and client",
        key=f"{who} {client_address()}",
    )
    for limit in CODES_BY_ADDRESS.split(";"):
        spend(limit, scope="codes by address", key=who)
    with unit_of_work(system()) as session:
        return codes.ask(session, purpose=purpose, address=address, locale=locale)


def _sign_out(cookie: str) -> None:
    token = request.cookies.get(cookie)
    if token:
        with unit_of_work(system()) as session:
            arrivals.sign_out(session, token=token)

    @after_this_request
    def clear(response: Response) -> Response:
        return access.clear_browser(response, cookie)


def _hand_cookie(opened: Opened, cookie: str = access.PERSON_COOKIE) -> None:
    @after_this_request
    def hand(response: Response) -> Response:
        return access.hand_cookie(response, opened, cookie)


def _me(session: Session, opened: Opened) -> Me:
    row = opened.session
    if row.person_id is None:
        raise SignInNeeded
    me = queries.me(session, person_id=row.person_id)
    return replace(me, stepped_up_until=row.stepped_up_until)
