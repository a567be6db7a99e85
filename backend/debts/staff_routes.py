"""Debts and imports as a lender's staff see them."""

from contextlib import closing
from typing import Any
from uuid import UUID

from backend.accounts.access import current_staff
from backend.debts import imports, queries, shown
from backend.debts.lender_routes import arrived
from backend.debts.schemas import LenderDebtPage
from backend.debts.staff_schemas import ImportOut, StaffDebtOut, StaffDebtsQuery
from backend.plumbing import clock, db
from backend.plumbing.http import blueprint
from backend.plumbing.pages import decode_cursor, encode_cursor

for_staff = blueprint("staff-debts", "Debts and imports, for a lender's staff.")
_BODY = {
    "required": True,
    "content": {
        "application/x-ndjson": {"schema": {"type": "string"}},
        "text/csv": {"schema": {"type": "string"}},
    },
}


@for_staff.get("/staff/debts")
@for_staff.arguments(StaffDebtsQuery, location="query")
@for_staff.response(200, LenderDebtPage)
def list_for_staff(query: dict[str, Any]) -> dict[str, Any]:
    """List the lender's debts whose reference begins with what is sought."""
    lender_id = current_staff().lender_id
    after = decode_cursor(query["cursor"], str)[0] if query["cursor"] is not None else None
    with db.unit_of_work(db.lender(lender_id)) as session:
        debts = queries.page_of_lender(
            session, lender_id=lender_id, after=after, limit=query["limit"] + 1,
            begins=query["q"] or "",
        )  # fmt: skip
    page = debts[: query["limit"]]
    more = len(debts) > len(page)
    return {
        "items": [shown.lender_debt(debt) for debt in page],
        "next_cursor": encode_cursor(page[-1].lender_reference) if more else None,
    }


@for_staff.get("/staff/debts/<uuid:debt_id>")
@for_staff.response(200, StaffDebtOut)
def show_for_staff(debt_id: UUID) -> dict[str, Any]:
    """Show one debt with its charges, its terms and how it moved."""
    lender_id = current_staff().lender_id
    with db.unit_of_work(db.lender(lender_id)) as session:
        debt = queries.of_lender_by_id(session, lender_id=lender_id, debt_id=debt_id)
        return {
            **shown.lender_debt(debt),
            "charges": queries.charges_of(session, debt_id=debt.id),
            "moves": queries.moves_of(session, debt_id=debt.id),
            "terms": debt,
            "claim": queries.latest_claim_of(session, debt_id=debt.id),
        }


@for_staff.post("/staff/imports")
@for_staff.response(202, ImportOut)
@for_staff.doc(requestBody=_BODY)
def begin_import() -> Any:
    """Hand in a table or a list of debts; it is taken in while you watch."""
    staff = current_staff()
    with closing(arrived()) as pushed, db.unit_of_work(db.lender(staff.lender_id)) as session:
        return imports.begin(
            session, lender_id=staff.lender_id, staff_id=staff.id, pushed=pushed, at=clock.now()
        )


@for_staff.get("/staff/imports/<uuid:import_id>")
@for_staff.response(200, ImportOut)
def show_import(import_id: UUID) -> Any:
    """Show how far an import is, and which rows were not taken in."""
    lender_id = current_staff().lender_id
    with db.unit_of_work(db.lender(lender_id)) as session:
        return queries.import_of_lender(session, lender_id=lender_id, import_id=import_id)
