"""What a lender's system reads of payments."""

from typing import Any
from uuid import UUID

from backend.lenders.access import current_lender_id, needs
from backend.lenders.models import Scope
from backend.payments import queries
from backend.payments.schemas import LenderPaymentPage
from backend.plumbing.db import lender, unit_of_work
from backend.plumbing.http import blueprint
from backend.plumbing.pages import PageQuery, decode_cursor, encode_cursor

for_lenders = blueprint("lender-payments", "Payments that went to a lender's debts.")


@for_lenders.get("/lender/payments")
@needs(Scope.PAYMENTS_READ)
@for_lenders.arguments(PageQuery, location="query")
@for_lenders.response(200, LenderPaymentPage)
def list_payments(page: dict[str, Any]) -> dict[str, Any]:
    """List payments to your debts, oldest first; go on from the last cursor to follow."""
    lender_id = current_lender_id()
    cursor = page["cursor"]
    after = decode_cursor(cursor, UUID, str) if cursor is not None else None
    with unit_of_work(lender(lender_id)) as session:
        items = queries.payments_to(session, lender_id, limit=page["limit"], after=after)
    more = len(items) == page["limit"]
    last = items[-1] if more else {}
    cursor = encode_cursor(last["payment_id"], last["reference"]) if last else None
    return {"items": items, "next_cursor": cursor}
