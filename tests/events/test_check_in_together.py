"""Many who scan at one moment share a commit; each gets their own answer or refusal."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from tests import world

from enishi.activities import operations as activities
from enishi.activities.models import Activity
from enishi.events import operations as events
from enishi.kit.refusal import Refusal
from enishi.ledger import queries as ledger
from enishi.ledger.models import Transfer
from enishi.ledger.operations import queueing

DURING = world.NOW + timedelta(hours=3, minutes=10)
NOBODY = UUID(int=404)


def at_once(work, things):
    """Do the work for all things in threads that start together; answers or refusals by thing."""
    start, told = threading.Barrier(len(things)), {}

    def run(thing):
        start.wait(30)
        try:
            told[thing] = work(thing)
        except Refusal as refusal:
            told[thing] = refusal.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[thing]) for thing in things]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return told


@pytest.fixture
def event(transactional_db):
    world.a_programme()
    yield world.an_event()
    queueing.close_queues()


def test_each_of_many_gets_their_own_answer_and_their_own_coins(event):
    *people, gone = world.members(12)
    events.receive(event_code=event.code, member_id=gone, at=DURING)
    activities.withdraw(key=Activity.objects.get().key, at=DURING, reason="by mistake")

    def receive(member_id):
        return events.receive(event_code=event.code, member_id=member_id, at=DURING)

    told = at_once(receive, [*people, gone, NOBODY])

    assert told.pop(gone) == "check_in_was_withdrawn"
    assert told.pop(NOBODY) == "unknown_member"
    [coins] = {sum(award.amount for award in one.awards) for one in told.values()}
    assert coins > 0
    coin = f"{world.TOWN}:coin"
    assert [ledger.balance(f"member:{one}", coin) for one in people] == [coins] * 11
    assert len({one.seq for one in told.values()}) == 11
    assert not any(one.repeated for one in told.values())
    assert ledger.faults() == []
    granted = Transfer.objects.filter(
        kind="grant", target__name__in=[f"member:{one}" for one in people]
    )
    assert granted.values("xid").distinct().count() < 11

    again = at_once(receive, people)
    assert all(one.repeated for one in again.values())
    assert [again[one].awards for one in people] == [told[one].awards for one in people]
    assert [ledger.balance(f"member:{one}", coin) for one in people] == [coins] * 11


def test_places_are_kept_also_when_all_come_at_once(event):
    small = world.an_event(title="小さな会", capacity=3)
    told = at_once(
        lambda one: events.receive(event_code=small.code, member_id=one, at=DURING),
        world.members(8, source="small"),
    )
    assert (
        sorted(str(one) for one in told.values() if isinstance(one, str)) == ["event_is_full"] * 5
    )
