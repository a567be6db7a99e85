"""From a method and a path to the function that answers."""

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from backend.sandbox.server import Answer, Refused, Request, as_refusal

Answering = Callable[..., Answer]


def require_bearer(request: Request, token: str) -> None:
    """Let the call pass when it carries the token.

    Raises:  Refused otherwise.
    """
    given = request.headers.get("authorization", "")
    if not hmac.compare_digest(given.encode(), b"Bearer " + token.encode()):
        raise Refused(401, "unauthorised", "Authorization: Bearer with the right key is needed.")


def behind_bearer(token: Callable[[], str], answering: Answering) -> Answering:
    """Return the function behind a check for the token of the moment."""

    def guarded(request: Request, **parts: str) -> Answer:
        require_bearer(request, token())
        return answering(request, **parts)

    return guarded


@dataclass(slots=True)
class Routes:
    """The doors of one server; a part of a path in braces is handed on by its name."""

    _exact: dict[tuple[str, str], Answering] = field(default_factory=dict)
    _patterns: list[tuple[str, re.Pattern[str], Answering]] = field(default_factory=list)

    def add(self, method: str, path: str, answering: Answering) -> None:
        """Let a function answer one method at one path."""
        if "{" not in path:
            self._exact[method, path] = answering
            return
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)
        self._patterns.append((method, re.compile(pattern), answering))

    def answer(self, request: Request) -> Answer:
        """Return what the matching function says, or the problem that it names."""
        try:
            exact = self._exact.get((request.method, request.path))
            if exact is not None:
                return exact(request)
            return self._by_pattern(request)
        except Refused as refusal:
            return as_refusal(refusal)

    def _by_pattern(self, request: Request) -> Answer:
        allowed = {method for method, path in self._exact if path == request.path}
        for method, pattern, answering in self._patterns:
            match = pattern.fullmatch(request.path)
            if match and method == request.method:
                return answering(request, **match.groupdict())
            if match:
                allowed.add(method)
        if allowed:
            refusal = as_refusal(Refused(405, "not_allowed", "Another method is meant here."))
            refusal.headers = (("Allow", ", ".join(sorted(allowed))),)
            return refusal
        raise Refused(404, "not_found", "There is nothing here.")
