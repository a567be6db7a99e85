"""Cookies travel by themselves, so a change asked by cookie must come from our own pages."""

from flask import request

from backend.plumbing.errors import NotAllowed
from backend.plumbing.settings import settings

HEADER, WORD = "X-Requested-With", "tideover"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class NotFromHere(NotAllowed):
    """This request didn't come from Tideover's own pages, so nothing was done."""


def check() -> None:
    """Let a request through that changes nothing, or that our own pages made.

    A foreign page can neither set our header without a preflight, which is never granted, nor
    hide where it is: browsers say so in Sec-Fetch-Site, older ones in Origin. A client that is no
    browser says neither, and carries no cookie of somebody else.

    Raises: NotFromHere.
    """
    if request.method in _SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    from_here = (
        request.headers.get(HEADER) == WORD
        and (site is None or site == "same-origin")
        and (origin is None or origin == settings().origin)
    )
    if not from_here:
        raise NotFromHere
