"""A small lake for tests: activities as plain values, written by the real follower."""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

import pyarrow as pa
from pyarrow import csv

from enishi.activities.written import WrittenActivity
from enishi.insight.lake import refresh, shaping
from enishi.insight.lake.refresh import Reading
from enishi.insight.lake.shaping import Person, Place
from enishi.insight.lake.states import State, Value
from enishi.kit import codes
from enishi.membership import pseudonyms
from enishi.membership.member import Holder
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


def card(who: int, since: date = date(2025, 4, 1), **given: str) -> Holder:
    """Return somebody's card; whatever is not given is a friend's card of 美浜町."""
    plain = {
        "region_code": MIHAMA,
        "kind": "friend",
        "sex": "unknown",
        "age_band": "unknown",
        "home_code": "",
    }
    return Holder(member_id=member(who), since=since, **{**plain, **given})


@dataclass(frozen=True)
class SeriesValue:
    """One value of an outside series."""

    series: str
    region_code: str
    year: int
    value: float


def answer(seq: int, on: date = date(2025, 5, 1), **given: object) -> WrittenAnswer:
    """Return a filled questionnaire that came with an activity; what is not given is empty."""
    empty: dict[str, object] = dict.fromkeys(WrittenAnswer._fields, "")
    lists = {"purposes": [], "information": [], "nps": None, "survey": "fukui"}
    return WrittenAnswer(**{**empty, **lists, "seq": seq, "on": on, **given})  # type: ignore[arg-type]


def lines_of(rows: Sequence[WrittenActivity]) -> Iterator[bytes]:
    """Write activities as PostgreSQL's COPY does, a chunk at a time."""
    for first in range(0, len(rows), refresh.CHUNK):
        buffer = pa.BufferOutputStream()
        told = shaping.table_of(rows[first : first + refresh.CHUNK])
        online = pa.array(["t" if value else "f" for value in told["online"].to_pylist()])
        place = told.schema.get_field_index("online")
        plain = csv.WriteOptions(include_header=False)
        csv.write_csv(told.set_column(place, "online", online), buffer, plain)
        yield buffer.getvalue().to_pybytes()


@dataclass
class Source:
    """A database in memory: rows with the transaction that wrote each."""

    activities: list[tuple[int, WrittenActivity]] = field(default_factory=list)
    answers: list[tuple[int, WrittenAnswer]] = field(default_factory=list)
    withdrawals: list[tuple[int, int]] = field(default_factory=list)
    lifts: list[tuple[int, tuple[int, str]]] = field(default_factory=list)
    forgotten: list[tuple[int, int]] = field(default_factory=list)
    cards: list[Holder] = field(default_factory=list)
    series: list[Value] = field(default_factory=list)
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
            activities=lambda first, until: lines_of(
                [r for x, r in self.activities if first <= x < until]
            ),
            acted_in=lambda *_: {r.region_code for _, r in self.activities},
            answers=lambda first, until: [r for x, r in self.answers if first <= x < until],
            added_homes=self.added_homes,
            withdrawals=lambda first, until: [r for x, r in self.withdrawals if first <= x < until],
            lifts=lambda first, until: [r for x, r in self.lifts if first <= x < until],
            forgotten=lambda first, until: [r for x, r in self.forgotten if first <= x < until],
            living=lambda seqs: [r for _, r in self.activities if r.seq in set(seqs)],
            cards=State(repr(self.cards) if self.cards else "", lambda: self.cards),
            series=State(repr(self.series) if self.series else "", lambda: self.series),
        )


def fill(
    folder: Path,
    rows: Sequence[WrittenActivity],
    *,
    cards: Sequence[Holder] = (),
    series: Sequence[Value] = (),
    answers: Sequence[WrittenAnswer] = (),
    withdrawals: Sequence[int] = (),
    lifts: Sequence[tuple[int, str]] = (),
) -> None:
    """Write activities, and what goes with them, into a lake with the real follower."""
    source = Source(
        withdrawals=[(1, seq) for seq in withdrawals],
        lifts=[(1, lift) for lift in lifts],
        activities=[(1, row) for row in rows],
        answers=[(1, row) for row in answers],
        cards=list(cards),
        series=list(series),
    )
    refresh.refresh(folder=folder, reading=source.reading, identify=person)
