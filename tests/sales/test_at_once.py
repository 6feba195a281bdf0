"""Two tills at once on one card: points are spent once, and given back once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from tests.world import NOW, TOWN, a_member, a_purchase_rule, a_shop, move

from enishi.kit.refusal import Refusal
from enishi.ledger import queries as books
from enishi.sales import models, operations
from enishi.sales.operations import MemberHasLess, SaleIsGivenBack
from enishi.sales.returning import Split
from enishi.sales.sale import NewSale, Return, Sold

POINT = f"{TOWN}:point"
LATER = NOW + timedelta(days=2)
TILLS = 8
Answer = Sold | Return | Refusal | None
pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(work: Callable[[int], Answer]) -> list[Answer]:
    """Let every till do its work at one moment, each with its own connection."""
    start = threading.Barrier(TILLS)
    answers: dict[int, Answer] = {}
    failed: list[BaseException] = []

    def run(till: int) -> None:
        try:
            start.wait(30)
            answers[till] = work(till)
        except Refusal as refused:
            answers[till] = refused
        except BaseException as error:  # noqa: BLE001 - a thread's error must be seen
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[till]) for till in range(TILLS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert failed == []
    return [answers[till] for till in range(TILLS)]


def _with_500() -> tuple[list[str], UUID]:
    shops = [a_shop(), a_shop("山里パン")]
    a_purchase_rule()
    member = a_member()
    move(f"issue:{POINT}", f"member:{member}", 500)
    return shops, member


def _sale(shop: str, member: UUID, key: str, spend: int) -> NewSale:
    return NewSale(
        key=key,
        shop_code=shop,
        member_id=member,
        asset=POINT,
        amount_yen=1_000,
        spend=spend,
        at=NOW,
    )


def test_one_card_at_many_tills_spends_what_it_has_and_no_more() -> None:
    shops, member = _with_500()
    answers = _at_once(
        lambda till: operations.sell(_sale(shops[till % 2], member, f"k{till}", 400))
    )
    sold = [one for one in answers if isinstance(one, Sold)]
    assert len(sold) == 1
    assert all(isinstance(one, MemberHasLess) for one in answers if one not in sold)
    assert books.balance(f"member:{member}", POINT) == 100 + sold[0].earned
    assert sum(books.balance(f"shop:{one}", POINT) for one in shops) == 400
    assert models.Sale.objects.count() == 1
    assert books.faults() == []


def test_one_sale_sent_many_times_is_one_sale() -> None:
    shops, member = _with_500()
    answers = _at_once(lambda _: operations.sell(_sale(shops[0], member, "k", 100)))
    assert {one.code for one in answers if isinstance(one, Sold)} == {
        models.Sale.objects.get().code
    }
    assert books.balance(f"shop:{shops[0]}", POINT) == 100


def test_one_sale_is_given_back_once_however_many_ask() -> None:
    shops, member = _with_500()
    sold = operations.sell(_sale(shops[0], member, "k", 400))

    def back(till: int) -> Answer:
        return operations.give_back(
            sale_code=sold.code, shop_code=shops[0], key=f"r{till}", at=LATER
        )

    answers = _at_once(back)
    assert sum(isinstance(one, Return) for one in answers) == 1
    assert sum(isinstance(one, SaleIsGivenBack) for one in answers) == TILLS - 1
    assert books.balance(f"member:{member}", POINT) == 500
    assert books.faults() == []


def test_selling_giving_back_and_paying_out_at_once_all_end() -> None:
    shops, member = _with_500()
    sold = operations.sell(_sale(shops[0], member, "k", 400))

    def work(till: int) -> Answer:
        if till % 3 == 0:
            return operations.sell(_sale(shops[1], member, f"n{till}", 30))
        if till % 3 == 1:
            return operations.give_back(
                sale_code=sold.code,
                shop_code=shops[0],
                key=f"r{till}",
                yen=Split(60, 40),
                at=LATER,
            )
        move(f"shop:{shops[0]}", f"issue:{POINT}", 50, kind="settle", at=LATER)
        return None

    answers = _at_once(work)
    assert not [one for one in answers if isinstance(one, Refusal)]
    assert sum(isinstance(one, Return) for one in answers) == 3
    row = models.Sale.objects.get(code=sold.code)
    assert (row.returned_points, row.returned_yen) == (120, 180)
    assert books.faults() == []
