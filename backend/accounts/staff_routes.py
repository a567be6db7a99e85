"""What a signed-in member of a lender's staff sees of their own account."""

from http import HTTPStatus

from backend.accounts import access, queries
from backend.accounts.queries import StaffShown
from backend.accounts.schemas import StaffOut
from backend.plumbing.db import lender, unit_of_work
from backend.plumbing.http import blueprint

bp = blueprint(
    "staff",
    "The accounts of lenders' staff.",
    (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN),
)


@bp.get("/staff/me")
@bp.response(200, StaffOut)
def show_me() -> StaffShown:
    """Show the staff member's own account."""
    staff = access.current_staff()
    with unit_of_work(lender(staff.lender_id)) as session:
        return queries.staff_shown(session, staff_id=staff.id)
