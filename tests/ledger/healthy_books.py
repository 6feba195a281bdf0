"""Books with every feature in them, right to the last point: what the audit's tests falsify."""

from __future__ import annotations

import time
from datetime import date, timedelta
from itertools import count
from uuid import UUID

from django.db import connection, transaction
from tests.world import jst

from enishi.ledger import operations
from enishi.ledger.conversion import NewConversion
from enishi.ledger.models import Transfer
from enishi.ledger.promises import NewHold
from enishi.ledger.transfers import NewTransfer, Result

POINT, COIN = "993018:point", "993018:coin"
ISSUE, FUND, UNUSED = f"issue:{POINT}", f"fund:{POINT}", f"unused:{COIN}"
MARCH, JUNE = date(2027, 3, 31), date(2027, 6, 30)
PATIENCE_SECONDS = 60

_numbers = count(1)


def move(source, target, points, kind, at, *, asset=POINT, **more):
    """Post one transfer that must stand, and return its id."""
    id_ = UUID(int=next(_numbers) + (7 << 96))
    with transaction.atomic():
        told = NewTransfer(id_, source, target, asset, points, kind, at, **more)
        assert operations.post(told) is Result.OK
    return id_


def promise(source, target, points, at, hours=48):
    """Authorise a hold that must stand, and return its id."""
    id_ = UUID(int=next(_numbers) + (9 << 96))
    asked = NewHold(id_, source, target, POINT, points, at, at + timedelta(hours=hours))
    with transaction.atomic():
        assert operations.authorise(asked) is Result.OK
    return id_


def write():
    """Write a year of a small town: grants, spends, gifts, holds, lapse, refunds, conversion."""
    with transaction.atomic():
        for shop in ("shop:1", "shop:2"):
            operations.open_account(name=shop, asset=POINT)
        operations.open_account(name="shop:1", asset=COIN)
        operations.open_account(name=FUND, asset=POINT)
        operations.open_budget(name="rule:1", asset=POINT, points_max=1_000)
        operations.open_budget(name="year:2026", asset=POINT, points_max=5_000)
        operations.set_limits(name="shop:2", asset=POINT, day_out_max=500, day_in_max=900)
    _earn_and_spend()
    _promise()
    _lapse_and_refund()
    _convert()
    _follow(lambda: operations.roll_up(at=jst(2027, 4, 8), limit=100))
    assert operations.mark_time(entries=2) > 0
    # The last few are not in the daily totals yet.
    move(ISSUE, "member:c", 3, "grant", jst(2027, 4, 9), expires_on=JUNE)


def seal():
    """Seal all of it."""
    _follow(lambda: operations.seal(at=jst(2027, 4, 10)))


def _follow(step):
    """Let a follower read all transfers: it waits for others who write on the same server."""
    missing = Transfer.objects.count()
    until = time.monotonic() + PATIENCE_SECONDS
    while missing and time.monotonic() < until:
        missing -= (done := step())
        time.sleep(0 if done else 0.05)
    assert missing == 0


def _earn_and_spend():
    both = {"budgets": ("rule:1", "year:2026"), "expires_on": MARCH}
    move(ISSUE, "member:a", 40, "grant", jst(2026, 5, 1), **both)
    move(ISSUE, "member:a", 60, "grant", jst(2026, 6, 1), expires_on=JUNE, budgets=("rule:1",))
    wrong = move(ISSUE, "member:b", 30, "grant", jst(2026, 6, 2), **both)
    move(ISSUE, "member:b", 25, "grant", jst(2026, 6, 3))
    move("member:a", "shop:1", 55, "spend", jst(2026, 7, 1))
    move("member:a", "member:b", 20, "gift", jst(2026, 7, 2))
    move("member:b", "shop:2", 12, "spend", jst(2026, 7, 3))
    move("member:b", "shop:2", 8, "spend", jst(2026, 7, 3))
    move("shop:2", "shop:1", 5, "settle", jst(2026, 7, 4))
    operations.close_account(name="nobody", asset=POINT, at=jst(2026, 7, 4))
    move("member:b", ISSUE, 30, "reverse", jst(2026, 7, 5), reverses=wrong)


def _promise():
    move(ISSUE, "member:c", 50, "grant", jst(2026, 8, 1), expires_on=MARCH)
    move(ISSUE, "member:c", 50, "grant", jst(2026, 8, 1), expires_on=JUNE)
    captured = promise("member:c", "shop:1", 20, jst(2026, 8, 2))
    move("member:c", "shop:1", 15, "spend", jst(2026, 8, 3), captures=captured)
    released = promise("member:c", "shop:1", 10, jst(2026, 8, 4))
    with transaction.atomic():
        assert operations.release(hold=released, at=jst(2026, 8, 4, 12)) is Result.OK
    promise("member:c", "shop:2", 10, jst(2026, 8, 5), hours=1)
    assert operations.time_out_holds(at=jst(2026, 8, 6)) == 1
    promise("member:c", "shop:2", 10, jst(2027, 4, 2), hours=2_000)


def _lapse_and_refund():
    move(ISSUE, "member:d", 9, "grant", jst(2026, 9, 1), expires_on=MARCH)
    bought = move("member:d", "shop:2", 9, "spend", jst(2027, 3, 1))
    move("member:c", FUND, 35, "lapse", jst(2027, 4, 1))
    # A refund after the last day opens the pocket until a later one.
    move("shop:2", "member:d", 9, "reverse", jst(2027, 4, 3), reverses=bought,
         expires_on=date(2027, 5, 31))  # fmt: skip
    move(f"issue:{COIN}", "member:d", 6, "grant", jst(2026, 9, 1), asset=COIN, expires_on=MARCH)
    move("member:d", UNUSED, 6, "lapse", jst(2027, 4, 1), asset=COIN)


def _convert():
    asked = NewConversion(
        id=UUID(int=5 << 96), holder="member:b", old_asset=POINT, new_asset=COIN, amount=7,
        numerator=3, denominator=2, at=jst(2027, 4, 4),
    )  # fmt: skip
    with transaction.atomic():
        assert operations.convert(asked).given == 10


def erase():
    """Empty the tables of both rooms again."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        written = [name for name in tables if name.startswith(("ledger_", "transparency_"))]
        cursor.execute(f"TRUNCATE {', '.join(written)}")
