"""Events are announced, their codes hang up and die, and people check in once."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from tests import world
from tests.world import NOW, TOWN, jst

from enishi.activities import operations as activities
from enishi.activities import queries as history
from enishi.events import event as shown
from enishi.events import operations, queries
from enishi.events.checkin import EventIsOver, EventNotStarted, TicketIsOld
from enishi.events.event import NewEvent
from enishi.events.operations import BadEvent, CheckInWasWithdrawn, EventIsFull, UnknownProject
from enishi.events.queries import NoLivePoster, UnknownEvent
from enishi.events.tickets import TicketIsForged
from enishi.ledger import queries as books
from enishi.membership import queries as membership
from enishi.membership.models import Member
from enishi.regions.queries import UnknownRegion

pytestmark = pytest.mark.django_db
PHONE = UUID(int=7)
COIN = f"{TOWN}:coin"
TOMORROW = NOW + timedelta(days=1)


def coins(member_id):
    return books.balance(f"member:{member_id}", COIN)


def scan(poster, member_id, at=NOW, **told):
    return operations.check_in(ticket=poster.ticket, member_id=member_id, at=at, **told)


def an_event_with_poster(**told):
    world.a_programme()
    event = world.an_event(**told)
    return event, world.a_poster(event)


def test_a_scan_becomes_an_activity_and_coins():
    event, poster = an_event_with_poster()
    member_id = world.a_member()
    recorded = scan(poster, member_id)
    assert [(one.amount, one.reason) for one in recorded.awards] == [(2000, "given")]
    assert coins(member_id) == 2000
    (past,) = history.of_member(member_id)
    assert (past.kind, past.event, past.place, past.theme, past.evidence) == (
        "event", event.code, "上棚田", "自然", "own_scan",
    )  # fmt: skip


def test_a_second_scan_gets_the_first_answer_also_by_staff_and_from_a_new_poster():
    event, poster = an_event_with_poster()
    member_id = world.a_member()
    first = scan(poster, member_id)
    later = NOW + timedelta(hours=2)
    assert scan(poster, member_id, later) == replace(first, repeated=True)
    world.a_poster(event, at=later)
    received = operations.receive(event_code=event.code, member_id=member_id, at=later)
    assert received == replace(first, repeated=True)
    assert coins(member_id) == 2000


def test_after_24_00_nothing_is_collected_and_nothing_moves():
    event, poster = an_event_with_poster()
    member_id = world.a_member()
    with pytest.raises(EventIsOver):
        scan(poster, member_id, jst(2026, 6, 7))
    with pytest.raises(EventNotStarted):
        scan(poster, member_id, jst(2026, 6, 5, 23, 59))
    assert (coins(member_id), history.of_member(member_id)) == (0, [])
    assert queries.participants(event.code) is None
    scan(poster, member_id, jst(2026, 6, 6, 23, 59))
    assert coins(member_id) == 2000


def test_a_new_poster_kills_the_last_one():
    event, old = an_event_with_poster()
    new = world.a_poster(event)
    member_id = world.a_member()
    with pytest.raises(TicketIsOld):
        scan(old, member_id)
    assert queries.poster(event.code) == new
    assert scan(new, member_id).awards[0].amount == 2000


def test_an_invented_ticket_is_refused():
    _, poster = an_event_with_poster()
    with pytest.raises(TicketIsForged):
        operations.check_in(ticket=poster.ticket[:-1], member_id=world.a_member(), at=NOW)


@pytest.mark.parametrize(("coins_of_event", "given"), [(None, 2000), (5000, 5000), (0, 0)])
def test_an_event_may_promise_coins_of_its_own(coins_of_event, given):
    _, poster = an_event_with_poster(coins=coins_of_event)
    member_id = world.a_member()
    scan(poster, member_id)
    assert coins(member_id) == given


def test_an_online_event_is_an_e_visit_and_support_can_be_an_event_too():
    world.a_programme()
    online = world.an_event(online=True)
    support = world.an_event(kind="support")
    member_id = world.a_member()
    for event in (online, support):
        scan(world.a_poster(event), member_id)
    assert {past.kind for past in history.of_member(member_id)} == {"e_visit", "support"}
    assert coins(member_id) == 4000


def test_a_monthly_code_is_renewed_once_a_month_and_each_month_counts_once():
    event, of_june = an_event_with_poster(hours=None, monthly_code=True, coins=5000)
    member_id = world.a_member()
    scan(of_june, member_id)
    assert scan(of_june, member_id, NOW + timedelta(days=3)).repeated
    assert operations.renew_monthly_posters(at=jst(2026, 6, 30, 23)) == []
    (of_july,) = operations.renew_monthly_posters(at=jst(2026, 7, 1))
    assert operations.renew_monthly_posters(at=jst(2026, 7, 2)) == []
    with pytest.raises(TicketIsOld):
        scan(of_june, member_id, jst(2026, 7, 2))
    assert not scan(of_july, member_id, jst(2026, 7, 2)).repeated
    assert coins(member_id) == 10_000
    operations.close_event(event_code=event.code, at=jst(2026, 7, 20))
    assert operations.renew_monthly_posters(at=jst(2026, 8, 1)) == []
    with pytest.raises(EventIsOver):
        scan(of_july, member_id, jst(2026, 7, 21))


def test_a_code_made_before_the_first_month_is_for_that_month():
    _, poster = an_event_with_poster(
        starts_at=jst(2026, 7, 10, 9), hours=None, monthly_code=True, coins=5000
    )
    assert (poster.valid_from, poster.valid_until) == (jst(2026, 7, 1), jst(2026, 8, 1))
    assert operations.renew_monthly_posters(at=jst(2026, 6, 20)) == []


def test_a_closed_event_is_over_and_hangs_up_no_code():
    event, poster = an_event_with_poster(hours=None, coins=100)
    for at in (NOW, TOMORROW):
        operations.close_event(event_code=event.code, at=at)
    closed = queries.event(event.code)
    assert closed.closed_at == NOW
    assert shown.status(closed, NOW) == "over"
    with pytest.raises(EventIsOver):
        scan(poster, world.a_member())
    with pytest.raises(EventIsOver):
        world.a_poster(event)


def test_when_all_places_are_taken_one_more_is_refused_but_a_second_scan_is_not():
    _, poster = an_event_with_poster(capacity=2)
    people = world.members(3)
    for member_id in people[:2]:
        scan(poster, member_id)
    with pytest.raises(EventIsFull):
        scan(poster, people[2])
    assert coins(people[2]) == 0
    assert scan(poster, people[0]).repeated


@pytest.mark.parametrize("hours_later", [0, 48])
def test_of_a_new_phone_that_is_refused_no_member_is_kept(hours_later):
    event, poster = an_event_with_poster(capacity=1)
    scan(poster, world.a_member())
    at = NOW + timedelta(hours=hours_later)
    refusals = EventIsOver if hours_later else EventIsFull
    with pytest.raises(refusals):
        operations.check_in_newcomer(ticket=poster.ticket, device_id=PHONE, at=at)
    with pytest.raises(refusals):
        operations.sign_up_newcomer(event_code=event.code, device_id=PHONE, at=at)
    assert membership.member_of_device(PHONE) is None
    assert Member.objects.count() == 1


def test_a_new_phone_is_held_and_admitted_together_and_its_second_tap_is_the_same_phone():
    _, poster = an_event_with_poster()
    held, recorded = operations.check_in_newcomer(ticket=poster.ticket, device_id=PHONE, at=NOW)
    assert held.device_id == PHONE
    assert membership.member_of_device(PHONE) == held.member_id
    assert (recorded.repeated, coins(held.member_id)) == (False, 2000)
    again = operations.check_in_newcomer(ticket=poster.ticket, device_id=PHONE, at=NOW)
    assert again == (held, replace(recorded, repeated=True))
    other = world.an_event(title="港の朝市")
    for _ in range(2):
        assert operations.sign_up_newcomer(event_code=other.code, device_id=PHONE, at=NOW) == held
    assert queries.signed_up(other.code) is None
    assert queries.is_signed_up(other.code, held.member_id)
    assert Member.objects.count() == 1


def test_a_sign_up_keeps_a_place_until_it_is_cancelled():
    event, poster = an_event_with_poster(capacity=1)
    ami, beni = world.members(2)
    for _ in range(2):
        operations.sign_up(event_code=event.code, member_id=ami, at=NOW)
    with pytest.raises(EventIsFull):
        operations.sign_up(event_code=event.code, member_id=beni, at=NOW)
    with pytest.raises(EventIsFull):
        scan(poster, beni)
    assert queries.is_signed_up(event.code, ami)
    operations.cancel_sign_up(event_code=event.code, member_id=ami, at=NOW)
    operations.sign_up(event_code=event.code, member_id=beni, at=NOW)
    assert not scan(poster, beni).repeated
    with pytest.raises(EventIsOver):
        operations.sign_up(event_code=event.code, member_id=ami, at=TOMORROW)


def test_participants_are_told_from_five_up():
    event, poster = an_event_with_poster(capacity=10)
    people = world.members(6)
    for number, member_id in enumerate(people, start=1):
        operations.sign_up(event_code=event.code, member_id=member_id, at=NOW)
        scan(poster, member_id)
        told = (queries.participants(event.code), queries.signed_up(event.code))
        assert told == ((number, number) if number >= 5 else (None, None))
    assert queries.places_left(event.code) == 4
    for member_id in people[:2]:
        with transaction.atomic():
            activities.withdraw(key=f"check-in:{event.code}:{member_id}", at=NOW, reason="x")
    assert queries.participants(event.code) is None


def test_places_left_are_not_told_where_they_would_tell_of_few():
    event, _ = an_event_with_poster(capacity=10)
    operations.sign_up(event_code=event.code, member_id=world.a_member(), at=NOW)
    assert queries.places_left(event.code) is None
    assert queries.places_left(world.an_event().code) is None


def test_a_check_in_taken_back_does_not_come_back_by_scanning():
    event, poster = an_event_with_poster()
    member_id = world.a_member()
    recorded = scan(poster, member_id)
    activities.withdraw(key=recorded.key, at=NOW, reason="別の人の電話")
    with pytest.raises(CheckInWasWithdrawn):
        scan(poster, member_id)
    assert (coins(member_id), queries.participants(event.code)) == (0, None)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"title": " "}, BadEvent),
        ({"ends_at": NOW}, BadEvent),
        ({"kind": "party"}, BadEvent),
        ({"capacity": 0}, BadEvent),
        ({"sdgs": (18,)}, BadEvent),
        ({"coins": -1}, BadEvent),
        ({"project_id": 12345}, UnknownProject),
        ({"region_code": "000000"}, UnknownRegion),
    ],
)
def test_an_event_that_cannot_be_is_refused_and_not_kept(wrong, refusal):
    world.a_region()
    with pytest.raises(refusal):
        operations.make_event(
            event=NewEvent(**{"region_code": TOWN, "title": "朝市", "starts_at": NOW} | wrong)
        )
    assert queries.events_of(TOWN) == []


def test_projects_gather_events_of_one_region():
    world.a_region()
    world.a_region(world.NEIGHBOUR, "となりの町")
    project_id = operations.make_project(region_code=TOWN, title="あかりの冬")
    event = world.an_event(project_id=project_id)
    assert queries.event(event.code).project_id == project_id
    assert [one.title for one in queries.projects_of(TOWN)] == ["あかりの冬"]
    with pytest.raises(UnknownProject):
        world.an_event(world.NEIGHBOUR, project_id=project_id)


def test_an_event_is_written_anew_and_its_code_stays():
    event, poster = an_event_with_poster()
    member_id = world.a_member()
    scan(poster, member_id)
    new = NewEvent(
        region_code=TOWN, title="竹あかりの会", place="公民館", starts_at=NOW,
        ends_at=NOW + timedelta(hours=4),
    )  # fmt: skip
    changed = operations.change_event(code=event.code, event=new)
    assert (changed.code, changed.title, changed.place) == (event.code, "竹あかりの会", "公民館")
    assert scan(poster, member_id).repeated
    with pytest.raises(BadEvent):
        operations.change_event(code=event.code, event=replace(new, kind="visit"))
    with pytest.raises(BadEvent):
        operations.change_event(code=event.code, event=replace(new, region_code="184420"))


def test_what_can_still_be_attended_comes_soonest_first():
    world.a_region()
    later = world.an_event(title="later", starts_at=TOMORROW)
    today = world.an_event(title="today")
    world.an_event(title="past", starts_at=NOW - timedelta(days=2))
    assert queries.upcoming(TOWN, NOW) == [today, later]
    assert queries.upcoming(TOWN, NOW, limit=1) == [today]
    assert [one.title for one in queries.events_of(TOWN)] == ["later", "today", "past"]


def test_what_is_not_there_is_not_found():
    world.a_region()
    with pytest.raises(UnknownEvent):
        queries.event("ZZZZZZZZ")
    with pytest.raises(UnknownEvent):
        operations.receive(event_code="ZZZZZZZZ", member_id=UUID(int=1), at=NOW)
    with pytest.raises(NoLivePoster):
        queries.poster(world.an_event().code)


def test_codes_are_read_as_typed():
    event, _ = an_event_with_poster()
    typed = f" {event.code[:4].lower()} {event.code[4:]}"
    assert queries.event(typed) == event
