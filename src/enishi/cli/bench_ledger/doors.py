"""Cases that Python runs: the function from psycopg, the group-commit queue, batches."""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from collections.abc import Callable, Iterator

import psycopg
from django.db import transaction

from enishi.cli.bench_ledger import figures, world
from enishi.cli.bench_ledger.server import Server, client_cpu_seconds
from enishi.ledger import operations
from enishi.ledger.operations import queueing
from enishi.ledger.transfers import NewTransfer, Result

READY_PER_SECOND = 20_000
_CALL = (
    "SELECT ledger_post_transfer_v1(p_id => $1, p_source => $2, p_target => $3, p_asset => $4,"
    " p_amount => $5, p_kind => $6, p_at => $7, p_expires_on => NULL, p_chain => NULL,"
    " p_reverses => NULL, p_captures => NULL, p_budgets => NULL)"
)


def run(server: Server, case: figures.Case, *, seconds: float, wallets: int) -> figures.Measured:
    """Measure one case; connecting does not count."""
    doors: dict[str, Callable[[Server, figures.Case, _Clock, Iterator[NewTransfer]], None]] = {
        figures.BY_PSYCOPG: _by_psycopg,
        figures.QUEUE: _by_queue,
        figures.BATCH: _by_batch,
    }
    clock = _Clock(server, seconds)
    ready = int(seconds * READY_PER_SECOND)
    requests = world.requests(case.accounts, wallets=wallets, ready=ready)
    doors[case.door](server, case, clock, requests)
    return clock.read()


class _Clock:
    """Says when to end, and keeps what every request took."""

    def __init__(self, server: Server, seconds: float) -> None:
        self.server = server
        self.seconds = seconds
        self.moments: list[float] = []

    def start(self) -> None:
        """Begin to count, once everybody is connected."""
        self.spent = self.server.cpu_seconds(), client_cpu_seconds()
        self.begun = time.perf_counter()
        self.until = self.begun + self.seconds

    def read(self) -> figures.Measured:
        """Sum up, once nobody works any more."""
        per_second = len(self.moments) / (time.perf_counter() - self.begun)
        client = client_cpu_seconds() - self.spent[1]
        server = self.server.cpu_seconds() - self.spent[0]
        return figures.measured(self.moments, per_second, server, client)


def _by_psycopg(
    server: Server, case: figures.Case, clock: _Clock, requests: Iterator[NewTransfer]
) -> None:
    """Let threads call the function, each on a connection of its own, one trip for a transfer."""
    connections = [server.connect() for _ in range(case.clients)]

    def pay(connection: psycopg.Connection) -> None:
        cursor = psycopg.RawCursor(connection)
        while (begun := time.perf_counter()) < clock.until:
            with turn:
                asked = next(requests)
            cursor.execute(_CALL, world.arguments(asked), prepare=True)
            found = cursor.fetchone()
            assert found == (Result.OK,), found
            clock.moments.append(time.perf_counter() - begun)

    turn = threading.Lock()
    threads = [threading.Thread(target=pay, args=[one]) for one in connections]
    clock.start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in connections:
        one.close()


def _by_queue(
    _server: Server, case: figures.Case, clock: _Clock, requests: Iterator[NewTransfer]
) -> None:
    """Let coroutines ask, each for one transfer at a time."""

    async def pay() -> None:
        while (begun := time.perf_counter()) < clock.until:
            result = await queueing.post_together_in_loop(next(requests))
            assert result is Result.OK, result
            clock.moments.append(time.perf_counter() - begun)

    async def all_pay() -> None:
        assert await queueing.post_together_in_loop(next(requests)) is Result.OK  # connects
        clock.start()
        await asyncio.gather(*(pay() for _ in range(case.clients)))

    asyncio.run(all_pay())


def _by_batch(
    _server: Server, case: figures.Case, clock: _Clock, requests: Iterator[NewTransfer]
) -> None:
    """Let one submitter post batch after batch, each in a transaction of its own."""
    clock.start()
    while (begun := time.perf_counter()) < clock.until:
        batch = list(itertools.islice(requests, case.per_request))
        with transaction.atomic(durable=True):
            results = operations.post_many(batch)
        assert set(results) == {Result.OK}, set(results)
        clock.moments += [time.perf_counter() - begun] * len(batch)
