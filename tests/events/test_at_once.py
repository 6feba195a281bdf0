"""Two at once, and a power cut: nothing twice, nothing lost."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.db import connection
from tests import world
from tests.world import NOW, TOWN

from enishi.activities import operations as activities
from enishi.activities import queries as history
from enishi.activities.activity import NewActivity
from enishi.events import operations
from enishi.kit import ids
from enishi.kit.refusal import Refusal
from enishi.ledger import queries as books
from enishi.programs import operations as programs
from enishi.programs.programme import NewRule

pytestmark = pytest.mark.django_db(transaction=True)
COIN = f"{TOWN}:coin"


def coins(member_id):
    return books.balance(f"member:{member_id}", COIN)


def at_once(*calls):
    """Run calls on connections of their own, all starting together."""
    start = Barrier(len(calls))

    def run(call):
        start.wait()
        try:
            return call()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_two_taps_at_once_on_a_new_phone_hold_one_member():
    world.a_programme()
    for capacity in (None, 5, 1):
        poster = world.a_poster(world.an_event(capacity=capacity))
        phone = ids.new_id()

        def tap(poster=poster, phone=phone):
            return operations.check_in_newcomer(ticket=poster.ticket, device_id=phone, at=NOW)

        taps = at_once(tap, tap, tap)
        assert {held for held, _ in taps} == {taps[0][0]}
        assert sorted(recorded.repeated for _, recorded in taps) == [False, True, True]
        assert history.participant_ids(poster.event_code) == {taps[0][0].member_id}
        assert coins(taps[0][0].member_id) == 2_000


def test_two_scans_at_once_are_one_activity_and_one_award():
    world.a_programme()
    poster = world.a_poster(world.an_event())
    for member_id in world.members(5):

        def scan(member_id=member_id):
            return operations.check_in(ticket=poster.ticket, member_id=member_id, at=NOW)

        answers = at_once(scan, scan, scan, scan)
        assert sorted(answer.repeated for answer in answers) == [False, True, True, True]
        assert len({(answer.seq, answer.awards) for answer in answers}) == 1
        assert coins(member_id) == 2000


def test_two_different_activities_at_once_get_one_award_of_a_day():
    world.a_programme()
    for member_id in world.members(5):

        def tell(key, member_id=member_id):
            post = NewActivity(key, "post", member_id, TOWN, NOW, "self_report")
            return activities.record(post)

        answers = at_once(*(lambda key=f"{member_id}{n}": tell(key) for n in range(4)))
        reasons = sorted(answer.awards[0].reason for answer in answers)
        assert reasons == ["daily_limit", "daily_limit", "daily_limit", "given"]
        assert coins(member_id) == 100


def test_a_budget_is_not_overspent_by_many_members_at_once():
    world.a_programme()
    programs.add_rule(
        rule=NewRule(
            asset=COIN, name="歩く", kind="step", valid_from=date(2026, 4, 1), payer="町",
            amount=10, fiscal_year_budget=30,
        )
    )  # fmt: skip
    people = world.members(8)

    def walk(member_id):
        return activities.record(
            NewActivity(f"walk:{member_id}", "step", member_id, TOWN, NOW, "self_report")
        )

    answers = at_once(*(lambda one=one: walk(one) for one in people))
    reasons = sorted(answer.awards[0].reason for answer in answers)
    assert reasons == ["budget_spent"] * 5 + ["given"] * 3
    assert sum(coins(one) for one in people) == 30


def test_giving_and_taking_back_under_one_budget_at_once_ends_and_adds_up():
    world.a_programme()
    rule = programs.add_rule(
        rule=NewRule(
            asset=COIN, name="歩く", kind="step", valid_from=date(2026, 4, 1), payer="町",
            amount=10, fiscal_year_budget=60,
        )
    )  # fmt: skip
    people = world.members(4)

    def walk(member_id, number):
        return activities.record(
            NewActivity(f"{number}:{member_id}", "step", member_id, TOWN, NOW, "self_report")
        )

    for one in people:
        walk(one, 0)
    answers = at_once(
        *(lambda one=one: walk(one, 1) for one in people),
        *(
            lambda one=one: activities.withdraw(key=f"0:{one}", at=NOW, reason="まちがい")
            for one in people
        ),
    )
    assert not [one for one in answers if isinstance(one, Exception)]
    (budget,) = books.budgets_under(f"rule:{rule}:", COIN)
    assert budget.spent == sum(coins(one) for one in people)
    assert 20 <= budget.spent <= 40


def test_the_last_place_is_given_once():
    world.a_programme()
    event = world.an_event(capacity=3)
    poster = world.a_poster(event)
    people = world.members(8)
    answers = at_once(
        *(
            lambda one=one: operations.check_in(ticket=poster.ticket, member_id=one, at=NOW)
            for one in people
        )
    )
    refused = [answer.code for answer in answers if isinstance(answer, Refusal)]
    assert refused == ["event_is_full"] * 5
    assert sorted(coins(one) for one in people) == [0] * 5 + [2000] * 3


def test_two_batches_of_the_same_keys_in_other_orders_end_without_a_ring():
    world.a_programme()
    people = world.members(200)
    batch = [NewActivity(f"k:{one}", "visit", one, TOWN, NOW, "own_scan") for one in people]
    one, two = at_once(
        lambda: activities.record_many(batch), lambda: activities.record_many(batch[::-1])
    )
    assert [answer.seq for answer in one] == [answer.seq for answer in two[::-1]]
    assert all(a.repeated != b.repeated for a, b in zip(one, two[::-1], strict=True))
    assert -books.balance(f"issue:{COIN}", COIN) == 200 * 100


def test_two_imports_of_the_same_keys_at_once_write_each_once():
    world.a_region()
    people = world.members(500)
    batch = [NewActivity(f"k:{one}", "visit", one, TOWN, NOW, "import") for one in people]
    one, two = at_once(
        lambda: activities.record_many(batch, earn=False),
        lambda: activities.record_many(batch[::-1], earn=False),
    )
    assert [answer.seq for answer in one] == [answer.seq for answer in two[::-1]]
    assert sum(not answer.repeated for answer in one + two) == 500


LOAD = """
import sys
import uuid
import django
django.setup()
from datetime import datetime
from enishi.events import operations
ticket, at = sys.argv[1], datetime.fromisoformat(sys.argv[2])
for member_id in sys.argv[3:]:
    answer = operations.check_in(ticket=ticket, member_id=uuid.UUID(member_id), at=at)
    print(member_id, answer.seq, int(answer.repeated), answer.awards[0].amount, flush=True)
"""


def _load(poster, people):
    """Start a process that checks everybody in, telling each answer as it has it."""
    base = connection.settings_dict
    place = urlencode({"host": base["HOST"], "port": base["PORT"]})
    who = f"{quote(base['USER'], safe='')}:{quote(base['PASSWORD'], safe='')}"
    address = f"postgresql://{who}@/{base['NAME']}?{place}"
    return subprocess.Popen(
        [sys.executable, "-c", LOAD, poster.ticket, NOW.isoformat(), *map(str, people)],
        env=os.environ
        | {
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "enishi.config.settings",
            "ENISHI_DATA": str(settings.DATA_DIR),
        },
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_power_cut_in_a_load_of_check_ins_loses_nothing_and_doubles_nothing():
    world.a_programme()
    event = world.an_event()
    poster = world.a_poster(event)
    people = world.members(150)
    told = {}
    for cut_after in (10, 25, 60):
        process = _load(poster, people)
        for _ in range(cut_after):
            member_id, seq, *_ = process.stdout.readline().split()
            told.setdefault(member_id, seq)
            assert told[member_id] == seq, "a retry gets the first answer"
        time.sleep(0.003)
        os.kill(process.pid, signal.SIGKILL)
        for line in process.stdout:
            if line.endswith("\n"):
                told.setdefault(line.split()[0], line.split()[1])
        assert process.wait() == -signal.SIGKILL
    for member_id in told:
        assert coins(member_id) == 2000
        assert len(history.of_member(member_id)) == 1
    finished = _load(poster, people)
    answers = [line.split() for line in finished.stdout]
    assert finished.wait() == 0
    assert {member: seq for member, seq, *_ in answers if member in told} == told
    assert {int(amount) for *_, amount in answers} == {2000}
    assert all(coins(one) == 2000 for one in people)
    assert -books.balance(f"issue:{COIN}", COIN) == 150 * 2000
