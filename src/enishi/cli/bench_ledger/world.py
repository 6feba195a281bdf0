"""The books of a run: wallets with twenty pockets each, many shops, and one fund for all."""

from __future__ import annotations

import itertools
import random
import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from django.core.management import call_command
from django.db import transaction

from enishi.cli.bench_ledger import figures
from enishi.cli.bench_ledger.server import Server
from enishi.ledger import operations
from enishi.ledger.transfers import NewTransfer, Result, transfer_id

ASSET = "182010:coin"
FUND = "fund:182010"
SHOP = "shop:"
SHOPS = 1_000
# A wallet's name carries a member's number as it does in a town.
MEMBER_PREFIX = "member:6f1c2d3e-0000-4000-8000-"
POCKETS = 20
POINTS_IN_POCKET = 1_000_000
AMOUNT_MAX = 100
_SECRET = secrets.token_bytes(32)
_YEAR = 2099  # nothing lapses while we measure
_TOGETHER = 1_000
_numbers = itertools.count()


def fill(server: Server, *, wallets: int) -> None:
    """Make the tables of the ledger and grant every wallet its pockets."""
    call_command("migrate", "ledger", verbosity=0, interactive=False)
    with transaction.atomic():
        operations.open_account(name=FUND, asset=ASSET)
        for number in range(1, SHOPS + 1):
            operations.open_account(name=f"{SHOP}{number}", asset=ASSET)
    grants = (
        _transfer(f"issue:{ASSET}", member(number), POINTS_IN_POCKET, _expiry(place))
        for number in range(1, wallets + 1)
        for place in range(POCKETS)
    )
    while batch := list(itertools.islice(grants, _TOGETHER)):
        with transaction.atomic(durable=True):
            results = operations.post_many(batch)
        assert set(results) == {Result.OK}, set(results)
    with server.connect() as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def member(number: int) -> str:
    """Name a wallet."""
    return f"{MEMBER_PREFIX}{number:012}"


def requests(accounts: str, *, wallets: int, ready: int) -> Iterator[NewTransfer]:
    """Make spends without end, each with a key of its own.

    So many are ready before anybody asks: making them is not what is measured.
    """
    endless = _endless(accounts, wallets)
    made = list(itertools.islice(endless, ready))
    return itertools.chain(made, endless)


def _endless(accounts: str, wallets: int) -> Iterator[NewTransfer]:
    members = [member(number) for number in range(1, wallets + 1)]
    shops = [f"{SHOP}{number}" for number in range(1, SHOPS + 1)]
    targets = [FUND] if accounts == figures.HOT else shops
    chance = random.random
    while True:
        source, target = members[int(chance() * wallets)], targets[int(chance() * len(targets))]
        yield _transfer(source, target, 1 + int(chance() * AMOUNT_MAX), None)


def arguments(one: NewTransfer) -> Sequence[object]:
    """List what the function takes."""
    return [one.id, one.source, one.target, one.asset, one.amount, one.kind, one.at]


def _transfer(source: str, target: str, amount: int, expires_on: date | None) -> NewTransfer:
    return NewTransfer(
        id=_key(),
        source=source,
        target=target,
        asset=ASSET,
        amount=amount,
        kind="spend" if expires_on is None else "grant",
        at=datetime.now(UTC),
        expires_on=expires_on,
    )


def _key() -> UUID:
    return transfer_id(_SECRET, "bench", str(next(_numbers)))


def _expiry(place: int) -> date:
    """Spread a wallet's pockets over months."""
    return date(_YEAR + place // 12, place % 12 + 1, 28)
