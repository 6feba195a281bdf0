"""Both writers of the books do what the oracle does, whatever is asked of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from tests.properties.ledger_oracle import Oracle

from enishi.ledger import operations, queries
from enishi.ledger.models import Account, Entry, Pocket, Transfer
from enishi.ledger.transfers import NewTransfer, Result

COIN, POINT = "town:coin", "town:point"
FEBRUARY, MARCH, JUNE = date(2027, 2, 28), date(2027, 3, 31), date(2027, 6, 30)
# Before and after midnight in Japan of the last day of March's pocket.
MOMENTS = [datetime(2027, 3, 31, 14, 59, tzinfo=UTC), datetime(2027, 3, 31, 15, tzinfo=UTC)]
NAMES = ["issue:town", "member:a", "member:a", "member:b", "shop:1", "shop:closed", "fund:none"]
# A reversal needs an original to exist: ids are few, and what is asked repeats itself.
IDS = some.integers(1, 12).map(lambda number: UUID(int=number))
LINKS = some.none() | some.none() | some.sampled_from([UUID(int=100), UUID(int=101)])


@some.composite
def histories(draw):
    """Batches of transfers that grant, spend, lapse, take back, repeat and go wrong."""
    made = []
    for _ in range(draw(some.integers(1, 20))):
        way = draw(some.sampled_from(["grant", "any", "any", "repeat", "back", "back"]))
        told = {
            "id": draw(IDS),
            "source": draw(some.sampled_from(NAMES)),
            "target": draw(some.sampled_from(NAMES)),
            "asset": draw(some.sampled_from([COIN, COIN, COIN, POINT])),
            "amount": draw(some.sampled_from([0, -1, *range(1, 13), *range(1, 13)])),
            "kind": draw(some.sampled_from(["spend", "spend", "lapse"])),
            "at": draw(some.sampled_from(MOMENTS)),
            "expires_on": draw(some.sampled_from([None, FEBRUARY, MARCH, JUNE])),
            "chain": draw(LINKS),
        }
        if way == "grant":
            told |= {"source": "issue:town", "target": "member:a", "asset": COIN, "kind": "grant"}
        if way == "repeat" and made:
            made.append(draw(some.sampled_from(made)))
            continue
        if way == "back" and made:
            old = draw(some.sampled_from(made))
            told |= {
                "source": old.target,
                "target": old.source,
                "asset": old.asset,
                "amount": old.amount,
                "reverses": old.id,
            }
        made.append(NewTransfer(**told))
    cuts = draw(some.lists(some.integers(0, len(made)), max_size=3).map(sorted))
    return [made[a:b] for a, b in zip([0, *cuts], [*cuts, len(made)], strict=True)]


def by_batches(history):
    """Post each batch through the Python core."""
    results = []
    for batch in history:
        # A rejected companion keeps a batch of one from taking the function's way.
        companion = NewTransfer(UUID(int=99), "a", "a", COIN, 1, "none", MOMENTS[0])
        results += operations.post_many([*batch, companion])[:-1]
    return results


def by_function(history):
    """Post one by one through the SQL function; a chain is a savepoint that may be undone."""
    results = []
    for batch in history:
        place = 0
        while place < len(batch):
            end = place + 1
            while (
                batch[place].chain and end < len(batch) and batch[end].chain == batch[place].chain
            ):
                end += 1
            links = batch[place:end]
            results += chained(links) if links[0].chain else [operations.post(links[0])]
            place = end
    return results


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


def books():
    """Everything the books say, by names instead of numbers."""
    names = {one.id: (one.name, one.asset) for one in Account.objects.all()}
    return {
        "balances": {
            names[one.id]: (one.balance, one.seq) for one in Account.objects.filter(has_floor=True)
        },
        "pockets": sorted(
            (names[one.account_id], one.expires_on, one.remaining)
            for one in Pocket.objects.filter(remaining__gt=0)
        ),
        "transfers": [
            (
                one.id, names[one.source_id], names[one.target_id], one.amount, one.asset, one.kind,
                one.at, one.expires_on, one.chain, one.reverses,
            )
            for one in Transfer.objects.order_by("seq")
        ],
        "entries": [
            (
                one.transfer_id, names[one.account_id], one.seq, one.amount, one.balance,
                one.pocket_dates, one.pocket_amounts,
            )
            for one in Entry.objects.order_by("id")
        ],
    }  # fmt: skip


def written(writer, history):
    """Write a history into empty books, look, and leave no trace."""
    with transaction.atomic():
        operations.open_account(name="shop:1", asset=COIN)
        operations.open_account(name="shop:closed", asset=COIN)
        operations.close_account(name="shop:closed", asset=COIN, at=MOMENTS[0])
        results = writer(history)
        found = books(), queries.faults()
        transaction.set_rollback(True)
    return results, *found


@pytest.mark.django_db
@settings(
    max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(histories())
def test_both_writers_keep_the_oracle_s_books(history):
    oracle = Oracle()
    oracle.open("shop:1", COIN, floor=True)
    oracle.open("shop:closed", COIN, floor=True, closed=True)
    wanted = [code for batch in history for code in oracle.post_many(batch)]

    batch_results, batch_books, batch_faults = written(by_batches, history)
    function_results, function_books, function_faults = written(by_function, history)

    assert batch_results == wanted
    assert function_results == wanted
    assert batch_faults == function_faults == []
    assert batch_books["entries"] == function_books["entries"]
    assert batch_books["transfers"] == function_books["transfers"]
    assert batch_books["pockets"] == function_books["pockets"]
    assert [row[0] for row in batch_books["transfers"]] == [one[0].id for one in oracle.posted]
    for key, (balance, _) in (batch_books["balances"] | function_books["balances"]).items():
        assert balance == oracle.balance(key)
        held = {day: points for name, day, points in batch_books["pockets"] if name == key}
        assert held == oracle.pockets(key)
    for (transfer, drawn, filled), (leaving, arriving) in zip(
        oracle.posted,
        zip(batch_books["entries"][::2], batch_books["entries"][1::2], strict=True),
        strict=True,
    ):
        assert (leaving[3], arriving[3]) == (-transfer.amount, transfer.amount)
        assert dict(zip(leaving[5], leaving[6], strict=True)) == drawn
        assert dict(zip(arriving[5], arriving[6], strict=True)) == filled
