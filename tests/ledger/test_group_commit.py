"""The queue does together what waits together, and tells everybody their own answer."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from enishi.ledger import group_commit
from enishi.ledger.group_commit import AheadQueue, Pace, Queue


class Work:
    """Work that can be held up at its first batch, and that doubles numbers."""

    def __init__(self):
        """Begin without holding anything up."""
        self.batches = []
        self.begun, self.may_go_on = threading.Event(), threading.Event()
        self.may_go_on.set()
        self.ended = threading.Event()

    def hold(self):
        self.begun.clear()
        self.may_go_on.clear()

    def do(self, batch):
        self.batches.append(list(batch))
        self.begun.set()
        assert self.may_go_on.wait(30)
        if "lost" in batch:
            raise ConnectionError("lost")
        if bad := [one for one in batch if one < 0]:
            raise ValueError(bad[0])
        return [2 * one for one in batch]

    def leave(self):
        self.ended.set()


@pytest.fixture
def work():
    return Work()


@pytest.fixture
def queue(work):
    queue = Queue(work.do, name="test", for_all=(ConnectionError,), leave=work.leave)
    yield queue
    work.may_go_on.set()
    queue.close()


def asked_while_busy(work, queue, requests):
    """Ask for 0, and while that is on its way for the requests, in this order."""
    told = {}

    def ask(request):
        try:
            told[request] = queue.ask(request)
        except (ValueError, ConnectionError) as error:
            told[request] = error

    work.hold()
    threads = []
    for number, request in enumerate([0, *requests]):
        threads.append(threading.Thread(target=ask, args=[request]))
        threads[-1].start()
        if number == 0:
            assert work.begun.wait(30)
        while queue.waiting < number:
            pass
    work.may_go_on.set()
    for thread in threads:
        thread.join(30)
    return told


def test_a_lone_request_goes_alone_and_at_once(work, queue):
    assert queue.ask(21) == 42
    assert work.batches == [[21]]


def test_what_waits_while_one_is_on_its_way_goes_together(work, queue):
    assert asked_while_busy(work, queue, [1, 2, 3]) == {0: 0, 1: 2, 2: 4, 3: 6}
    assert work.batches == [[0], [1, 2, 3]]


def test_a_failing_request_is_found_by_halves_and_only_its_asker_is_told(work, queue):
    told = asked_while_busy(work, queue, [1, 2, -3, 4])
    assert isinstance(told.pop(-3), ValueError)
    assert told == {0: 0, 1: 2, 2: 4, 4: 8}
    assert work.batches == [[0], [1, 2, -3, 4], [1, 2], [-3, 4], [-3], [4]]


def test_an_error_for_all_is_told_to_all_and_nothing_is_tried_again(work, queue):
    told = asked_while_busy(work, queue, [1, "lost", 2])
    assert all(isinstance(told[one], ConnectionError) for one in (1, "lost", 2))
    assert work.batches == [[0], [1, "lost", 2]]
    assert queue.ask(5) == 10


def test_more_than_the_most_go_in_several_batches(work):
    queue = Queue(work.do, name="test", pace=Pace(most=2))
    asked_while_busy(work, queue, [1, 2, 3])
    queue.close()
    assert work.batches == [[0], [1, 2], [3]]


def test_slow_batches_become_smaller_and_quick_ones_larger_again():
    pace = Pace()
    pace.learn(1_000, 0.3)
    assert pace.size == 500
    pace.learn(400, 0.01)  # not full: it says nothing about larger ones
    assert pace.size == 500
    pace.learn(500, 0.05)
    assert pace.size == 1_000
    pace.learn(40, 9)
    assert pace.size == group_commit.TOGETHER_LEAST


def test_coroutines_get_their_answers_and_their_errors(work, queue):
    async def all_ask():
        asked = [queue.ask_in_loop(number) for number in (1, 2, -3)]
        return await asyncio.gather(*asked, return_exceptions=True)

    first, second, third = asyncio.run(all_ask())
    assert (first, second) == (2, 4)
    assert isinstance(third, ValueError)


def test_a_coroutine_that_no_longer_waits_harms_nobody(work, queue):
    async def impatient():
        work.hold()
        gone = asyncio.create_task(queue.ask_in_loop(1))
        stays = asyncio.create_task(queue.ask_in_loop(2))
        await asyncio.sleep(0)
        gone.cancel()
        work.may_go_on.set()
        return await stays

    assert asyncio.run(impatient()) == 4


def test_closing_does_what_waits_and_a_later_request_starts_again(work, queue):
    told = asked_while_busy(work, queue, [1, 2])
    queue.close()
    assert told == {0: 0, 1: 2, 2: 4}
    assert work.ended.is_set()
    assert queue.ask(3) == 6


def test_an_idle_thread_goes_and_comes_back(work, queue, monkeypatch):
    monkeypatch.setattr(group_commit, "IDLE_SECONDS_MAX", 0.01)
    assert queue.ask(1) == 2
    assert work.ended.wait(30)
    assert queue.ask(2) == 4


class AheadWork(Work):
    """Work whose batches can be prepared: what is ready is doubled, what is odd is not."""

    def __init__(self):
        """Begin without anything prepared."""
        super().__init__()
        self.prepared, self.finished, self.lone = [], [], []

    def prepare(self, batch, is_lone):
        self.prepared.append(list(batch))
        self.lone.append(is_lone)
        if 13 in batch:
            raise ValueError(13)
        return None if any(one % 2 for one in batch) else [2 * one for one in batch]

    def finish(self, ready):
        self.finished.append(ready)
        self.begun.set()
        assert self.may_go_on.wait(30)
        return None if 44 in ready else ready


@pytest.fixture
def ahead():
    return AheadWork()


@pytest.fixture
def ahead_queue(ahead):
    queue = AheadQueue(
        ahead.do,
        prepare=ahead.prepare,
        finish=ahead.finish,
        name="ahead",
        for_all=(ConnectionError,),
        leave=ahead.leave,
    )
    yield queue
    ahead.may_go_on.set()
    queue.close()


def until(happened):
    end = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.001)


def test_the_next_batch_is_prepared_while_one_is_being_finished(ahead, ahead_queue):
    told = {}
    ahead.hold()
    threads = []
    for number, one in enumerate([2, 4, 6, 8]):
        threads.append(
            threading.Thread(target=lambda one=one: told.update({one: ahead_queue.ask(one)}))
        )
        threads[-1].start()
        if number < 3:
            until(lambda wanted=number + 1: len(ahead.prepared) == wanted)
    assert ahead.finished == [[4]], "the first is not done yet"
    ahead.may_go_on.set()
    for thread in threads:
        thread.join(30)
    assert told == {2: 4, 4: 8, 6: 12, 8: 16}
    assert ahead.finished == [[4], [8], [12], [16]], "in order"
    assert ahead.batches == [], "nothing had to be done as it came"
    assert ahead.lone == [True, False, False, False]


def test_what_cannot_be_prepared_or_finished_is_done_as_it_came(ahead, ahead_queue):
    assert [ahead_queue.ask(one) for one in (3, 22, 6)] == [6, 44, 12]
    assert ahead.batches == [[3], [22]]
    assert ahead.finished == [[44], [12]]


def test_after_what_could_not_be_prepared_nothing_is_prepared_until_it_is_done(ahead, ahead_queue):
    ahead.hold()
    threads = [threading.Thread(target=ahead_queue.ask, args=[one]) for one in (3, 4)]
    threads[0].start()
    assert ahead.begun.wait(30)
    threads[1].start()
    time.sleep(0.1)
    assert ahead.prepared == [[3]]
    ahead.may_go_on.set()
    for thread in threads:
        thread.join(30)
    assert ahead.prepared == [[3], [4]]


def test_what_fails_while_it_is_prepared_is_told_and_the_queue_goes_on(ahead, ahead_queue):
    with pytest.raises(ValueError, match="13"):
        ahead_queue.ask(13)
    assert ahead_queue.ask(4) == 8


def test_both_threads_go_and_come_back(ahead, ahead_queue):
    assert ahead_queue.ask(4) == 8
    ahead_queue.close()
    assert not [one for one in threading.enumerate() if one.name.startswith("ahead")]
    assert ahead_queue.ask(6) == 12
