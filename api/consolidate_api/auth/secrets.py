"""Secrets of tokens: 256 random bits, of which only a hash is kept."""

from __future__ import annotations

import hashlib
import secrets

MARK = "consolidate_"
"""Begins each secret, so that one that has strayed into a file or a log is known for what it is."""

SECRET_BYTES = 32
PREFIX_LENGTH = len(MARK) + 6


def new_secret() -> str:
    """A secret that nobody can guess."""
    return MARK + secrets.token_urlsafe(SECRET_BYTES)


def hash_of(secret: str) -> bytes:
    """What is kept of a secret: one hash is enough, since there is nothing to guess in 256 random bits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def prefix_of(secret: str) -> str:
    """The beginning of a secret, by which people tell tokens apart."""
    return secret[:PREFIX_LENGTH]
