"""What the room accounts keeps."""

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of accounts and their walls."""


def downgrade() -> None:
    """Undo it."""
