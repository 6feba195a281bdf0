"""What people bring along from another points system: whose points, how many, until when."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from enishi.activities import words
from enishi.activities.cells import Cells, Headers, Layout, Reject
from enishi.activities.sheet import Record
from enishi.kit import ids

PERSON, CARD, POINTS, EXPIRES = "external_id", "card", "points", "expires_on"
OPTIONAL = (PERSON, CARD, POINTS, EXPIRES)
# What other systems call these columns, in plain form and lower case.
ALIASES: Mapping[str, Sequence[str]] = {
    PERSON: ("external_id", "member_id", "会員番号", "会員id", "会員no", "会員no.", "お客様番号"),
    CARD: ("card", "card_number", "カード番号", "縁カード番号"),
    POINTS: ("points", "balance", "ポイント", "ポイント残高", "保有ポイント", "残高"),
    EXPIRES: ("expires_on", "expiry", "有効期限", "期限", "失効日"),
}
NAME_LENGTH_MAX = 120
POINTS_MAX = 2**53 - 1
_NUMBER = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)")
_UNITS = ("ポイント", "pt", "点", "p")
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2}))")
_DAY_IN_WORDS = re.compile(
    r"(?:(\d{4})|(令和|平成|r|h)(\d{1,2}|元))年(\d{1,2})月(\d{1,2})日(?:まで)?"
)
_DAY_OF_AN_ERA = re.compile(r"(r|h|令和|平成)(\d{1,2}|元)[./-](\d{1,2})[./-](\d{1,2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
# The year before the first of each era.
_ERAS = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988}
_NEVER = {"なし", "無し", "無期限", "期限なし", "never", "none", "-"}
NEVER = date.max


@dataclass(frozen=True, slots=True)
class Row:
    """One readable row; without a day its points never lapse."""

    line: int
    name: str
    is_card: bool
    points: int
    expires_on: date | None

    @property
    def person(self) -> tuple[bool, str]:
        """Tell people apart: a card's number is not another system's number."""
        return self.is_card, self.name


def headers_of(header: Record) -> Headers:
    """Find out which of the columns we know a sheet has, by any of their names."""
    found: dict[str, str] = {}
    for cell in header.cells or []:
        plain = words.plain(cell).lower().replace(" ", "")
        for column, names in ALIASES.items():
            if plain in names:
                found.setdefault(column, cell)
    return Headers(found)


def missing(layout: Layout) -> str:
    """Name the columns without which nobody knows whose or how many."""
    lacking = [] if layout.has(PERSON) or layout.has(CARD) else ["会員番号 / external_id"]
    return ", ".join(lacking + ["ポイント / points"] * (not layout.has(POINTS)))


def points(text: str) -> int | None:
    """Read a number of points: 1200, 1,200, １２００, 1200pt; 1,2 or 1.5 is none."""
    word = words.plain(text).lower().replace(" ", "")
    for unit in _UNITS:
        word = word.removesuffix(unit)
    if not _NUMBER.fullmatch(word):
        return None
    found = int(word.replace(",", ""))
    return found if 0 <= found <= POINTS_MAX else None


def day(text: str) -> date | None:
    """Read a day: 2027-03-31, 2027/3/31, 20270331, 令和9年3月31日, R9.3.31, or 無期限."""
    word = words.plain(text).lower().replace(" ", "")
    if word in _NEVER:
        return NEVER
    parts: Sequence[str | None]
    if found := _DAY_IN_WORDS.fullmatch(word):
        year, era, of_era, *parts = found.groups()
        number = int(year) if year else _year(str(era), str(of_era))
    elif found := _DAY_OF_AN_ERA.fullmatch(word):
        era, of_era, *parts = found.groups()
        number = _year(str(era), str(of_era))
    elif found := _DAY.fullmatch(word) or _COMPACT.fullmatch(word):
        year, *parts = found.groups()
        number = int(year)
    else:
        return None
    month, of_month = (int(part) for part in parts if part is not None)
    try:
        return date(number, month, of_month)
    except ValueError:
        return None


def _year(era: str, of_era: str) -> int:
    return _ERAS[era] + (1 if of_era == "元" else int(of_era))


def read(record: Record, layout: Layout, today: date, undated: date | None) -> Row | list[Reject]:
    """Read one record, or name every cell that keeps it out."""
    cells = Cells(record, layout)
    if cells.rejects:
        return cells.rejects
    card = ids.as_typed(words.plain(cells.text(CARD, NAME_LENGTH_MAX)))
    name = card or cells.text(PERSON, NAME_LENGTH_MAX)
    if not name and not cells.rejects:
        cells.refuse(PERSON if layout.has(PERSON) else CARD, "missing", "")
    cells.required(POINTS)
    number = cells.read(POINTS, points, "bad_points")
    last = cells.read(EXPIRES, day, "bad_day")
    until = undated if last is None else None if last == NEVER else last
    if until is not None and until < today:
        cells.refuse(EXPIRES, "expired_already", str(until))
    if cells.rejects or number is None:
        return _each_once(cells.rejects)
    return Row(record.line, name, bool(card), number, until)


def person_of(record: Record, layout: Layout) -> tuple[bool, str] | None:
    """Say whose row it is, also where the rest of it cannot be read."""
    cells = Cells(record, layout)
    if cells.rejects:
        return None
    card = ids.as_typed(words.plain(cells.text(CARD, NAME_LENGTH_MAX)))
    name = card or cells.text(PERSON, NAME_LENGTH_MAX)
    return (bool(card), name) if name else None


def _each_once(rejects: Iterable[Reject]) -> list[Reject]:
    """Leave out what was told twice about one cell."""
    return list(dict.fromkeys(rejects))


@dataclass(frozen=True, slots=True)
class Bringing:
    """One person with all their rows, soonest date first; kept out or taken in as a whole."""

    name: str
    is_card: bool
    rows: Sequence[Row]

    @property
    def points(self) -> int:
        """What they bring in all."""
        return sum(row.points for row in self.rows)


@dataclass(slots=True)
class Sorted:
    """People who bring points, people who bring none, and rows that stay out."""

    people: list[Bringing] = field(default_factory=list)
    without_points: int = 0
    rejects: list[Reject] = field(default_factory=list)


def by_person(rows: Iterable[Row], kept_out: Iterable[tuple[bool, str]], layout: Layout) -> Sorted:
    """Put the rows of each person together.

    Somebody of whom one row cannot be read stays out as a whole: taken in by halves, the rest
    could not be told from a change later on.
    """
    sorted_ = Sorted()
    outside = set(kept_out)
    rows_of: dict[tuple[bool, str], list[Row]] = {}
    for row in rows:
        rows_of.setdefault(row.person, []).append(row)
    for person, theirs in rows_of.items():
        is_card, name = person
        column = layout.header(CARD if is_card else PERSON)
        twice = Counter(row.expires_on for row in theirs).most_common(1)[0][1] > 1
        if person in outside or twice:
            code = "same_person_twice" if twice else "other_row_kept_out"
            sorted_.rejects += [Reject(row.line, column, code, name) for row in theirs]
            continue
        full = sorted(
            (row for row in theirs if row.points), key=lambda row: row.expires_on or NEVER
        )
        if full:
            sorted_.people.append(Bringing(name, is_card, tuple(full)))
        else:
            sorted_.without_points += 1
    return sorted_
