"""Which visit and which answers a row of Fukui's visitor survey (FTAS, FY2023) tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from enishi.activities import importing, words
from enishi.activities.activity import NewActivity
from enishi.activities.cells import Cells, Layout, Reject
from enishi.activities.sheet import Record
from enishi.regions import homes
from enishi.surveys.answer import NewAnswer, Survey

PREFECTURE = "180009"
KINDS = ("visit",)
SOURCE = "fukui-survey"
# Whose data, what they are, and that they were worked on: CC BY 4.0, section 3(a)(1).
CREDIT = "出典：福井県観光連盟 福井県観光データ分析システム「FTAS」（CC BY 4.0）を加工して作成"
SURVEY = Survey("fukui-ftas", "福井県観光アンケート", CREDIT, "CC BY 4.0")
COLUMNS = (
    "response_id", "member_id", "answered_at", "sex", "age_band", "home_pref", "home_city",
    "area", "municipality", "nights_total", "nights_in_pref", "companions", "purposes",
    "lodging_cost", "transport_cost", "spend_in_pref", "spend_in_area", "area_visit_count",
    "info_sources", "satisfaction", "inconvenience", "nps", "revisit_intention",
)  # fmt: skip
_SCORES = range(11)


@dataclass(frozen=True, slots=True)
class Known:
    """The municipalities of the prefecture by name, the table that reads homes, the day."""

    towns: Mapping[str, str]
    homes: homes.HomeTable
    today: date


@dataclass(frozen=True, slots=True)
class Visit:
    """One answer: who gave it, where and when, and what they said."""

    line: int
    member: str
    key: str
    at: datetime
    region_code: str
    place: str
    sex: str
    age_band: str
    home_code: str
    answer: NewAnswer

    def activity(self, member_id: UUID) -> NewActivity:
        """Return the visit, once the member is known; they answered on the spot themselves."""
        return NewActivity(
            key=self.key,
            kind=KINDS[0],
            member_id=member_id,
            region_code=self.region_code,
            at=self.at,
            evidence="self_report",
            place=self.place,
            sex=self.sex,
            age_band=self.age_band,
            home_code=self.home_code,
        )


def read(record: Record, layout: Layout, known: Known) -> Visit | list[Reject]:
    """Read one answer, or name every cell that keeps it out; a home is never guessed."""
    cells = Cells(record, layout)
    if cells.rejects:
        return cells.rejects
    response = cells.required("response_id", 100)
    member = cells.required("member_id", 120)
    at = cells.moment("answered_at", known.today)
    town = cells.required("municipality")
    region = known.towns.get(town, "")
    if town and not region:
        cells.refuse("municipality", "unknown_region", town)
    sex = cells.read("sex", words.sex, "unknown_sex") or "unknown"
    age_band = cells.read("age_band", words.age_band, "unknown_age_band") or "unknown"
    home = homes.home_code(cells.text("home_pref"), cells.text("home_city"), known.homes)
    area = " ".join(cells.text("area", 80).split())
    answer = _answer(cells, response, area)
    if cells.rejects or at is None:
        return cells.rejects
    key = importing.key_of(SOURCE, response)
    return Visit(record.line, member, key, at, region, area, sex, age_band, home, answer)


def _answer(cells: Cells, response: str, area: str) -> NewAnswer:
    """Read what the person said, in the survey's own words."""
    return NewAnswer(
        key=f"{SURVEY.code}:{response}",
        area=area,
        purposes=_several(cells.text("purposes", 1_000)),
        companions=cells.text("companions", 60),
        information=_several(cells.text("info_sources", 1_000)),
        nights_total=cells.text("nights_total", 20),
        nights_in_prefecture=cells.text("nights_in_pref", 30),
        lodging_band=cells.text("lodging_cost", 40),
        transport_band=cells.text("transport_cost", 40),
        spend_prefecture_band=cells.text("spend_in_pref", 40),
        spend_area_band=cells.text("spend_in_area", 40),
        times_visited=cells.text("area_visit_count", 20),
        satisfaction=cells.text("satisfaction", 20),
        inconvenience=cells.text("inconvenience", 200),
        nps=cells.read("nps", _score, "bad_score"),
        wish_to_return=cells.text("revisit_intention", 40),
    )


def _several(text: str) -> tuple[str, ...]:
    """Split a cell of several answers."""
    return tuple(part for word in text.split("|") if (part := word.strip()))


def _score(text: str) -> int | None:
    """Read a score of 0 to 10."""
    word = words.plain(text)
    return int(word) if word.isdecimal() and int(word) in _SCORES else None
