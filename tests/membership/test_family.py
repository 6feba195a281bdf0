"""Acting for somebody until a day, and a guardian's word for the young."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from tests import world
from tests.world import NOW

from enishi.kit.periods import jst_day
from enishi.membership import family, operations, queries
from enishi.membership.operations import contacts
from enishi.membership.queries import UnknownMember
from enishi.outbox import queries as outbox

pytestmark = pytest.mark.django_db
TODAY = jst_day(NOW)
IN_SPRING = date(2027, 3, 31)


@pytest.fixture
def parent() -> UUID:
    return world.a_member(birth_year=1948)


def complete(member_id: UUID, number: int = 0) -> UUID:
    value = f"+8190{11112222 + number}"
    contacts.complete(member_id=member_id, kind="phone", value=value, at=NOW)
    return member_id


@pytest.fixture
def daughter() -> UUID:
    return complete(world.a_member(birth_year=1975))


def let(member_id: UUID, by: UUID, until_on: date = IN_SPRING, **other: object) -> int:
    told: dict[str, object] = {"relation": "child", "how": "link", "at": NOW}
    return operations.let_act(member_id=member_id, by=by, until_on=until_on, **(told | other))


def test_a_daughter_acts_for_her_parent_until_the_day(parent, daughter) -> None:
    proxy = let(parent, daughter)
    found = queries.acting_for(proxy, by=daughter, on=TODAY)
    assert found is not None
    assert (found.member_id, found.last_day) == (parent, date(2027, 3, 30))
    assert queries.acting_for(proxy, by=daughter, on=date(2027, 3, 30)) is not None
    assert queries.acting_for(proxy, by=daughter, on=IN_SPRING) is None


def test_both_sides_see_it_with_the_words_agreed_to(parent, daughter) -> None:
    let(parent, daughter)
    (seen,) = queries.proxies(parent)
    assert queries.proxies(daughter) == [seen]
    assert (seen.how, seen.relation, seen.given_at) == ("link", "child", NOW)


@pytest.mark.parametrize("side", ["parent", "daughter"])
def test_either_side_ends_it_at_once(parent, daughter, side) -> None:
    proxy = let(parent, daughter)
    who = {"parent": parent, "daughter": daughter}[side]
    operations.end_acting(proxy_id=proxy, member_id=who, at=NOW)
    operations.end_acting(proxy_id=proxy, member_id=who, at=NOW + timedelta(days=1))
    assert queries.acting_for(proxy, by=daughter, on=TODAY) is None
    assert queries.proxies(parent)[0].ended_at == NOW


def test_a_stranger_can_neither_end_nor_use_it(parent, daughter) -> None:
    proxy = let(parent, daughter)
    stranger = world.a_member()
    with pytest.raises(operations.UnknownProxy):
        operations.end_acting(proxy_id=proxy, member_id=stranger, at=NOW)
    assert queries.acting_for(proxy, by=stranger, on=TODAY) is None
    assert queries.acting_for(proxy, by=parent, on=TODAY) is None
    assert queries.acting_for(proxy, by=daughter, on=TODAY) is not None


def test_a_new_word_takes_the_place_of_the_old_one(parent, daughter) -> None:
    first = let(parent, daughter)
    second = let(parent, daughter, date(2026, 7, 1), at=NOW + timedelta(days=1))
    assert queries.acting_for(first, by=daughter, on=TODAY) is None
    assert queries.acting_for(second, by=daughter, on=TODAY) is not None
    assert queries.acting_for(second, by=daughter, on=date(2026, 7, 1)) is None


@pytest.mark.parametrize(
    "until_on", [TODAY, TODAY - timedelta(days=1), date(2027, 6, 7), date(9999, 1, 1)]
)
def test_a_day_that_is_past_or_too_far_is_refused(parent, daughter, until_on) -> None:
    with pytest.raises(operations.ProxyDayIsWrong):
        let(parent, daughter, until_on)
    assert queries.proxies(parent) == []


@pytest.mark.parametrize(
    ("on", "latest"),
    [
        (date(2026, 6, 6), date(2027, 6, 6)),
        (date(2028, 2, 29), date(2029, 2, 28)),
    ],
)
def test_the_latest_day_is_a_year_away(on, latest) -> None:
    assert family.latest_day(on) == latest


def test_who_is_not_complete_acts_for_nobody(parent) -> None:
    with pytest.raises(operations.NotYetComplete):
        let(parent, world.a_member())


def test_the_young_act_for_nobody(parent) -> None:
    with pytest.raises(operations.TooYoungToAct):
        let(parent, complete(world.a_member(birth_year=2012)))


def test_nobody_acts_for_themselves_or_for_nobody(daughter) -> None:
    with pytest.raises(operations.ActsForThemselves):
        let(daughter, daughter)
    with pytest.raises(UnknownMember):
        let(uuid4(), daughter)


def test_what_was_done_for_a_parent_can_be_read_by_the_parent(parent, daughter) -> None:
    operations.note_acting(member_id=parent, by=daughter, what="acting:held", at=NOW)
    (look,) = queries.looks(parent)
    assert (look.role, look.purpose, look.at) == ("proxy", "acting:held", NOW)


@pytest.mark.parametrize(
    ("birth_year", "on", "is_young"),
    [
        (2010, date(2026, 1, 1), True),  # turns 16 this year: may still be 15
        (2010, date(2026, 12, 31), True),
        (2010, date(2027, 1, 1), False),
        (2009, date(2026, 1, 1), False),
        (2020, date(2026, 6, 6), True),
        (None, date(2026, 6, 6), False),
    ],
)
def test_all_who_turn_16_this_year_count_as_15(birth_year, on, is_young) -> None:
    assert family.is_young(birth_year, on) is is_young


@pytest.fixture
def child() -> UUID:
    return world.a_member(birth_year=2013)


def link(child: UUID) -> tuple[UUID, str]:
    asked = operations.ask_guardian(member_id=child, at=NOW)
    return asked, family.secret_of(settings.TICKET_SECRET, asked)


def give(asked: UUID, secret: str, name: str = "森田 うみ", *, at=NOW) -> None:
    operations.give_guardian_word(guardianship=asked, secret=secret, guardian=name, at=at)


def state(member_id: UUID) -> str:
    return queries.guardian_state(member_id, TODAY)


def test_a_guardian_agrees_by_a_link(child) -> None:
    asked, secret = link(child)
    assert state(child) == "missing"
    give(asked, secret, " 森田\n うみ ")
    give(asked, secret, "ほかの人")
    assert state(child) == "given"
    (word,) = queries.guardianships(child)
    assert (word.guardian, word.how, word.given_at) == ("森田 うみ", "link", NOW)


def test_a_link_lives_14_days(child) -> None:
    asked, secret = link(child)
    late = NOW + timedelta(days=14)
    with pytest.raises(operations.GuardianLinkIsDead):
        give(asked, secret, at=late)
    give(asked, secret, at=late - timedelta(seconds=1))
    assert state(child) == "given"


def test_a_forged_secret_is_refused(child) -> None:
    asked, secret = link(child)
    other, _ = link(world.a_member(birth_year=2014))
    for forged in ("", secret[:-1], family.secret_of(b"another key", asked)):
        with pytest.raises(operations.GuardianLinkIsDead):
            give(asked, forged)
    with pytest.raises(operations.GuardianLinkIsDead):
        give(other, secret)
    with pytest.raises(operations.GuardianLinkIsDead):
        give(uuid4(), secret)
    assert state(child) == "missing"


def test_a_guardian_has_a_name(child) -> None:
    asked, secret = link(child)
    with pytest.raises(operations.NameIsMissing):
        give(asked, secret, " \n ")


def test_what_a_guardian_gave_a_guardian_takes_back_and_messages_end(child) -> None:
    asked, secret = link(child)
    give(asked, secret)
    operations.give_consent(member_id=child, kind="messages", version="1", at=NOW)
    operations.take_back_guardian_word(guardianship=asked, secret=secret, at=NOW)
    assert state(child) == "missing"
    assert [one.withdrawn_at for one in queries.consents(child)] == [NOW]
    with pytest.raises(operations.GuardianLinkIsDead):
        give(asked, secret)


def test_a_word_on_paper_is_noted_by_staff(child) -> None:
    operations.note_guardian_word(member_id=child, guardian="森田うみ", at=NOW)
    assert state(child) == "given"
    with pytest.raises(operations.NeedsNoGuardian):
        operations.note_guardian_word(member_id=child, guardian="森田うみ", at=NOW)


def test_the_young_get_no_messages_without_a_guardian(child) -> None:
    with pytest.raises(operations.NeedsGuardian):
        operations.give_consent(member_id=child, kind="messages", version="1", at=NOW)
    assert queries.consents(child) == []
    operations.give_consent(member_id=child, kind="terms", version="1", at=NOW)
    operations.note_guardian_word(member_id=child, guardian="森田うみ", at=NOW)
    operations.give_consent(member_id=child, kind="messages", version="1", at=NOW)
    assert len(queries.consents(child)) == 2


def test_who_is_old_enough_needs_no_guardian(daughter) -> None:
    assert state(daughter) == "not_needed"
    assert state(world.a_member()) == "not_needed"
    with pytest.raises(operations.NeedsNoGuardian):
        operations.ask_guardian(member_id=daughter, at=NOW)


def test_a_link_that_waits_is_the_same_link(child) -> None:
    first = link(child)
    assert link(child) == first
    late = NOW + timedelta(days=15)
    assert operations.ask_guardian(member_id=child, at=late) != first[0]


def send(asked: UUID, value: str = "090-1111-2222", kind: str = "phone") -> None:
    operations.send_guardian_link(
        guardianship=asked, kind=kind, value=value, subject="s", text="https://…", at=NOW
    )


def test_a_link_is_sent_three_times_a_day(child) -> None:
    asked, _ = link(child)
    send(asked)
    send(asked, "haha@example.jp", "email")
    send(asked)
    with pytest.raises(operations.TooManyLinks):
        send(asked)
    assert [one.channel for one in outbox.recent()].count("sms") == 2


def test_an_address_is_not_flooded_by_many_children() -> None:
    children = [world.a_member(birth_year=2014) for _ in range(4)]
    for one in children[:3]:
        send(link(one)[0])
    with pytest.raises(operations.TooManyLinks):
        send(link(children[3])[0])
