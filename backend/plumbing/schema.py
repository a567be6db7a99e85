"""Bring a database to the newest schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config

HISTORY = Path(__file__).resolve().parent.parent / "migrations"


def upgrade(url: str, revision: str = "head") -> None:
    """Run the migrations that a database lacks, as the owner of its tables."""
    command.upgrade(_config(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Take migrations back to a revision."""
    command.downgrade(_config(url), revision)


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HISTORY))
    config.attributes["url"] = url.replace("postgresql://", "postgresql+psycopg://", 1)
    return config
