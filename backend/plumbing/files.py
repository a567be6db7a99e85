"""The app's files, from the same origin as its API: one page for every path a person may open."""

import re
from pathlib import Path
from typing import Any

from whitenoise import WhiteNoise

from backend.plumbing.headers import Wsgi

_OURS = re.compile(r"/(api|healthz|readyz|metrics)(/|$)")
_NO_CACHE = "no-cache"


def with_files(inner: Wsgi, root: Path) -> Wsgi:
    """Return a WSGI application that serves the built app around an inner one.

    A path without a file ending is a place in the app: it gets the page, which then shows it.
    """
    files = WhiteNoise(
        inner,
        root=root,
        max_age=0,
        allow_all_origins=False,
        immutable_file_test=_never_changes,
        add_headers_function=_headers,
    )
    pages = {place: root / f"{name}.html" for place, name in (("/lender", "lender"), ("", "index"))}

    def outer(environ: dict[str, Any], start_response: Any) -> Any:
        path = environ.get("PATH_INFO", "/")
        place = "/lender" if path == "/lender" or path.startswith("/lender/") else ""
        is_page = not _OURS.match(path) and "." not in path.rsplit("/", 1)[-1]
        if is_page and environ["REQUEST_METHOD"] in {"GET", "HEAD"} and pages[place].exists():
            environ = {**environ, "PATH_INFO": f"/{pages[place].name}"}
        return files(environ, start_response)

    return outer


def _never_changes(_path: str, url: str) -> bool:
    return url.startswith("/assets/")


def _headers(headers: Any, _path: str, url: str) -> None:
    if not url.startswith("/assets/"):
        headers["Cache-Control"] = _NO_CACHE
