"""Who is asking: flask-login over sessions that live on the server, and the guards of doors.

The browser holds one random token a kind of account; a row decides on each request what it opens.
Flask's own signed session is not used, so there is nothing that outlives the row.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from flask import Flask, Request, Response, g, request
from flask_login import LoginManager, UserMixin
from flask_login import current_user as _current_user

from backend.accounts import queries, sessions
from backend.accounts.arrivals import Arrival
from backend.accounts.codes import Asker
from backend.accounts.devices import words
from backend.accounts.errors import StepUpNeeded
from backend.accounts.queries import LiveSession
from backend.accounts.sessions import Opened
from backend.plumbing import clock, same_origin
from backend.plumbing.errors import SignInNeeded

PERSON_COOKIE = "__Host-tideover"
STAFF_COOKIE = "__Host-tideover-staff"
_LONGEST_TOKEN = 64


class StaffMember(NamedTuple):
    """A member of a lender's staff."""

    id: UUID
    lender_id: UUID


@dataclass(frozen=True, slots=True)
class Visitor(UserMixin):
    """Whoever is signed in, as flask-login's current_user."""

    session: LiveSession

    def get_id(self) -> str:
        """Return the session's id."""
        return str(self.session.id)


current_user: Any = _current_user
login = LoginManager()


@login.request_loader
def visitor(asked: Request) -> Visitor | None:
    """Return who is behind the cookie of the door that is being opened."""
    token = asked.cookies.get(g.get("account_cookie", PERSON_COOKIE))
    if not token or len(token) > _LONGEST_TOKEN:
        return None
    found = queries.live_session(token)
    return Visitor(found) if found else None


def add_to(app: Flask) -> None:
    """Let an application know who is asking."""
    # It would sign phones out that change networks.
    app.config["SESSION_PROTECTION"] = None
    # flask-login lets a "remember me" cookie stand in for the loader; no cookie has this name.
    app.config["REMEMBER_COOKIE_NAME"] = "="
    login.init_app(app, add_context_processor=False)


def person_only() -> None:
    """Guard a person's routes.

    Raises: NotFromHere; SignInNeeded.
    """
    same_origin.check()
    if not current_user.is_authenticated or current_user.session.person_id is None:
        raise SignInNeeded


def staff_only() -> None:
    """Guard the routes of lenders' staff.

    Raises: NotFromHere; SignInNeeded.
    """
    same_origin.check()
    g.account_cookie = STAFF_COOKIE
    if not current_user.is_authenticated or current_user.session.staff_id is None:
        raise SignInNeeded


def signing_in() -> None:
    """Guard the doors through which one signs in: open to all, but from our own pages only.

    Raises: NotFromHere.
    """
    same_origin.check()


def current_session() -> LiveSession:
    """Return the session behind this request, on a guarded route."""
    live: LiveSession = current_user.session
    return live


def current_person_id() -> UUID:
    """Return the signed-in person, on a route guarded by `person_only`."""
    person_id = current_session().person_id
    if person_id is None:
        raise SignInNeeded
    return person_id


def current_staff() -> StaffMember:
    """Return the signed-in member of staff, on a route guarded by `staff_only`."""
    live = current_session()
    if live.staff_id is None or live.lender_id is None:
        raise SignInNeeded
    return StaffMember(live.staff_id, live.lender_id)


def asker() -> Asker:
    """Return the signed-in person with the session that their answer will be bound to."""
    return Asker(current_person_id(), current_session().id)


def step_up_needed() -> None:
    """Go on only when the person proved in the last five minutes that it's them: for money.

    Raises: StepUpNeeded.
    """
    until = current_session().stepped_up_until
    if until is None or clock.now() >= until:
        raise StepUpNeeded


def fresh_proof_needed() -> None:
    """Go on only after a step-up or a sign-in in the last five minutes: for ways to sign in.

    Raises: StepUpNeeded.
    """
    if clock.now() >= current_session().created_at + sessions.STEP_UP:
        step_up_needed()


def arrival(cookie: str = PERSON_COOKIE) -> Arrival:
    """Return what this browser says of itself as somebody signs in on it."""
    return Arrival(words(request.user_agent.string), request.cookies.get(cookie))


def hand_cookie(response: Response, opened: Opened, cookie: str = PERSON_COOKIE) -> Response:
    """Give a browser the cookie of a session just opened."""
    age = opened.session.expires_at - opened.session.created_at
    response.set_cookie(
        cookie,
        opened.token,
        max_age=age,
        secure=True,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response


def clear_browser(response: Response, cookie: str = PERSON_COOKIE) -> Response:
    """Take the cookie back, and have the browser forget what it kept of us."""
    response.delete_cookie(cookie, path="/", secure=True, httponly=True, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
