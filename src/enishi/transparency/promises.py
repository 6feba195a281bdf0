"""A promise: the log's signature under "this leaf will stand in the log by then".

The idea of the signed certificate timestamp and its maximum merge delay (RFC 6962, section 3).
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from enishi.kit.refusal import Refusal
from enishi.transparency import notes

FIRST_LINE = "relpop-promise/1"


@dataclass(frozen=True, slots=True)
class Promise:
    """Which leaf, sealed when, and in the public log by when."""

    origin: str
    leaf: bytes
    sealed_at: datetime
    by: datetime

    @property
    def text(self) -> str:
        """Write the body of the note; its first line cannot begin a checkpoint."""
        leaf = base64.b64encode(self.leaf).decode()
        sealed, by = (_told(moment) for moment in (self.sealed_at, self.by))
        return f"{FIRST_LINE}\n{self.origin}\n{leaf}\nsealed {sealed}\nin the log by {by}\n"


class BadPromise(Refusal):
    """The promise is malformed, or speaks of another leaf."""

    code = "bad_promise"
    status: ClassVar[int] = 422


def check(note: str, leaf: bytes, by: notes.Verifier) -> Promise:
    """Read a promise that the log has signed for a leaf.

    Raises:
        BadNote: the log has not signed it.
        BadPromise: it is malformed or speaks of another leaf.
    """
    text = notes.opened(note, by)
    lines = text.split("\n")
    try:
        first, origin, told, sealed, deadline, end = lines
        promise = Promise(
            origin=origin,
            leaf=base64.b64decode(told, validate=True),
            sealed_at=_moment(sealed.removeprefix("sealed ")),
            by=_moment(deadline.removeprefix("in the log by ")),
        )
    except ValueError:
        raise BadPromise(reason="not a promise") from None
    if first != FIRST_LINE or end or promise.text != text or origin != by.name:
        raise BadPromise(reason="not a promise of this log")
    if promise.leaf != leaf:
        raise BadPromise(reason="it speaks of another leaf")
    return promise


def _told(moment: datetime) -> str:
    """Write a moment in whole seconds of UTC (RFC 3339)."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment(told: str) -> datetime:
    """Read such a moment."""
    return datetime.strptime(told, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
