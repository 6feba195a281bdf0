"""A person erased: nothing of them is left in a dump, and everything else is still good."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests import world
from tests.world import NOW, TOWN

from enishi.activities import queries as activity_queries
from enishi.events import operations as events
from enishi.kit.periods import jst_day
from enishi.ledger import queries as ledger
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.membership.models import Contact
from enishi.membership.operations import StaffStays
from enishi.membership.queries import UnknownMember
from enishi.outbox import operations as outbox
from enishi.rights import operations as rights
from enishi.rights import queries, retention
from enishi.rights.retention import Kept, Moved

LATER = NOW + timedelta(hours=6)
DURING = NOW + timedelta(hours=3, minutes=10)
NAME, PHONE, PLACE = "佐々木はるか", "+819011112222", "上棚田の奥の道しるべ"


def wallet(member):
    return f"member:{member}"


def a_life(*, place: str = PLACE):
    """A person with a name, a number, a card, a check-in, coins and points."""
    world.a_programme()
    asset = world.a_point()
    poster = world.a_poster(world.an_event(place=place))
    held = membership.hold_on_device(at=NOW)
    member = held.member_id
    membership.set_display_name(member_id=member, display_name=NAME)
    Contact.objects.create(member_id=member, kind="phone", value=PHONE, proven_at=NOW)
    card = membership.issue_card(member_id=member, region_code=TOWN, kind="visitor", at=NOW)
    membership.give_consent(member_id=member, kind="terms", version="1", at=NOW)
    events.check_in(ticket=poster.ticket, member_id=member, at=DURING)
    world.move(f"issue:{asset}", wallet(member), 250, expires_on=jst_day(NOW) + timedelta(days=30))
    outbox.send(key="hello", channel="sms", to=PHONE, text=f"{NAME}さん", at=NOW)
    return member, card, poster


@pytest.mark.django_db
def test_who_they_were_is_gone_and_what_they_held_is_given_up():
    member, card, _ = a_life()
    coins = ledger.balance(wallet(member), f"{TOWN}:coin")
    erased = rights.erase(member_id=member, at=LATER)
    assert members.card_holder(card) is None
    assert members.contacts(member) == []
    assert members.member(member).display_name == ""
    assert members.consents(member) == []
    assert activity_queries.of_member(member) == []
    assert ledger.balances(wallet(member)) == {f"{TOWN}:coin": 0, f"{TOWN}:point": 0}
    assert ledger.balance(f"fund:{TOWN}:point", f"{TOWN}:point") == 250
    assert erased.counts["points"] == 250 + coins
    assert (erased.counts["activities"], erased.counts["contacts"]) == (1, 1)
    assert list(ledger.faults()) == []


@pytest.mark.django_db
def test_nothing_is_written_for_an_erased_person_and_they_are_erased_once():
    member, _, poster = a_life()
    rights.erase(member_id=member, at=LATER)
    with pytest.raises(UnknownMember):
        events.check_in(ticket=poster.ticket, member_id=member, at=DURING)
    with pytest.raises(UnknownMember):
        rights.erase(member_id=member, at=LATER)
    with pytest.raises(UnknownMember):
        rights.merge(keep=world.a_member(), gone=member, at=LATER)


@pytest.mark.django_db
def test_a_card_put_together_before_goes_with_its_person():
    member, _, _ = a_life()
    other = world.a_member()
    number = membership.issue_card(member_id=other, region_code=TOWN, kind="visitor", at=NOW)
    rights.merge(keep=member, gone=other, at=LATER)
    rights.erase(member_id=member, at=LATER)
    assert members.card_holder(number) is None
    assert members.members_of_person(member) == [member]


@pytest.mark.django_db
def test_staff_are_not_erased_while_they_work():
    world.a_region()
    staff = world.staff()
    with pytest.raises(StaffStays):
        rights.erase(member_id=staff, at=LATER)
    assert members.member(staff).email == "umi@example.jp"


@pytest.mark.django_db
def test_what_stays_has_its_year_region_by_region():
    kept = retention.kept([Moved("182010", date(2026, 3, 31)), Moved("180009", date(2026, 4, 1))])
    assert kept == (
        Kept("settlement", "180009", date(2034, 3, 31)),
        Kept("grants", "180009", date(2032, 3, 31)),
        Kept("settlement", "182010", date(2033, 3, 31)),
        Kept("grants", "182010", date(2031, 3, 31)),
        Kept("log", "", None),
        Kept("statistics", "", None),
    )


@pytest.mark.django_db
def test_who_never_had_points_leaves_nothing_of_a_year():
    member = world.a_member()
    erased = rights.erase(member_id=member, at=LATER)
    assert [one.kind for one in erased.kept] == ["log", "statistics"]
    assert queries.erasure(erased.id) == erased


@pytest.mark.django_db
def test_at_a_desk_a_reason_is_named_and_the_look_is_gone_with_the_person():
    member, _, _ = a_life()
    reader = world.staff()
    told = {"member_id": member, "reader_id": reader, "region_code": TOWN, "at": LATER}
    with pytest.raises(rights.ReasonIsNotNamed):
        rights.erase_on_paper(reason=" ", **told)
    assert members.looks(member) == []
    erased = rights.erase_on_paper(reason="窓口で本人を確かめた", **told)
    assert (erased.asked, erased.region_code) == ("paper", TOWN)
    assert queries.erasures(TOWN) == [erased]
