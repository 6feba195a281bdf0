"""The demo has a screen whose code turns, and records that are worth a second look."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from tests import world

from enishi.activities import queries as activities
from enishi.activities.standing_out import standing_out
from enishi.cli import demo_evidence
from enishi.events import queries as events

pytestmark = pytest.mark.django_db
NOON = world.NOW + timedelta(hours=4)


def test_a_look_around_the_demo_finds_each_kind_of_thing_once_however_often_it_begins():
    world.a_programme()
    event = world.an_event()
    world.a_poster(event)
    for _ in range(2):
        demo_evidence.show(events.event(event.code), at=NOON)
    shown = events.event(event.code)
    assert not shown.rotating
    assert shown.venue is None
    doubts = Counter(one.doubt for one in activities.doubtful(world.TOWN, world.NOW))
    assert doubts == {"same_phone": 2, "far_away": 1, "static_code": 1}
    told = activities.tallies([world.TOWN], NOON.date() - timedelta(days=365), NOON.date())
    [often] = standing_out(told)
    assert often.tallied.kind == "post"


def test_the_next_event_of_the_demo_shows_a_screen_whose_code_turns():
    world.a_programme()
    today = world.an_event()
    after = world.an_event(title="棚田あかりの会", starts_at=NOON + timedelta(days=7))
    world.an_event(title="秋の市", starts_at=NOON + timedelta(days=30))
    demo_evidence.turn_next(world.TOWN, at=NOON)
    turning = [one.code for one in events.events_of(world.TOWN) if one.rotating]
    assert turning == [after.code]
    assert today.code not in turning
