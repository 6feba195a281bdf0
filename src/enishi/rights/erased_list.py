"""The list of who was erased: a small file beside the database, so that backups never undo it.

It holds numbers and days, no identity. Backups leave it out: it must know of erasures that came
after them. Where a database is older than the list, those people are erased again.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Line:
    """One erasure: its number, and the members that the person had been."""

    day: date
    erasure: UUID
    asked: str
    region_code: str | None
    members: tuple[UUID, ...]

    def text(self) -> str:
        """Write it as one line."""
        told = {
            "day": self.day.isoformat(),
            "erasure": str(self.erasure),
            "asked": self.asked,
            "region": self.region_code,
            "members": [str(one) for one in self.members],
        }
        return json.dumps(told) + "\n"


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list holds, and the numbers of the lines that nobody can read."""

    lines: tuple[Line, ...]
    unread: tuple[int, ...] = ()


def read(path: Path) -> Listed:
    """Read a list; one that is not there is empty. A line cut short stops none of the others."""
    if not path.exists():
        return Listed(())
    text = path.read_text(encoding="utf-8", errors="replace")
    return _parse(text)


def add(path: Path, lines: Iterable[Line]) -> int:
    """Add the erasures that the list does not hold yet, for good; say how many."""
    opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(opened, "r+", encoding="utf-8", errors="replace") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        text = file.read()
        held = {line.erasure for line in _parse(text).lines}
        new = {line.erasure: line for line in lines if line.erasure not in held}
        if not new:
            return 0
        # A line that a power cut ended must not swallow the next one.
        begin = "\n" if text and not text.endswith("\n") else ""
        file.write(begin + "".join(line.text() for line in new.values()))
        file.flush()
        os.fsync(file.fileno())
    return len(new)


def _parse(text: str) -> Listed:
    lines, unread = [], []
    for number, one in enumerate(text.splitlines(), start=1):
        if not one.strip():
            continue
        line = _line(one)
        if line is None:
            unread.append(number)
        else:
            lines.append(line)
    return Listed(tuple(lines), tuple(unread))


def _line(text: str) -> Line | None:
    try:
        told = json.loads(text)
        return Line(
            day=date.fromisoformat(told["day"]),
            erasure=UUID(told["erasure"]),
            asked=str(told["asked"]),
            region_code=told["region"],
            members=tuple(UUID(one) for one in told["members"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
