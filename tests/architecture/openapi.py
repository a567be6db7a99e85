"""The published API as a document, and the app's types made from it.

Run as a module it writes both; `make types` does.
"""

import os
import subprocess
import sys
from http import HTTPStatus
from pathlib import Path

from tests.architecture.sources import ROOT

DOCUMENT = ROOT / "pwa" / "openapi.json"
TYPES = ROOT / "pwa" / "src" / "shared" / "api-types.d.ts"
# The document depends on no setting, but no process starts without them.
_SETTINGS = {
    "DATABASE_URL": "postgresql://nobody@localhost/nothing",
    "TIDEOVER_SECRET_KEY": "a-key-that-only-describes-the-api-0123",
    "TIDEOVER_ORIGIN": "http://localhost:8000",
}
# Python 3.13 took over the newer names; the document is the same under every Python.
_RFC_9110 = {
    HTTPStatus(413): ("CONTENT_TOO_LARGE", "Content Too Large"),
    HTTPStatus(422): ("UNPROCESSABLE_CONTENT", "Unprocessable Content"),
}
_PRINT = "from backend.app import openapi_text; print(openapi_text(), end='')"


def published() -> str:
    """Return the API's document as the app publishes it, in a fixed order."""
    done = subprocess.run(
        [sys.executable, "-c", _PRINT],
        cwd=ROOT,
        env=os.environ | _SETTINGS,
        capture_output=True,
        text=True,
        check=True,
    )
    document = done.stdout
    for status, (name, phrase) in _RFC_9110.items():
        document = document.replace(status.name, name).replace(status.phrase, phrase)
    return document


def generated(document: Path) -> str:
    """Return the TypeScript types of a document."""
    tools = Path(sys.executable).parent
    done = subprocess.run(
        [ROOT / "pwa" / "node_modules" / ".bin" / "openapi-typescript", document],
        cwd=ROOT / "pwa",
        env=os.environ | {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def main() -> None:
    """Write the document and the types made from it."""
    DOCUMENT.write_text(published(), encoding="utf-8")
    TYPES.write_text(generated(DOCUMENT), encoding="utf-8")


if __name__ == "__main__":
    main()
