"""A sale goes back whole or in part, its points the way they came."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from tests.world import (
    NOW,
    TOWN,
    a_lapse_run,
    a_member,
    a_programme,
    a_purchase_rule,
    a_shop,
    jst,
    move,
)

from enishi.activities import queries as activities
from enishi.ledger import operations as ledger
from enishi.ledger import queries as books
from enishi.ledger.pockets import Pocket
from enishi.merchants.shop import SHOP
from enishi.programs import operations as programs_operations
from enishi.programs import queries as programs
from enishi.programs.programme import NewRule
from enishi.rights.operations import erase, merge
from enishi.sales import operations, queries
from enishi.sales.operations import (
    BadReturn,
    BuyerIsGone,
    DayLimitReached,
    GiveBackTomorrow,
    ReturnIsDifferent,
    SaleIsGivenBack,
    TooLateToUndo,
)
from enishi.sales.queries import UnknownSale
from enishi.sales.returning import Split
from enishi.sales.sale import NewSale, Return, Sold, Totals

POINT = f"{TOWN}:point"
SOON = date(2026, 12, 31)
LATER = NOW + timedelta(days=3)
pytestmark = pytest.mark.django_db(transaction=True)


def _sold(*, spend: int = 137, yen: int = 1580, earn_payer: str = "issuer") -> tuple[Sold, UUID]:
    shop = a_shop(earn_payer=earn_payer)
    a_purchase_rule()
    member = a_member()
    move(f"issue:{POINT}", f"member:{member}", 200, expires_on=SOON)
    move(f"issue:{POINT}", f"member:{member}", 300, expires_on=date(2027, 3, 31))
    sold = operations.sell(
        NewSale(
            key="k1",
            shop_code=shop,
            member_id=member,
            asset=POINT,
            amount_yen=yen,
            spend=spend,
            at=NOW,
        )
    )
    return sold, member


def _back(sold: Sold, key: str = "r1", **told: object) -> Return:
    usual = {"at": LATER, "reason": "サイズちがい"}
    return operations.give_back(
        sale_code=sold.code, shop_code=sold.shop_code, key=key, **(usual | told)
    )


def _has(member: UUID) -> int:
    return books.balance(f"member:{member}", POINT)


def test_the_whole_goes_back_as_if_it_had_not_been() -> None:
    sold, member = _sold()
    back = _back(sold)
    assert (back.yen, back.points_back, back.taken_back, back.short) == (1443, 137, 14, 0)
    assert _has(member) == 500
    assert books.balance(f"shop:{sold.shop_code}", POINT) == 0
    past = activities.of_member(member)[0]
    assert past.is_withdrawn
    assert books.faults() == []
    assert queries.sale(sold.code).is_undone


def test_a_part_goes_back_in_the_proportion_of_points_used() -> None:
    sold, member = _sold()
    back = _back(sold, yen=580)
    assert (back.points_back, back.yen) == (50, 530)  # 580 x 137 / 1580 = 50.3
    # 913 yen in money are left, which earn 9.
    assert (back.taken_back, back.cash_yen) == (5, 530)
    assert _has(member) == 500 - 137 + 14 + 50 - 5
    rest = _back(sold, key="r2")
    assert (rest.points_back, rest.yen, rest.taken_back) == (87, 913, 9)
    assert _has(member) == 500
    assert books.faults() == []
    assert activities.of_member(member)[0].is_withdrawn


def test_the_shop_may_choose_points_first_or_money_first() -> None:
    sold, member = _sold()
    assert _back(sold, yen=Split(yen=0, points=137)).taken_back == 0
    assert _back(sold, key="r2", yen=Split(yen=443, points=0)).taken_back == 4
    assert _has(member) == 500 + 10
    with pytest.raises(BadReturn):
        _back(sold, key="r3", yen=Split(yen=0, points=1))


def test_points_that_would_have_stayed_go_back_first_with_their_dates() -> None:
    sold, member = _sold(spend=250)
    assert books.pockets(f"member:{member}", POINT)[0] == Pocket(date(2027, 3, 31), 250 + 13)
    _back(sold, yen=Split(yen=0, points=60), at=NOW + timedelta(hours=1))
    held = books.pockets(f"member:{member}", POINT)
    assert held == [Pocket(SOON, 10), Pocket(date(2027, 3, 31), 263 + 50)]
    assert books.faults() == []


def test_after_the_points_lapsed_they_can_be_spent_for_the_days_of_grace() -> None:
    sold, member = _sold()
    after = jst(2027, 4, 2)
    a_lapse_run(at=after)
    assert _has(member) == 0
    part = _back(sold, yen=Split(yen=0, points=37), at=after)
    assert part.points_back == 37
    _back(sold, key="r2", at=after)
    # Of 137 points that come back the 14 earned are taken; they had lapsed with the others.
    assert books.pockets(f"member:{member}", POINT) == [Pocket(date(2027, 5, 2), 123)]
    assert books.faults() == []


def test_what_the_member_no_longer_has_is_kept_from_the_money() -> None:
    sold, member = _sold(spend=0)
    other = a_shop("山里パン")
    operations.sell(
        NewSale(
            key="x",
            shop_code=other,
            member_id=member,
            asset=POINT,
            amount_yen=510,
            spend=510,
            at=NOW,
        )
    )
    assert _has(member) == 5
    back = _back(sold)
    assert (back.taken_back, back.short, back.cash_yen) == (15, 10, 1570)
    assert _has(member) == 0
    # The shop kept 10 yen and paid 10 points: what the issuer gave is back with the issuer.
    assert books.balance(f"shop:{sold.shop_code}", POINT) == 0
    assert {line.kind for line in books.statement(f"shop:{sold.shop_code}", POINT)} == {
        "buy",
        "refund",
    }
    assert books.balance(f"issue:{POINT}", POINT) == -510
    assert queries.sale(sold.code).is_undone
    assert books.faults() == []


def test_a_shop_that_was_paid_out_buys_what_it_gives_back() -> None:
    sold, member = _sold()
    move(f"shop:{sold.shop_code}", f"issue:{POINT}", 100, kind="settle")
    _back(sold)
    assert _has(member) == 500
    kinds = {line.kind: line.amount for line in books.statement(f"shop:{sold.shop_code}", POINT)}
    assert kinds == {"spend": 137, "settle": -100, "buy": 100, "reverse": -137}
    assert books.faults() == []


def test_what_the_shop_paid_for_goes_back_to_the_issuer_through_the_shop() -> None:
    sold, member = _sold(earn_payer=SHOP, spend=0)
    _back(sold, yen=580)
    assert books.balance(f"shop:{sold.shop_code}", POINT) == 0
    lines = books.statement(f"shop:{sold.shop_code}", POINT)
    assert [(line.kind, line.amount) for line in reversed(lines)] == [
        ("buy", 15),
        ("grant", -15),
        ("refund", 5),
        ("refund", -5),
    ]
    assert _has(member) == 510


def test_the_same_key_again_gives_nothing_back() -> None:
    sold, member = _sold()
    first = _back(sold, yen=580)
    again = _back(sold, yen=580, at=LATER + timedelta(days=1))
    assert again.repeated
    assert again.points_back == first.points_back
    with pytest.raises(ReturnIsDifferent):
        _back(sold, yen=581)
    assert _has(member) == 500 - 137 + 14 + 50 - 5


@pytest.mark.parametrize("yen", [0, -1, 1581, Split(0, 0), Split(1444, 0), Split(0, 138)])
def test_no_more_goes_back_than_is_left(yen: int | Split) -> None:
    sold, member = _sold()
    with pytest.raises(BadReturn):
        _back(sold, yen=yen)
    assert _has(member) == 500 - 137 + 14


def test_what_is_given_back_is_given_back_once() -> None:
    sold, _ = _sold()
    _back(sold)
    with pytest.raises(SaleIsGivenBack):
        _back(sold, key="r2")
    with pytest.raises(UnknownSale):
        operations.give_back(sale_code=sold.code, shop_code="other", key="r", at=LATER)


def test_a_sale_is_undone_on_its_own_day_with_the_dates_the_points_had() -> None:
    sold, member = _sold()
    back = operations.undo(
        sale_code=sold.code, shop_code=sold.shop_code, at=NOW + timedelta(minutes=3)
    )
    assert back.points_back == 137
    again = operations.undo(sale_code=sold.code, shop_code=sold.shop_code, at=LATER)
    assert again.repeated
    assert books.pockets(f"member:{member}", POINT) == [
        Pocket(SOON, 200),
        Pocket(date(2027, 3, 31), 300),
    ]


def test_on_another_day_a_sale_is_not_undone() -> None:
    sold, member = _sold()
    with pytest.raises(TooLateToUndo):
        operations.undo(sale_code=sold.code, shop_code=sold.shop_code, at=LATER)
    assert _has(member) == 500 - 137 + 14


def test_totals_count_sales_and_returns_on_their_own_days() -> None:
    sold, _ = _sold()
    _back(sold, yen=580)
    first = queries.totals_of_shop(sold.shop_code, since=NOW.date(), until=LATER.date())
    assert first == [Totals(asset=POINT, sales=1, members=1, amount_yen=1580, spent=137, earned=14)]
    later = LATER.date() + timedelta(days=1)
    (both,) = queries.totals_of_shop(sold.shop_code, since=NOW.date(), until=later)
    assert (both.points_received, both.points_given, both.price_yen) == (87, 9, 1000)
    assert (both.returns, both.returned_yen, both.points_back, both.taken_back) == (1, 530, 50, 5)
    (back,) = queries.totals_of_shop(sold.shop_code, since=LATER.date(), until=later)
    assert (back.sales, back.points_received) == (0, -50)


def test_totals_tell_sales_undone_on_their_day_from_goods_that_came_back() -> None:
    wrong, member = _sold()
    operations.undo(sale_code=wrong.code, shop_code=wrong.shop_code, at=NOW)
    right = operations.sell(
        NewSale(
            key="k2",
            shop_code=wrong.shop_code,
            member_id=member,
            asset=POINT,
            amount_yen=1850,
            spend=137,
            at=NOW,
        )
    )
    _back(right, yen=370, at=NOW)
    tomorrow = NOW.date() + timedelta(days=1)
    (day,) = queries.totals_of_shop(wrong.shop_code, since=NOW.date(), until=tomorrow)
    assert (day.sales, day.undone, day.standing) == (2, 1, 1)
    (back,) = queries.returns_of([right.seq])[right.seq]
    assert (day.price_yen, day.points_received) == (1850 - 370, 137 - back.points_back)
    assert (day.undone_yen, day.handed_back_yen) == (1443, back.cash_yen)
    assert day.money_yen == 1850 - 137 - back.cash_yen
    rest = queries.sale(right.code)
    _back(rest, "r2", yen=None)
    (same,) = queries.totals_of_shop(wrong.shop_code, since=NOW.date(), until=tomorrow)
    assert same == day  # what comes back on another day leaves this one as it was


def test_followers_read_sales_and_returns_in_the_order_they_were_written() -> None:
    sold, member = _sold()
    _back(sold, yen=580)
    (written,) = queries.sales_written(-(2**63), 2**62)
    assert (written.seq, written.shop_code, written.member_id) == (
        sold.seq,
        sold.shop_code,
        member,
    )
    (back,) = queries.returns_written(-(2**63), 2**62)
    assert (back.sale_seq, back.points_back, back.sold_on) == (sold.seq, 50, sold.on)


def test_what_came_back_is_not_counted_as_used() -> None:
    sold, _ = _sold()
    _back(sold, yen=580)
    moved = programs.moved(POINT, since=NOW.date(), until=LATER.date() + timedelta(days=1))
    assert (moved.used, moved.issued) == (87, 509)


def test_a_coin_that_lapsed_meanwhile_keeps_no_sale_from_going_back() -> None:
    a_programme()
    coin = f"{TOWN}:coin"
    programs_operations.add_rule(
        rule=NewRule(
            asset=coin,
            name="お店に寄る",
            kind="purchase",
            amount=2,
            payer="縁ヶ浦町",
            valid_from=NOW.date(),
        )
    )
    sold, member = _sold()
    wallet = f"member:{member}"
    coins = books.balance(wallet, coin)
    assert coins >= 2
    move(wallet, f"unused:{coin}", coins - 1, asset=coin, kind="forgo")
    assert _back(sold).taken_back == 14
    assert (_has(member), books.balance(wallet, coin)) == (500, 1)
    assert activities.of_member(member)[0].is_withdrawn
    assert books.faults() == []


def test_two_phones_of_one_person_get_their_points_back_on_the_one_that_stays() -> None:
    sold, member = _sold()
    kept = a_member()
    merge(keep=kept, gone=member, at=NOW + timedelta(hours=1))
    part = _back(sold, yen=Split(yen=443, points=37))
    assert (part.points_back, part.taken_back) == (37, 4)
    rest = _back(sold, key="r2")
    assert (rest.points_back, rest.taken_back) == (100, 10)
    assert (_has(member), _has(kept)) == (0, 500)
    assert books.faults() == []


def test_the_whole_goes_back_to_whom_the_buyer_became() -> None:
    sold, member = _sold()
    kept = a_member()
    merge(keep=kept, gone=member, at=NOW + timedelta(hours=1))
    assert _back(sold).taken_back == 14
    assert (_has(member), _has(kept)) == (0, 500)
    assert books.faults() == []


def test_who_was_erased_gets_no_points_back() -> None:
    sold, member = _sold()
    erase(member_id=member, at=NOW + timedelta(hours=1))
    with pytest.raises(BuyerIsGone):
        _back(sold)
    assert queries.sale(sold.code).member_id is None
    assert books.balance(f"shop:{sold.shop_code}", POINT) == 137


def _limit(member: UUID, *, gives: int | None, gets: int | None) -> None:
    with transaction.atomic():
        ledger.set_limits(name=f"member:{member}", asset=POINT, day_out_max=gives, day_in_max=gets)


def test_the_whole_gives_back_what_a_day_s_limit_had_counted() -> None:
    sold, member = _sold(spend=100)
    _limit(member, gives=120, gets=None)
    more = NewSale(
        key="k2",
        shop_code=sold.shop_code,
        member_id=member,
        asset=POINT,
        amount_yen=100,
        spend=100,
        at=NOW,
    )
    with pytest.raises(DayLimitReached):
        operations.sell(more)
    operations.undo(sale_code=sold.code, shop_code=sold.shop_code, at=NOW)
    assert operations.sell(more).spent == 100
    assert books.faults() == []


def test_a_part_that_a_day_s_limit_does_not_let_through_moves_nothing() -> None:
    sold, member = _sold()
    _limit(member, gives=None, gets=10)
    with pytest.raises(GiveBackTomorrow):
        _back(sold, yen=580)
    assert _has(member) == 500 - 137 + 14
    assert queries.sale(sold.code).returned_yen == 0
    assert _back(sold).points_back == 137
    assert books.faults() == []
