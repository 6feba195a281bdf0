"""The steps of a tie, and what comes next on the home: decided without a database."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from enishi.kit.periods import JST
from enishi.ties import next_thing, stages
from enishi.ties.stages import COMING, LIVING, NONE, VISITING, HeldCard, Move, Rules

TODAY = date(2026, 11, 22)


def ago(*days: int) -> list[date]:
    return [TODAY - timedelta(days=number) for number in days]


@pytest.mark.parametrize(
    ("days", "card", "step", "way_on"),
    [
        ([], "", NONE, "first"),
        ([], "visitor", VISITING, "days"),
        (ago(0), "", VISITING, "days"),
        (ago(0, 0, 0, 0), "", VISITING, "days"),  # one day is one day
        (ago(0, 1), "visitor", VISITING, "days"),
        (ago(0, 1, 2), "", COMING, "live"),
        (ago(364, 200, 0), "", COMING, "live"),
        (ago(365, 200, 0), "", VISITING, "days"),  # a year ago no longer counts
        (ago(800), "", NONE, "first"),
        ([], "friend", COMING, "live"),
        ([], "resident", LIVING, ""),
        (ago(0, 1, 2), "resident", LIVING, ""),
        ([TODAY + timedelta(days=1)], "", NONE, "first"),
    ],
)
def test_a_step_follows_from_the_days_of_a_year_and_the_card(days, card, step, way_on):
    told = stages.standing(days, card, Rules(), on=TODAY)
    assert (told.step, told.way_on) == (step, way_on)
    assert told.fraction == ["", "1/3", "1/2", "1/1"][step]


def test_what_is_missing_is_told_in_days():
    assert stages.standing(ago(3), "", Rules(), on=TODAY).days_to_next == 2
    assert stages.standing(ago(3), "", Rules(days_least=5), on=TODAY).days_to_next == 4
    assert stages.standing(ago(40), "", Rules(months=1), on=TODAY).days == 0


@pytest.mark.parametrize(
    ("on", "months", "first"),
    [
        (date(2026, 11, 22), 12, date(2025, 11, 22)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 2, date(2025, 11, 15)),
        (date(2026, 12, 31), 24, date(2024, 12, 31)),
    ],
)
def test_months_are_counted_back_by_the_calendar(on, months, first):
    assert stages.window_from(on, months) == first


def test_moves_go_up_with_days_and_back_when_they_grow_old():
    days = [date(2025, 1, 10), date(2025, 2, 10), date(2025, 3, 10)]
    assert stages.moves(days, [], Rules(), until=date(2027, 1, 1)) == [
        Move(date(2025, 1, 10), NONE, VISITING),
        Move(date(2025, 3, 10), VISITING, COMING),
        Move(date(2026, 1, 10), COMING, VISITING),
        Move(date(2026, 3, 10), VISITING, NONE),
    ]
    assert stages.moves(days, [], Rules(), until=date(2025, 3, 10)) == [
        Move(date(2025, 1, 10), NONE, VISITING)
    ]


def test_a_card_moves_its_holder_while_it_is_held():
    cards = [
        HeldCard("visitor", date(2025, 4, 1), date(2025, 9, 1)),
        HeldCard("resident", date(2025, 9, 1), date(2026, 4, 1)),
    ]
    assert stages.moves([], cards, Rules(), until=date(2027, 1, 1)) == [
        Move(date(2025, 4, 1), NONE, VISITING),
        Move(date(2025, 9, 1), VISITING, LIVING),
        Move(date(2026, 4, 1), LIVING, NONE),
    ]


def test_moves_agree_with_the_step_of_every_single_day():
    days = [date(2024, 2, 29), date(2024, 3, 1), date(2024, 8, 31), date(2025, 2, 28)]
    cards = [HeldCard("friend", date(2024, 6, 1), date(2024, 7, 1))]
    end = date(2026, 6, 1)
    moved = {move.on: move.after for move in stages.moves(days, cards, Rules(), until=end)}
    on, now = date(2024, 2, 1), NONE
    while on < end:
        now = moved.get(on, now)
        card = "friend" if date(2024, 6, 1) <= on < date(2024, 7, 1) else ""
        assert stages.standing(days, card, Rules(), on=on).step == now, on
        on += timedelta(days=1)


@pytest.mark.parametrize(
    ("there_is", "chosen"),
    [
        (next_thing.ORDER, "complete"),
        (("today", "lapse", "invitation", "letter", "action", "event", "scan"), "today"),
        (("lapse", "invitation", "letter", "action", "event"), "lapse"),
        (("invitation", "letter", "action", "event"), "invitation"),
        (("letter", "action", "event"), "letter"),
        (("action", "event"), "action"),
        (("event",), "event"),
        ((), "scan"),
    ],
)
def test_the_next_thing_is_what_would_be_lost_then_what_is_today_then_the_rest(there_is, chosen):
    things = {kind: f"the {kind}" for kind in there_is} | {
        kind: None for kind in next_thing.ORDER if kind not in there_is
    }
    assert next_thing.choose(things)[0] == chosen
    assert next_thing.choose(things)[1] == things[chosen]


def test_what_is_near_is_near():
    at = datetime(2026, 11, 22, 10, tzinfo=JST)
    assert next_thing.must_complete(at + timedelta(days=6), at)
    assert not next_thing.must_complete(at, at)
    assert not next_thing.must_complete(None, at)
    assert next_thing.lapses_soon(TODAY, TODAY)
    assert next_thing.lapses_soon(TODAY + timedelta(days=30), TODAY)
    assert not next_thing.lapses_soon(TODAY + timedelta(days=31), TODAY)
    assert not next_thing.lapses_soon(TODAY - timedelta(days=1), TODAY)
    assert next_thing.is_new(at - timedelta(days=29), at)
    assert not next_thing.is_new(at - timedelta(days=30), at)
