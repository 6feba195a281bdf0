"""The connection dies while settling: nothing is half done, and a second run acts once."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Thread

import pytest
from django.db import OperationalError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from tests.settlement.test_operations import (
    ACCOUNT,
    CLOSED_AT,
    ISSUER,
    JUNE,
    POINT,
    Town,
)
from tests.world import a_shop, jst

from enishi.ledger import queries as books
from enishi.settlement import models, operations, queries
from enishi.settlement.terms import BANK, Terms
from enishi.transparency import queries as log

pytestmark = pytest.mark.django_db(transaction=True)
_WAITS = """
select pid from pg_stat_activity
where datname = current_database() and wait_event_type = 'Lock' and pid <> pg_backend_pid()
"""


def _other_connection() -> BaseDatabaseWrapper:
    other = connections["default"].copy()
    other.inc_thread_sharing()
    return other


def _killed_while(holding: str, act: Callable[[], object]) -> None:
    """Hold what `act` will need, wait until it stands there, and end its connection."""
    died: list[Exception] = []

    def run() -> None:
        try:
            act()
        except OperationalError as error:
            died.append(error)
        finally:
            connection.close()

    holder = _other_connection()
    try:
        holder.set_autocommit(False)
        with holder.cursor() as cursor:
            cursor.execute(holding)
        thread = Thread(target=run)
        thread.start()
        with connection.cursor() as cursor:
            for _ in range(400):
                cursor.execute(_WAITS)
                if found := cursor.fetchall():
                    break
                time.sleep(0.025)
            assert len(found) == 1, "it never came to what is held"
            cursor.execute("select pg_terminate_backend(%s)", found[0])
        thread.join(20)
        assert not thread.is_alive()
    finally:
        holder.rollback()
        holder.close()
    assert len(died) == 1


def _a_town_of_two() -> Town:
    """Two shops that are paid by transfer for June."""
    town = Town()
    other = a_shop("棚田カフェ", trade="cafe", at=jst(2026, 5, 1))
    for code in (town.shop, other):
        operations.set_payout_account(shop_code=code, account=ACCOUNT, by=None, at=jst(2026, 6, 1))
    operations.set_terms(terms=Terms(asset=POINT, **ISSUER))
    town.sells(1_000, 137, jst(2026, 6, 10))
    town.sells(2_000, 400, jst(2026, 6, 11), shop=other)
    return town


def _close() -> int:
    return operations.close(asset=POINT, month=JUNE, by=None, at=CLOSED_AT).id


def _pay(closing: int) -> int:
    numbers = [one.number for one in queries.statements(closing)]
    return operations.note_paid(
        numbers=numbers, asset=POINT, on=CLOSED_AT.date(), way=BANK, by=None, at=CLOSED_AT
    )


def _held() -> list[int]:
    codes = models.PayoutAccount.objects.values_list("shop_id", flat=True)
    return sorted(books.balance(f"shop:{code}", POINT) for code in codes)


def _is_right() -> bool:
    return queries.differences(POINT, today=CLOSED_AT.date()) == [] and books.faults() == []


@pytest.mark.parametrize(
    "table", ["settlement_statement", "transparency_leaf"], ids=["statements", "log"]
)
def test_a_closing_that_dies_leaves_the_month_open_and_is_made_once(table: str) -> None:
    _a_town_of_two()
    before = log.size()
    _killed_while(f"lock table {table} in share mode", _close)
    assert (models.Closing.objects.count(), models.Statement.objects.count()) == (0, 0)
    assert (log.size(), _held()) == (before, [137, 400])
    closing = _close()
    assert [one.owed for one in queries.statements(closing)] in ([137, 400], [400, 137])
    assert (models.Closing.objects.count(), log.size() - before) == (1, 1)
    assert queries.statements(closing)[0].closing.version == 1
    assert _is_right()


def test_a_file_for_the_bank_that_dies_was_never_made() -> None:
    _a_town_of_two()
    closing = _close()

    def make() -> bytes:
        return operations.make_bank_file(closing_id=closing, asset=POINT, at=CLOSED_AT)

    _killed_while("lock table settlement_closing in share mode", make)
    assert queries.closings(POINT)[0].ordered_at is None
    assert make() == make(), "the same payments under the same references, for the bank to see"
    assert queries.closings(POINT)[0].ordered_at == CLOSED_AT


def test_payments_that_die_at_the_second_shop_have_moved_nothing_of_the_first() -> None:
    _a_town_of_two()
    closing = _close()
    last = queries.statements(closing)[-1].number
    _killed_while(
        f"select 1 from settlement_statement where number = '{last}' for update",  # noqa: S608
        lambda: _pay(closing),
    )
    assert _held() == [137, 400]
    assert {one.paid_on for one in queries.statements(closing)} == {None}
    assert _is_right()
    assert (_pay(closing), _pay(closing)) == (2, 0)
    assert _held() == [0, 0]
    assert _is_right()


def test_a_payment_noted_when_its_points_were_posted_dies_with_them() -> None:
    _a_town_of_two()
    closing = _close()
    _killed_while("lock table settlement_statement in share mode", lambda: _pay(closing))
    assert _held() == [137, 400]
    assert _pay(closing) == 2
    number = queries.statements(closing)[0].number

    def back() -> object:
        return operations.take_payment_back(number=number, asset=POINT, at=CLOSED_AT)

    _killed_while("lock table settlement_statement in share mode", back)
    assert _held() == [0, 0]
    assert queries.statement(number).paid_on == CLOSED_AT.date()
    back()
    back()
    assert sum(_held()) == queries.statement(number).owed
    assert _is_right()


def test_a_month_that_dies_while_it_is_opened_stays_closed() -> None:
    _a_town_of_two()
    _close()

    def reopen() -> object:
        return operations.reopen(asset=POINT, why="紙の伝票", by=None, at=CLOSED_AT)

    _killed_while("lock table settlement_closing in share mode", reopen)
    assert queries.last_closed(POINT) is not None
    reopen()
    assert queries.last_closed(POINT) is None
