"""Two phones, one person: everything of the one given up is the other's, once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests import world
from tests.world import NOW, TOWN

from enishi.activities import operations as activities
from enishi.activities import queries as activity_queries
from enishi.events import operations as events
from enishi.events import queries as event_queries
from enishi.kit.periods import jst_day
from enishi.ledger import operations as ledger_operations
from enishi.ledger import queries as ledger
from enishi.ledger.operations import PointsArePromised
from enishi.ledger.pockets import Pocket
from enishi.ledger.promises import NewHold
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.membership.operations import StaffStays
from enishi.membership.queries import UnknownMember
from enishi.outbox import operations as outbox
from enishi.outbox import queries as outbox_queries
from enishi.rights import operations as rights

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


def merge(keep, gone, at=LATER):
    rights.merge(keep=keep, gone=gone, at=at)


def wallet(member):
    return f"member:{member}"


def test_points_keep_their_dates_and_merging_again_changes_nothing():
    asset = world.a_point()
    keep, gone = world.a_member(), world.a_member()
    day = jst_day(NOW)
    world.move(f"issue:{asset}", wallet(keep), 100, expires_on=day + timedelta(days=10))
    world.move(f"issue:{asset}", wallet(gone), 30, expires_on=day + timedelta(days=5))
    world.move(f"issue:{asset}", wallet(gone), 40, expires_on=day + timedelta(days=10))
    for _ in range(2):
        merge(keep, gone)
    assert ledger.pockets(wallet(keep), asset) == [
        Pocket(day + timedelta(days=5), 30),
        Pocket(day + timedelta(days=10), 140),
    ]
    assert ledger.balance(wallet(gone), asset) == 0
    assert list(ledger.faults()) == []


def test_what_is_past_its_day_stays_and_lapses():
    asset = world.a_point()
    keep, gone = world.a_member(), world.a_member()
    world.move(f"issue:{asset}", wallet(gone), 30, expires_on=jst_day(NOW) - timedelta(days=1))
    world.move(f"issue:{asset}", wallet(gone), 7, expires_on=jst_day(NOW))
    merge(keep, gone)
    assert ledger.balance(wallet(keep), asset) == 7
    world.a_lapse_run(asset, at=LATER)
    assert ledger.balance(wallet(gone), asset) == 0
    assert ledger.balance(f"fund:{asset}", asset) == 30


DURING = NOW + timedelta(hours=3, minutes=10)


def check_in(poster, member, at=DURING):
    return events.check_in(ticket=poster.ticket, member_id=member, at=at)


@pytest.fixture
def poster():
    world.a_programme()
    return world.a_poster(world.an_event())


def coins(member):
    return ledger.balance(wallet(member), f"{TOWN}:coin")


def test_what_was_done_moves_and_cannot_be_earned_again(poster):
    keep, gone = world.a_member(), world.a_member()
    check_in(poster, gone)
    earned = coins(gone)
    merge(keep, gone, DURING)
    assert earned > 0
    assert check_in(poster, keep).repeated
    assert (coins(keep), coins(gone)) == (earned, 0)
    past = activity_queries.of_member(keep)
    assert [one.key for one in past] == [f"check-in:{poster.event_code}:{keep}"]
    assert activity_queries.of_member(gone) == []


@pytest.mark.parametrize("is_first", [True, False])
def test_what_both_did_counts_once_and_the_later_award_goes_back(poster, is_first):
    keep, gone = world.a_member(), world.a_member()
    first, second = (keep, gone) if is_first else (gone, keep)
    check_in(poster, first)
    check_in(poster, second, DURING + timedelta(minutes=1))
    earned = coins(first)
    merge(keep, gone, DURING + timedelta(minutes=2))
    past = {one.key: one for one in activity_queries.of_member(keep)}
    living = past.pop(f"check-in:{poster.event_code}:{keep}")
    assert living.at == DURING
    assert not living.is_withdrawn
    assert [one.is_withdrawn for one in past.values()] == [True]
    assert coins(keep) == earned
    assert check_in(poster, keep, DURING + timedelta(minutes=3)).repeated
    assert coins(keep) == earned
    assert list(ledger.faults()) == []


def test_a_later_award_that_was_spent_stays_spent(poster):
    keep, gone = world.a_member(), world.a_member()
    check_in(poster, keep)
    check_in(poster, gone, DURING + timedelta(minutes=1))
    earned = coins(gone)
    asset = f"{TOWN}:coin"
    world.move(wallet(gone), "shop:1", earned, asset=asset, kind="spend", at=DURING)
    merge(keep, gone, DURING + timedelta(minutes=2))
    assert coins(keep) == earned
    assert list(ledger.faults()) == []


def test_what_was_earned_on_the_given_up_account_can_still_be_taken_back(poster):
    keep, gone = world.a_member(), world.a_member()
    check_in(poster, gone)
    merge(keep, gone, DURING)
    key = f"check-in:{poster.event_code}:{keep}"
    assert activities.withdraw(key=key, at=DURING, reason="wrong").is_withdrawn
    assert coins(keep) == 0
    assert list(ledger.faults()) == []


def test_nothing_is_written_for_the_member_given_up(poster):
    keep, gone = world.a_member(), world.a_member()
    merge(keep, gone)
    with pytest.raises(UnknownMember):
        check_in(poster, gone)
    assert activity_queries.of_member(gone) == []


def test_places_are_kept_once(poster):
    keep, gone = world.a_member(), world.a_member()
    for member in (keep, gone):
        events.sign_up(event_code=poster.event_code, member_id=member, at=NOW)
    merge(keep, gone)
    assert len(event_queries.signed_up_for(keep, NOW)) == 1
    events.cancel_sign_up(event_code=poster.event_code, member_id=keep, at=LATER)
    assert event_queries.signed_up_for(keep, NOW) == []


def test_phones_cards_words_and_messages_lead_to_the_person():
    world.a_region()
    first, second = membership.hold_on_device(at=NOW), membership.hold_on_device(at=NOW)
    keep, gone = first.member_id, second.member_id
    number = membership.issue_card(member_id=gone, region_code=TOWN, kind="visitor", at=NOW)
    membership.set_attributes(member_id=keep, sex="female", at=NOW)
    membership.set_attributes(
        member_id=gone, sex="male", birth_year=1990, home_code="132098", at=NOW
    )
    outbox.send(key="k", channel="push", to=wallet(gone), text="thanks", at=NOW)
    merge(keep, gone)
    assert members.member_of_device(second.device_id) == keep
    assert members.card_holder(number).member_id == keep
    told = members.member(keep)
    assert (told.sex, told.birth_year, told.home_code) == ("female", 1990, "132098")
    shell = members.member(gone)
    assert (shell.sex, shell.birth_year, shell.home_code) == ("unknown", None, "")
    assert [message.to for message in outbox_queries.recent()] == [wallet(keep)]


def test_both_printed_cards_go_on_and_one_may_be_replaced():
    world.a_region()
    keep, gone = world.a_member(), world.a_member()
    numbers = [
        membership.issue_card(member_id=member, region_code=TOWN, kind="visitor", at=NOW)
        for member in (keep, gone)
    ]
    merge(keep, gone)
    assert [members.card_holder(number).member_id for number in numbers] == [keep, keep]
    fresh = membership.replace_card(number=numbers[1], at=LATER)
    assert members.card_holder(numbers[1]) is None
    assert members.card_holder(fresh).member_id == keep
    assert members.card_holder(numbers[0]).member_id == keep


def test_the_last_word_about_a_consent_holds():
    keep, gone = world.a_member(), world.a_member()
    membership.give_consent(member_id=keep, kind="messages", version="1", at=NOW)
    membership.give_consent(member_id=gone, kind="messages", version="1", at=NOW)
    membership.give_consent(member_id=gone, kind="terms", version="1", at=NOW)
    membership.withdraw_consent(member_id=gone, kind="messages", at=NOW + timedelta(minutes=1))
    merge(keep, gone)
    living = [one.kind for one in members.consents(keep) if one.withdrawn_at is None]
    assert living == ["terms"]


def test_who_was_put_together_before_is_meant_by_either_name():
    asset = world.a_point()
    one, two, three = (world.a_member() for _ in range(3))
    world.move(f"issue:{asset}", wallet(one), 5)
    merge(two, one)
    merge(three, one)
    assert ledger.balance(wallet(three), asset) == 5
    merge(one, two)
    assert ledger.balance(wallet(three), asset) == 5


def test_staff_are_not_given_up():
    asset = world.a_point()
    keep, gone = world.a_member(), world.staff()
    world.move(f"issue:{asset}", wallet(gone), 5)
    with pytest.raises(StaffStays):
        merge(keep, gone)
    assert ledger.balance(wallet(gone), asset) == 5


def test_points_that_are_promised_stop_it_and_nothing_moves(poster):
    asset = world.a_point()
    keep, gone = world.a_member(), world.a_member()
    check_in(poster, gone)
    world.move(f"issue:{asset}", wallet(gone), 5)
    ledger_operations.open_account(name="shop:1", asset=asset)
    ledger_operations.authorise(
        hold=NewHold(uuid4(), wallet(gone), "shop:1", asset, 5, DURING, DURING + timedelta(1))
    )
    with pytest.raises(PointsArePromised):
        merge(keep, gone, DURING)
    assert len(activity_queries.of_member(gone)) == 1
    assert ledger.balance(wallet(gone), asset) == 5
