"""What the room lenders keeps."""

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of lenders and their walls."""


def downgrade() -> None:
    """Undo it."""
