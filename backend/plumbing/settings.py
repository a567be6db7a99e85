"""Settings: one frozen value, read once from the environment; nobody else reads it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit


class SettingsMissing(Exception):
    """Some settings are missing or can't be read."""

    def __init__(self, problems: list[str]) -> None:
        """Keep every problem, so that one start shows them all."""
        super().__init__("These settings need attention:\n  " + "\n  ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are and what is switched on."""

    database_url: str
    owner_url: str
    """Owns the tables and runs the migrations; the same as database_url where there is one role."""
    secret_key: bytes
    origin: str
    """How people's browsers reach us: scheme, host and port."""
    home: Path
    sandbox: bool
    """The outside world is a box on this machine: loopback targets are allowed."""
    smtp_url: str | None
    mail_from: str
    sms_url: str | None
    sms_token: str | None
    wallet_url: str | None
    wallet_key: str | None
    wallet_webhook_secret: str | None
    stripe_url: str | None
    stripe_key: str | None
    stripe_webhook_secret: str | None
    push_contact: str
    metrics_token: str | None
    pool_size: int
    trusted_proxies: int
    worker_threads: int

    @property
    def host(self) -> str:
        """The host of the origin, without the port: the relying party of passkeys."""
        return urlsplit(self.origin).hostname or "localhost"


_NEEDED = {
    "DATABASE_URL": "a PostgreSQL address, for instance postgresql://app@db.example/tideover",
    "TIDEOVER_SECRET_KEY": "at least 32 characters, made once and kept safe",
    "TIDEOVER_ORIGIN": "how browsers reach this server, for instance https://app.example",
}

_NUMBERS = (
    ("TIDEOVER_POOL_SIZE", 10),
    ("TIDEOVER_TRUSTED_PROXIES", 0),
    ("TIDEOVER_WORKER_THREADS", 4),
)


def load(environ: Mapping[str, str]) -> Settings:
    """Return the settings of an environment.

    Raises: SettingsMissing with every variable that is missing or can't be read.
    """
    problems = [f"{name}: {why}" for name, why in _NEEDED.items() if not environ.get(name)]
    secret = environ.get("TIDEOVER_SECRET_KEY", "").encode()
    if secret and len(secret) < 32:  # noqa: PLR2004 - the size of the key that seals contacts
        problems.append("TIDEOVER_SECRET_KEY: at least 32 characters")
    origin = environ.get("TIDEOVER_ORIGIN", "").rstrip("/")
    if origin and urlsplit(origin).scheme not in {"http", "https"}:
        problems.append("TIDEOVER_ORIGIN: begins with https:// (or http:// on this machine)")
    numbers = {name: _number(environ, name, default, problems) for name, default in _NUMBERS}
    if problems:
        raise SettingsMissing(problems)
    return Settings(
        database_url=_psycopg(environ["DATABASE_URL"]),
        owner_url=_psycopg(environ.get("TIDEOVER_OWNER_URL") or environ["DATABASE_URL"]),
        secret_key=secret,
        origin=origin,
        home=Path(environ.get("TIDEOVER_HOME", ".tideover")),
        sandbox=environ.get("TIDEOVER_SANDBOX") == "on",
        smtp_url=environ.get("TIDEOVER_SMTP_URL"),
        mail_from=environ.get("TIDEOVER_MAIL_FROM", "Tideover <hello@tideover.example>"),
        sms_url=environ.get("TIDEOVER_SMS_URL"),
        sms_token=environ.get("TIDEOVER_SMS_TOKEN"),
        wallet_url=environ.get("TIDEOVER_WALLET_URL"),
        wallet_key=environ.get("TIDEOVER_WALLET_KEY"),
        wallet_webhook_secret=environ.get("TIDEOVER_WALLET_WEBHOOK_SECRET"),
        stripe_url=environ.get("TIDEOVER_STRIPE_URL"),
        stripe_key=environ.get("TIDEOVER_STRIPE_KEY"),
        stripe_webhook_secret=environ.get("TIDEOVER_STRIPE_WEBHOOK_SECRET"),
        push_contact=environ.get("TIDEOVER_PUSH_CONTACT", "mailto:hello@tideover.example"),
        metrics_token=environ.get("TIDEOVER_METRICS_TOKEN"),
        pool_size=numbers["TIDEOVER_POOL_SIZE"],
        trusted_proxies=numbers["TIDEOVER_TRUSTED_PROXIES"],
        worker_threads=numbers["TIDEOVER_WORKER_THREADS"],
    )


@cache
def settings() -> Settings:
    """Return this process's settings, read on first use."""
    return load(os.environ)


def _number(environ: Mapping[str, str], name: str, default: int, problems: list[str]) -> int:
    text = environ.get(name, str(default))
    if not text.isdecimal():
        problems.append(f"{name}: a whole number")
        return default
    return int(text)


def _psycopg(url: str) -> str:
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url
