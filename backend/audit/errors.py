"""What can be the case with a record."""


class ChainBroken(Exception):
    """The record was altered after it was written."""

    def __init__(self, *, seq: int, why: str) -> None:
        """Keep the first place where the record does not fit, and how."""
        super().__init__(f"entry {seq}: {why}")
        self.seq = seq
        self.why = why
