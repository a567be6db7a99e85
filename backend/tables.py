"""Every row type, gathered, so that the metadata is whole."""

from backend.plumbing import idempotency
from backend.plumbing.db import Base

metadata = Base.metadata
GATHERED = (idempotency,)
