"""Where HTTP begins and ends: blueprints, bodies, problem documents, idempotency keys."""

import json
import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from flask import Response, request
from flask_smorest import Api
from flask_smorest.blueprint import Blueprint
from marshmallow import fields
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from backend.plumbing import logs, metrics
from backend.plumbing.errors import (
    Conflict,
    Invalid,
    Malformed,
    Missing,
    NotNow,
    Refusal,
    TooLarge,
    UnknownMediaType,
)
from backend.plumbing.fields import Strict
from backend.plumbing.idempotency import IdempotencyKeyMissing, Kept

MOST_BODY_BYTES = 1_000_000
_KEY = re.compile(r"[\x21-\x7e]{8,200}")
_PROBLEM = "application/problem+json"


class ProblemOut(Strict):
    """A refusal, as RFC 9457 has it."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True)
    detail = fields.String(required=True)
    rows = fields.List(fields.Dict())

    class Meta:
        """Name a field that shares its name with the schema's own list of fields."""

        include = {"fields": fields.Dict(keys=fields.String(), values=fields.Raw())}


class NameTwice(Malformed):
    """The request names the same field twice. Say each thing once."""


class NoJsonNumber(Malformed):
    """The request holds a number that JSON does not know."""


class _Parser(FlaskParser):
    """Reads strictly: JSON by name, each field once, no NaN, nothing that isn't known."""

    DEFAULT_UNKNOWN_BY_LOCATION = {
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "json": None, "query": None,
    }  # fmt: skip

    def load_querystring(self, req: Any, schema: Any) -> Any:
        if any(len(values) > 1 for values in req.args.listvalues()):
            raise NameTwice
        return super().load_querystring(req, schema)

    def load_json(self, req: Any, schema: Any) -> Any:
        if not req.is_json:
            raise UnknownMediaType
        return read_json(req.get_data(cache=True))


def read_json(raw: bytes) -> Any:
    """Return the value of a JSON text, each name in an object said once.

    Raises: Malformed, NameTwice, NoJsonNumber.
    """
    try:
        return json.loads(raw.decode(), object_pairs_hook=_each_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as wrong:
        raise Malformed from wrong


class Room(Blueprint):
    """A blueprint of one audience; its guard is named in `backend.app`."""

    ARGUMENTS_PARSER = _Parser()
    refusals: tuple[HTTPStatus, ...] = ()
    """What the guard and the limits of this door may answer on any of its routes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._prepare_doc_cbks.append(self._document_refusals)

    def _document_refusals(self, doc: Any, doc_info: Any, **_: Any) -> Any:
        for status in self.refusals:
            doc.setdefault("responses", {}).setdefault(int(status), status.name)
        return doc


def blueprint(name: str, description: str, refusals: tuple[HTTPStatus, ...] = ()) -> Room:
    """Return a blueprint below /api/v1 whose routes are documented by their schemas."""
    room = Room(name, name, url_prefix="/api/v1", description=description)
    room.refusals = refusals
    return room


class ProblemApi(Api):
    """Answers every refusal with one shape, and keeps the headers that belong to it."""

    ERROR_SCHEMA = ProblemOut  # type: ignore[assignment]  # the library names its own class only

    def _register_responses(self) -> None:
        # What the library registers here are the refusals, and those are problem documents.
        self.DEFAULT_RESPONSE_CONTENT_TYPE = _PROBLEM
        super()._register_responses()
        del self.DEFAULT_RESPONSE_CONTENT_TYPE

    def _register_error_handlers(self) -> None:
        app = self._app
        app.register_error_handler(Refusal, answer_refusal)
        app.register_error_handler(HTTPException, answer_http)
        app.register_error_handler(DBAPIError, answer_database)
        app.register_error_handler(Exception, answer_surprise)


def answer_refusal(refusal: Refusal) -> Response:
    """Return the problem document of a refusal."""
    metrics.refusals.labels(refusal.code()).inc()
    headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after else {}
    return _problem(
        refusal.status,
        refusal.code(),
        refusal.message(),
        headers=headers,
        fields=refusal.fields,
        rows=refusal.rows,
    )


def answer_http(error: HTTPException) -> Response:
    """Return the problem document of what Werkzeug or a schema refused."""
    status = error.code or 500
    named = getattr(error, "data", None) or {}
    if "messages" in named:
        return answer_refusal(Invalid(fields=_flat(named["messages"])))
    family = {
        400: Malformed, 404: Missing, 413: TooLarge, 415: UnknownMediaType,
    }.get(status)  # fmt: skip
    headers = {k: v for k, v in error.get_headers() if k.lower() != "content-type"}
    title = HTTP_STATUS_CODES.get(status, "Error")
    code = family.code() if family else title.lower().replace(" ", "_")
    detail = family.message() if family else (error.description or title)
    return _problem(status, code, detail, headers=headers)


def answer_database(error: DBAPIError) -> Response:
    """Return 409 for a rule of the database, 503 for a database that is away; never its words."""
    if isinstance(error, IntegrityError):
        logs.get(__name__).info("rule_of_the_database", rule=_constraint(error))
        return answer_refusal(Conflict())
    logs.get(__name__).error("database_refused", kind=type(error.orig).__name__)
    if isinstance(error, OperationalError):
        return answer_refusal(NotNow(retry_after=2))
    return _problem(500, "our_mistake", _OURS)


def answer_surprise(error: Exception) -> Response:
    """Return 500 without a word about the inside; the log has the trace."""
    logs.get(__name__).error("unexpected", kind=type(error).__name__, exc_info=error)
    return _problem(500, "our_mistake", _OURS)


def header_key() -> str:
    """Return the request's Idempotency-Key.

    Raises: IdempotencyKeyMissing when there is none or it is too short, too long or unprintable.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not _KEY.fullmatch(key):
        raise IdempotencyKeyMissing
    return key


def json_text(text: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return a ready JSON text as the answer."""
    return Response(text, status, headers, mimetype="application/json")


def again(kept: Kept) -> Response:
    """Return a kept answer once more, marked as a repetition."""
    return json_text(kept.body or "{}", kept.status or 200, {"Idempotency-Replayed": "true"})


def open_door() -> None:
    """Guard nothing: routes before sign-in, each with its own rate limit."""


Guard = Callable[[], Response | None]
_OURS = "Something went wrong on our side. Nothing was changed; please try again in a moment."


def _problem(
    status: int,
    code: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    fields: dict[str, Any] | None = None,
    rows: list[dict[str, Any]] | None = None,
) -> Response:
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTP_STATUS_CODES.get(status, "Error"),
        "status": status,
        "code": code,
        "detail": detail,
    }
    if fields:
        document["fields"] = fields
    if rows:
        document["rows"] = rows
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    # A name that came with the request may hold half a character; what answers it may not.
    return Response(text.encode(errors="replace"), status, headers, content_type=_PROBLEM)


def _flat(messages: Mapping[str, Any]) -> dict[str, Any]:
    """Return messages by field; where the field stood (body, query) is clear from its name."""
    flat: dict[str, Any] = {}
    for place in messages.values():
        flat.update(place if isinstance(place, dict) else {"body": place})
    return {str(name): words for name, words in flat.items()}


def _constraint(error: IntegrityError) -> str | None:
    return getattr(getattr(error.orig, "diag", None), "constraint_name", None)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    named = dict(pairs)
    if len(named) != len(pairs):
        raise NameTwice
    return named


def _no_constant(_: str) -> Any:
    raise NoJsonNumber
