"""The web application: every blueprint with its guard, the published API, the files."""

import json
from pathlib import Path
from time import perf_counter

from flask import Flask, Response, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from backend import tables  # noqa: F401 - gathers the row types before the first query
from backend.accounts import access, open_routes, person_routes, staff_routes
from backend.debts import lender_routes as lender_debts
from backend.debts import open_routes as claim_links
from backend.debts import person_routes as person_debts
from backend.debts import staff_routes as staff_debts
from backend.lenders import access as lender_keys
from backend.lenders import routes as lender_routes
from backend.nudges import routes as nudge_routes
from backend.payments import hooks as rail_hooks
from backend.payments import lender_routes as lender_payments
from backend.payments import routes as payment_routes
from backend.plumbing import api_docs, health, jobs, logs, metrics, rate_limits
from backend.plumbing.files import with_files
from backend.plumbing.headers import Wsgi, with_headers
from backend.plumbing.http import MOST_BODY_BYTES, Guard, ProblemApi, Room, open_door
from backend.plumbing.published import Door, Doors
from backend.plumbing.settings import settings

BLUEPRINTS: tuple[tuple[Room, Guard], ...] = (
    (open_routes.bp, access.signing_in),
    (person_routes.bp, access.person_only),
    (staff_routes.bp, access.staff_only),
    (lender_routes.for_systems, lender_keys.key_only),
    (lender_routes.for_staff, access.staff_only),
    (nudge_routes.bp, access.person_only),
    (claim_links.for_anybody, access.signing_in),
    (lender_debts.for_systems, lender_keys.key_only),
    (person_debts.for_persons, access.person_only),
    (staff_debts.for_staff, access.staff_only),
    (payment_routes.for_persons, access.person_only),
    (lender_payments.for_lenders, lender_keys.key_only),
    (rail_hooks.hooks, open_door),
)
"""Every blueprint with the guard that runs before each of its requests."""

DOORS: dict[Guard, Door] = {
    access.person_only: Door(
        "person", {"type": "apiKey", "in": "cookie", "name": access.PERSON_COOKIE}, own_pages=True
    ),
    access.staff_only: Door(
        "staff", {"type": "apiKey", "in": "cookie", "name": access.STAFF_COOKIE}, own_pages=True
    ),
    lender_keys.key_only: Door("lender-key", {"type": "http", "scheme": "bearer"}),
    access.signing_in: Door("signing-in", own_pages=True),
    open_door: Door("open"),
}
"""What each guard asks for, as the published document says it."""

_READS = frozenset({"GET", "HEAD"})
_REFUSED = 400

FILES = Path(__file__).resolve().parent.parent / "pwa" / "dist"


def create_app() -> Flask:
    """Return the application, ready to serve."""
    jobs.gather()  # services wake them by name
    app = Flask(__name__, static_folder=None)
    app.config.update(
        API_TITLE="Tideover",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api",
        OPENAPI_JSON_PATH="v1/openapi.json",
        MAX_CONTENT_LENGTH=MOST_BODY_BYTES,
        SECRET_KEY=settings().secret_key,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask's provider has it
    app.url_map.strict_slashes = False
    doors = {room.name: DOORS[guard] for room, guard in BLUEPRINTS}
    api = ProblemApi(app, spec_kwargs={"extra_plugins": [Doors(doors)]})
    for room, guard in BLUEPRINTS:
        room.before_request(guard)
        api.register_blueprint(room)
    access.add_to(app)
    rate_limits.limiter.init_app(app)
    health.add_to(app)
    api_docs.add_to(app, api.spec.to_dict())
    _measure(app)
    return app


def create_wsgi() -> Wsgi:
    """Return the application with its files and headers around it."""
    app = create_app()
    return with_headers(with_files(_behind_proxies(app.wsgi_app), FILES))


def openapi_text() -> str:
    """Return the OpenAPI document as it is published, in a fixed order."""
    with create_app().test_client() as client:
        document = client.get("/api/v1/openapi.json").get_json()
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _behind_proxies(inner: Wsgi) -> Wsgi:
    """Believe what our own proxies say of a client's address and scheme, and nobody else."""
    proxies = settings().trusted_proxies
    return ProxyFix(inner, x_for=proxies, x_proto=proxies) if proxies else inner


def _measure(app: Flask) -> None:
    @app.before_request
    def begin() -> None:
        g.begun = perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        spent = perf_counter() - g.get("begun", perf_counter())
        endpoint = request.endpoint or "none"
        metrics.request_seconds.labels(endpoint, response.status_code).observe(spent)
        # Reads that went well are counted, not written down: they are most of all requests.
        if request.method not in _READS or response.status_code >= _REFUSED:
            logs.get(__name__).info(
                "request",
                endpoint=endpoint,
                method=request.method,
                status=response.status_code,
                ms=round(spent * 1000, 1),
            )
        return response
