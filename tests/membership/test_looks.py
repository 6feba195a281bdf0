"""Who looked at a member's data: noted once, in role and section, for the member to read."""

from datetime import timedelta

import pytest
from tests import world
from tests.world import NOW, TOWN

from enishi.membership import operations, queries
from enishi.membership.queries import UnknownMember

pytestmark = pytest.mark.django_db


def note(member_id, reader_id, *, region_code=TOWN, purpose="reception", at=NOW):
    operations.note_look(
        member_id=member_id, reader_id=reader_id, region_code=region_code, purpose=purpose, at=at
    )


def test_a_member_reads_who_looked_as_what_and_what_for():
    world.a_region()
    member, reader = world.a_member(), world.staff()
    note(member, reader)

    look = queries.looks(member)[0]
    assert (look.at, look.region_code, look.role, look.section, look.purpose) == (
        NOW, TOWN, "staff", "総合政策課", "reception",
    )  # fmt: skip


def test_the_same_page_opened_again_at_once_is_one_look():
    world.a_region()
    member, reader = world.a_member(), world.staff()
    note(member, reader)
    note(member, reader, at=NOW + timedelta(minutes=9))
    note(member, reader, at=NOW + timedelta(minutes=9), purpose="card")
    note(member, reader, at=NOW + timedelta(minutes=10))

    told = [(look.at - NOW, look.purpose) for look in queries.looks(member)]
    assert told == [
        (timedelta(minutes=10), "reception"),
        (timedelta(minutes=9), "card"),
        (timedelta(0), "reception"),
    ]


def test_the_role_in_the_region_counts_before_the_operators():
    world.a_region()
    member, reader = world.a_member(), world.staff("operator", "JP")
    note(member, reader)
    assert queries.looks(member)[0].role == "operator"


def test_nobody_looks_at_a_member_who_is_not_there():
    world.a_region()
    with pytest.raises(UnknownMember):
        note("00000000-0000-0000-0000-000000000000", world.staff())
