"""The declared matrix of access beside the operations that are published."""

import json
import re
import tomllib
from typing import NamedTuple

from tests.architecture.openapi import DOCUMENT
from tests.architecture.sources import ROOT

ACCESS = tomllib.loads((ROOT / "docs" / "access.toml").read_text(encoding="utf-8"))
DOORS = ("anybody", "person", "staff", "key")


class Operation(NamedTuple):
    """One operation of the published document, and who may use it."""

    method: str
    path: str
    door: str
    needs: str
    success: int

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def parameter(self) -> str | None:
        found = re.search(r"{(\w+)}", self.path)
        return found[1] if found and found[1] != "rail_name" else None

    def named(self, thing: str | None) -> str:
        path = self.path.replace("{rail_name}", "sandbox")
        return re.sub(r"{\w+}", thing or "", path)


def published() -> dict[str, int]:
    """Return every operation of the document with the first success it may answer."""
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    return {
        f"{method.upper()} {path.removeprefix('/api/v1')}": min(
            int(status) for status in operation["responses"] if status != "default"
        )
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if method != "parameters"
    }


def operations(*doors: str) -> list[Operation]:
    known = published()
    return [
        Operation(*name.split(" ", 1), door, needs, known[name])
        for door in doors
        for name, needs in ACCESS[door].items()
    ]
