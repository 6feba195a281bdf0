"""Single transfers that share a transaction: those that wait are posted together."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, TypeVar
from weakref import WeakSet

import psycopg
from django.db import InterfaceError, OperationalError, connection, transaction

from enishi.kit.refusal import Refusal
from enishi.ledger.deciding import Books
from enishi.ledger.group_commit import AheadQueue, Queue
from enishi.ledger.operations.posting import post, post_many
from enishi.ledger.operations.reading import recall
from enishi.ledger.operations.writing import pack, write
from enishi.ledger.packing import Packed
from enishi.ledger.remembering import Memory
from enishi.ledger.transfers import NewTransfer, Result

# A connection that rested for so long is looked at before it is used again.
REST_SECONDS = 1.0

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
_QUEUES: list[Queue[Any, Any]] = []
# Until when the connection of a thread was used.
_OWN = threading.local()
_PLANS_ONCE: WeakSet[psycopg.Connection[Any]] = WeakSet()


class BooksOutOfReach(Refusal):
    """The connection broke on the way: whether it was posted, the same key asked again tells."""

    code = "books_out_of_reach"
    status = 503


def queue_of(
    do: Callable[[Sequence[Asked]], Sequence[Answer]], *, name: str
) -> Queue[Asked, Answer]:
    """Make a queue whose batches are one durable transaction each, on a connection of its own.

    Raises:
        BooksOutOfReach: to everybody whose batch was on its way when the connection broke.
    """
    return _known(Queue(_for_good(do), name=name, for_all=(BooksOutOfReach,), leave=_hang_up))


def _known(queue: Queue[Asked, Answer]) -> Queue[Asked, Answer]:
    """Close it with the others."""
    _QUEUES.append(queue)
    return queue


def _for_good(do: Callable[[Asked], Answer], *, alone: bool = False) -> Callable[[Asked], Answer]:
    """Make each call a durable transaction on the connection of its thread.

    What is one statement `alone` commits by itself, and needs no trip more.
    """

    def do_for_good(asked: Asked) -> Answer:
        used = None
        try:
            if time.monotonic() - getattr(_OWN, "used_until", -math.inf) >= REST_SECONDS:
                connection.close_if_unusable_or_obsolete()
            _OWN.used_until = -math.inf  # until this call has gone well
            connection.ensure_connection()
            used = connection.connection
            with nullcontext() if alone else transaction.atomic(durable=True):
                answer = do(asked)
        except (InterfaceError, OperationalError) as error:
            if used is None or used.closed:
                raise BooksOutOfReach from error
            raise
        _OWN.used_until = time.monotonic()
        return answer

    return do_for_good


def _hang_up() -> None:
    connection.close()  # the one of the thread that calls this


@dataclass(frozen=True, slots=True)
class Decided:
    """A batch that was accepted as a whole, packed for the books."""

    columns: Sequence[Packed | None]
    results: Sequence[Result]
    doubts: int


def _write_few(columns: Sequence[Packed | None]) -> Sequence[int] | None:
    """Write a batch of the size that queues make: one plan for all costs less than the best."""
    if connection.connection not in _PLANS_ONCE:
        with connection.cursor() as cursor:
            cursor.callproc("set_config", ["plan_cache_mode", "force_generic_plan", False])
        _PLANS_ONCE.add(connection.connection)
    return write(columns)


class Poster:
    """Decides a batch by memory while the one before it is being written.

    What it remembers includes what is still on its way. So when a batch is not written as
    decided, nothing that was decided after it is either: there is a doubt, and all is read anew.
    """

    def __init__(self, write: Callable[[Sequence[Packed | None]], Sequence[int] | None]) -> None:
        """Take the way to write a packed batch for good; begin with an empty memory."""
        self._write = write
        self._memory = Memory()
        self._doubts = 0
        self._doubts_known = 0

    def forget(self) -> None:
        """Begin anew, while nothing is on its way."""
        self._memory = Memory()

    def decide(self, batch: Sequence[NewTransfer], is_lone: bool = False) -> Decided | None:
        """Decide a batch that is accepted as a whole; none where it must be read under locks.

        A lone request is left to the function, which is quickest with one.
        """
        doubts = self._doubts
        if doubts != self._doubts_known:
            self._doubts_known = doubts
            self._memory.clear()
            self._memory.learn(was_right=False)
            return None
        may_guess = not is_lone and self._memory.is_worth_a_try()
        books = self._recall(batch) if may_guess else None
        if books is not None:
            seen = {account.id: account.seq for account in books.holders.values()}
            results = books.decide(batch)
            if all(result is Result.OK for result in results):
                columns = pack(books, seen=seen)
                self._memory.keep(books.accounts)
                return Decided(columns, results, doubts)
        for one in batch:
            self._memory.take((one.source, one.asset))
            self._memory.take((one.target, one.asset))
        return None

    def _recall(self, batch: Sequence[NewTransfer]) -> Books | None:
        try:
            return recall(batch, memory=self._memory)
        except (InterfaceError, OperationalError):
            connection.close()
            return None

    def write(self, decided: Decided) -> Sequence[Result] | None:
        """Write what was decided; none if the books have moved on, or if there was a doubt."""
        if decided.doubts != self._doubts:
            return None
        moved_on: Sequence[int] | None = None
        try:
            moved_on = self._write(decided.columns)
        finally:
            is_written = moved_on is not None and not moved_on
            self._doubts += not is_written
        if is_written:
            self._memory.learn(was_right=True)
        return decided.results if is_written else None


_POSTER = Poster(_for_good(_write_few, alone=True))
_QUEUE = _known(
    AheadQueue(
        _for_good(post_many),
        prepare=_POSTER.decide,
        finish=_POSTER.write,
        name="enishi-poster",
        for_all=(BooksOutOfReach,),
        leave=_hang_up,
    )
)


def post_together(transfer: NewTransfer) -> Result:
    """Post one transfer for good, in one transaction with whatever else waits just now.

    In a caller's transaction it is posted there instead. Chains go through `post_many`.

    Raises:
        BooksOutOfReach: the connection broke; the same key asked again gives the answer.
    """
    assert transfer.chain is None, "its links come together, by post_many"
    return post(transfer) if connection.in_atomic_block else _QUEUE.ask(transfer)


async def post_together_in_loop(transfer: NewTransfer) -> Result:
    """Post one transfer as `post_together` does, from a coroutine.

    Raises:
        BooksOutOfReach: the connection broke; the same key asked again gives the answer.
    """
    assert transfer.chain is None, "its links come together, by post_many"
    return await _QUEUE.ask_in_loop(transfer)


def close_queues() -> None:
    """Do what waits, end the threads and their connections; the next request starts another."""
    for queue in _QUEUES:
        queue.close()
    _POSTER.forget()
