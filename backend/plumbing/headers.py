"""Security headers on every answer, files and errors included: one middleware around it all."""

from collections.abc import Callable, Iterable
from typing import Any

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self';"
    " form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
ALWAYS = (
    ("Content-Security-Policy", POLICY),
    ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()"),
)
_NAMES = frozenset(name.lower() for name, _ in ALWAYS)

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


def with_headers(inner: Wsgi) -> Wsgi:
    """Return a WSGI application that says on every answer what a browser may do with it."""

    def outer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            said = {name.lower() for name, _ in headers} & _NAMES
            headers.extend(pair for pair in ALWAYS if pair[0].lower() not in said)
            if environ.get("PATH_INFO", "").startswith("/api/") and not any(
                name.lower() == "cache-control" for name, _ in headers
            ):
                headers.append(("Cache-Control", "no-store"))
            return start_response(status, headers, exc_info)

        return inner(environ, start)

    return outer
