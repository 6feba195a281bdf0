"""Two taps at once, a whole room at once: each recorded once, and no limit passed."""

import pytest
from tests import world
from tests.events.test_at_once import at_once
from tests.world import NOW, TOWN

from enishi.actions import operations, queries
from enishi.actions.action import NewAction
from enishi.activities import queries as history
from enishi.kit import ids
from enishi.kit.refusal import Refusal
from enishi.ledger import queries as books

pytestmark = pytest.mark.django_db(transaction=True)


def coins(member_id):
    return books.balance(f"member:{member_id}", f"{TOWN}:coin")


def test_many_taps_of_many_members_at_once_are_one_record_each(five):
    people = world.members(4)
    answers = at_once(
        *(
            lambda one=one: operations.do(member_id=one, action_id=five["post"], at=NOW)
            for one in people * 3
        )
    )
    assert sorted(answer.repeated for answer in answers) == [False] * 4 + [True] * 8
    assert [coins(one) for one in people] == [100] * 4


def test_two_taps_at_once_on_a_new_phone_hold_one_member(five):
    phone = ids.new_id()

    def tap():
        return operations.do_newcomer(device_id=phone, action_id=five["post"], at=NOW)

    taps = at_once(tap, tap, tap)
    assert {held for held, _ in taps} == {taps[0][0]}
    assert sorted(done.repeated for _, done in taps) == [False, True, True]
    assert coins(taps[0][0].member_id) == 100


def test_no_more_reports_than_allowed_pass_at_once(five):
    operations.set_allowance(region_code=TOWN, reports_a_day=3)
    (member_id,) = world.members(1)
    more = [
        operations.add_action(action=NewAction(region_code=TOWN, kind="step", title=f"歩いた{n}"))
        for n in range(3)
    ]
    answers = at_once(
        *(
            lambda one=one: operations.do(member_id=member_id, action_id=one, at=NOW)
            for one in [*five.values(), *more]
        )
    )
    refused = [answer.code for answer in answers if isinstance(answer, Refusal)]
    assert refused == ["too_many_reports"] * 5
    assert len(history.of_member(member_id)) == 3


def test_an_undo_and_taps_at_once_leave_one_record_or_none(five):
    (member_id,) = world.members(1)
    done = operations.do(member_id=member_id, action_id=five["post"], key="1.a", at=NOW)
    at_once(
        lambda: operations.undo(member_id=member_id, key=done.key, at=NOW),
        lambda: operations.do(member_id=member_id, action_id=five["post"], key="1.b", at=NOW),
        lambda: operations.do(member_id=member_id, action_id=five["post"], key="1.c", at=NOW),
    )
    assert coins(member_id) == 0
    assert [one.is_withdrawn for one in history.of_member(member_id)] == [True]


def test_two_joins_at_once_are_one_place(five):
    operations.make_team(region_code=TOWN, title="あかり隊", code="888002", at=NOW)
    (member_id,) = world.members(1)

    def join():
        return operations.join(member_id=member_id, code="888002", at=NOW)

    assert len({one.id for one in at_once(join, join, join)}) == 1
    assert len(queries.teams_of(member_id)) == 1
    assert five
