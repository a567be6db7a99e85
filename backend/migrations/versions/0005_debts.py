"""What the room debts keeps."""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of debts and their walls."""


def downgrade() -> None:
    """Undo it."""
