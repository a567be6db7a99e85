"""Is the process alive, can it serve, how has it been doing."""

import hmac

import sqlalchemy as sa
from flask import Flask, Response, request
from sqlalchemy.exc import SQLAlchemyError

from backend.plumbing import metrics
from backend.plumbing.db import engine
from backend.plumbing.errors import Missing, NotNow
from backend.plumbing.settings import settings


class NotReady(NotNow):
    """We are getting ready. Please try again in a moment."""


def add_to(app: Flask) -> None:
    """Add /healthz, /readyz and /metrics."""
    app.add_url_rule("/healthz", "healthz", lambda: Response("alive\n", mimetype="text/plain"))
    app.add_url_rule("/readyz", "readyz", _ready)
    app.add_url_rule("/metrics", "metrics", _metrics)


def _ready() -> Response:
    try:
        with engine().connect() as connection:
            connection.execute(sa.text("select 1"))
    except SQLAlchemyError as away:
        raise NotReady(retry_after=2) from away
    return Response("ready\n", mimetype="text/plain")


def _metrics() -> Response:
    token = settings().metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    # Without a token only this machine may look, and only when no proxy stands between.
    here = request.remote_addr in {"127.0.0.1", "::1"} and "X-Forwarded-For" not in request.headers
    allowed = hmac.compare_digest(given, token) if token else here
    if not allowed:
        raise Missing
    return Response(metrics.page(), mimetype="text/plain; version=0.0.4")
