"""Secrets: sealed when we must read them again, hashed when we must only know them again."""

import hashlib
import hmac
import os
import secrets
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from backend.plumbing.settings import settings

_NONCE_BYTES = 12


class SealBroken(Exception):
    """A sealed value was altered or sealed under another key."""


def seal(text: str) -> bytes:
    """Return the text sealed under the application's key (AES-256-GCM, random nonce first)."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + _cipher().encrypt(nonce, text.encode(), None)


def unseal(sealed: bytes) -> str:
    """Return the text of a sealed value.

    Raises: SealBroken when it was altered or sealed under another key.
    """
    try:
        return _cipher().decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None).decode()
    except InvalidTag as broken:
        raise SealBroken from broken


def keyed_hash(purpose: str, text: str) -> bytes:
    """Return 32 bytes by which a value is found again without being kept (HMAC-SHA256)."""
    return hmac.digest(_key(purpose), text.encode(), "sha256")


def token() -> str:
    """Return 256 random bits in 43 URL-safe characters."""
    return secrets.token_urlsafe(32)


def token_hash(value: str) -> bytes:
    """Return what is kept of a random token: its SHA-256."""
    return hashlib.sha256(value.encode()).digest()


@cache
def _key(purpose: str) -> bytes:
    return hmac.digest(settings().secret_key, f"tideover/{purpose}".encode(), "sha256")


@cache
def _cipher() -> AESGCM:
    return AESGCM(_key("seal"))
