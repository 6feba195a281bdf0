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
from typing import Any
from uuid import UUID

import psycopg
from django.db import InterfaceError, OperationalError, connection

import books
from acknowledgements import HOLD, POOR, RELEASE, Journal, Request
from books import ASSET, BUDGET, FUND, ISSUE, PLENTY, POCKETS, SHOPS, WALLETS
from enishi.ledger.operations import queueing
from enishi.ledger.transfers import NewTransfer, Result, transfer_id

BATCH = 20
FOLLOW_SECONDS = 0.2
LOOK_SECONDS = 0.02
POINTS_MAX = 60
# One spending in so many is taken back.
REVERSED = 8
# One hold in so many is released; the others are captured, whole or in part.
RELEASED = 4
# psycopg's own errors come out of a pipeline as they are.
BROKEN = (
    InterfaceError,
    OperationalError,
    psycopg.InterfaceError,
    psycopg.OperationalError,
    queueing.BooksOutOfReach,
)
# Connection exception, operator intervention: what a server says that goes or comes (SQLSTATE).
GOING = ("08", "57")


def post_alone(asked: Sequence[NewTransfer]) -> list[Result]:
    """Do a lone thing in a transaction of its own."""
    return [books.post_for_good(asked[0])]


def post_queued(asked: Sequence[NewTransfer]) -> list[Result]:
    """Post a lone transfer together with those of others that wait."""
    return [queueing.post_together(asked[0])]


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
            except BROKEN as error:
                must_be_gone(error)
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
            told = {"kind": "grant", "expires_on": day, "budgets": (BUDGET,)}
            return [self.move(ISSUE, self.chance.choice(WALLETS), **told)]
        return [self.spending()]

    def promise(self) -> list[NewTransfer]:
        """Ask for a hold; when it stands, for its capture or its release."""
        held = self.stands
        if held is None or held.kind != HOLD:
            shop = self.chance.choice(SHOPS)
            return [self.move(self.chance.choice(WALLETS), shop, kind=HOLD)]
        told: dict[str, object] = {"amount": held.amount}
        if self.chance.randrange(RELEASED) == 0:
            told |= {"kind": RELEASE, "id": books.release_id(held.id)}
        else:
            told |= {"amount": self.chance.randint(1, held.amount), "captures": held.id}
        return [self.move(held.source, held.target, **told)]

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
        told: dict[str, Any] = {
            "id": self.new_id(),
            "kind": "spend",
            "amount": self.chance.randint(1, POINTS_MAX),
            "at": datetime.now(UTC),
        }
        return NewTransfer(source=source, target=target, asset=ASSET, **(told | more))

    def new_id(self) -> UUID:
        """Make an id that nobody had before."""
        return transfer_id(b"crash", self.name, str(next(self.count)))


# How many clients go through each door, how they think of something, and who posts it.
CLIENTS = {"function": 8, "queue": 16, "batch": 3, "chain": 4, HOLD: 4, POOR: 1}
Wish = Callable[[Client], list[NewTransfer]]
Post = Callable[[Sequence[NewTransfer]], list[Result]]
DOORS: dict[str, tuple[Wish, Post]] = {
    "function": (Client.lone, post_alone),
    "queue": (Client.lone, post_queued),
    "batch": (Client.batch, books.post_many_for_good),
    "chain": (Client.chain, books.post_many_for_good),
    HOLD: (Client.promise, post_alone),
    POOR: (Client.poor, books.post_many_for_good),
}


def must_be_gone(error: BaseException) -> None:
    """Pass on what a living server refused to do, such as a deadlock: that is a fault."""
    told: BaseException | None = error
    while told is not None:
        state = getattr(told, "sqlstate", None)
        if state is not None and not state.startswith(GOING):
            raise error
        told = told.__cause__


def wait_for_server(is_over: threading.Event) -> None:
    """Let go of a dead connection and wait until there is a living one."""
    while not is_over.is_set():
        connection.close()
        try:
            connection.ensure_connection()
        except BROKEN as error:
            must_be_gone(error)
            is_over.wait(LOOK_SECONDS)
        else:
            return


def keep_following(is_over: threading.Event) -> None:
    """Seal, sign and add up beside the clients, as a town's worker does."""
    while not is_over.wait(FOLLOW_SECONDS):
        try:
            books.follow()
        except BROKEN as error:
            must_be_gone(error)
            wait_for_server(is_over)
    connection.close()


def run(path: Path, *, only: str, is_following: bool) -> None:
    """Let all clients work until the input ends; `only` sends them all through one door."""
    # That a connection was lost is what this is about.
    logging.getLogger("psycopg").setLevel(logging.ERROR)
    is_over = threading.Event()
    journal = Journal(path)
    threads: list[threading.Thread] = [
        Client(f"{path.name}.{door}.{number}", door, journal, is_over)
        for door, clients in (CLIENTS if not only else {only: sum(CLIENTS.values())}).items()
        for number in range(clients)
    ]
    if is_following:
        threads.append(threading.Thread(target=keep_following, args=[is_over]))
    for thread in threads:
        thread.start()
    sys.stdin.read()
    is_over.set()
    for thread in threads:
        thread.join()
