"""What a closing publishes: declared coverage, words that many carry, homes that were added."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from tests import world
from tests.insight import small_lake
from tests.insight.small_lake import MIHAMA, TSURUGA

from enishi.activities import models as activities
from enishi.activities import queries as activity_queries
from enishi.activities import vocabulary
from enishi.activities.written import WrittenActivity
from enishi.insight.disclosure.language import OutsideLanguage
from enishi.insight.lake import refresh
from enishi.insight.releases import operations, queries
from enishi.insight.releases.released import Released
from enishi.kit.periods import JST
from enishi.programs import operations as programs
from enishi.regions import operations as regions
from enishi.regions import queries as region_queries
from enishi.surveys.written import WrittenAnswer

AT = datetime(2025, 6, 5, 9, 0, tzinfo=JST)
SUMMER, SPRING = date(2023, 8, 3), date(2025, 5, 3)
ADDED, ADDED_TOWN = "480003", "501018"
Fill = Callable[..., None]


@pytest.fixture
def fill(db: None, settings: object, tmp_path: Path) -> Fill:
    """Two real towns and an invented one take part; returns what fills the lake and closes."""
    settings.LAKE_DIR = tmp_path / "lake"  # type: ignore[attr-defined]
    settings.DISCLOSURE_SECRET = small_lake.SECRET  # type: ignore[attr-defined]
    for code in (MIHAMA, TSURUGA):
        world.an_official_region(code)
    world.a_region()

    def filled(rows: Sequence[WrittenActivity], answers: Sequence[WrittenAnswer] = ()) -> None:
        source = small_lake.Source(
            activities=[(1, row._replace(seq=seq)) for seq, row in enumerate(rows)],
            answers=[(1, answer) for answer in answers],
            added_homes=region_queries.added_homes(),
        )
        folder = tmp_path / "lake"
        refresh.refresh(folder=folder, reading=source.reading, identify=small_lake.person)
        operations.close(until="2025-05", at=AT)

    return filled


def ask(*by: str, **filters: str) -> Released:
    return operations.release(body={"filters": filters, "by": list(by)}, limit=10, at=AT)


def number(**filters: str) -> object:
    (row,) = ask(**filters).rows
    return row["n"]


def reason(**filters: str) -> str:
    (found,) = ask(**filters).reasons
    return found


def visits(
    people: range, region: str = MIHAMA, on: date = SUMMER, **facts: object
) -> list[WrittenActivity]:
    return [small_lake.activity(0, who, on, region_code=region, **facts) for who in people]


def surveyed() -> list[WrittenActivity]:
    """美浜町 knows 40 visitors of one summer; 敦賀市 40 of whom some come to an event in 2025."""
    spring = visits(range(120, 140), TSURUGA, SPRING, kind="event")
    return [*visits(range(40)), *visits(range(100, 140), TSURUGA), *spring]


def declare() -> None:
    regions.declare_coverage(code=MIHAMA, first="2023-04", last="2024-03", kinds=["visit"])


def test_within_its_coverage_a_town_answers_the_year_and_the_kind_with_its_whole(
    fill: Fill,
) -> None:
    declare()
    fill(surveyed())
    whole = ask(region=MIHAMA)
    assert isinstance(whole.rows[0]["n"], int)
    assert ask(region=MIHAMA, fiscal_year="2023").id == whole.id
    assert ask(region=MIHAMA, kind="visit").id == whole.id
    by_year = {row["fiscal_year"]: row["n"] for row in ask("fiscal_year", region=MIHAMA).rows}
    assert by_year == {"2023": whole.rows[0]["n"], "2024": None, "2025": None}
    by_kind = {row["kind"]: row["n"] for row in ask("kind", region=MIHAMA).rows}
    assert by_kind.pop("visit") == whole.rows[0]["n"]
    assert set(by_kind.values()) == {None}
    assert reason(region=MIHAMA, kind="event") == "absent"
    assert reason(region=MIHAMA, fiscal_year="2024") == "absent"
    assert (whole.note.first_month, whole.note.last_month) == ("2023-08", "2024-03")


def test_a_town_that_declares_nothing_stays_open(fill: Fill) -> None:
    declare()
    fill(surveyed())
    assert reason(region=TSURUGA, fiscal_year="2023") == "hidden"
    assert reason(region=TSURUGA, kind="visit") == "hidden"
    assert reason(region=TSURUGA, fiscal_year="2024") == "hidden"
    (place,) = [place for place in queries.catalogue().places if place.code == TSURUGA]
    assert (place.first_month, place.last_month, place.kinds) == ("", "", ())


@pytest.mark.parametrize(
    "beyond", [{"on": date(2024, 4, 1)}, {"kind": "event"}, {"on": date(2023, 3, 31)}]
)
def test_one_row_outside_makes_the_declaration_ignored(
    fill: Fill, beyond: dict[str, object]
) -> None:
    declare()
    fill([*surveyed(), *visits(range(1), **beyond)])  # type: ignore[arg-type]
    assert reason(region=MIHAMA, fiscal_year="2023") == "hidden"
    assert reason(region=MIHAMA, kind="event") == "hidden"
    assert {place.first_month for place in queries.catalogue().places} == {""}


@pytest.mark.parametrize("level", ["town", "prefecture", "area"])
def test_a_programme_that_runs_there_makes_the_declaration_ignored(fill: Fill, level: str) -> None:
    declare()
    area = "904420"
    regions.add_region(code=area, name="岬地域", parent=MIHAMA, kind="area")
    code = {"town": MIHAMA, "prefecture": "180009", "area": area}[level]
    programs.open_programme(region_code=code, issuer="美浜町", at=AT)
    fill(surveyed())
    assert reason(region=MIHAMA, fiscal_year="2023") == "hidden"


def named(rows: Sequence[WrittenActivity], purpose: str) -> list[WrittenAnswer]:
    blank = ("",) * 8
    return [
        WrittenAnswer(seq, row.on, "s", "", [purpose], "", [], *blank, "", None, "")
        for seq, row in enumerate(rows)
    ]


@pytest.mark.parametrize(("people", "is_published"), [(9, False), (10, True)])
def test_a_word_that_came_with_the_data_is_published_once_ten_people_carry_it(
    fill: Fill, people: int, is_published: bool
) -> None:
    activities.Kind.objects.create(code="onsen", name="湯めぐり", name_en="Bath")
    activities.Theme.objects.create(name="星空")
    # Every one of them twice: it is people that count.
    rows = visits(range(people), theme="星空", kind="onsen") * 2
    fill([*rows, *visits(range(50, 90))], named(rows, "彗星を見る"))
    published = queries.catalogue()
    assert ("星空" in published.themes) is is_published
    assert ("onsen" in published.kinds) is is_published
    assert ("彗星を見る" in published.purposes) is is_published
    words = {"theme": "星空", "kind": "onsen", "purpose": "彗星を見る"}
    for dimension, word in words.items():
        if is_published:
            assert ask(region=MIHAMA, **{dimension: word}).reasons
            continue
        with pytest.raises(OutsideLanguage) as refused:
            ask(region=MIHAMA, **{dimension: word})
        assert (refused.value.status, refused.value.reason) == (422, "unknown_value")


def test_the_words_of_an_installation_are_published_whoever_carries_them(fill: Fill) -> None:
    fill([*visits(range(3), theme="食"), *visits(range(40))])
    published = queries.catalogue()
    assert set(published.themes) == vocabulary.THEMES == set(activity_queries.themes())
    assert set(published.kinds) == vocabulary.KINDS
    assert reason(region=MIHAMA, theme="食") == "hidden"


def homes(region: str) -> dict[object, object]:
    return {row["home_prefecture"]: row["n"] for row in ask("home_prefecture", region=region).rows}


def test_an_added_prefecture_is_a_home_for_everybody_and_an_invented_one_among_samples_only(
    fill: Fill,
) -> None:
    regions.add_region(code=ADDED, name="新しい県", parent="JP")
    regions.add_region(code=ADDED_TOWN, name="新しい町", parent=ADDED)
    codes = ("131016", ADDED, ADDED_TOWN, world.NEIGHBOUR, "")
    world.a_region(world.NEIGHBOUR, "となりの町")
    rows = [
        row
        for place, town in enumerate((MIHAMA, world.TOWN))
        for part, home in enumerate(codes)
        for row in visits(
            range(1_000 * place + 100 * part, 1_000 * place + 100 * part + 40),
            town,
            home_code=home,
        )
    ]
    fill(rows)
    real, invented = homes(MIHAMA), homes(world.TOWN)
    assert len(real) == 47 + 2
    assert world.PREFECTURE not in real
    near = pytest.approx
    assert real[ADDED] == near(80, abs=10)
    assert real["unknown"] == near(80, abs=10)  # those of 架空県, and those who did not say
    assert len(invented) == 47 + 3
    assert invented[ADDED] == near(80, abs=10)
    assert invented[world.PREFECTURE] == near(40, abs=10)
    assert invented["unknown"] == near(40, abs=10)
    assert number(region=world.TOWN, home_prefecture=world.PREFECTURE) == invented[world.PREFECTURE]
    assert number(region=MIHAMA, home_prefecture=ADDED) == real[ADDED]
    assert number(region=MIHAMA, home_area="unknown") == near(160, abs=10)
    within = ask("home_prefecture", region=MIHAMA, home_area="unknown").rows
    assert {row["home_prefecture"]: row["n"] for row in within} == {
        code: real[code] for code in (ADDED, "unknown")
    }
    with pytest.raises(OutsideLanguage) as refused:
        ask(region=MIHAMA, home_prefecture=world.PREFECTURE)
    assert refused.value.reason == "unknown_value"
