"""Which activity a row of someone else's sheet tells, or which cells keep it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from enishi.activities import words
from enishi.activities.activity import NewActivity
from enishi.activities.cells import Cells, Layout, Reject
from enishi.activities.evidence import GRADES
from enishi.activities.sheet import Record
from enishi.activities.written import WrittenActivity

REQUIRED = ("activity_id", "member_id", "kind", "at", "region_code")
OPTIONAL = (
    "place", "event", "theme", "online", "amount_yen", "business_id", "trade",
    "sex", "birth_year", "age_band", "home_code", "evidence",
)  # fmt: skip
COLUMNS = REQUIRED + OPTIONAL
SOURCE = "activities"
_NAME_LENGTH_MAX = 120


@dataclass(frozen=True, slots=True)
class Known:
    """What an installation knows: regions that take part, kinds by every name, homes, the day."""

    regions: frozenset[str]
    kinds: Mapping[str, str]
    homes: frozenset[str]
    today: date


@dataclass(frozen=True, slots=True)
class Person:
    """Optional attributes of a row; None where the sheet has no such column."""

    sex: str | None
    birth_year: int | None
    age_band: str | None
    home_code: str | None


@dataclass(frozen=True, slots=True)
class Deed:
    """What a row tells beside who, when and where."""

    place: str
    event: str
    theme: str
    online: bool
    amount_yen: int | None
    business_id: str
    trade: str


@dataclass(frozen=True, slots=True)
class Row:
    """One readable row: who (by the other system's name for them) and what they did."""

    line: int
    member: str
    key: str
    kind: str
    at: datetime
    region_code: str
    evidence: str
    deed: Deed
    person: Person

    def activity(self, member_id: UUID) -> NewActivity:
        """Return the activity, once the member is known."""
        deed, person = self.deed, self.person
        return NewActivity(
            key=self.key,
            kind=self.kind,
            member_id=member_id,
            region_code=self.region_code,
            at=self.at,
            evidence=self.evidence,
            place=deed.place,
            event=deed.event,
            theme=deed.theme,
            online=deed.online,
            amount_yen=deed.amount_yen,
            business_id=deed.business_id,
            trade=deed.trade,
            sex=person.sex,
            age_band=person.age_band,
            home_code=person.home_code,
        )


def key_of(source: str, activity_id: str) -> str:
    """Return the key under which an imported activity is written once."""
    return f"import:{source}:{activity_id}"


def read(record: Record, layout: Layout, known: Known, source: str) -> Row | list[Reject]:
    """Read one record, or name every cell that keeps it out."""
    cells = Cells(record, layout)
    if cells.rejects:
        return cells.rejects
    activity_id = cells.required("activity_id", _NAME_LENGTH_MAX)
    member = cells.required("member_id", _NAME_LENGTH_MAX)
    kind = _kind(cells, known)
    at = cells.moment("at", known.today)
    region = words.code(cells.required("region_code"))
    if region and region not in known.regions:
        cells.refuse("region_code", "unknown_region", region)
    evidence = cells.read("evidence", _grade, "unknown_evidence") or "import"
    deed = _deed(cells)
    person = _person(cells, layout, known, at)
    if cells.rejects or at is None:
        return cells.rejects
    key = key_of(source, activity_id)
    return Row(record.line, member, key, kind, at, region, evidence, deed, person)


def _kind(cells: Cells, known: Known) -> str:
    """Return the kind that a word names: its code, or its name in either language."""
    word = cells.required("kind")
    kind = known.kinds.get(words.plain(word).lower(), "")
    if word and not kind:
        cells.refuse("kind", "unknown_kind", word)
    return kind


def _grade(word: str) -> str | None:
    """Return a grade of evidence."""
    return word if word in GRADES else None


def _deed(cells: Cells) -> Deed:
    """Read what was done, where, at what event and for how much."""
    return Deed(
        place=cells.text("place", 80),
        event=cells.text("event", 60),
        theme=cells.text("theme", 40),
        online=cells.read("online", words.yes_or_no, "bad_online") or False,
        amount_yen=cells.read("amount_yen", words.yen, "bad_amount"),
        business_id=cells.text("business_id", 40),
        trade=cells.text("trade", 40),
    )


def _person(cells: Cells, layout: Layout, known: Known, at: datetime | None) -> Person:
    """Read the attributes; an empty cell of a column that is there means unknown."""

    def home(word: str) -> str | None:
        code = words.code(word)
        return code if code in known.homes else None

    def born(word: str) -> int | None:
        return words.birth_year(word, at.year) if at else None

    sex = cells.read("sex", words.sex, "unknown_sex")
    # A wrong time is told once; whether the year of birth fits it can only be told afterwards.
    birth_year = cells.read("birth_year", born, "bad_birth_year") if at else None
    age_band = cells.read("age_band", words.age_band, "unknown_age_band")
    home_code = cells.read("home_code", home, "unknown_home")
    if age_band is None and at is not None and (layout.has("birth_year") or layout.has("age_band")):
        age_band = words.age_band_at(birth_year, at)
    return Person(
        sex=(sex or "unknown") if layout.has("sex") else None,
        birth_year=birth_year,
        age_band=age_band,
        home_code=(home_code or "") if layout.has("home_code") else None,
    )


class Told(Protocol):
    """What a reader of sheets makes of a row: enough to write it once."""

    @property
    def line(self) -> int:
        """The line it starts on."""

    @property
    def member(self) -> str:
        """The other system's name for who did it."""

    @property
    def key(self) -> str:
        """The key under which it is written once."""

    def activity(self, member_id: UUID) -> NewActivity:
        """Return the activity, once the member is known."""


Row_ = TypeVar("Row_", bound=Told)


@dataclass(slots=True)
class Sorted(Generic[Row_]):
    """The rows of a batch: those to write, how many are in already, those that contradict."""

    new: list[Row_] = field(default_factory=list)
    repeated: int = 0
    rejects: list[Reject] = field(default_factory=list)


def sort_out(
    rows: Sequence[Row_],
    column: str,
    written: Mapping[str, WrittenActivity],
    members: Mapping[str, UUID],
) -> Sorted[Row_]:
    """Tell new rows from those that are in, and from those that say something else by now.

    `column` is the one that makes the key; `members` are those known by their names so far.
    """
    found: Sorted[Row_] = Sorted()
    first: dict[str, Row_] = {}
    for row in rows:
        stands = written.get(row.key)
        if stands is not None:
            member_id = members.get(row.member)
            same = member_id is not None and says_the_same(row.activity(member_id), stands)
        elif row.key in first:
            other = first[row.key]
            same = row.member == other.member and row.activity(_ANYONE) == other.activity(_ANYONE)
        else:
            first[row.key] = row
            found.new.append(row)
            continue
        if same:
            found.repeated += 1
        else:
            name = row.key.split(":", 2)[2]
            found.rejects.append(Reject(row.line, column, "same_id_other_content", name))
    return found


_ANYONE = UUID(int=0)
_COMPARED = (
    "member_id", "kind", "region_code", "at", "place", "event", "theme", "online", "amount_yen",
    "business_id", "trade", "evidence",
)  # fmt: skip
_COMPARED_WHERE_TOLD = ("sex", "age_band", "home_code")


def says_the_same(activity: NewActivity, written: WrittenActivity) -> bool:
    """Say whether a row repeats what stands under its key."""
    return all(getattr(activity, name) == getattr(written, name) for name in _COMPARED) and all(
        getattr(activity, name) in {None, getattr(written, name)} for name in _COMPARED_WHERE_TOLD
    )
