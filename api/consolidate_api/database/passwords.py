"""The passwords of the embedded server's roles: random, made once, in a file that only its owner can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

SECRET_BYTES = 32


def _secret() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


class Passwords(BaseModel):
    """One for each role: who administers the server, who owns the tables, and the application."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    administrator: str = Field(default_factory=_secret)
    owner: str = Field(default_factory=_secret)
    app: str = Field(default_factory=_secret)


def kept_passwords(file: Path) -> Passwords:
    """The passwords in a file; where there is none they are made, and written before anybody uses them."""
    if file.exists():
        return Passwords.model_validate_json(file.read_bytes())
    made = Passwords()
    part = file.with_suffix(".part")
    part.unlink(missing_ok=True)
    write_secret(part, made.model_dump_json(indent=1))
    part.replace(file)
    return made


def write_secret(file: Path, text: str) -> None:
    """A new file that only its owner can read, forced to the disk.

    Raises:
        FileExistsError: there is one of this name already.
    """
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
