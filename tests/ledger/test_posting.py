"""Posting by either writer: what each result means, and that a refusal moves nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from enishi.ledger import operations, queries, transfers
from enishi.ledger.models import Account, Entry, Pocket, Transfer
from enishi.ledger.operations import AccountIsDifferent
from enishi.ledger.pockets import NEVER
from enishi.ledger.pockets import Pocket as Held
from enishi.ledger.transfers import POINTS_MAX, NewTransfer, Result

pytestmark = pytest.mark.django_db
COIN = "182010:coin"
ISSUE = f"issue:{COIN}"
NOON = datetime(2026, 11, 21, 3, tzinfo=UTC)
MARCH, JUNE = date(2027, 3, 31), date(2027, 6, 30)


def by_function(*asked):
    return [operations.post(transfer) for transfer in asked]


def by_batch(*asked):
    # A rejected companion keeps a batch of one from taking the function's way.
    companion = transfer(0)
    return operations.post_many([*asked, companion])[:-1]


@pytest.fixture(params=[by_function, by_batch])
def post(request):
    return request.param


@pytest.fixture(autouse=True)
def town():
    operations.open_account(name="shop:1", asset=COIN)
    operations.open_account(name="shop:closed", asset=COIN)
    operations.close_account(name="shop:closed", asset=COIN, at=NOON)


def transfer(amount=10, source=ISSUE, target="member:a", kind="grant", **more):
    told = {"id": uuid4(), "asset": COIN, "at": NOON} | more
    return NewTransfer(source=source, target=target, amount=amount, kind=kind, **told)


def spend(amount, **more):
    return transfer(amount, "member:a", "shop:1", "spend", **more)


def books():
    """Everything a refusal must leave alone."""
    return (
        list(Account.objects.order_by("id").values_list("name", "balance", "seq")),
        list(Pocket.objects.filter(remaining__gt=0).values_list("account__name", "expires_on")),
        Transfer.objects.count(),
        Entry.objects.count(),
    )


def test_points_leave_one_account_and_reach_the_other(post):
    assert post(transfer(10), transfer(5), spend(12)) == [Result.OK] * 3
    assert queries.balance("member:a", COIN) == 3
    assert queries.balance("shop:1", COIN) == 12
    assert queries.balance(ISSUE, COIN) == -15
    assert queries.balances("member:a") == {COIN: 3}
    assert queries.balance("member:nobody", COIN) == 0
    assert queries.faults() == []


def test_entries_tell_the_account_s_story_in_order(post):
    post(transfer(10, expires_on=MARCH), spend(4), transfer(5))
    story = Entry.objects.filter(account__name="member:a").order_by("seq")
    assert list(
        story.values_list("seq", "amount", "balance", "pocket_dates", "pocket_amounts")
    ) == [
        (1, 10, 10, [MARCH], [10]),
        (2, -4, 6, [MARCH], [4]),
        (3, 5, 11, [NEVER], [5]),
    ]
    shown = queries.statement("member:a", COIN, limit=2)
    assert [(line.kind, line.amount, line.balance, line.counterpart) for line in shown] == [
        ("grant", 5, 11, ISSUE),
        ("spend", -4, 6, "shop:1"),
    ]


def test_accounts_without_a_floor_count_neither_entries_nor_points(post):
    post(transfer(10))
    issue = Account.objects.get(name=ISSUE)
    assert (issue.has_floor, issue.balance, issue.seq) == (False, 0, 0)
    entry = Entry.objects.get(account=issue)
    assert (entry.amount, entry.seq, entry.balance, entry.pocket_dates) == (-10, None, None, [])


def test_points_that_expire_first_are_spent_first(post):
    post(transfer(50, expires_on=JUNE), transfer(30, expires_on=MARCH), spend(31))
    assert queries.pockets("member:a", COIN) == [Held(JUNE, 49)]
    assert queries.next_lapse("member:a", COIN, on=MARCH) == Held(JUNE, 49)


def test_a_gift_between_members_keeps_its_dates(post):
    post(transfer(30, expires_on=MARCH), transfer(50, expires_on=JUNE))
    assert post(transfer(40, "member:a", "member:b", "gift")) == [Result.OK]
    assert queries.pockets("member:b", COIN) == [Held(MARCH, 30), Held(JUNE, 10)]
    assert queries.pockets("member:a", COIN) == [Held(JUNE, 40)]


def test_asking_again_moves_points_once(post):
    asked = transfer(10, expires_on=MARCH, chain=uuid4())
    assert post(asked) == [Result.OK]
    before = books()
    assert post(asked) == [Result.EXISTS]
    later = transfer(10, id=asked.id, expires_on=MARCH, chain=asked.chain, at=NOON.replace(hour=9))
    assert post(later) == [Result.EXISTS]
    assert books() == before


@pytest.mark.parametrize(
    "changed",
    [
        {"amount": 11},
        {"source": "shop:1"},
        {"target": "member:b"},
        {"target": "nobody"},
        {"kind": "gift"},
        {"expires_on": MARCH},
        {"expires_on": None},
        {"chain": UUID(int=5)},
        {"reverses": UUID(int=5)},
        {"asset": "182010:point"},
    ],
)
def test_asking_something_else_under_the_same_id_is_told(post, changed):
    id_ = uuid4()
    assert post(transfer(10, id=id_, expires_on=JUNE)) == [Result.OK]
    before = queries.trial_balance(), Transfer.objects.count()
    told = {"amount": 10, "expires_on": JUNE} | changed
    assert post(transfer(id=id_, **told)) == [Result.EXISTS_DIFFERENT]
    assert (queries.trial_balance(), Transfer.objects.count()) == before


@pytest.mark.parametrize(
    ("asked", "result"),
    [
        ({"amount": 0}, Result.BAD_AMOUNT),
        ({"amount": -5}, Result.BAD_AMOUNT),
        ({"amount": POINTS_MAX + 1}, Result.BAD_AMOUNT),
        ({"amount": 2**70}, Result.BAD_AMOUNT),
        ({"source": "member:a"}, Result.SAME_ACCOUNT),
        ({"target": "fund:nobody"}, Result.UNKNOWN_ACCOUNT),
        ({"source": "fund:nobody"}, Result.UNKNOWN_ACCOUNT),
        ({"target": "shop:1", "asset": "182010:point"}, Result.UNKNOWN_ACCOUNT),
        ({"target": "shop:closed"}, Result.CLOSED_ACCOUNT),
        ({"source": "shop:closed"}, Result.CLOSED_ACCOUNT),
        ({"source": "shop:1"}, Result.INSUFFICIENT_BALANCE),
        ({"source": "member:b", "amount": 8}, Result.INSUFFICIENT_BALANCE),
        ({"reverses": UUID(int=9)}, Result.BAD_REVERSAL),
    ],
)
def test_a_refusal_says_why_and_moves_nothing(post, asked, result):
    post(transfer(7, target="member:b"), transfer(1))
    before = books()
    assert post(transfer(**asked)) == [result]
    entries_before = before[2:]
    assert books()[2:] == entries_before
    assert queries.balance("member:b", COIN) == 7


def test_the_largest_amount_is_the_largest_that_json_can_tell(post):
    assert post(transfer(POINTS_MAX)) == [Result.OK]
    assert queries.balance("member:a", COIN) == POINTS_MAX


def test_points_on_hold_cannot_be_spent(post):
    post(transfer(10))
    Account.objects.filter(name="member:a").update(held=4)
    assert post(spend(7), spend(6)) == [Result.INSUFFICIENT_BALANCE, Result.OK]


def test_expired_points_only_lapse(post):
    post(transfer(30, expires_on=MARCH), transfer(5, expires_on=JUNE))
    april = datetime(2027, 3, 31, 15, tzinfo=UTC)  # 1 April 00:00 in Japan
    lapse = transfer(30, "member:a", ISSUE, "lapse", at=april)
    assert post(transfer(31, "member:a", ISSUE, "lapse", at=april)) == [Result.INSUFFICIENT_BALANCE]
    assert post(spend(6, at=april)) == [Result.INSUFFICIENT_BALANCE]
    assert post(spend(5, at=april), lapse) == [Result.OK, Result.OK]
    assert queries.pockets("member:a", COIN) == []


def test_a_spending_taken_back_reopens_the_pockets_it_came_from(post):
    bought = spend(40)
    post(transfer(30, expires_on=MARCH), transfer(50, expires_on=JUNE), bought)
    original = queries.posted([bought.id])[bought.id]
    back = transfers.reversal(original, as_id=uuid4(), at=NOON)
    assert post(back) == [Result.OK]
    assert queries.pockets("member:a", COIN) == [Held(MARCH, 30), Held(JUNE, 50)]
    assert queries.balance("shop:1", COIN) == 0
    assert post(back) == [Result.EXISTS]
    again = transfers.reversal(original, as_id=uuid4(), at=NOON)
    assert post(again) == [Result.ALREADY_REVERSED]


def test_a_grant_taken_back_empties_its_own_pocket_first(post):
    given = transfer(20, expires_on=JUNE)
    post(transfer(30, expires_on=MARCH), given)
    back = transfers.reversal(queries.posted([given.id])[given.id], as_id=uuid4(), at=NOON)
    assert post(back) == [Result.OK]
    assert queries.pockets("member:a", COIN) == [Held(MARCH, 30)]


def test_a_grant_half_spent_is_taken_back_from_the_rest(post):
    given = transfer(20, expires_on=MARCH)
    post(given, spend(15), transfer(50, expires_on=JUNE))
    back = transfers.reversal(queries.posted([given.id])[given.id], as_id=uuid4(), at=NOON)
    assert post(back) == [Result.OK]
    assert queries.pockets("member:a", COIN) == [Held(JUNE, 35)]


@pytest.mark.parametrize(
    "changed", [{"amount": 9}, {"target": "shop:1"}, {"source": "member:b"}, {"asset": "x"}]
)
def test_a_reversal_takes_back_the_whole_and_nothing_else(post, changed):
    given = transfer(10)
    post(given, transfer(10, target="member:b"))
    told = {"amount": 10, "source": "member:a", "target": ISSUE, "kind": "reverse"} | changed
    assert post(transfer(**told, reverses=given.id))[0] in (
        Result.BAD_REVERSAL,
        Result.UNKNOWN_ACCOUNT,
    )
    assert queries.balance("member:a", COIN) == 10


def test_a_reversal_is_not_reversed(post):
    given = transfer(10)
    back = transfer(10, "member:a", ISSUE, "reverse", reverses=given.id)
    forth = transfer(10, ISSUE, "member:a", "reverse", reverses=back.id)
    assert post(given, back, forth) == [Result.OK, Result.OK, Result.BAD_REVERSAL]


def test_linked_transfers_stand_together():
    chain = uuid4()
    links = [transfer(10, chain=chain), spend(10, chain=chain)]
    assert operations.post_many(links) == [Result.OK, Result.OK]
    assert operations.post_many(links) == [Result.EXISTS, Result.EXISTS]
    assert queries.balance("shop:1", COIN) == 10


@pytest.mark.parametrize("place", [0, 1, 2])
def test_linked_transfers_fall_together(place):
    chain = uuid4()
    links = [transfer(10, chain=chain), spend(4, chain=chain), spend(6, chain=chain)]
    links[place] = spend(11, chain=chain)
    before = books()
    results = operations.post_many([*links, transfer(3)])
    wanted = [Result.LINKED_CHAIN_FAILED] * 3
    wanted[place] = Result.INSUFFICIENT_BALANCE
    assert results == [*wanted, Result.OK]
    assert queries.balance("member:a", COIN) == 3
    assert Transfer.objects.count() == before[2] + 1


def test_a_chain_that_is_partly_known_falls():
    chain = uuid4()
    first = transfer(10, chain=chain)
    operations.post(first)
    results = operations.post_many([first, spend(10, chain=chain)])
    assert results == [Result.EXISTS, Result.LINKED_CHAIN_FAILED]
    assert queries.balance("member:a", COIN) == 10


def test_points_received_in_a_batch_are_spent_in_it():
    asked = [spend(1), transfer(10), spend(10), spend(1)]
    short = Result.INSUFFICIENT_BALANCE
    assert operations.post_many(asked) == [short, Result.OK, Result.OK, short]


def test_an_empty_batch_is_no_trouble():
    assert operations.post_many([]) == []


def test_an_account_is_opened_once_and_stays_what_it_is():
    operations.open_account(name="shop:1", asset=COIN)
    with pytest.raises(AccountIsDifferent):
        operations.open_account(name="shop:1", asset=COIN, has_floor=False)


@pytest.mark.parametrize("table", ["ledger_transfer", "ledger_entry"])
@pytest.mark.parametrize("change", ["UPDATE {} SET amount = 2 * amount", "DELETE FROM {}"])
def test_the_books_are_written_once(table, change):
    operations.post(transfer(10))
    append_only = pytest.raises(DatabaseError, match="append-only")
    with append_only, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table))
    assert queries.faults() == []


def test_entries_that_do_not_cancel_out_are_refused():
    account = Account.objects.get(name="shop:1")
    sides = [(1000, -5), (1001, 6)]
    entries = [
        Entry(id=id_, account=account, transfer_id=uuid4(), amount=amount) for id_, amount in sides
    ]
    with pytest.raises(DatabaseError, match="cancel out"), transaction.atomic():
        Entry.objects.bulk_create(entries)
    with pytest.raises(DatabaseError, match="cancel out"), transaction.atomic():
        entries[0].save(force_insert=True)
