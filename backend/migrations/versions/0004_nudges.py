"""What the room nudges keeps."""

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of nudges and their walls."""


def downgrade() -> None:
    """Undo it."""
