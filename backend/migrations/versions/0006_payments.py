"""What the room payments keeps."""

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of payments and their walls."""


def downgrade() -> None:
    """Undo it."""
