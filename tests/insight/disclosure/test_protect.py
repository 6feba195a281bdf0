"""Protection of whole questions: what is shown, what is hidden, and that words never matter."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from tests.insight.disclosure.towns import (
    CATALOGUE,
    ENIGAURA,
    FUKUI,
    FUKUI_CITY,
    HOKKAIDO,
    INVENTED,
    ISHIKAWA,
    MIHAMA,
    TOKYO,
    TSURUGA,
)

from enishi.insight.disclosure import cellkey, ptable
from enishi.insight.disclosure.groupings import Grouping
from enishi.insight.disclosure.language import parse
from enishi.insight.disclosure.protect import Count, Row, Settings, needed_groupings, protect

SECRET = b"a secret of the installation, 32"
MONTHS = CATALOGUE.months


def count(first: int, last: int) -> Count:
    """Return the count of persons number `first` to `last` (exclusive)."""
    keys = [cellkey.record_key(SECRET, f"{number:032x}") for number in range(first, last)]
    return Count(len(keys), cellkey.cell_key(keys))


def shown_for(persons: Count, table: ptable.PTable = ptable.USUAL) -> int:
    return cellkey.perturb(table, persons.persons, cellkey.uniform(SECRET, persons.key))


def protected(
    filters: Mapping[str, object],
    by: list[str],
    counts: Mapping[tuple[tuple[str, ...], ...], Mapping[tuple[str, ...], Count]],
    *,
    limit: int = 10,
) -> list[Row]:
    """Protect with counts given per (names of filters, by), places and months left aside."""
    question = parse({"filters": filters, "by": by}, CATALOGUE)
    answers = {
        wanted: counts.get((tuple(name for name, _ in wanted.filters), wanted.by), {})
        for wanted in needed_groupings(question, CATALOGUE)
    }
    settings = Settings(secret=SECRET, limit=limit)
    return protect(question, catalogue=CATALOGUE, counts=answers, settings=settings)


def theme_in_tsuruga(part: Count, whole: Count, limit: int = 10) -> Row:
    (row,) = protected(
        {"region": TSURUGA, "theme": "食"},
        [],
        {(("theme",), ()): {(): part}, ((), ()): {(): whole}},
        limit=limit,
    )
    return row


def test_a_large_and_separate_cell_is_shown_with_its_noise():
    part = count(0, 60)
    assert theme_in_tsuruga(part, count(0, 90)) == Row((), shown_for(part), "shown")


@pytest.mark.parametrize("outside", [0, 1, 2])
def test_a_cell_with_two_or_fewer_outside_it_is_hidden(outside):
    assert theme_in_tsuruga(count(0, 60), count(0, 60 + outside)) == Row((), None, "hidden")
    assert theme_in_tsuruga(count(0, 60), count(0, 63)).persons is not None


def test_the_limit_of_the_audience_is_held_against_the_perturbed_count():
    for last in range(5, 40):
        part, shown = count(0, last), shown_for(count(0, last))
        for limit in (10, 20):
            row = theme_in_tsuruga(part, count(0, 200), limit)
            assert row.persons == (shown if shown >= limit else None)


def test_fewer_than_five_persons_are_hidden_however_the_noise_falls():
    fours = [count(first, first + 4) for first in range(0, 4000, 4)]
    lifted = [part for part in fours if shown_for(part) >= 10]
    assert lifted, "some four persons are lifted over the limit by their noise"
    assert {theme_in_tsuruga(part, count(0, 5000)).persons for part in lifted} == {None}


def test_hidden_and_empty_cells_look_alike():
    empty = theme_in_tsuruga(Count(0, 0), count(0, 90))
    few = theme_in_tsuruga(count(0, 6), count(0, 90))
    inseparable = theme_in_tsuruga(count(0, 60), count(0, 60))
    assert empty == few == inseparable == Row((), None, "hidden")


def test_a_sensitive_theme_gets_the_wider_noise():
    differs = False
    for last in range(30, 60):
        part = count(0, last)
        (row,) = protected(
            {"region": TSURUGA, "theme": "健康"},
            [],
            {(("theme",), ()): {(): part}, ((), ()): {(): count(0, 200)}},
        )
        assert row.persons == shown_for(part, ptable.SENSITIVE)
        differs = differs or row.persons != shown_for(part)
    assert differs, "the two tables move some counts differently"


def test_the_same_people_have_the_same_number_in_another_question():
    people = count(0, 47)
    by_sex = protected(
        {"region": TSURUGA},
        ["sex"],
        {((), ("sex",)): {("male",): people}, ((), ()): {(): count(0, 90)}},
    )
    assert by_sex[1] == Row(("male",), theme_in_tsuruga(people, count(0, 90)).persons, "shown")


def test_every_condition_is_dropped_in_turn_and_a_month_also_against_its_year():
    question = parse(
        {"filters": {"region": TSURUGA, "theme": "食", "month": "2024-02"}, "by": ["age_band"]},
        CATALOGUE,
    )
    year, here = ("2024-01", "2024-02", "2024-03"), (TSURUGA,)
    food = (("theme", "食"),)
    assert needed_groupings(question, CATALOGUE) == (
        Grouping(here, ("2024-02",), food, ("age_band",)),
        Grouping(here, year, food, ("age_band",)),
        Grouping(here, MONTHS, food, ("age_band",)),
        Grouping(here, ("2024-02",), (), ("age_band",)),
        Grouping(here, ("2024-02",), food, ()),
    )


def test_places_are_never_dropped():
    question = parse({"filters": {"region": TSURUGA}, "by": []}, CATALOGUE)
    assert needed_groupings(question, CATALOGUE) == (Grouping((TSURUGA,), MONTHS, (), ()),)


def test_rows_over_evidence_are_asked_without_it_and_verified():
    question = parse({"filters": {"region": TSURUGA}, "by": ["evidence", "month"]}, CATALOGUE)
    assert {wanted.filters for wanted in needed_groupings(question, CATALOGUE)} == {
        (),
        (("evidence", "verified"),),
    }
    rows = protected(
        {"region": TSURUGA},
        ["evidence"],
        {(("evidence",), ()): {(): count(0, 40)}, ((), ()): {(): count(0, 90)}},
    )
    assert [(row.values, row.persons) for row in rows] == [
        (("all",), shown_for(count(0, 90))),
        (("verified",), shown_for(count(0, 40))),
    ]


def test_the_nation_counts_no_sample_and_a_sample_only_itself():
    nation = parse({}, CATALOGUE)
    (wanted,) = needed_groupings(nation, CATALOGUE)
    assert ENIGAURA not in wanted.regions
    assert {TSURUGA, FUKUI_CITY, MIHAMA} < set(wanted.regions)
    sample = parse({"filters": {"prefecture": INVENTED}}, CATALOGUE)
    assert needed_groupings(sample, CATALOGUE)[0].regions == (ENIGAURA,)


def test_a_home_is_held_against_its_area_and_hokkaido_is_its_own():
    rows = protected(
        {"region": TSURUGA},
        ["home_prefecture"],
        {
            ((), ("home_prefecture",)): {(TOKYO,): count(0, 40), (HOKKAIDO,): count(50, 80)},
            ((), ("home_area",)): {("関東",): count(0, 42), ("北海道",): count(50, 80)},
            ((), ()): {(): count(0, 500)},
        },
    )
    found = {row.values[0]: row for row in rows}
    assert found[TOKYO] == Row((TOKYO,), None, "hidden")
    assert found[HOKKAIDO] == Row((HOKKAIDO,), shown_for(count(50, 80)), "shown")


def test_what_a_survey_of_one_year_and_one_kind_leaves_no_choice_about_is_not_a_condition():
    # Everybody in Mihama answered in fiscal year 2023 and visited: public, so nothing to protect.
    people = count(0, 60)
    counts = {((), ()): {(): people}, (("kind",), ()): {(): people}}
    for filters in ({}, {"fiscal_year": "2023"}, {"kind": "visit"}):
        (row,) = protected({"region": MIHAMA, **filters}, [], counts)
        assert row == Row((), shown_for(people), "shown")
    by_year = protected(
        {"region": MIHAMA}, ["fiscal_year"], {((), ("fiscal_year",)): {("2023",): people}, **counts}
    )
    assert by_year == [Row(("2023",), shown_for(people), "shown"), Row(("2024",), None, "absent")]
    by_kind = protected({"region": MIHAMA}, ["kind"], {((), ("kind",)): {("visit",): people}})
    assert [row.reason for row in by_kind] == ["shown", "absent", "absent"]


def test_totals_of_fewer_than_three_places_are_hidden_for_everybody():
    people = {((), ("prefecture",)): {(FUKUI,): count(0, 300), (ISHIKAWA,): count(300, 600)}}
    rows = protected({}, ["prefecture"], people)
    assert {row.values[0]: row.reason for row in rows} == {
        "150002": "few_places",
        ISHIKAWA: "few_places",
        FUKUI: "shown",
    }


def test_only_places_whose_programme_ran_in_the_period_count_towards_three():
    # Mihama's survey ended in March: in April two towns of Fukui are left.
    rows = protected(
        {"prefecture": FUKUI},
        ["month"],
        {
            ((), ("month",)): {(month,): count(0, 100) for month in MONTHS},
            ((), ("fiscal_year",)): {("2023",): count(0, 200), ("2024",): count(0, 200)},
        },
    )
    assert [row.reason for row in rows] == [
        "shown", "shown", "shown", "few_places", "few_places",
    ]  # fmt: skip


def test_a_month_that_is_the_whole_of_its_year_is_held_against_all_time():
    rows = protected(
        {"region": TSURUGA, "theme": "食"},
        ["month"],
        {
            (("theme",), ("month",)): {("2024-04",): count(0, 60)},
            (("theme",), ("fiscal_year",)): {("2024",): count(0, 61)},
            ((), ("month",)): {("2024-04",): count(0, 90)},
        },
    )
    assert rows[3] == Row(("2024-04",), None, "hidden")
