"""A week is kept for a phone; then points go back to the town, and the visit stays."""

from datetime import timedelta

import pytest
from tests import world
from tests.world import NOW, TOWN

from enishi.activities import queries as activities
from enishi.events import operations as events
from enishi.kit import ids, periods
from enishi.ledger import queries as ledger
from enishi.ledger.accounting import Movement
from enishi.membership import operations, queries
from enishi.membership.operations import contacts, holding

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7, hours=14)  # from 10 o'clock to 24:00 of the seventh day
MINUTE = timedelta(minutes=1)
COIN = f"{TOWN}:coin"


@pytest.fixture
def event():
    world.a_programme()
    return world.an_event(starts_at=NOW, hours=None, coins=2_000)


def end(at):
    """24:00 of the seventh day."""
    return periods.end_of_day(periods.jst_day(at) + timedelta(days=7))


def came(event, *, at=NOW):
    """Somebody with a new phone who read the event's poster."""
    ticket = world.a_poster(event, at=at).ticket
    held, _ = events.check_in_newcomer(ticket=ticket, device_id=ids.new_id(), at=at)
    return held.member_id


def coins(member_id):
    return ledger.balance(f"member:{member_id}", COIN)


def test_after_a_week_coins_go_back_and_the_visit_stays(event):
    member = came(event)
    before = ledger.balance(f"issue:{COIN}", COIN)
    assert coins(member) == 2_000
    assert holding.return_held(at=NOW + WEEK - MINUTE) == 0
    assert coins(member) == 2_000
    assert holding.return_held(at=NOW + WEEK) == 1
    assert coins(member) == 0
    assert ledger.balance(f"issue:{COIN}", COIN) == before + 2_000
    line = ledger.statement(f"member:{member}", COIN)[0]
    assert (line.kind, line.amount, line.counterpart) == ("return", -2_000, f"issue:{COIN}")
    past = activities.of_member(member)
    assert [(one.event, one.is_withdrawn) for one in past] == [(event.code, False)]
    assert queries.holding_of(member).returned_at == NOW + WEEK
    assert ledger.faults() == []
    told = ledger.supply(COIN)
    assert (told.of(Movement.TAKEN_BACK), told.of(Movement.SPENT)) == (2_000, 0)


def test_giving_back_happens_once(event):
    member = came(event)
    holding.return_held(at=NOW + WEEK)
    assert holding.return_held(at=NOW + WEEK + MINUTE) == 0
    assert len(ledger.statement(f"member:{member}", COIN)) == 2


def test_who_completes_in_time_keeps_everything(event):
    member = came(event)
    contacts.complete(member_id=member, kind="phone", value="09012345678", at=NOW + WEEK - MINUTE)
    assert holding.return_held(at=NOW + 10 * WEEK) == 0
    assert coins(member) == 2_000


def test_who_completes_later_has_the_visit_and_earns_for_good_from_then_on(event):
    member = came(event)
    holding.return_held(at=NOW + WEEK)
    contacts.complete(member_id=member, kind="phone", value="09012345678", at=NOW + 2 * WEEK)
    assert coins(member) == 0
    assert len(activities.of_member(member)) == 1
    other = world.an_event(starts_at=NOW + 2 * WEEK, hours=None, coins=500)
    at = NOW + 2 * WEEK + MINUTE
    events.check_in(ticket=world.a_poster(other, at=at).ticket, member_id=member, at=at)
    assert holding.return_held(at=NOW + 9 * WEEK) == 0
    assert holding.hold_again(at=NOW + 9 * WEEK) == 0
    assert coins(member) == 500


def test_each_visit_keeps_the_coins_for_another_week(event):
    member = came(event)
    other = world.an_event(starts_at=NOW, hours=None, coins=500)
    at = NOW + timedelta(days=5)
    events.check_in(ticket=world.a_poster(other, at=at).ticket, member_id=member, at=at)
    holding.return_held(at=NOW + WEEK)
    assert coins(member) == 2_500
    assert queries.holding_of(member).until == end(at)
    holding.return_held(at=end(at))
    assert coins(member) == 0


def test_who_comes_again_after_a_return_is_held_again(event):
    member = came(event)
    holding.return_held(at=NOW + WEEK)
    at = NOW + 3 * WEEK
    other = world.an_event(starts_at=at, hours=None, coins=500)
    events.check_in(ticket=world.a_poster(other, at=at).ticket, member_id=member, at=at)
    assert holding.return_held(at=at + MINUTE) == 0
    assert holding.hold_again(at=at + MINUTE) == 1
    assert holding.hold_again(at=at + MINUTE) == 0
    assert queries.holding_of(member).until == end(at)
    assert queries.holding_of(member).returned_at is None
    assert coins(member) == 500
    holding.return_held(at=end(at))
    assert coins(member) == 0


def test_whom_staff_met_is_never_held(event):
    member = came(event)
    holding.confirm(member_id=member, at=NOW + MINUTE)
    assert holding.return_held(at=NOW + WEEK) == 0
    assert coins(member) == 2_000
    assert queries.is_complete(member)


def test_imported_people_and_staff_are_never_held():
    imported = world.members(1)[0]
    assert queries.holding_of(imported).until is None
    assert queries.holding_of(world.staff_member()).until is None
    assert holding.return_held(at=NOW + 50 * WEEK) == 0


def test_points_that_lapsed_are_left_to_the_lapse(event):
    member = came(event)
    world.a_point()
    world.move(
        f"issue:{TOWN}:point", f"member:{member}", 300, expires_on=NOW.date() + timedelta(days=2)
    )
    world.move(
        f"issue:{TOWN}:point", f"member:{member}", 100, expires_on=NOW.date() + timedelta(days=40)
    )
    holding.return_held(at=NOW + WEEK)
    assert coins(member) == 0
    assert ledger.balance(f"member:{member}", f"{TOWN}:point") == 300
    assert ledger.faults() == []


def test_a_phone_that_was_never_given_anything_is_only_marked():
    held = operations.hold_on_device(at=NOW)
    assert holding.return_held(at=NOW + WEEK) == 1
    assert queries.holding_of(held.member_id).returned_at == NOW + WEEK
    assert queries.member_of_device(held.device_id) == held.member_id
