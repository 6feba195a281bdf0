"""The books of a crash test: opened, read past the product's own queries, asked again, sealed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from acknowledgements import Booked, Request
from enishi.ledger import operations, queries
from enishi.ledger.transfers import NewTransfer, Result, transfer_id
from enishi.transparency import operations as log

ASSET = "000000:crash"
ISSUE, FUND = f"issue:{ASSET}", f"fund:{ASSET}"
WALLETS = tuple(f"member:{UUID(int=number)}" for number in range(1, 201))
SHOPS = tuple(f"shop:{number}" for number in range(1, 21))
PLENTY = 10**9
# Small pockets first, so that many spends draw on more than one.
POCKETS = ((date(2031, 3, 31), 40), (date(2032, 3, 31), 400), (date(2033, 3, 31), PLENTY))
QUIET_SECONDS_MAX = 60

_NEW = """
    SELECT
        transfer.id, source.name, target.name, transfer.asset, transfer.amount, transfer.kind,
        count(entry.id), coalesce(sum(entry.amount) FILTER (WHERE entry.amount > 0), 0),
        transfer.seq
    FROM ledger_transfer AS transfer
    JOIN ledger_account AS source ON source.id = transfer.source_id
    JOIN ledger_account AS target ON target.id = transfer.target_id
    LEFT JOIN ledger_entry AS entry ON entry.transfer_id = transfer.id
    WHERE transfer.seq > %s
    GROUP BY transfer.id, source.name, target.name
"""
_SUMS = """
    SELECT account.name, sum(entry.amount)
    FROM ledger_entry AS entry JOIN ledger_account AS account ON account.id = entry.account_id
    GROUP BY account.name HAVING sum(entry.amount) <> 0
"""
_OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
"""
_LEAVES = """
    SELECT count(*), count(DISTINCT reference) FROM transparency_leaf
    WHERE reference LIKE 'transfer:%%'
"""


def open_accounts() -> None:
    """Open a hot fund, shops and wallets, and give everybody plenty."""
    with transaction.atomic(durable=True):
        for name in (FUND, *SHOPS):
            operations.open_account(name=name, asset=ASSET)
        at = datetime.now(UTC)
        gifts = [(FUND, None, PLENTY), *[(name, *one) for name in WALLETS for one in POCKETS]]
        results = operations.post_many(
            [
                NewTransfer(
                    id=transfer_id(b"crash", "opening", f"{name} {expires_on}"),
                    source=ISSUE,
                    target=name,
                    asset=ASSET,
                    amount=points,
                    kind="open",
                    at=at,
                    expires_on=expires_on,
                )
                for name, expires_on, points in gifts
            ]
        )
    assert set(results) == {Result.OK}, "the books were empty"


def settings() -> dict[str, str]:
    """Tell whether the server waits for its disk."""
    told = {}
    with connection.cursor() as cursor:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            cursor.execute(f"SHOW {name}")
            told[name] = cursor.fetchone()[0]
    return told


def wait_until_quiet() -> None:
    """Wait until nobody else is connected: a dead client's last commit may still be under way."""
    until = time.monotonic() + QUIET_SECONDS_MAX
    while _ask(_OTHERS)[0][0]:
        assert time.monotonic() < until, "somebody is still connected"
        time.sleep(0.02)


def written_since(place: int) -> tuple[dict[UUID, Booked], int]:
    """Read all transfers after a place in the books, and the place of the last one."""
    rows = _ask(_NEW, [place])
    books = {
        id_: Booked(source, target, asset, amount, kind, sides, int(moved))
        for id_, source, target, asset, amount, kind, sides, moved, _ in rows
    }
    return books, max((row[-1] for row in rows), default=place)


def balances() -> dict[str, int]:
    """Add up the entries of every account, leaving out what is zero."""
    return {name: int(total) for name, total in _ask(_SUMS)}


def ask_again(request: Request) -> tuple[list[Result], list[Result]]:
    """Ask twice again for what is in doubt: whole as it came, then each through the other door."""
    with transaction.atomic(durable=True):
        first = operations.post_many(request.transfers)
    if any(one.chain for one in request.transfers):
        with transaction.atomic(durable=True):
            return first, operations.post_many(request.transfers)
    return first, [_post(one) for one in request.transfers]


def _post(one: NewTransfer) -> Result:
    with transaction.atomic(durable=True):
        return operations.post(one)


def faults() -> list[str]:
    """Check every invariant of the books."""
    return [f"{fault.where}: {fault.what}" for fault in queries.faults()]


def seal() -> None:
    """Seal until nothing waits, and sign the log."""
    while operations.seal(at=datetime.now(UTC)):
        pass
    log.checkpoint(at=datetime.now(UTC))


def unsealed() -> int:
    """Count the transfers without a leaf of their own: each has exactly one."""
    leaves, sealed = _ask(_LEAVES)[0]
    (transfers,) = _ask("SELECT count(*) FROM ledger_transfer")[0]
    return int(abs(transfers - sealed) + leaves - sealed)


def leaves() -> int:
    """Count the leaves of transfers."""
    return int(_ask(_LEAVES)[0][0])


def differences() -> list[str]:
    """Compare every leaf with the books."""
    return [f"{one.reference}: {one.what}" for one in queries.differences()]


def hang_up() -> None:
    """Let go of the connection: the server may die now."""
    connection.close()


def _ask(question: str, values: Sequence[int] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return list(cursor.fetchall())
