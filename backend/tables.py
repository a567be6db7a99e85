"""Every row type, gathered, so that the metadata is whole."""

from backend.accounts import models as accounts
from backend.audit import models as audit
from backend.debts import models as debts
from backend.lenders import models as lenders
from backend.nudges import models as nudges
from backend.payments import models as payments
from backend.plumbing import idempotency, rate_limits
from backend.plumbing.db import Base

metadata = Base.metadata
GATHERED = (idempotency, rate_limits, audit, accounts, lenders, nudges, debts, payments)
