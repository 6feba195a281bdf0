"""Two phones put together while both scan, tap and give: it ends, and nothing is doubled."""

from __future__ import annotations

from argparse import Namespace
from datetime import timedelta
from uuid import uuid4

import pytest
from tests import world
from tests.events.test_at_once import at_once
from tests.world import NOW, TOWN

from enishi.actions import operations as actions
from enishi.actions import queries as action_queries
from enishi.activities import queries as history
from enishi.events import operations as events
from enishi.kit.periods import jst_day
from enishi.kit.refusal import Refusal
from enishi.ledger import queries as books
from enishi.ledger.operations import queueing
from enishi.membership import queries as members
from enishi.programs import operations as programs
from enishi.rights import operations as rights

pytestmark = pytest.mark.django_db(transaction=True)
DURING = NOW + timedelta(hours=3, minutes=10)
COIN, POINT = f"{TOWN}:coin", f"{TOWN}:point"
ALONE = ("post", "purchase", "contact")
GIVEN = 7
TURNS = 4


@pytest.fixture(autouse=True)
def ended():
    yield
    queueing.close_queues()


@pytest.fixture
def town(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    world.a_programme()
    world.a_point()
    actions.set_up(region_code=TOWN)
    # A scan answers a tap that tells the same, so of the taps only those are here that stand alone.
    taps = [one.id for one in action_queries.actions_of(TOWN) if one.kind in ALONE]
    assert len(taps) == len(ALONE)
    posters = [world.a_poster(world.an_event(title=f"会{number}")) for number in range(2)]
    return Namespace(taps=taps, posters=posters)


def two_phones():
    """Two members with 100 points each."""
    pair = world.a_member(), world.a_member()
    for one in pair:
        world.move(f"issue:{POINT}", f"member:{one}", 100, expires_on=jst_day(NOW))
    return pair


def scans(town, member):
    return [
        lambda poster=poster: events.check_in(ticket=poster.ticket, member_id=member, at=DURING)
        for poster in town.posters
    ]


def taps(town, member):
    return [
        lambda one=one: actions.do(member_id=member, action_id=one, at=DURING) for one in town.taps
    ]


def gifts(member):
    def give():
        return programs.donate(
            donation=uuid4(), account=f"member:{member}", asset=POINT, points=GIVEN, at=DURING
        )

    return [give, give]


def living(member):
    return [one for one in history.of_member(member) if not one.is_withdrawn]


def refused(answers):
    assert not [
        one for one in answers if isinstance(one, Exception) and not isinstance(one, Refusal)
    ]
    return {one.code for one in answers if isinstance(one, Refusal)}


@pytest.mark.parametrize("turn", range(TURNS))
def test_merging_amid_scans_taps_and_gifts_of_both_ends_and_doubles_nothing(town, turn):
    keep, gone = sorted(two_phones(), reverse=bool(turn % 2))
    of_both = [
        call for one in (keep, gone) for call in (*scans(town, one), *taps(town, one), *gifts(one))
    ]

    def put_together():
        rights.merge(keep=keep, gone=gone, at=DURING)

    # The merge starts first, in the middle, or last; a second one comes at the same moment.
    place = turn * len(of_both) // TURNS
    calls = [*of_both[:place], put_together, put_together, *of_both[place:]]
    answers = at_once(*calls)
    # Who was given up before the scan is no member any more, and has nothing left to give.
    assert refused(answers) <= {"unknown_member", "donation_refused"}
    merges = answers[place : place + 2]
    assert merges == [None, None]
    assert members.members_of_person(keep) == [keep, gone]
    assert living(gone) == []
    deeds = sorted((one.region_code, one.kind, one.event, one.place) for one in living(keep))
    assert len(deeds) == len(set(deeds)) == len(town.posters) + len(town.taps)
    given = sum(
        call.__name__ == "give" and not isinstance(answer, Refusal)
        for call, answer in zip(calls, answers, strict=True)
    )
    assert books.who_hold([f"member:{gone}"]) == set()
    assert books.balance(f"member:{keep}", POINT) == 200 - GIVEN * given
    assert books.balance(f"fund:{POINT}", POINT) == GIVEN * given
    earned = sum(
        award.amount for one in living(keep) for award in one.awards if award.asset == COIN
    )
    assert books.balance(f"member:{keep}", COIN) == earned
    assert list(books.faults()) == []
