"""The desk at the door: a card handed out with the visit, a slip taken back, made good again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests import world
from tests.world import NOW, TOWN

from enishi.activities import queries as activities
from enishi.events import operations
from enishi.events.checkin import EventIsOver
from enishi.events.operations import CheckInWasWithdrawn, NotReceivedToday
from enishi.ledger import queries as ledger
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.membership.operations import UnknownCard

pytestmark = pytest.mark.django_db
THEN = NOW + timedelta(hours=4)
COIN = f"{TOWN}:coin"


@pytest.fixture
def event():
    world.a_programme()
    return world.an_event()


@pytest.fixture
def card(event) -> str:
    sheet = membership.prepare_cards(region_code=TOWN, sheets=1, at=NOW)
    return members.blank_cards(sheet, TOWN)[0]


def coins(member_id) -> int:
    return ledger.balance(f"member:{member_id}", COIN)


def test_a_fresh_card_is_handed_out_and_received_in_one_go(event, card):
    member_id, received = operations.receive_card(event_code=event.code, number=card, at=THEN)
    assert (received.repeated, coins(member_id)) == (False, 2_000)
    (past,) = activities.of_member(member_id)
    assert (past.evidence, past.doubt, past.event) == ("staff_scan", "", event.code)
    same, again = operations.receive_card(event_code=event.code, number=card, at=THEN)
    assert (same, again.repeated, coins(member_id)) == (member_id, True, 2_000)


def test_a_card_stays_blank_when_its_visit_is_refused(event, card):
    with pytest.raises(EventIsOver):
        operations.receive_card(event_code=event.code, number=card, at=NOW + timedelta(days=2))
    assert members.is_blank_card(card, TOWN)
    assert activities.participants(event.code) == 0


def test_a_number_nobody_printed_is_nobodys_visit(event):
    with pytest.raises(UnknownCard):
        operations.receive_card(event_code=event.code, number="0" * 16, at=THEN)
    assert activities.participants(event.code) == 0


def test_a_wrong_reception_is_taken_back_on_its_day_and_can_be_made_again(event):
    member_id = world.a_member()
    operations.receive(event_code=event.code, member_id=member_id, at=THEN)
    for _ in range(2):
        operations.undo_reception(event_code=event.code, member_id=member_id, at=THEN)
    assert (coins(member_id), activities.participants(event.code)) == (0, 0)
    with pytest.raises(CheckInWasWithdrawn):
        operations.receive(event_code=event.code, member_id=member_id, at=THEN)
    first = operations.receive(event_code=event.code, member_id=member_id, at=THEN, anew=True)
    again = operations.receive(event_code=event.code, member_id=member_id, at=THEN, anew=True)
    assert (first.repeated, again.repeated) == (False, True)
    assert (coins(member_id), activities.participants(event.code)) == (2_000, 1)
    operations.undo_reception(event_code=event.code, member_id=member_id, at=THEN)
    assert (coins(member_id), activities.participants(event.code)) == (0, 0)


def test_only_todays_reception_at_the_desk_is_taken_back(event):
    poster = world.a_poster(event)
    scanned, late, stranger = world.a_member(), world.a_member(), world.a_member()
    operations.check_in(ticket=poster.ticket, member_id=scanned, at=THEN)
    operations.receive(event_code=event.code, member_id=late, at=THEN)
    for member_id, at in [(scanned, THEN), (late, THEN + timedelta(days=1)), (stranger, THEN)]:
        with pytest.raises(NotReceivedToday):
            operations.undo_reception(event_code=event.code, member_id=member_id, at=at)
    assert activities.participants(event.code) == 2
