"""Puts load on the books from many clients, writing down every request and every answer.

It goes on when the server dies and comes back, until its input ends or it is killed.
"""

from __future__ import annotations

import itertools
import logging
import random
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psycopg
from django.db import Error, connection, transaction

from acknowledgements import POOR, Journal, Request
from books import ASSET, FUND, ISSUE, PLENTY, POCKETS, SHOPS, WALLETS, seal
from enishi.ledger import operations
from enishi.ledger.transfers import NewTransfer, Result, transfer_id

BATCH = 20
SEAL_SECONDS = 0.2
LOOK_SECONDS = 0.02
POINTS_MAX = 60
# One spending in so many is taken back.
REVERSED = 8
# psycopg's own errors come out of a pipeline as they are.
SERVER_IS_GONE = (Error, psycopg.Error)


def post_one(transfers: Sequence[NewTransfer]) -> list[Result]:
    """Post a lone transfer through the SQL function."""
    with transaction.atomic(durable=True):
        return [operations.post(transfers[0])]


def post_many(transfers: Sequence[NewTransfer]) -> list[Result]:
    """Post a batch or a chain, decided in Python."""
    with transaction.atomic(durable=True):
        return operations.post_many(transfers)


class Client(threading.Thread):
    """One client: it asks, waits for the answer, and asks the next thing."""

    def __init__(self, name: str, door: str, journal: Journal, is_over: threading.Event) -> None:
        """Give it a name that no other client has; everything it asks follows from it."""
        super().__init__(name=name)
        self.door = door
        self.journal = journal
        self.is_over = is_over
        self.chance = random.Random(name)  # noqa: S311 - chosen points, nothing secret
        self.count = itertools.count()
        self.stands: NewTransfer | None = None

    def run(self) -> None:
        """Ask until it is over; while the server is away, wait for it."""
        wish, post = DOORS[self.door]
        while not self.is_over.is_set():
            request = Request(f"{self.name}.{next(self.count)}", self.door, tuple(wish(self)))
            self.journal.asked(request)
            self.stands = None
            try:
                results = post(request.transfers)
            except SERVER_IS_GONE:
                self.journal.broken(request.number)
                wait_for_server(self.is_over)
            else:
                self.journal.answered(request.number, results)
                self.stands = request.transfers[0] if results[0].stands else None
        connection.close()

    def lone(self) -> list[NewTransfer]:
        """Ask for one transfer: spend, receive, or take the last one back."""
        if self.stands and not self.stands.reverses and self.chance.randrange(REVERSED) == 0:
            it = self.stands
            return [
                self.move(it.target, it.source, amount=it.amount, kind="reverse", reverses=it.id)
            ]
        if self.chance.randrange(3) == 0:
            day, _ = self.chance.choice(POCKETS)
            return [self.move(ISSUE, self.chance.choice(WALLETS), kind="grant", expires_on=day)]
        return [self.spending()]

    def batch(self) -> list[NewTransfer]:
        """Ask for many transfers that have nothing to do with each other."""
        return [self.spending() for _ in range(BATCH)]

    def chain(self) -> list[NewTransfer]:
        """Ask for what a wallet pays the fund, and the fund a shop: both or neither."""
        shop, chain = self.chance.choice(SHOPS), self.new_id()
        first = self.move(self.chance.choice(WALLETS), FUND, chain=chain)
        return [first, self.move(FUND, shop, chain=chain)]

    def poor(self) -> list[NewTransfer]:
        """Ask for a chain whose second link asks for more than anybody has."""
        first, second = self.chain()
        return [first, self.move(FUND, second.target, amount=10_000 * PLENTY, chain=first.chain)]

    def spending(self) -> NewTransfer:
        """Let a wallet pay somebody, half of the time the hot fund."""
        target = self.chance.choice((FUND, self.chance.choice(SHOPS)))
        return self.move(self.chance.choice(WALLETS), target)

    def move(self, source: str, target: str, **more: object) -> NewTransfer:
        """Ask for a few points to move."""
        told = {"kind": "spend", "amount": self.chance.randint(1, POINTS_MAX)} | more
        at = datetime.now(UTC)
        return NewTransfer(self.new_id(), source, target, asset=ASSET, at=at, **told)  # type: ignore[arg-type]

    def new_id(self) -> UUID:
        """Make an id that nobody had before."""
        return transfer_id(b"crash", self.name, str(next(self.count)))


# How many clients go through each door, how they think of something, and who posts it.
CLIENTS = {"function": 12, "batch": 3, "chain": 4, POOR: 1}
Wish = Callable[[Client], list[NewTransfer]]
Post = Callable[[Sequence[NewTransfer]], list[Result]]
DOORS: dict[str, tuple[Wish, Post]] = {
    "function": (Client.lone, post_one),
    "batch": (Client.batch, post_many),
    "chain": (Client.chain, post_many),
    POOR: (Client.poor, post_many),
}


def wait_for_server(is_over: threading.Event) -> None:
    """Let go of a dead connection and wait until there is a living one."""
    while not is_over.is_set():
        connection.close()
        try:
            connection.ensure_connection()
        except SERVER_IS_GONE:
            is_over.wait(LOOK_SECONDS)
        else:
            return


def keep_sealing(is_over: threading.Event) -> None:
    """Seal and sign beside the clients, as a town's worker does."""
    while not is_over.wait(SEAL_SECONDS):
        try:
            seal()
        except SERVER_IS_GONE:
            wait_for_server(is_over)
    connection.close()


def run(path: Path, *, is_sealing: bool) -> None:
    """Let all clients work until the input ends."""
    # That a connection was lost is what this is about.
    logging.getLogger("psycopg").setLevel(logging.ERROR)
    is_over = threading.Event()
    journal = Journal(path)
    threads: list[threading.Thread] = [
        Client(f"{path.name}.{door}.{number}", door, journal, is_over)
        for door, clients in CLIENTS.items()
        for number in range(clients)
    ]
    if is_sealing:
        threads.append(threading.Thread(target=keep_sealing, args=[is_over]))
    for thread in threads:
        thread.start()
    sys.stdin.read()
    is_over.set()
    for thread in threads:
        thread.join()
