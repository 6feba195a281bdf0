"""A small lake for tests: activities as plain values, written by the real follower."""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

from enishi.activities.written import WrittenActivity
from enishi.insight.lake import refresh
from enishi.insight.lake.refresh import Person, Place, Reading
from enishi.kit import codes
from enishi.membership import pseudonyms
from enishi.surveys.written import WrittenAnswer

SECRET = b"a secret for tests, 32 bytes long"
MIHAMA, TAKAHAMA, TSURUGA, TENRYU = "184420", "184811", "182028", "204102"


def member(number: int) -> uuid.UUID:
    """Return the member with a number."""
    return uuid.UUID(int=number)


def person(member_id: uuid.UUID) -> Person:
    """Return a member as the lake knows them."""
    name = pseudonyms.pseudonym(SECRET, member_id)
    return Person(name, int.from_bytes(hmac.digest(SECRET, name.encode(), "sha256")[:8]))


def activity(seq: int, who: int, on: date = date(2025, 5, 1), **given: object) -> WrittenActivity:
    """Return an activity; whatever is not given is a plain visit to 美浜町."""
    plain: dict[str, object] = {
        "seq": seq,
        "member_id": member(who),
        "kind": "visit",
        "region_code": MIHAMA,
        "at": datetime.combine(on, time(3), tzinfo=UTC),
        "on": on,
        "place": "",
        "event": "",
        "theme": "",
        "online": False,
        "amount_yen": None,
        "business_id": "",
        "trade": "",
        "evidence": "own_scan",
        "sex": "unknown",
        "age_band": "unknown",
        "home_code": "",
    }
    return WrittenActivity(**{**plain, **given})  # type: ignore[arg-type]


def place(code: str) -> Place:
    """Say where a region counts: by its code; 99 is the invented prefecture."""
    return Place(code, "", codes.prefecture_of(code), code.startswith("99"))


@dataclass
class Source:
    """A database in memory: rows with the transaction that wrote each."""

    activities: list[tuple[int, WrittenActivity]] = field(default_factory=list)
    answers: list[tuple[int, WrittenAnswer]] = field(default_factory=list)
    withdrawals: list[tuple[int, int]] = field(default_factory=list)
    lifts: list[tuple[int, tuple[int, str]]] = field(default_factory=list)
    forgotten: list[tuple[int, int]] = field(default_factory=list)
    added_homes: dict[str, str] = field(default_factory=dict)
    cluster: str = "cluster/enishi"
    until_xid: int = 1_000

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Open a snapshot."""
        yield Reading(
            cluster=self.cluster,
            until_xid=self.until_xid,
            place=place,
            activities=lambda first, until: [r for x, r in self.activities if first <= x < until],
            answers=lambda first, until: [r for x, r in self.answers if first <= x < until],
            added_homes=self.added_homes,
            withdrawals=lambda first, until: [r for x, r in self.withdrawals if first <= x < until],
            lifts=lambda first, until: [r for x, r in self.lifts if first <= x < until],
            forgotten=lambda first, until: [r for x, r in self.forgotten if first <= x < until],
            living=lambda seqs: [r for _, r in self.activities if r.seq in set(seqs)],
        )


def fill(folder: Path, rows: Sequence[WrittenActivity]) -> None:
    """Write activities into a lake with the real follower."""
    source = Source(activities=[(1, row) for row in rows])
    refresh.refresh(folder=folder, reading=source.reading, identify=person)
