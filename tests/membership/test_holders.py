"""Who holds a card: what statistics of members who have not come yet rest on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from tests import world

from enishi.membership import models, operations, queries
from enishi.membership.member import Holder

pytestmark = pytest.mark.django_db(transaction=True)
# 30 April, 20:00 UTC: May has begun in Japan.
AT = datetime(2025, 4, 30, 20, tzinfo=UTC)


@pytest.fixture
def who() -> UUID:
    world.a_region()
    (member,) = world.members(1)
    models.Member.objects.filter(pk=member).update(
        sex="female", birth_year=1985, home_code="131016"
    )
    return member


def give(member: UUID, at: datetime = AT) -> str:
    return operations.issue_card(member_id=member, region_code=world.TOWN, kind="friend", at=at)


def test_a_holder_is_told_with_what_they_chose_to_tell(who: UUID) -> None:
    give(who)
    assert list(queries.holders()) == [
        Holder(who, world.TOWN, "friend", date(2025, 5, 1), "female", "40-49", "131016")
    ]


def test_a_replaced_card_is_still_the_first_cards_membership(who: UUID) -> None:
    number = give(who)
    operations.replace_card(number=number, at=AT + timedelta(days=90))
    assert [holder.since for holder in queries.holders()] == [date(2025, 5, 1)]


def test_a_card_that_came_with_a_second_membership_adds_nobody(who: UUID) -> None:
    give(who)
    (other,) = world.members(1, source="other")
    give(other, AT - timedelta(days=40))
    models.Card.objects.filter(member_id=other).update(member_id=who, is_second=True)
    assert [(holder.member_id, holder.since) for holder in queries.holders()] == [
        (who, date(2025, 3, 22))
    ]


@pytest.mark.parametrize("ended", ["erased_at", "returned_at"])
def test_whose_membership_ended_holds_nothing(who: UUID, ended: str) -> None:
    give(who)
    models.Member.objects.filter(pk=who).update(**{ended: AT})
    assert list(queries.holders()) == []
    assert queries.mark_of_holders() == ""


def test_whose_only_card_is_dead_holds_nothing(who: UUID) -> None:
    give(who)
    models.Card.objects.update(ended_at=AT)
    assert list(queries.holders()) == []


def test_the_mark_changes_with_what_is_told_and_only_then(who: UUID) -> None:
    number = give(who)
    marks = [queries.mark_of_holders()]
    assert queries.mark_of_holders() == marks[0]
    models.Member.objects.filter(pk=who).update(display_name="はなこ")
    assert queries.mark_of_holders() == marks[0]
    models.Member.objects.filter(pk=who).update(home_code="182028")
    marks.append(queries.mark_of_holders())
    models.Member.objects.filter(pk=who).update(birth_year=None)
    marks.append(queries.mark_of_holders())
    operations.replace_card(number=number, at=AT)
    marks.append(queries.mark_of_holders())
    assert len(set(marks)) == len(marks)
