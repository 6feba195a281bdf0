"""A queue that does together what waits together: while one batch is on its way, the next gathers.

Nothing is timed: an idle queue takes a lone request at once, a busy one all that waited for it.
"""

from __future__ import annotations

import asyncio
import atexit
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Generic, TypeAlias, TypeVar

TOGETHER_MAX = 1_000
# A batch holds locks while it is on its way: aim at this long. Below the least it is the disk
# that is slow, and smaller batches would only ask it more often.
SECONDS_AIM = 0.1
TOGETHER_LEAST = 250
# So many batches are in hand at most: one is being done, and the next one need not be waited for.
AHEAD_MAX = 2
# A thread that nobody needs any more goes, and its connection with it.
IDLE_SECONDS_MAX = 60.0

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
Prepared = TypeVar("Prepared")


class _Ticket(Generic[Asked, Answer]):
    """One request and, later, what became of it."""

    __slots__ = ("answer", "asked", "error")

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.answer: Answer
        self.error: BaseException | None = None

    def told(self) -> Answer:
        """Return the answer, or raise what this request brought about."""
        if self.error is not None:
            raise self.error
        return self.answer


class _OfThread(_Ticket[Asked, Answer]):
    """The ticket of a thread, which waits at a lock."""

    __slots__ = ("closed",)

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self.closed = threading.Lock()
        self.closed.acquire()


class _OfLoop(_Ticket[Asked, Answer]):
    """The ticket of a coroutine, which waits for a future of its loop."""

    __slots__ = ("loop", "ready")

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self.loop = asyncio.get_running_loop()
        self.ready: asyncio.Future[None] = self.loop.create_future()


_Batch: TypeAlias = Sequence[_Ticket[Asked, Answer]]


class Pace:
    """How many go together: fewer after a slow batch, more again while full ones are quick."""

    def __init__(self, most: int = TOGETHER_MAX) -> None:
        """Begin with the most."""
        self.most = self.size = most

    def learn(self, size: int, seconds: float) -> None:
        """Take in how long a batch took."""
        if seconds > SECONDS_AIM:
            self.size = min(self.most, max(TOGETHER_LEAST, size // 2))
        elif size == self.size:
            self.size = min(self.most, 2 * size)


class Queue(Generic[Asked, Answer]):
    """Gathers the requests of many threads and coroutines; one thread of its own does them.

    `do` takes requests in order and gives as many answers; when it raises, it has done none. A
    batch that fails is halved until the request that fails stands alone, so nobody is told another
    one's error. Errors of the kinds in `for_all` are everybody's: the whole batch is told.
    """

    def __init__(
        self,
        do: Callable[[Sequence[Asked]], Sequence[Answer]],
        *,
        name: str,
        for_all: tuple[type[BaseException], ...] = (),
        leave: Callable[[], None] = lambda: None,
        pace: Pace | None = None,
    ) -> None:
        """Remember what to do, and what the thread does as it ends; nothing starts yet."""
        self._do = do
        self._name = name
        self._for_all = for_all
        self._leave = leave
        self._turn = threading.Condition(threading.Lock())
        self._waiting: deque[_Ticket[Asked, Answer]] = deque()
        self._thread: threading.Thread | None = None
        self._is_asleep = False
        self._is_ending = False
        self._pace = pace or Pace()
        # While the process ends: what was asked is done before the thread is gone.
        atexit.register(self.close)

    @property
    def waiting(self) -> int:
        """Count the requests that nobody has taken yet."""
        return len(self._waiting)

    def ask(self, asked: Asked) -> Answer:
        """Have a request done and wait for its answer."""
        ticket: _OfThread[Asked, Answer] = _OfThread(asked)
        self._put(ticket)
        ticket.closed.acquire()
        return ticket.told()

    async def ask_in_loop(self, asked: Asked) -> Answer:
        """Have a request done and let other coroutines run until the answer is there."""
        ticket: _OfLoop[Asked, Answer] = _OfLoop(asked)
        self._put(ticket)
        await ticket.ready
        return ticket.told()

    def close(self) -> None:
        """Do what waits, then end the thread; a later request starts another."""
        with self._turn:
            thread = self._thread
            self._is_ending = thread is not None
            self._turn.notify()
        if thread is not None:
            thread.join()

    def _put(self, ticket: _Ticket[Asked, Answer]) -> None:
        """Add a ticket, and see to it that somebody takes it."""
        with self._turn:
            self._waiting.append(ticket)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
            elif self._is_asleep:
                self._turn.notify()

    def _run(self) -> None:
        """Do batch after batch until there is no more to do and nobody comes."""
        while batch := self._take():
            begun = time.monotonic()
            self._settle(batch)
            self._pace.learn(len(batch), time.monotonic() - begun)
        self._end()
        self._leave()

    def _end(self) -> None:
        """Do what must be done before the thread goes."""

    def _take(self) -> _Batch[Asked, Answer]:
        """Take all that waits, up to a limit; wait for the first. Nothing: the thread may go."""
        with self._turn:
            if not self._waiting and not self._is_ending:
                self._is_asleep = True
                self._turn.wait(IDLE_SECONDS_MAX)
                self._is_asleep = False
            if not self._waiting:
                self._thread = None
                self._is_ending = False
                return ()
            size = min(len(self._waiting), self._pace.size)
            return [self._waiting.popleft() for _ in range(size)]

    def _settle(self, batch: _Batch[Asked, Answer]) -> None:
        """Do a batch and tell everybody."""
        self._work(batch, self._do)

    def _work(
        self,
        batch: _Batch[Asked, Answer],
        do: Callable[[Sequence[Asked]], Sequence[Answer] | None],
    ) -> bool:
        """Do a batch and tell everybody; when it fails, do its halves apart. False: no answers."""
        try:
            answers = do([ticket.asked for ticket in batch])
        except BaseException as error:  # noqa: BLE001 - told to the one who asked for it
            if len(batch) > 1 and not isinstance(error, self._for_all):
                middle = len(batch) // 2
                self._work(batch[:middle], self._do)
                self._work(batch[middle:], self._do)
                return True
            for ticket in batch:
                ticket.error = error
        else:
            if answers is None:
                return False
            for ticket, answer in zip(batch, answers, strict=True):
                ticket.answer = answer
        _wake(batch)
        return True


class AheadQueue(Queue[Asked, Answer], Generic[Asked, Answer, Prepared]):
    """A queue that prepares the next batch while those before it are being done.

    `prepare` runs in the queue's thread; what it gives goes to `finish` in a second one, batch
    after batch in order. Where either gives nothing, the batch is done by `do`; after a batch
    that could not be prepared, the next one is only once that is done. `prepare` is told whether
    a request is lone: nothing is in hand and nobody came with it.
    """

    def __init__(
        self,
        do: Callable[[Sequence[Asked]], Sequence[Answer]],
        *,
        prepare: Callable[[Sequence[Asked], bool], Prepared | None],
        finish: Callable[[Prepared], Sequence[Answer] | None],
        name: str,
        for_all: tuple[type[BaseException], ...] = (),
        leave: Callable[[], None] = lambda: None,
        pace: Pace | None = None,
    ) -> None:
        """Remember what to do; nothing starts yet."""
        super().__init__(do, name=name, for_all=for_all, leave=leave, pace=pace)
        self._prepare = prepare
        self._finish = finish
        # Each thread that prepares has its own that finishes: one may go while another comes.
        self._own = threading.local()

    def _settle(self, batch: _Batch[Asked, Answer]) -> None:
        """Prepare a batch and hand it over, not too far ahead of what is done."""
        if not hasattr(self._own, "second"):
            self._own.second = _Second(self._finish_one, self._leave, name=f"{self._name}-2")
            self._own.is_ahead = True
        if not self._own.is_ahead:
            self._own.second.wait()
        is_lone = len(batch) == 1 and self._own.second.is_idle
        prepared: list[Prepared | None] = []

        def ahead(asked: Sequence[Asked]) -> None:
            prepared.append(self._prepare(asked, is_lone))

        if not self._work(batch, ahead):
            self._own.is_ahead = prepared[0] is not None
            self._own.second.hand_over(batch, prepared[0])

    def _finish_one(self, batch: _Batch[Asked, Answer], prepared: Prepared | None) -> None:
        """Finish what was prepared, or do the batch as it came."""

        def finish(_asked: Sequence[Asked]) -> Sequence[Answer] | None:
            return None if prepared is None else self._finish(prepared)

        if not self._work(batch, finish):
            self._work(batch, self._do)

    def _end(self) -> None:
        """Let the second thread do what it has, and go."""
        if hasattr(self._own, "second"):
            self._own.second.end()


class _Second(Generic[Asked, Answer, Prepared]):
    """The thread that finishes batches, one at a time, in the order they are handed over."""

    def __init__(
        self,
        finish: Callable[[_Batch[Asked, Answer], Prepared | None], None],
        leave: Callable[[], None],
        *,
        name: str,
    ) -> None:
        """Start."""
        self._finish = finish
        self._leave = leave
        self._handed: SimpleQueue[tuple[_Batch[Asked, Answer], Prepared | None] | None]
        self._handed = SimpleQueue()
        self._is_free = threading.Semaphore(AHEAD_MAX)
        # Each is written by one thread alone.
        self._given = self._done = 0
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def is_idle(self) -> bool:
        """Say whether nothing is in hand."""
        return self._given == self._done

    def hand_over(self, batch: _Batch[Asked, Answer], prepared: Prepared | None) -> None:
        """Wait until there is room, and give a batch away."""
        self._is_free.acquire()
        self._given += 1
        self._handed.put((batch, prepared))

    def wait(self) -> None:
        """Wait until nothing is in hand."""
        for _ in range(AHEAD_MAX):
            self._is_free.acquire()
        self._is_free.release(AHEAD_MAX)

    def end(self) -> None:
        """Wait until all is done and the thread is gone."""
        self._handed.put(None)
        self._thread.join()

    def _run(self) -> None:
        while handed := self._handed.get():
            try:
                self._finish(*handed)
            finally:
                self._done += 1
                self._is_free.release()
        self._leave()


def _wake(batch: _Batch[Asked, Answer]) -> None:
    """Let everybody go on whose request was settled: threads one by one, each loop once."""
    of_loop: dict[asyncio.AbstractEventLoop, list[_OfLoop[Asked, Answer]]] = {}
    for ticket in batch:
        if isinstance(ticket, _OfThread):
            ticket.closed.release()
        elif isinstance(ticket, _OfLoop):
            of_loop.setdefault(ticket.loop, []).append(ticket)
    for loop, tickets in of_loop.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_go_on, tickets)


def _go_on(tickets: Sequence[_OfLoop[Asked, Answer]]) -> None:
    """Run in the loop: its coroutines may read their answers, if they still wait."""
    for ticket in tickets:
        if not ticket.ready.done():
            ticket.ready.set_result(None)
