"""The count of a crash test sees what is planted: lost, doubled, changed, torn, refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from acknowledgements import (
    HOLD,
    POOR,
    RELEASE,
    Booked,
    Comparison,
    Journal,
    Request,
    balances,
    compare,
    is_retried_well,
    read,
)
from enishi.ledger.transfers import NewTransfer, Result

COIN = "000000:crash"
NOON = datetime(2026, 11, 21, 3, tzinfo=UTC)
OK, EXISTS, SHORT = Result.OK, Result.EXISTS, Result.INSUFFICIENT_BALANCE


def transfer(number, amount=5, **more):
    told = {"asset": COIN, "amount": amount, "kind": "spend", "at": NOON} | more
    return NewTransfer(UUID(int=number), "member:1", "fund:1", **told)


def booked(one, **more):
    return Booked(one.source, one.target, one.asset, one.amount, one.kind, **more)


def asked(*numbers, results=(OK,), door="function"):
    told = tuple(transfer(number) for number in numbers)
    return Request(f"client.{numbers[0]}", door, told, results and tuple(results) * len(told))


def books_of(*requests):
    return {one.id: booked(one) for request in requests for one in request.transfers}


@pytest.fixture
def world():
    """Give three requests that were done as they were answered: one lone, two of three."""
    return [asked(1), asked(2, 3, 4, door="batch"), asked(5, 6, 7, door="chain")]


def test_books_that_hold_what_was_answered_are_clean(world):
    found = compare(world, books_of(*world))
    assert found.is_clean
    assert found.acknowledged == {"function": 1, "batch": 3, "chain": 3}
    assert (found.in_doubt, found.in_doubt_booked, found.refused) == (0, 0, 0)


def test_an_acknowledged_transfer_that_is_gone_is_lost(world):
    books = books_of(*world)
    del books[UUID(int=1)]
    found = compare(world, books)
    assert found.lost == [UUID(int=1)]
    assert not found.is_clean
    assert found.torn == []


def test_a_batch_of_which_one_transfer_is_gone_is_torn_and_that_one_is_lost(world):
    books = books_of(*world)
    del books[UUID(int=3)]
    found = compare(world, books)
    assert (found.lost, found.torn) == ([UUID(int=3)], ["client.2"])


def test_a_request_in_doubt_of_which_a_part_is_booked_is_torn():
    doubtful = asked(2, 3, 4, results=None, door="batch")
    found = compare([doubtful], books_of(asked(2, 4)))
    assert (found.in_doubt, found.in_doubt_booked) == (3, 2)
    assert found.torn == ["client.2"]
    assert not found.is_clean


def test_a_request_in_doubt_may_be_booked_or_not():
    doubtful = [asked(1, results=None), asked(2, results=None)]
    found = compare(doubtful, books_of(doubtful[0]))
    assert found.is_clean
    assert (found.in_doubt, found.in_doubt_booked) == (2, 1)


@pytest.mark.parametrize("more", [{"sides": 4}, {"sides": 1}, {"points_moved": 10}])
def test_a_transfer_whose_entries_move_its_points_twice_or_by_half_is_doubled(world, more):
    books = books_of(*world) | {UUID(int=1): booked(transfer(1), **more)}
    assert compare(world, books).doubled == [UUID(int=1)]


def test_a_request_done_again_under_another_name_is_doubled(world):
    books = books_of(*world) | {UUID(int=99): booked(transfer(1))}
    assert compare(world, books).doubled == [UUID(int=99)]


def test_a_transfer_booked_with_another_amount_is_changed(world):
    books = books_of(*world) | {UUID(int=1): booked(transfer(1, amount=6))}
    assert compare(world, books).changed == [UUID(int=1)]


def test_a_refusal_that_was_booked_all_the_same_is_named():
    refused = asked(1, results=[SHORT], door=POOR)
    assert compare([refused], {}).is_clean
    assert compare([refused], {}).refused == 1
    found = compare([refused], books_of(refused))
    assert found.booked_though_refused == [UUID(int=1)]
    assert not found.is_clean


def test_a_refusal_without_a_reason_is_named():
    found = compare([asked(1, results=[SHORT])], {})
    assert found.wrongly_refused == [UUID(int=1)]
    assert not found.is_clean


def test_comparisons_add_up(world):
    total = Comparison()
    total.add(compare(world, books_of(*world)))
    total.add(compare([asked(8)], {}))
    total.add(compare([asked(9, results=None)], {}))
    assert total.acknowledged.total() == 8
    assert (total.lost, total.in_doubt) == ([UUID(int=8)], 1)


@pytest.mark.parametrize(
    ("was_booked", "first", "second", "is_well"),
    [
        (True, EXISTS, EXISTS, True),
        (False, OK, EXISTS, True),
        (True, OK, EXISTS, False),
        (False, EXISTS, EXISTS, False),
        (False, OK, OK, False),
        (False, SHORT, SHORT, False),
        (True, EXISTS, Result.EXISTS_DIFFERENT, False),
    ],
)
def test_what_was_in_doubt_is_done_once_when_it_is_asked_again(was_booked, first, second, is_well):
    doubtful = asked(1, results=None)
    assert is_retried_well(doubtful, [first], [second], was_booked=was_booked) is is_well


def test_what_must_be_refused_is_refused_again():
    poor = asked(1, results=None, door=POOR)
    assert is_retried_well(poor, [SHORT], [SHORT], was_booked=False)
    assert not is_retried_well(poor, [OK], [EXISTS], was_booked=False)
    assert not is_retried_well(poor, [SHORT], [SHORT], was_booked=True)


def test_balances_follow_from_the_transfers():
    there, back = booked(transfer(1)), Booked("fund:1", "member:2", COIN, 5, "spend")
    assert balances([there, there]) == {"member:1": -10, "fund:1": 10}
    assert balances([there, back]) == {"member:1": -5, "member:2": 5}
    promised = [replace(there, kind=kind) for kind in (HOLD, RELEASE)]
    assert balances([there, *promised]) == balances([there])


def test_a_journal_gives_back_what_was_written_and_forgets_a_line_cut_short(tmp_path):
    first = transfer(
        1,
        expires_on=date(2031, 3, 31),
        chain=UUID(int=7),
        reverses=UUID(int=8),
        captures=UUID(int=9),
        budgets=("rule:1",),
    )
    requests = [
        Request("a.1", "chain", (first, transfer(2)), (OK, EXISTS)),
        Request("a.2", "function", (transfer(3),)),
        Request("a.3", "function", (transfer(4),), is_broken=True),
    ]
    journal = Journal(tmp_path / "journal")
    for request in requests:
        journal.asked(request)
    journal.answered("a.1", [OK, EXISTS])
    journal.broken("a.3")
    assert read(tmp_path / "journal") == requests
    with (tmp_path / "journal").open("ab") as file:
        file.write(b'["answered","a.2",["o')
    assert read(tmp_path / "journal") == requests
    assert replace(requests[1], results=(OK,)) not in read(tmp_path / "journal")
