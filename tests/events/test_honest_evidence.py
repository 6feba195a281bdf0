"""Replay, photographs, far-away places, two members on a phone, a hundred reports a day.

Each abuse is refused or graded lower with a reason; an honest visit in the same setting is not.
"""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from tests import world

from enishi.activities import operations as recorder
from enishi.activities import queries as activities
from enishi.activities.activity import NewActivity
from enishi.activities.models import Activity
from enishi.events import models, possible, queries
from enishi.events import operations as events
from enishi.events.event import Told
from enishi.events.grading import DOUBTS, CodeHasTurned
from enishi.events.operations import BadEvent, ToldEnoughToday
from enishi.events.places import Point, Position, Venue
from enishi.kit.refusal import Refusal
from enishi.ledger import queries as ledger
from enishi.ledger.operations import queueing

pytestmark = pytest.mark.django_db
DURING = world.NOW + timedelta(hours=3, minutes=10)
COIN = f"{world.TOWN}:coin"
HALL = Point(35.6005, 135.9406)
AT_HALL = Position(HALL, 20)
IN_TOKYO = Position(Point(35.6812, 139.7671), 20)
MINUTE = timedelta(minutes=1)


def coins(member_id) -> int:
    return ledger.balance(f"member:{member_id}", COIN)


def grade(member_id) -> tuple[str, str]:
    """The grade and doubt of a member's latest record."""
    past = activities.of_member(member_id)[0]
    return past.evidence, past.doubt


def scan(ticket, member_id, at=DURING, **told):
    return events.check_in(ticket=ticket, member_id=member_id, at=at, told=Told(**told))


@pytest.fixture
def event():
    world.a_programme()
    return world.an_event()


@pytest.fixture
def poster(event):
    return world.a_poster(event)


@pytest.fixture
def screen(event, poster):
    """The event shows a turning code; return what its screen shows at a moment."""
    events.set_evidence(event_code=event.code, rotating=True, venue=None)
    return lambda at: queries.turning_ticket(poster, at)


@pytest.fixture
def hall(event):
    events.set_evidence(event_code=event.code, rotating=False, venue=Venue(HALL, 500))


# Screenshot after the window, and replay.


def test_the_code_on_the_screen_makes_a_visit_as_sure_as_a_phone_can(screen):
    member = world.a_member()
    scan(screen(DURING), member)
    assert grade(member) == ("own_scan", "")


@pytest.mark.parametrize("later", [90, 120, 3_600])
def test_a_screenshot_after_the_window_is_refused_and_nothing_moves(screen, later):
    member, photograph = world.a_member(), screen(DURING)
    at = DURING + timedelta(seconds=later)
    with pytest.raises(CodeHasTurned) as refused:
        scan(photograph, member, at)
    assert refused.value.facts["title"] == "棚田あかりの会"
    assert activities.of_member(member) == []
    assert coins(member) == 0
    scan(screen(at), member, at)
    assert grade(member) == ("own_scan", "")


def test_many_scan_one_screen_at_the_same_moment(screen):
    shown, people = screen(DURING), [world.a_member() for _ in range(5)]
    for number, member in enumerate(people):
        scan(shown, member, DURING + timedelta(seconds=10 * number))
    assert [grade(member) for member in people] == [("own_scan", "")] * 5


def test_a_replay_of_one_code_gets_the_first_answer_and_earns_once(screen):
    member, shown = world.a_member(), screen(DURING)
    first = scan(shown, member)
    again = scan(shown, member, DURING + timedelta(seconds=40))
    assert (first.repeated, again.repeated) == (False, True)
    assert again.awards == first.awards
    assert coins(member) == sum(award.amount for award in first.awards) > 0


def test_who_opened_the_page_in_time_may_press_a_little_later(screen):
    member, shown = world.a_member(), screen(DURING)
    scan(shown, member, DURING + 9 * MINUTE, opened_at=DURING)
    assert grade(member) == ("own_scan", "")


def test_who_presses_long_after_opening_is_graded_lower_and_earns_the_same(screen):
    member, shown = world.a_member(), screen(DURING)
    scan(shown, member, DURING + 11 * MINUTE, opened_at=DURING)
    assert grade(member) == ("self_report", "late_code")
    assert coins(member) > 0


def test_a_code_opened_after_its_window_is_refused_whenever_it_is_pressed(screen):
    member, shown = world.a_member(), screen(DURING)
    with pytest.raises(CodeHasTurned):
        scan(shown, member, DURING + 5 * MINUTE, opened_at=DURING + 2 * MINUTE)
    with pytest.raises(CodeHasTurned):  # nobody opened it before it was shown, or in the future
        scan(shown, member, DURING + 5 * MINUTE, opened_at=DURING - 5 * MINUTE)
    with pytest.raises(CodeHasTurned):
        scan(shown, member, DURING + 5 * MINUTE, opened_at=DURING + 60 * MINUTE)
    assert activities.of_member(member) == []


def test_what_a_phone_kept_without_a_network_is_its_own_report(screen):
    member = world.a_member()
    events.check_in(ticket=screen(DURING), member_id=member, at=DURING, evidence="self_report")
    assert grade(member) == ("self_report", "late_code")


def test_a_printed_code_where_a_screen_turns_is_graded_lower_and_earns_the_same(screen, poster):
    by_paper, by_screen = world.a_member(), world.a_member()
    scan(poster.ticket, by_paper)
    scan(screen(DURING), by_screen)
    assert grade(by_paper) == ("self_report", "static_code")
    assert coins(by_paper) == coins(by_screen) > 0


def test_a_printed_code_of_a_small_event_is_enough(poster):
    member = world.a_member()
    scan(poster.ticket, member)
    assert grade(member) == ("own_scan", "")


def test_a_new_poster_kills_what_the_screen_showed(event, screen):
    shown = screen(DURING)
    events.make_poster(event_code=event.code, at=DURING)
    with pytest.raises(Refusal) as refused:
        scan(shown, world.a_member())
    assert refused.value.code == "ticket_is_old"


# Far-away place.


@pytest.mark.parametrize(
    ("position", "told"),
    [
        (AT_HALL, ("own_scan", "")),
        (IN_TOKYO, ("self_report", "far_away")),
        (None, ("self_report", "place_unknown")),
        (Position(HALL, 9_000), ("self_report", "place_unknown")),
    ],
)
def test_a_far_away_place_lowers_the_grade_and_never_what_is_earned(hall, poster, position, told):
    member = world.a_member()
    scan(poster.ticket, member, position=position)
    assert grade(member) == told
    assert coins(member) == 2_000


def test_who_reads_the_turning_code_need_not_say_where_they_are(event, screen):
    events.set_evidence(event_code=event.code, rotating=True, venue=Venue(HALL, 500))
    silent, far = world.a_member(), world.a_member()
    scan(screen(DURING), silent)
    scan(screen(DURING), far, position=IN_TOKYO)
    assert grade(silent) == ("own_scan", "")
    assert grade(far) == ("self_report", "far_away")


def test_the_position_is_kept_nowhere(hall, poster):
    member = world.a_member()
    scan(poster.ticket, member, position=Position(Point(35.60123, 135.94321), 17), mark=uuid4())
    for table in (Activity, models.PhoneSeen, models.Event, models.Review):
        written = str(list(table.objects.values()))
        assert "35.60123" not in written
        assert "135.94321" not in written


def test_an_event_that_does_not_ask_takes_no_notice_of_a_place(poster):
    member = world.a_member()
    scan(poster.ticket, member, position=IN_TOKYO)
    assert grade(member) == ("own_scan", "")


def test_half_a_place_or_none_on_earth_cannot_be_asked_for(event):
    for venue in (Venue(Point(95, 0), 500), Venue(HALL, 10), Venue(HALL, 90_000)):
        with pytest.raises(BadEvent):
            events.set_evidence(event_code=event.code, rotating=False, venue=venue)
    assert queries.event(event.code).venue is None


# Two members on one phone.


def test_two_accounts_on_one_phone_the_second_is_graded_lower_and_keeps_the_coins(poster):
    phone, first, second = uuid4(), world.a_member(), world.a_member()
    scan(poster.ticket, first, mark=phone)
    scan(poster.ticket, second, DURING + MINUTE, mark=phone)
    assert grade(first) == ("own_scan", "")
    assert grade(second) == ("self_report", "same_phone")
    assert coins(second) == coins(first) > 0
    again = scan(poster.ticket, first, DURING + 2 * MINUTE, mark=phone)
    assert again.repeated
    assert grade(first) == ("own_scan", "")


def test_a_new_member_made_on_a_marked_phone_is_the_second_one_too(poster):
    phone, first = uuid4(), world.a_member()
    scan(poster.ticket, first, mark=phone)
    held, _ = events.check_in_newcomer(
        ticket=poster.ticket, device_id=uuid4(), at=DURING, told=Told(mark=phone)
    )
    assert grade(held.member_id) == ("self_report", "same_phone")


def test_one_phone_at_two_events_and_two_phones_at_one_event_are_nothing_special(poster):
    other = world.a_poster(world.an_event(title="朝の浜そうじ"))
    phone, first, second = uuid4(), world.a_member(), world.a_member()
    scan(poster.ticket, first, mark=phone)
    scan(other.ticket, second, mark=phone)
    assert grade(second) == ("own_scan", "")
    third = world.a_member()
    scan(poster.ticket, third, mark=uuid4())
    assert grade(third) == ("own_scan", "")


def test_a_phone_cannot_be_followed_from_event_to_event(poster):
    other = world.a_poster(world.an_event(title="朝の浜そうじ"))
    phone, member = uuid4(), world.a_member()
    scan(poster.ticket, member, mark=phone)
    scan(other.ticket, member, mark=phone)
    kept = set(models.PhoneSeen.objects.values_list("mark", flat=True))
    assert len(kept) == 2
    assert phone not in kept


def test_phones_are_forgotten_after_forty_days(poster):
    scan(poster.ticket, world.a_member(), mark=uuid4())
    assert events.forget_phones(at=DURING + timedelta(days=40)) == 0
    assert events.forget_phones(at=DURING + timedelta(days=41)) == 1
    assert not models.PhoneSeen.objects.exists()


def test_staff_at_the_door_lift_the_grade_of_a_family_member(event, poster):
    phone, first, second = uuid4(), world.a_member(), world.a_member()
    scan(poster.ticket, first, mark=phone)
    scan(poster.ticket, second, mark=phone)
    worker = world.staff()
    answer = events.receive(event_code=event.code, member_id=second, at=DURING, by=worker)
    assert answer.repeated
    assert grade(second) == ("staff_scan", "")
    [review] = queries.reviews(world.TOWN)
    assert (review.decision, review.doubt, review.by) == ("lifted", "same_phone", worker)


@pytest.mark.django_db(transaction=True)
def test_two_members_on_one_phone_at_the_same_moment_are_seen_too():
    world.a_programme()
    event = world.an_event()
    ticket, phone = world.a_poster(event).ticket, uuid4()
    people = world.members(8)
    start = threading.Barrier(len(people))

    def go(member: UUID) -> None:
        start.wait(30)
        try:
            scan(ticket, member, mark=phone)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[member]) for member in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    queueing.close_queues()
    graded = sorted(grade(member) for member in people)
    assert graded == [("own_scan", "")] + [("self_report", "same_phone")] * 7
    assert {coins(member) for member in people} == {2_000}


# Impossible in time.


SENDAI = Point(38.2601, 140.8821)


def far_event():
    made = world.an_event(title="仙台の会")
    events.set_evidence(event_code=made.code, rotating=False, venue=Venue(SENDAI, 50_000))
    return world.a_poster(made)


def test_two_places_300_km_apart_within_half_an_hour_are_graded_lower(hall, poster):
    member, sendai = world.a_member(), far_event()
    there = Position(SENDAI, 50)
    scan(poster.ticket, member, position=AT_HALL)
    scan(sendai.ticket, member, DURING + 30 * MINUTE, position=there)
    assert grade(member) == ("self_report", "impossible")
    traveller = world.a_member()
    scan(poster.ticket, traveller, DURING, position=AT_HALL)
    scan(sendai.ticket, traveller, DURING + 150 * MINUTE, position=there)
    assert grade(traveller) == ("own_scan", "")


def test_more_events_within_an_hour_than_anybody_visits_are_graded_lower(event):
    member = world.a_member()
    booths = [world.a_poster(world.an_event(title=f"屋台{number}")) for number in range(12)]
    for number, booth in enumerate(booths):
        scan(booth.ticket, member, DURING + number * MINUTE)
    doubts = [past.doubt for past in reversed(activities.of_member(member))]
    assert doubts == [""] * 10 + ["many_at_once"] * 2


def test_online_events_are_in_no_place(hall, poster):
    member = world.a_member()
    talk = world.a_poster(world.an_event(title="オンラインの会", online=True, place=""))
    scan(poster.ticket, member, position=AT_HALL)
    scan(talk.ticket, member, DURING + MINUTE)
    assert grade(member) == ("own_scan", "")


@pytest.mark.parametrize(
    ("minutes", "km", "doubt"),
    [
        (0, 19, ""),
        (30, 175, ""),  # a train at full speed
        (30, 300, "impossible"),
        (60, 400, "impossible"),
        (90, 1_300, ""),  # a flight
        (180, 2_700, ""),
        (90, 1_500, "impossible"),
    ],
)
def test_travellers_are_believed_as_far_as_anything_travels(minutes, km, doubt):
    here = possible.Stop(Point(35, 135), DURING)
    there = possible.Stop(Point(35 + km / 111.195, 135), DURING - minutes * MINUTE)
    assert possible.doubt(here, [there]) == doubt
    assert possible.doubt(here, [possible.Stop(None, DURING)]) == ""


# A hundred self-reports a day.


def report(member, number, at=DURING, region=world.TOWN) -> None:
    events.allow_own_report(member_id=member, at=at)
    recorder.record(
        NewActivity(
            key=f"action:{number}:{member}:{at.date()}",
            kind="support",
            member_id=member,
            region_code=region,
            at=at,
            evidence="self_report",
        )
    )


def test_100_self_reports_a_day_end_at_ten_over_all_towns_together(event):
    world.a_region(world.NEIGHBOUR, "となりの町")
    member, towns = world.a_member(), (world.TOWN, world.NEIGHBOUR)
    for number in range(10):
        report(member, number, region=towns[number % 2])
    for number in range(10, 100):
        with pytest.raises(ToldEnoughToday) as refused, transaction.atomic():
            report(member, number, region=towns[number % 2])
        assert refused.value.facts["most"] == 10
    assert len(activities.of_member(member, limit=200)) == 10
    report(member, 0, at=DURING + timedelta(days=1))
    assert len(activities.of_member(member, limit=200)) == 11


def test_lowered_check_ins_are_not_counted_as_own_reports(screen, poster):
    member = world.a_member()
    scan(poster.ticket, member)
    assert grade(member) == ("self_report", "static_code")
    for number in range(10):
        report(member, number)
    with pytest.raises(ToldEnoughToday), transaction.atomic():
        report(member, 10)


# What staff vouch for.


def test_a_grade_only_rises_and_a_withdrawn_record_has_none_to_rise(event, poster):
    member, worker = world.a_member(), world.staff()
    events.receive(event_code=event.code, member_id=member, at=DURING)
    key = activities.of_member(member)[0].key
    with pytest.raises(recorder.GradeOnlyRises), transaction.atomic():
        recorder.lift(key=key, grade="own_scan")
    assert grade(member) == ("staff_scan", "")
    other = world.a_member()
    scan(poster.ticket, other)
    told = {"region_code": world.TOWN, "seq": activities.of_member(other)[0].seq, "at": DURING}
    events.take_back(**told, reason="まちがい", by=worker)
    with pytest.raises(Refusal) as refused:
        events.lift(**told, reason="", by=worker)
    assert refused.value.code == "unknown_record"


def test_the_doubts_that_the_code_raises_are_all_named():
    assert {
        "static_code", "late_code", "far_away", "place_unknown", "same_phone", "impossible",
        "many_at_once",
    } == set(DOUBTS)  # fmt: skip
