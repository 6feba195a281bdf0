"""Single transfers that share a transaction: those that wait are posted together."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction

from enishi.kit.refusal import Refusal
from enishi.ledger.group_commit import Queue
from enishi.ledger.operations.posting import post, post_many
from enishi.ledger.transfers import NewTransfer, Result

# A connection that rested for so long is looked at before it is used again.
REST_SECONDS = 1.0

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
_QUEUES: list[Queue[Any, Any]] = []


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
    used_until = -math.inf

    def do_for_good(batch: Sequence[Asked]) -> Sequence[Answer]:
        nonlocal used_until
        used = None
        try:
            if time.monotonic() - used_until >= REST_SECONDS:
                connection.close_if_unusable_or_obsolete()
            used_until = -math.inf  # until this batch has gone well
            connection.ensure_connection()
            used = connection.connection
            with transaction.atomic(durable=True):
                answers = do(batch)
        except (InterfaceError, OperationalError) as error:
            if used is None or used.closed:
                raise BooksOutOfReach from error
            raise
        used_until = time.monotonic()
        return answers

    def leave() -> None:
        connection.close()  # the one of the thread that calls this

    queue = Queue(do_for_good, name=name, for_all=(BooksOutOfReach,), leave=leave)
    _QUEUES.append(queue)
    return queue


_QUEUE = queue_of(post_many, name="enishi-poster")


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
