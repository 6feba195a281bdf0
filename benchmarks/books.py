"""The books of a crash test: opened, read past the product's own queries, asked again, sealed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from acknowledgements import HOLD, RELEASE, Booked, Request
from enishi.ledger import operations, queries
from enishi.ledger.promises import NewHold
from enishi.ledger.transfers import NewTransfer, Result, transfer_id
from enishi.transparency import operations as log

ASSET = "000000:crash"
ISSUE, FUND = f"issue:{ASSET}", f"fund:{ASSET}"
WALLETS = tuple(f"member:{UUID(int=number)}" for number in range(1, 201))
SHOPS = tuple(f"shop:{number}" for number in range(1, 21))
PLENTY = 10**9
# Small pockets first, so that many spends draw on more than one.
POCKETS = ((date(2031, 3, 31), 40), (date(2032, 3, 31), 400), (date(2033, 3, 31), PLENTY))
BUDGET = "campaign:crash"
HELD_FOR = timedelta(days=30)
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
_PROMISED = """
    SELECT
        hold.id, source.name, target.name, source.asset, hold.amount,
        hold_end.how = 'released'
    FROM ledger_hold AS hold
    JOIN ledger_account AS source ON source.id = hold.account_id
    JOIN ledger_account AS target ON target.id = hold.target_id
    LEFT JOIN ledger_holdend AS hold_end ON hold_end.hold_id = hold.id
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
        operations.open_budget(name=BUDGET, asset=ASSET, points_max=PLENTY)
        operations.set_limits(name=SHOPS[0], asset=ASSET, day_out_max=None, day_in_max=PLENTY)
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


@dataclass(slots=True)
class Reader:
    """Reads what was written since it read last; only while nobody writes."""

    place: int = 0
    promises: set[UUID] = field(default_factory=set)

    def news(self) -> dict[UUID, Booked]:
        """Read the transfers, holds and releases that are new."""
        rows = _ask(_NEW, [self.place])
        self.place = max([self.place, *(row[-1] for row in rows)])
        found = {
            id_: Booked(source, target, asset, amount, kind, sides, int(moved))
            for id_, source, target, asset, amount, kind, sides, moved, _ in rows
        }
        promised = _promised()
        found |= {id_: promised[id_] for id_ in promised.keys() - self.promises}
        self.promises |= promised.keys()
        return found


def _promised() -> dict[UUID, Booked]:
    """Read all holds, and their releases under ids that follow from theirs."""
    found = {}
    for id_, source, target, asset, amount, is_released in _ask(_PROMISED):
        found[id_] = Booked(source, target, asset, amount, HOLD)
        if is_released:
            found[release_id(id_)] = Booked(source, target, asset, amount, RELEASE)
    return found


def release_id(hold: UUID) -> UUID:
    """Name the release of a hold; asked again, it names the hold."""
    return UUID(int=hold.int ^ 1)


def balances() -> dict[str, int]:
    """Add up the entries of every account, leaving out what is zero."""
    return {name: int(total) for name, total in _ask(_SUMS)}


def post(one: NewTransfer) -> Result:
    """Do one thing in the caller's transaction: authorise, release, or post by the SQL function."""
    if one.kind == HOLD:
        until = one.at + HELD_FOR
        return operations.authorise(
            NewHold(one.id, one.source, one.target, one.asset, one.amount, one.at, until)
        )
    if one.kind == RELEASE:
        return operations.release(hold=release_id(one.id), at=one.at)
    return operations.post(one)


def post_for_good(one: NewTransfer) -> Result:
    """Do one thing in a transaction of its own."""
    with transaction.atomic(durable=True):
        return post(one)


def post_many_for_good(transfers: Sequence[NewTransfer]) -> list[Result]:
    """Post a batch or a chain, decided in Python, in a transaction of its own."""
    with transaction.atomic(durable=True):
        return operations.post_many(transfers)


def ask_again(request: Request) -> tuple[list[Result], list[Result]]:
    """Ask twice again for what is in doubt: as it came, then one by one through the other door."""
    asked = request.transfers
    if asked[0].kind in {HOLD, RELEASE}:
        return [post_for_good(asked[0])], [post_for_good(asked[0])]
    first = post_many_for_good(asked)
    if asked[0].chain:
        return first, post_many_for_good(asked)
    return first, [post_for_good(one) for one in asked]


def faults() -> list[str]:
    """Check every invariant of the books."""
    return [f"{fault.where}: {fault.what}" for fault in queries.faults()]


def follow() -> None:
    """Seal and add up by day until nothing waits, then sign the log."""
    at = datetime.now(UTC)
    while operations.seal(at=at) or operations.roll_up(at=at):
        pass
    log.checkpoint(at=at)


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
