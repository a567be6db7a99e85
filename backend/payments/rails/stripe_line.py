"""The line to Stripe: the package speaks through our door, and answers become plain objects."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import stripe

from backend.payments.errors import RailAway
from backend.plumbing import outside
from backend.plumbing.settings import settings

# How long a call took is nobody's business but ours.
stripe.enable_telemetry = False

READ_SECONDS = 20.0
PAGE = 100

Found = dict[str, Any]


class _Door(stripe.HTTPClient):
    """Sends each call once, bounded, without redirects and never inside a transaction."""

    name = "outside"

    def request(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None,
        **_: Any,
    ) -> tuple[str, int, Mapping[str, str]]:  # fmt: skip
        """Send one call.

        Raises: TransactionOpen.
        """
        timeout = (outside.CONNECT_SECONDS, READ_SECONDS)
        try:
            answer = outside.http().request(
                method, url, headers=headers, data=post_data, timeout=timeout
            )
        except outside.NoAnswer as away:
            lost = type(away).__name__
            raise stripe.APIConnectionError(lost) from away  # type: ignore[no-untyped-call]
        return answer.content.decode(errors="replace"), answer.status_code, answer.headers


def api() -> stripe.StripeClient:
    """Return the client of this installation's account.

    Raises: RailAway when no key is set.
    """
    key = settings().stripe_key
    if not key:
        raise RailAway
    return _client(key, settings().stripe_url)


def one(found: object) -> Found:
    """Return an answer as a plain object.

    Raises: stripe.APIError for anything else: a rail is not believed to keep to its own form.
    """
    if not isinstance(found, stripe.StripeObject):
        raise stripe.APIError("no object")
    return found.to_dict()


def every(found: object) -> Iterator[Found]:
    """Yield everything on a list, page after page.

    Raises: stripe.StripeError for a page that can't be had or read: half a list is none.
    """
    try:
        if not isinstance(found, stripe.ListObject):
            raise stripe.APIError("no list")
        yield from map(one, found.auto_paging_iter())
    except (AttributeError, KeyError, TypeError) as unreadable:
        raise stripe.APIError("no list") from unreadable


def text(found: Found, name: str) -> str:
    """Return a text of an object.

    Raises: stripe.APIError when there is none.
    """
    value = found.get(name)
    if not isinstance(value, str):
        raise stripe.APIError(f"no {name}")
    return value


@cache
def _client(key: str, url: str | None) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        base_addresses={"api": url} if url else {},
        max_network_retries=0,
        http_client=_Door(),
    )
