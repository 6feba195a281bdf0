"""The laws of lapse hold for any history of grants, spends, gifts, holds, refunds and time."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some
from tests.properties.ledger_oracle import NEVER, Oracle, day_of
from tests.world import jst

from enishi.ledger import operations, queries, transfers
from enishi.ledger.lapsing import START
from enishi.ledger.models import Transfer
from enishi.ledger.pockets import Pocket
from enishi.ledger.promises import NewHold
from enishi.ledger.transfers import NewTransfer

POINT = "993018:point"
FUND, UNUSED, SHOP, ISSUE = f"fund:{POINT}", f"unused:{POINT}", "shop:1", f"issue:{POINT}"
MEMBERS = ["member:a", "member:b", "member:c"]
# Histories cross a fiscal year; they end long after the last pocket.
BEGIN, END = jst(2027, 3, 24, 12), jst(2028, 6, 1, 12)

member, points = some.sampled_from(MEMBERS), some.integers(1, 9)
which = some.integers(0, 20)
STEPS = some.one_of(
    some.tuples(
        some.just("grant"), member, points, some.integers(0, 9) | some.none(), some.integers(0, 4)
    ),
    some.tuples(some.just("spend"), member, points),
    some.tuples(some.just("give"), member, member, points),
    some.tuples(some.just("donate"), member, points),
    some.tuples(some.just("hold"), member, points, some.integers(1, 8)),
    some.tuples(some.just("capture"), which, points),
    some.tuples(some.just("release"), which),
    some.tuples(some.just("refund"), which, some.integers(0, 4)),
    some.tuples(some.just("lapse"), some.sampled_from([FUND, UNUSED]), some.integers(1, 3)),
    some.tuples(some.just("pass"), some.integers(1, 5)),
    some.tuples(some.just("mark"), some.integers(1, 3)),
)


class Town:
    """The books and their slow model, led through the same history."""

    def __init__(self):
        """Begin with an empty shop and an empty fund."""
        self.oracle, self.at, self.count = Oracle(), BEGIN, 0
        self.taken, self.holds = [], []
        operations.open_account(name=SHOP, asset=POINT)
        operations.open_account(name=FUND, asset=POINT)
        self.oracle.open(SHOP, POINT)
        self.oracle.open(FUND, POINT)

    def id(self):
        self.count += 1
        return UUID(int=self.count)

    def post(self, source, target, amount, kind, **more):
        asked = NewTransfer(
            self.id(), source, target, POINT, amount, kind, **({"at": self.at} | more)
        )
        result = operations.post(asked)
        assert result == self.oracle.post(asked)
        if result.stands and kind != "grant":
            self.taken.append(asked.id)

    def grant(self, name, amount, days, late):
        at = self.at - timedelta(days=late)
        until = None if days is None else day_of(at) + timedelta(days=days)
        self.post(ISSUE, name, amount, "grant", at=at, expires_on=until)

    def spend(self, name, amount):
        self.post(name, SHOP, amount, "spend")

    def give(self, giver, taker, amount):
        self.post(giver, taker, amount, "gift")

    def donate(self, name, amount):
        told = {"donation": self.id(), "asset": POINT, "points": amount, "at": self.at}
        result = operations.donate(account=name, **told)
        asked = NewTransfer(told["donation"], name, FUND, POINT, amount, "donate", self.at)
        assert result == self.oracle.post(asked)
        if result.stands:
            self.taken.append(asked.id)

    def hold(self, name, amount, days):
        asked = NewHold(
            self.id(), name, SHOP, POINT, amount, self.at, self.at + timedelta(days=days)
        )
        result = operations.authorise(asked)
        assert result == self.oracle.authorise(asked)
        if result.stands:
            self.holds.append(asked)

    def capture(self, number, amount):
        if self.holds:
            hold = self.holds[number % len(self.holds)]
            self.post(hold.source, SHOP, amount, "spend", captures=hold.id)

    def release(self, number):
        if self.holds:
            hold = self.holds[number % len(self.holds)]
            result = operations.release(hold=hold.id, at=self.at)
            assert result == self.oracle.release(hold.id)

    def refund(self, number, grace):
        if self.taken:
            id_ = self.taken[number % len(self.taken)]
            earliest = day_of(self.at) + timedelta(days=grace)
            result = operations.take_back(transfer=id_, at=self.at, earliest=earliest)
            original = queries.posted([id_])[id_]
            back = transfers.reversal(original, as_id=self.id(), at=self.at, earliest=earliest)
            assert result == self.oracle.post(back)

    def lapse(self, target, limit):
        """Run, and ask the model what each account had to lose."""
        today = day_of(self.at)
        wanted = {name: self.due(name, today) for name in MEMBERS}
        wanted = {name: due for name, due in wanted.items() if due > 0}
        preview = queries.lapsing(POINT, on=today)
        assert (preview.accounts, preview.points) == (len(wanted), sum(wanted.values()))
        moved, place = 0, START
        while place is not None:
            step = operations.lapse(
                asset=POINT, target=target, at=self.at, after=place, limit=limit
            )
            moved, place = moved + step.points, step.place
        assert moved == sum(wanted.values())
        known = {one[0].id for one in self.oracle.posted}
        for row in Transfer.objects.filter(kind="lapse").exclude(id__in=known):
            asked = queries.posted([row.id])[row.id]
            assert asked.amount == wanted.pop(asked.source)
            assert (asked.target, asked.at) == (target, self.at)
            told = NewTransfer(row.id, asked.source, target, POINT, asked.amount, "lapse", self.at)
            assert self.oracle.post(told) == "ok"
            self.taken.append(row.id)
        assert wanted == {}

    def due(self, name, today):
        key = name, POINT
        expired = sum(amount for day, amount in self.oracle.pockets(key).items() if day < today)
        return expired - self.oracle.held(key)

    def mark(self, entries):
        while operations.mark_time(entries=entries, limit=2):
            pass

    def pass_(self, days):
        self.at += timedelta(days=days)
        self.time_out()

    def time_out(self):
        assert operations.time_out_holds(at=self.at) == self.oracle.time_out(self.at)

    def walk(self, history):
        for word, *told in history:
            getattr(self, "pass_" if word == "pass" else word)(*told)


def net(town, kind, target=None):
    """What moved by one kind and was not given back, according to the model."""
    return sum(
        one[0].amount
        for one in town.oracle.posted
        if one[0].kind == kind
        and target in (None, one[0].target)
        and not town.oracle.was_taken_back(one[0].id)
    )


def replayed(town, name, at):
    """Balance and pockets of an account from everything that happened before a moment."""
    held, balance = Counter(), 0
    for asked, drawn, filled, _ in town.oracle.posted:
        if asked.at < at and asked.source == name:
            balance -= asked.amount
            held.subtract(drawn)
        if asked.at < at and asked.target == name:
            balance += asked.amount
            held.update(filled)
    return balance, [Pocket(day, held[day]) for day in sorted(held) if held[day]]


def check_pockets(town):
    for name in MEMBERS:
        told = [Pocket(*one) for one in town.oracle.pockets((name, POINT)).items()]
        assert queries.pockets(name, POINT) == told
        assert queries.balance(name, POINT) == town.oracle.balance((name, POINT))
    today = day_of(town.at)
    sums = Counter()
    for name in MEMBERS:
        sums.update(town.oracle.pockets((name, POINT)))
    waiting = [Pocket(day, sums[day]) for day in sorted(sums) if today <= day < NEVER]
    assert queries.forecast(POINT, on=today) == waiting


def check_sums(town):
    """Lapsed = donated by lapse + unused, whoever is asked."""
    until = town.at + timedelta(days=1)
    donated = sum(year.net for year in queries.lapsed(FUND, POINT, until=until))
    unused = sum(year.net for year in queries.lapsed(UNUSED, POINT, until=until))
    assert donated == net(town, "lapse", FUND)
    assert unused == net(town, "lapse", UNUSED) == queries.balance(UNUSED, POINT)
    assert donated + unused == net(town, "lapse")
    assert queries.balance(FUND, POINT) == donated + net(town, "donate")
    moved = Counter()
    for year in queries.years(FUND, POINT, until=until):
        moved[year.kind] += year.points
    assert (moved["lapse"], moved["donate"]) == (donated, net(town, "donate"))
    papers = queries.donations(POINT, since=BEGIN - timedelta(days=9), until=until)
    assert sum(gift.points for gift in papers) == queries.balance(FUND, POINT)


def check_moments(town):
    """Every account at every noon, and just before and after it, is what a replay gives."""
    noons = sorted({one[0].at for one in town.oracle.posted})
    moments = [BEGIN - timedelta(days=30), *noons, *(at + timedelta(hours=1) for at in noons)]
    for name in [*MEMBERS, FUND]:
        for at in moments:
            balance, pockets = replayed(town, name, at)
            assert queries.balance_as_of(name, POINT, at) == balance
            if name != FUND:
                assert queries.pockets_as_of(name, POINT, at) == pockets


def check_the_end(town):
    """Long after, what can lapse has lapsed, exactly once."""
    town.at = END
    town.time_out()
    town.lapse(FUND, 2)
    town.lapse(FUND, 2)
    for name in MEMBERS:
        assert set(town.oracle.pockets((name, POINT))) <= {NEVER}


SPENT_LAPSED_REFUNDED = [
    ("grant", "member:a", 9, 2, 0),
    ("spend", "member:a", 9),
    ("pass", 5),
    ("refund", 0, 3),
    ("lapse", FUND, 1),
    ("pass", 3),
    ("spend", "member:a", 4),
    ("pass", 1),
    ("lapse", FUND, 1),
    ("refund", 1, 2),
    ("lapse", UNUSED, 1),
]
WRITTEN_LATE_AND_MARKED = [
    ("grant", "member:a", 5, None, 0),
    ("pass", 2),
    ("grant", "member:a", 3, 4, 3),
    ("spend", "member:a", 2),
    ("mark", 2),
    ("grant", "member:a", 1, 4, 4),
    ("mark", 1),
    ("pass", 5),
    ("grant", "member:a", 7, 1, 2),
]
HELD_BEYOND_ITS_DAY = [
    ("grant", "member:a", 9, 0, 0),
    ("hold", "member:a", 5, 8),
    ("pass", 1),
    ("lapse", FUND, 1),
    ("capture", 0, 3),
    ("lapse", UNUSED, 1),
    ("refund", 0, 4),
    ("pass", 5),
    ("lapse", UNUSED, 1),
]


@pytest.mark.django_db
@pytest.mark.parametrize("examples", [50, pytest.param(1_000, marks=pytest.mark.thorough)])
def test_the_laws_of_lapse_hold_for_any_history(examples):
    @settings(max_examples=examples, suppress_health_check=[HealthCheck.too_slow])
    @given(some.lists(STEPS, max_size=25))
    @example(SPENT_LAPSED_REFUNDED)
    @example(HELD_BEYOND_ITS_DAY)
    @example(WRITTEN_LATE_AND_MARKED)
    def laws(history):
        clean = transaction.savepoint()  # not atomic(): the operations are durable
        try:
            town = Town()
            town.walk(history)
            check_pockets(town)
            check_sums(town)
            check_moments(town)
            check_the_end(town)
            check_pockets(town)
            check_sums(town)
            assert queries.faults() == []
        finally:
            transaction.savepoint_rollback(clean)

    laws()
