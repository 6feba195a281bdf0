"""Both writers of the books do what the oracle does, whatever is asked of them and when."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.properties.ledger_oracle import Oracle, day_of

from enishi.ledger import operations, queries
from enishi.ledger.models import Account, Budget, DayTotal, Entry, HoldEnd, Pocket, Transfer
from enishi.ledger.operations import queueing, reading, writing
from enishi.ledger.promises import NewHold
from enishi.ledger.transfers import NewTransfer, Result

COIN, POINT = "coin", "point"
START = datetime(2027, 3, 28, 14, 59, 59, tzinfo=UTC)  # one second before midnight in Japan
DATES = [date(2027, 2, 28), date(2027, 3, 29), date(2027, 3, 31), date(2027, 6, 30)]
MEMBERS = ["member:a", "member:b"]
NAMES = [*MEMBERS, "member:a", "issue:town", "unused:town", "fund:town", "shop:1", "shop:2"]
NAMES += ["fund:nobody", "external:nobody", "exchange:town"]
BUDGETS = {"rule:1": 30, "rule:2": 12, "year": 45}
CHANGES = [
    *[{}, {}, {"amount": 3}, {"kind": "gift"}, {"expires_on": DATES[1]}, {"target": "shop:2"}],
    *[{"budgets": ("year",)}, {"captures": UUID(int=1)}, {"chain": UUID(int=902)}],
]
points = some.integers(1, 14)
members = some.sampled_from(MEMBERS)
dates = some.sampled_from([None, *DATES])
budgets = some.lists(some.sampled_from([*BUDGETS, "rule:1", "nobody's"]), max_size=3).map(tuple)
few_budgets = some.just(()) | some.just(()) | budgets


# How many batches of each story the memory was right about.
WRITTEN_AHEAD = []


class Writer:
    """One way to write, into assets and under ids of its own: both ways share one database."""

    def __init__(self, name, offset, post):
        """Take the way and what tells its books apart."""
        self.name, self.offset, self.post = name, offset, post

    def mine(self, id_):
        return UUID(int=id_.int + self.offset) if id_ else None

    def asset(self, asset):
        return f"{self.name}:{asset}"

    def translated(self, asked):
        told = {"id": self.mine(asked.id), "asset": self.asset(asked.asset)}
        if isinstance(asked, NewTransfer):
            ids = {name: getattr(asked, name) for name in ("chain", "reverses", "captures")}
            told |= {name: self.mine(id_) for name, id_ in ids.items()}
        return replace(asked, **told)


def by_batch(batch):
    """Post through the Python core."""
    # A rejected companion keeps a batch of one from taking the function's way.
    companion = replace(batch[0], target=batch[0].source, chain=None)
    return operations.post_many([*batch, companion])[:-1]


def by_function(batch):
    """Post one by one through the SQL function; a chain is a savepoint that may be undone."""
    results, place = [], 0
    while place < len(batch):
        end = place + 1
        while batch[place].chain and end < len(batch) and batch[end].chain == batch[place].chain:
            end += 1
        links = batch[place:end]
        results += chained(links) if links[0].chain else [operations.post(links[0])]
        place = end
    return results


class Ahead:
    """Post as the queue does: decided by memory, two batches before the first is written."""

    def __init__(self):
        """Begin with an empty memory."""
        self.poster = queueing.Poster(writing.write)
        self.written = 0

    def __call__(self, batch):
        """Post a batch; now and then by the other door, so that the memory is wrong."""
        if batch[0].amount % 5 == 0:
            return by_function(batch)
        halves = [half for half in self.halved(batch) if half]
        decided = [(half, self.poster.decide(half)) for half in halves]
        return [result for told in decided for result in self.finish(*told)]

    def finish(self, batch, decided):
        results = decided and self.poster.write(decided)
        self.written += results is not None
        return by_batch(batch) if results is None else results

    def halved(self, batch):
        """Cut a batch in two, but no chain."""
        middle = len(batch) // 2
        while middle and batch[middle].chain and batch[middle].chain == batch[middle - 1].chain:
            middle -= 1
        return batch[:middle], batch[middle:]


def chained(links):
    if len(queries.posted([link.id for link in links])) == len({link.id for link in links}):
        return [operations.post(link) for link in links]
    with transaction.atomic():
        for place, link in enumerate(links):
            result = operations.post(link)
            if result is not Result.OK:
                transaction.set_rollback(True)
                results = [Result.LINKED_CHAIN_FAILED] * len(links)
                results[place] = result
                return results
    return [Result.OK] * len(links)


class Ledger(RuleBasedStateMachine):
    """Everything that may be asked of the books, in any order, while time goes by."""

    def __init__(self):
        """Open the same empty books four times."""
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.ahead = Ahead()
        self.writers = [
            Writer("f", 0, by_function),
            Writer("b", 2**64, by_batch),
            Writer("a", 2**65, self.ahead),
        ]
        self.oracle = Oracle()
        self.now = START
        self.number = 0
        self.waiting = []
        self.asked = []
        self.is_sound = True
        assets = [writer.asset(COIN) for writer in self.writers]
        shops = ["shop:1", "shop:2", "fund:town"]
        Account.objects.bulk_create(Account(name=n, asset=one) for n in shops for one in assets)
        Budget.objects.bulk_create(
            Budget(name=name, asset=one, points_max=most)
            for name, most in BUDGETS.items()
            for one in assets
        )
        for name in shops:
            self.oracle.open(name, COIN)
        self.oracle.budgets = {(name, COIN): most for name, most in BUDGETS.items()}

    def everywhere(self, do, **told):
        return [do(asset=writer.asset(COIN), **told) for writer in self.writers]

    def new_id(self):
        self.number += 1
        return UUID(int=self.number)

    def ask(self, kind, source, target, amount, *, together=False, **more):
        """Post a transfer now, or together with those that come next."""
        told = {"id": self.new_id(), "asset": COIN, "at": self.now} | more
        self.post(NewTransfer(source=source, target=target, amount=amount, kind=kind, **told))
        if not together:
            self.flush()

    def post(self, *transfers):
        self.waiting += transfers
        self.asked += transfers

    def flush(self):
        """Post what waits by all writers, and compare what became of it."""
        batch, self.waiting = self.waiting, []
        if not batch:
            return
        wanted = self.oracle.post_many(batch)
        self.is_sound = False
        for writer in self.writers:
            results = writer.post([writer.translated(one) for one in batch])
            assert results == wanted, (writer.name, batch)
        self.is_sound = True

    @initialize(amount=some.integers(5, 20))
    def begin_with_points(self, amount):
        self.ask("grant", "issue:town", "member:a", amount, expires_on=DATES[2])
        self.ask("grant", "issue:town", "member:b", amount)

    @rule(passes=some.sampled_from([timedelta(seconds=1), timedelta(hours=9), timedelta(days=1)]))
    def time_passes(self, passes):
        self.flush()
        self.now += passes

    @rule(days=some.integers(2, 100))
    def weeks_pass(self, days):
        self.flush()
        self.now += timedelta(days=days)

    @rule(to=members, amount=points, on=dates, named=few_budgets, together=some.booleans())
    def grant(self, to, amount, on, named, together):
        self.ask("grant", "issue:town", to, amount, together=together, expires_on=on, budgets=named)

    @rule(by=members, to=some.sampled_from(["shop:1", *MEMBERS]), amount=points, named=few_budgets)
    def spend(self, by, to, amount, named):
        self.ask("spend", by, to, amount, together=amount % 2, budgets=named)

    @rule(by=members, amount=points, together=some.booleans())
    def donate(self, by, amount, together):
        self.ask("donate", by, "fund:town", amount, together=together)

    @rule(by=members, to=some.sampled_from(["fund:town", "unused:town"]), more=some.integers(-1, 1))
    def lapse(self, by, to, more):
        self.flush()
        key, today = (by, COIN), day_of(self.now)
        expired = sum(held for day, held in self.oracle.pockets(key).items() if day < today)
        left = max(0, expired - self.oracle.held(key))
        self.ask("lapse", by, to, left + more)
        if more == 0 and left:
            assert self.oracle.posted[-1][0].kind == "lapse", "what is held never stops a lapse"

    @rule(by=members, amounts=some.lists(some.integers(1, 9), min_size=2, max_size=4))
    def chain(self, by, amounts):
        chain, others = self.new_id(), [one for one in MEMBERS if one != by]
        for amount, to in zip(amounts, ["shop:1", *others, "fund:town", "shop:1"], strict=False):
            named = ("year",) * (amount % 2)
            self.ask("spend", by, to, amount, together=True, chain=chain, budgets=named)
        self.flush()

    @rule(
        way=some.tuples(some.sampled_from(NAMES), some.sampled_from(NAMES)),
        amount=some.sampled_from([0, -1, 2**53 - 1, 2**53, *range(1, 9)]),
        kind=some.sampled_from(["spend", "lapse", "reverse"]),
        asset=some.sampled_from([COIN, COIN, POINT]),
        more=some.fixed_dictionaries(
            {"at": some.sampled_from([-40, -1, 0, 3]).map(lambda days: START + timedelta(days))},
            optional={
                "expires_on": dates,
                "chain": some.integers(900, 901).map(lambda number: UUID(int=number)),
                "reverses": some.integers(1, 30).map(lambda number: UUID(int=number)),
                "captures": some.integers(1, 30).map(lambda number: UUID(int=number)),
                "budgets": budgets,
            },
        ),
    )
    def anything(self, way, amount, kind, asset, more):
        self.ask(kind, *way, amount, together=amount % 2, asset=asset, **more)

    @precondition(lambda self: self.asked)
    @rule(
        data=some.data(),
        change=some.sampled_from(CHANGES),
    )
    def repeat(self, data, change):
        old = data.draw(some.sampled_from(self.asked))
        self.post(replace(old, at=self.now, **change))
        self.flush()

    @precondition(lambda self: self.oracle.posted)
    @rule(data=some.data(), first=some.sampled_from([None, None, *DATES]), together=some.booleans())
    def reverse(self, data, first, together):
        old = data.draw(some.sampled_from(self.oracle.posted))[0]
        self.ask(
            "reverse",
            old.target,
            old.source,
            old.amount,
            together=together,
            asset=old.asset,
            reverses=old.id,
            expires_on=first,
        )

    @rule(
        by=some.sampled_from([*MEMBERS, *NAMES]),
        to=some.sampled_from(["shop:1", "shop:1", "shop:1", *NAMES]),
        amount=some.integers(0, 9),
        hours=some.sampled_from([0, 1, 30, 900]),
    )
    def authorise(self, by, to, amount, hours):
        self.hold(by, to, amount, self.now + timedelta(hours=hours), self.new_id())

    def hold(self, by, to, amount, until, id_):
        self.flush()
        asked = NewHold(id_, by, to, COIN, amount, self.now, until)
        wanted = self.oracle.authorise(asked)
        results = [operations.authorise(writer.translated(asked)) for writer in self.writers]
        assert results == [wanted] * len(self.writers), asked

    @precondition(lambda self: self.oracle.holds)
    @rule(data=some.data(), other=some.sampled_from([0, 0, 1]))
    def authorise_again(self, data, other):
        old, _ = data.draw(some.sampled_from(list(self.oracle.holds.values())))
        until = old.expires_at + timedelta(1)
        self.hold(old.source, old.target, old.amount + other, until, old.id)

    @precondition(lambda self: self.oracle.holds)
    @rule(data=some.data(), less=some.integers(-1, 4), together=some.booleans(), named=few_budgets)
    def capture(self, data, less, together, named):
        hold, _ = data.draw(some.sampled_from(list(self.oracle.holds.values())))
        self.ask(
            "spend",
            hold.source,
            hold.target,
            hold.amount - less,
            together=together,
            captures=hold.id,
            budgets=named,
        )

    @rule(data=some.data())
    def release(self, data):
        self.flush()
        ids = some.sampled_from([*self.oracle.holds, UUID(int=999)])
        id_ = data.draw(ids)
        wanted = self.oracle.release(id_)
        for writer in self.writers:
            assert operations.release(hold=writer.mine(id_), at=self.now) == wanted

    @rule()
    def time_out(self):
        self.flush()
        ids = [writer.mine(id_) for id_ in self.oracle.holds for writer in self.writers]
        before = HoldEnd.objects.filter(hold_id__in=ids).count()
        over = self.oracle.time_out(self.now)
        operations.time_out_holds.__wrapped__(at=self.now)
        assert HoldEnd.objects.filter(hold_id__in=ids).count() == before + len(self.writers) * over

    @rule(
        name=some.sampled_from([*MEMBERS, "shop:1"]),
        out=some.none() | some.integers(0, 25),
        into=some.none() | some.integers(0, 25),
    )
    def set_limits(self, name, out, into):
        self.flush()
        self.everywhere(operations.set_limits, name=name, day_out_max=out, day_in_max=into)
        self.oracle.limits[name, COIN] = (out, into)

    @rule(name=some.sampled_from(list(BUDGETS)), points_max=some.integers(0, 60))
    def change_budget(self, name, points_max):
        self.flush()
        told = {"name": name, "points_max": points_max}
        if points_max < self.oracle.spent((name, COIN)):
            for writer in self.writers:
                with pytest.raises(operations.BudgetIsSpent), transaction.atomic():
                    operations.change_budget(asset=writer.asset(COIN), **told)
            return
        self.everywhere(operations.change_budget, **told)
        self.oracle.budgets[name, COIN] = points_max

    @rule(name=some.sampled_from(["shop:2", "shop:2", "member:b"]))
    def close_account(self, name):
        self.flush()
        self.everywhere(operations.close_account, name=name, at=self.now)
        self.oracle.closed.add((name, COIN))

    def teardown(self):
        """Compare the four books, unless the story broke off before."""
        try:
            if self.is_sound:
                self.flush()
                wanted = books_of(self.oracle)
                for writer in self.writers:
                    assert books(writer) == wanted, writer.name
                WRITTEN_AHEAD.append(self.ahead.written)
                # The audit reads all books anew: one story in three is enough for it.
                assert self.number % 3 or queries.faults() == []
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)


def books(writer):
    """Everything one writer's books say, by names and ids that both share."""
    rows = Account.objects.filter(asset__startswith=f"{writer.name}:")
    names = {one.id: (one.name, one.asset.split(":")[1]) for one in rows}
    limited = {row.id for row in rows if (row.day_out_max, row.day_in_max) != (None, None)}
    transfers = Transfer.objects.filter(asset__startswith=f"{writer.name}:").order_by("seq")
    budgets = {row.id: row for row in Budget.objects.filter(asset=writer.asset(COIN))}
    entries = {row.id: row for row in Entry.objects.filter(account_id__in=names)}

    def back(id_):
        return UUID(int=id_.int - writer.offset) if id_ else None

    def entry(id_):
        row = entries[id_]
        pockets = dict(zip(row.pocket_dates, row.pocket_amounts, strict=True))
        return names[row.account_id], row.amount, row.balance, row.seq, pockets

    def transfer(row):
        told = back(row.id), back(row.chain), back(row.reverses), back(row.captures)
        spent = tuple(sorted(budgets[id_].name for id_ in row.budgets or ()))
        sides = entry(2 * row.seq), entry(2 * row.seq + 1)
        return *told, row.amount, row.kind, row.at, row.expires_on, spent, sides

    return {
        "accounts": {names[row.id]: (row.balance, row.held, row.seq) for row in rows if row.seq},
        "pockets": {
            (*names[row.account_id], row.expires_on): row.remaining
            for row in Pocket.objects.filter(account_id__in=names, remaining__gt=0)
        },
        "budgets": {row.name: (row.points_max, row.spent) for row in budgets.values()},
        "days": {
            (*names[row.account_id], row.on): (row.points_out, row.points_in)
            for row in DayTotal.objects.filter(account_id__in=names)
            if row.points_out or row.points_in or row.account_id not in limited
        },
        "ends": {
            back(row.hold_id): row.how for row in HoldEnd.objects.filter(hold__account_id__in=names)
        },
        "transfers": [transfer(row) for row in transfers],
    }


def books_of(oracle):
    """What the same books should say."""
    floored = [key for key, (has_floor, _) in oracle.accounts.items() if has_floor]
    balance, seq = Counter(), Counter()

    def side(key, change, pockets):
        if not oracle.accounts[key][0]:
            return key, change, None, None, {}
        balance[key] += change
        seq[key] += 1
        return key, change, balance[key], seq[key], pockets

    def transfer(one, drawn, filled, spent):
        told = one.id, one.chain, one.reverses, one.captures
        sides = (
            side((one.source, one.asset), -one.amount, drawn),
            side((one.target, one.asset), one.amount, filled),
        )
        return *told, one.amount, one.kind, one.at, one.expires_on, spent, sides

    days = {
        (*key, day_of(one.at)): oracle.day(key, day_of(one.at))
        for key, limits in oracle.limits.items()
        for one, _, _, _ in oracle.posted
        if limits != (None, None)
    }
    return {
        "accounts": {
            key: (oracle.balance(key), oracle.held(key), oracle.entries(key))
            for key in floored
            if oracle.entries(key)
        },
        "pockets": {
            (*key, day): held for key in floored for day, held in oracle.pockets(key).items()
            if oracle.accounts[key][1]
        },
        "budgets": {
            name: (points_max, oracle.spent((name, asset)))
            for (name, asset), points_max in oracle.budgets.items()
        },
        "days": {key: total for key, total in days.items() if total != (0, 0)},
        "ends": {id_: oracle.how_ended(id_) for id_ in oracle.holds if oracle.how_ended(id_)},
        "transfers": [transfer(*one) for one in oracle.posted],
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("examples", [100, pytest.param(2_000, marks=pytest.mark.thorough)])
def test_both_writers_keep_the_oracle_s_books(examples):
    keep_the_oracle_s_books(examples)


@pytest.mark.django_db
@pytest.mark.parametrize("examples", [60, pytest.param(1_000, marks=pytest.mark.thorough)])
def test_they_keep_them_too_when_hardly_a_pocket_is_read_at_first(examples, monkeypatch):
    monkeypatch.setattr(reading, "POCKETS_FIRST", 1)
    keep_the_oracle_s_books(examples)


def keep_the_oracle_s_books(examples):
    WRITTEN_AHEAD.clear()
    unhurried = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        Ledger,
        settings=settings(
            max_examples=examples, stateful_step_count=20, suppress_health_check=unhurried
        ),
    )
    assert sum(WRITTEN_AHEAD) > examples / 3, "the memory was hardly ever right"
