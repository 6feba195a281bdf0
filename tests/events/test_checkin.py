"""When a ticket may enter, and the reason why not."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.world import jst

from enishi.events import checkin
from enishi.events import event as events
from enishi.events.checkin import EventIsOver, EventNotStarted, TicketIsEarly, TicketIsOld
from enishi.events.event import Event, Poster

MOMENT = timedelta(microseconds=1)
EVENT = Event(
    code="ABCDEFGH",
    region_code="993018",
    project_id=None,
    kind="event",
    title="棚田あかりの会",
    summary="",
    theme="自然",
    place="上棚田",
    online=False,
    starts_at=jst(2026, 12, 5, 13),
    ends_at=jst(2026, 12, 5, 15),
    capacity=None,
    sdgs=(8, 11),
    coins=None,
    monthly_code=False,
    closed_at=None,
)
POSTER = Poster("01234567", "ABCDEFGH", "", jst(2026, 11, 1), None, None)
MONTHLY = replace(EVENT, ends_at=None, monthly_code=True, starts_at=jst(2026, 10, 1))
OF_NOVEMBER = replace(POSTER, valid_until=jst(2026, 12, 1))


@pytest.mark.parametrize(
    ("told", "at", "refusal"),
    [
        ({}, jst(2026, 12, 4, 23, 59), EventNotStarted),
        ({}, jst(2026, 12, 5), None),
        ({}, jst(2026, 12, 5, 14), None),
        ({}, jst(2026, 12, 6) - MOMENT, None),
        ({}, jst(2026, 12, 6), EventIsOver),
        # an event past midnight, and one that ends at midnight
        ({"ends_at": jst(2026, 12, 6, 1)}, jst(2026, 12, 6, 23), None),
        ({"ends_at": jst(2026, 12, 6, 1)}, jst(2026, 12, 7), EventIsOver),
        ({"ends_at": jst(2026, 12, 6)}, jst(2026, 12, 6), EventIsOver),
        # open-ended until closed
        ({"ends_at": None}, jst(2036, 1, 1), None),
        ({"ends_at": None, "closed_at": jst(2027, 1, 1)}, jst(2027, 1, 1), EventIsOver),
        ({"ends_at": None, "closed_at": jst(2027, 1, 1)}, jst(2027, 1, 1) - MOMENT, None),
        ({"closed_at": jst(2026, 12, 5, 14)}, jst(2026, 12, 5, 14), EventIsOver),
        ({"closed_at": jst(2027, 1, 1)}, jst(2026, 12, 6), EventIsOver),
    ],
)
def test_a_visit_counts_from_0_00_of_the_first_day_until_24_00_of_the_last(told, at, refusal):
    event = replace(EVENT, **told)
    for poster in (POSTER, None):
        if refusal is None:
            checkin.decide(event, poster, at)
        else:
            with pytest.raises(refusal):
                checkin.decide(event, poster, at)


@pytest.mark.parametrize(
    ("poster", "at", "refusal"),
    [
        (OF_NOVEMBER, jst(2026, 11, 1), None),
        (OF_NOVEMBER, jst(2026, 12, 1) - MOMENT, None),
        (OF_NOVEMBER, jst(2026, 12, 1), TicketIsOld),
        (OF_NOVEMBER, jst(2026, 10, 31, 23), TicketIsEarly),
        (replace(OF_NOVEMBER, killed_at=jst(2026, 11, 2)), jst(2026, 11, 3), TicketIsOld),
        (replace(OF_NOVEMBER, killed_at=jst(2026, 11, 2)), jst(2026, 11, 1), TicketIsOld),
    ],
)
def test_a_monthly_code_lives_in_its_month_until_another_hangs(poster, at, refusal):
    if refusal is None:
        checkin.decide(MONTHLY, poster, at)
    else:
        with pytest.raises(refusal):
            checkin.decide(MONTHLY, poster, at)


def test_the_refusal_tells_until_when_it_was_possible():
    with pytest.raises(EventIsOver) as refused:
        checkin.decide(EVENT, POSTER, jst(2026, 12, 7))
    assert refused.value.code == "event_is_over"
    assert refused.value.facts["until"] == jst(2026, 12, 6)
    assert refused.value.facts["title"] == "棚田あかりの会"


def test_a_visit_is_written_once_or_once_a_month():
    assert checkin.key(EVENT, "m", jst(2026, 12, 5)) == "check-in:ABCDEFGH:m"
    assert checkin.key(MONTHLY, "m", jst(2026, 12, 1)) == "check-in:ABCDEFGH:m:2026-12"


@pytest.mark.parametrize(
    ("told", "hours"),
    [
        ({}, 2),
        ({"ends_at": jst(2026, 12, 5, 14, 30)}, 1.5),
        ({"ends_at": jst(2026, 12, 6, 13)}, 24),
        ({"ends_at": jst(2026, 12, 6, 13, 1)}, None),
        ({"ends_at": None}, None),
    ],
)
def test_hours_make_sense_up_to_a_day(told, hours):
    assert events.hours(replace(EVENT, **told)) == hours


def test_an_event_is_open_until_its_day_is_over():
    assert events.status(EVENT, jst(2026, 11, 1)) == "open"
    assert events.status(EVENT, jst(2026, 12, 6) - MOMENT) == "open"
    assert events.status(EVENT, jst(2026, 12, 6)) == "over"
