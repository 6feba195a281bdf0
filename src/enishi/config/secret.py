"""Secrets lie in files of their own: outside the database, readable by the owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

BYTES = 32


def read_or_make(path: Path) -> bytes:
    """Read 32 secret bytes from a file, making them once with mode 0600.

    Two processes that start together get the same bytes: the file is written whole under
    another name and then linked, which only the first can do.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_bytes()
