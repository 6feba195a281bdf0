"""Turns activities as they were written into the lake's columns, many rows at a time.

What a value means is asked once for each value, however many rows hold it: who a person is,
where a region counts, which month a day lies in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from enishi.activities import evidence
from enishi.activities.written import WrittenActivity
from enishi.insight.lake import tables
from enishi.kit import codes, periods
from enishi.regions import places

UNKNOWN = "unknown"
_PLACE = ("region", "area", "prefecture", "sample")
_BLOCK = 4 << 20
_PEOPLE = 1 << 20
_TYPES = {
    "seq": pa.int64(),
    "at": pa.timestamp("us", "UTC"),
    "on": pa.date32(),
    "online": pa.bool_(),
    "amount_yen": pa.int64(),
}
# Activities as the database holds them, a member by the UUID's text.
WRITTEN = pa.schema([(name, _TYPES.get(name, pa.string())) for name in WrittenActivity._fields])


@dataclass(frozen=True, slots=True)
class Person:
    """A member as the lake knows them: a pseudonym and its record key."""

    pseudonym: str
    record_key: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a region's activities count."""

    region: str
    area: str
    prefecture: str
    is_sample: bool


def parsed(lines: bytes) -> pa.Table:
    """Read rows of the database's own CSV: an empty field is NULL, an empty word is quoted."""
    return csv.read_csv(
        pa.BufferReader(lines),
        read_options=csv.ReadOptions(
            column_names=WRITTEN.names, block_size=_BLOCK, use_threads=False
        ),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=WRITTEN, null_values=[""], true_values=["t"], false_values=["f"]
        ),
    )


def table_of(rows: Iterable[WrittenActivity]) -> pa.Table:
    """Return rows that were read one by one as `parsed` returns them."""
    told = [{**row._asdict(), "member_id": str(row.member_id)} for row in rows]
    return pa.Table.from_pylist(told, schema=WRITTEN)


class Shaper:
    """Knows people, places and homes."""

    def __init__(
        self,
        identify: Callable[[UUID], Person],
        places: Mapping[str, Place],
        home: Callable[[str], tuple[str, str]],
    ) -> None:
        """Remember the people met: they come again in the next rows."""
        self._places = places
        self._home = home

        @lru_cache(maxsize=_PEOPLE)
        def person(member_id: str) -> tuple[str, int]:
            told = identify(UUID(member_id))
            return told.pseudonym, told.record_key

        self._person = person

    def shaped(self, written: pa.Table) -> pa.Table:
        """Return activities with the lake's columns, ordered by month, region, time and number."""
        month = _asked(written["on"], ("month", "fiscal_year"), calendar)
        place = _asked(written["region_code"], _PLACE, self._place)
        keys = {"month": _ranked(month["month"]), "region": _ranked(place["region"])}
        keys |= {"at": written["at"], "seq": written["seq"]}
        order = pc.sort_indices(pa.table(keys), [(name, "ascending") for name in keys])
        rows = written.take(order)
        found = {name: rows[name] for name in rows.column_names} | {"d": rows["on"]}
        found |= {name: _words(told, order) for name, told in (month | place).items()}
        for column, names, tell in (
            ("member_id", ("person", "rk"), self._person),
            ("home_code", ("home_prefecture", "home_area"), self._home),
            ("evidence", ("verified",), _grade),
        ):
            told = _asked(rows[column], names, tell)
            found |= {name: _words(values) for name, values in told.items()}
        shape = tables.SHAPES["activities"].to_pyarrow()
        return pa.table([found[name] for name in shape.names], schema=shape)

    def _place(self, code: str) -> tuple[str, str, str, bool]:
        place = self._places[code]
        return place.region, place.area, place.prefecture, place.is_sample


@dataclass(frozen=True, slots=True)
class _Coded:
    """A column as the values it may hold, and which of them each row holds."""

    values: pa.Array
    which: pa.Array


def _asked(
    column: pa.ChunkedArray, names: Sequence[str], tell: Callable[[Any], tuple[Any, ...]]
) -> dict[str, _Coded]:
    """Return the columns that follow from one, asking once for each of its values."""
    coded = column.combine_chunks().dictionary_encode()
    told = [tell(value) for value in coded.dictionary.to_pylist()]
    kinds = tables.SHAPES["activities"].to_pyarrow()
    return {
        name: _Coded(pa.array([one[place] for one in told], kinds.field(name).type), coded.indices)
        for place, name in enumerate(names)
    }


def _ranked(coded: _Coded) -> pa.Array:
    """Return numbers in the order of the words: they are sorted faster."""
    return pc.rank(coded.values, tiebreaker="dense").take(coded.which)


def _words(coded: _Coded, order: pa.Array | None = None) -> pa.Array:
    """Write out which value each row holds."""
    return coded.values.take(coded.which if order is None else coded.which.take(order))


def _grade(grade: str) -> tuple[bool]:
    return (evidence.is_verified(grade),)


@lru_cache(maxsize=1 << 14)
def calendar(day: date) -> tuple[str, int]:
    """Return the month and the fiscal year of a day."""
    return str(periods.month_of(day)), periods.fiscal_year_of(day)


def home_of(added: Mapping[str, str], code: str) -> tuple[str, str]:
    """Return home prefecture and 地方 of a code; an added prefecture lies in no 地方.

    An official code says its prefecture itself; for one that was added the tree of regions does.
    """
    if not codes.is_six_digits(code):
        return UNKNOWN, UNKNOWN
    prefecture = added.get(code) or codes.prefecture_of(code)
    return prefecture, places.home_area(prefecture) or UNKNOWN


def by_month(shaped: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """Yield the rows of each month; they come ordered by it."""
    runs = pc.run_end_encode(shaped["month"].combine_chunks())
    first = 0
    for month, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
        yield month, shaped.slice(first, end - first)
        first = end
