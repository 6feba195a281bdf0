"""A month closed, paid, reopened; statements equal to the books to the point."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.world import (
    NEIGHBOUR,
    TOWN,
    a_member,
    a_point,
    a_programme,
    a_purchase_rule,
    a_region,
    a_shop,
    jst,
    move,
)

from enishi.kit.periods import Month, jst_day
from enishi.ledger import operations as ledger
from enishi.ledger import queries as books
from enishi.merchants.shop import SHOP
from enishi.programs.queries import CoinsAreNoMoney
from enishi.sales import operations as sales
from enishi.sales.sale import NewSale
from enishi.settlement import models, moved, operations, queries
from enishi.settlement.moved import Line, Moved
from enishi.settlement.netting import CARRY, COLLECT, NOTHING, PAY
from enishi.settlement.operations import (
    BadTerms,
    MonthIsNotNext,
    MonthIsPaid,
    MonthStillRuns,
    NothingIsClosed,
    NothingToPay,
    ReopeningNeedsReason,
    StatementWasReopened,
)
from enishi.settlement.queries import UnknownStatement
from enishi.settlement.statement import Search, Statement
from enishi.settlement.terms import BANK, CASH, GRANT, PayoutAccount, Terms
from enishi.settlement.zengin import BadBankAccount
from enishi.transparency import queries as log

POINT = f"{TOWN}:point"
JUNE, JULY = Month(2026, 6), Month(2026, 7)
CLOSED_AT = jst(2026, 7, 3, 9)
ACCOUNT = PayoutAccount(
    way=BANK,
    bank_code="9901",
    bank_kana="ヤマシンキン",
    branch_code="045",
    branch_kana="ホンテン",
    number="1122",
    holder_kana="カ）マルコウ",
)
ISSUER: dict[str, Any] = {
    "client_code": "1234567890",
    "client_kana": "カンコウキョウカイ",
    "bank_code": "9900",
    "bank_kana": "ミナトギンコウ",
    "branch_code": "123",
    "branch_kana": "エキマエ",
    "account_number": "7654321",
}
pytestmark = pytest.mark.django_db(transaction=True)


class Town:
    """A shop, a member with points, and sales between them."""

    def __init__(self, **told: Any) -> None:
        """Begin in May."""
        self.shop = a_shop(at=jst(2026, 5, 1), **told)
        a_purchase_rule()
        self.member = a_member()
        move(f"issue:{POINT}", f"member:{self.member}", 100_000, at=jst(2026, 5, 1))
        self.number = 0

    def sells(self, yen: int, spend: int, at: datetime, shop: str = "") -> UUID:
        self.number += 1
        sold = sales.sell(
            NewSale(
                key=str(self.number),
                shop_code=shop or self.shop,
                member_id=self.member,
                asset=POINT,
                amount_yen=yen,
                spend=spend,
                at=at,
            )
        )
        return sold.chain


def _close(month: Month = JUNE, at: datetime = CLOSED_AT) -> list[Statement]:
    closing = operations.close(asset=POINT, month=month, by=None, at=at)
    return queries.statements(closing.id)


def _is_equal(at: datetime = CLOSED_AT) -> bool:
    return queries.differences(POINT, today=jst_day(at)) == []


def test_a_month_is_closed_and_paid_to_the_point() -> None:
    town = Town()
    town.sells(1_580, 137, jst(2026, 6, 10, 12))
    town.sells(3_000, 1_000, jst(2026, 6, 30, 23, 59))
    town.sells(900, 900, jst(2026, 7, 1, 0, 1))
    (told,) = _close()
    assert (told.owed, told.payout, told.outcome) == (1_137, 1_137, PAY)
    assert [(line.on.day, line.moved.used, line.moved.sales_yen) for line in told.lines] == [
        (10, 137, 1_580),
        (30, 1_000, 3_000),
    ]
    assert (told.partner, told.pay_on) == ("魚のまる幸", date(2026, 7, 21))  # the 20th is a holiday
    assert books.balance(f"shop:{town.shop}", POINT) == 2_037
    assert _is_equal()
    paid: dict[str, Any] = {"asset": POINT, "way": CASH, "by": None, "at": jst(2026, 7, 20, 10)}
    assert operations.note_paid(numbers=[told.number], on=date(2026, 7, 20), **paid) == 1
    assert operations.note_paid(numbers=[told.number], on=date(2026, 7, 20), **paid) == 0
    assert books.balance(f"shop:{town.shop}", POINT) == 900
    assert _is_equal(jst(2026, 7, 20, 10))
    assert books.faults() == []
    (july,) = _close(JULY, jst(2026, 8, 3))
    assert (july.owed, july.late) == (900, ())
    assert _is_equal(jst(2026, 8, 3))


def test_a_late_sale_goes_to_the_next_statement_and_is_named() -> None:
    town = Town()
    town.sells(1_000, 100, jst(2026, 6, 10, 12))
    (june,) = _close()
    town.sells(500, 40, jst(2026, 6, 28, 18))
    (again,) = queries.statements(june.closing.id)
    assert again == june
    town.sells(700, 7, jst(2026, 7, 4))
    (july,) = _close(JULY, jst(2026, 8, 3))
    assert [(line.on, line.is_late, line.moved.used) for line in july.lines] == [
        (date(2026, 6, 28), True, 40),
        (date(2026, 7, 4), False, 7),
    ]
    assert july.owed == 47
    assert _is_equal(jst(2026, 8, 3))


def test_a_reopened_month_keeps_its_old_statement_in_the_archive() -> None:
    town = Town()
    town.sells(1_000, 100, jst(2026, 6, 10, 12))
    (first,) = _close()
    town.sells(500, 40, jst(2026, 6, 28, 18))
    with pytest.raises(ReopeningNeedsReason):
        operations.reopen(asset=POINT, why="  ", by=None, at=CLOSED_AT)
    operations.reopen(asset=POINT, why="紙の伝票が届いた", by=None, at=CLOSED_AT)
    assert queries.last_closed(POINT) is None
    (second,) = _close(at=CLOSED_AT + timedelta(hours=1))
    assert (second.owed, second.late, second.closing.version) == (140, (), 2)
    assert [(one.number, one.stands, one.owed) for one in queries.archive(POINT, Search())] == [
        (second.number, True, 140),
        (first.number, False, 100),
    ]
    assert queries.statement(first.number).closing.why == "紙の伝票が届いた"
    with pytest.raises(StatementWasReopened):
        operations.note_paid(
            numbers=[first.number], asset=POINT, on=CLOSED_AT.date(), way=CASH, by=None,
            at=CLOSED_AT,
        )  # fmt: skip
    assert books.balance(f"shop:{town.shop}", POINT) == 140
    assert _is_equal()


def test_a_paid_month_stays_closed_until_the_payment_is_taken_back() -> None:
    town = Town()
    town.sells(1_000, 100, jst(2026, 6, 10, 12))
    (told,) = _close()
    on = CLOSED_AT.date()
    for _ in range(2):
        operations.note_paid(
            numbers=[told.number], asset=POINT, on=on, way=CASH, by=None, at=CLOSED_AT
        )
        with pytest.raises(MonthIsPaid):
            operations.reopen(asset=POINT, why="まちがい", by=None, at=CLOSED_AT)
        assert books.balance(f"shop:{town.shop}", POINT) == 0
        back = operations.take_payment_back(number=told.number, asset=POINT, at=CLOSED_AT)
        assert (back.paid_on, back.settled) == (None, 0)
        assert books.balance(f"shop:{town.shop}", POINT) == 100
        assert _is_equal()
    operations.reopen(asset=POINT, why="まちがい", by=None, at=CLOSED_AT)
    assert books.faults() == []


def test_months_are_closed_one_after_another_when_they_are_over() -> None:
    town = Town()
    with pytest.raises(NothingIsClosed):
        _close()
    with pytest.raises(NothingIsClosed):
        operations.reopen(asset=POINT, why="なし", by=None, at=CLOSED_AT)
    town.sells(1_000, 100, jst(2026, 5, 30))
    town.sells(1_000, 100, jst(2026, 6, 10))
    with pytest.raises(MonthStillRuns):
        _close(JUNE, jst(2026, 6, 30, 23))
    with pytest.raises(MonthIsNotNext) as told:
        _close(JUNE)
    assert told.value.facts["next"] == "2026-05"
    _close(Month(2026, 5))
    with pytest.raises(MonthIsNotNext):
        _close(Month(2026, 5))
    assert [one.owed for one in _close(JUNE)] == [100]
    assert _close(JULY, jst(2026, 8, 1)) == []
    assert models.Closing.objects.count() == 3


def test_a_shop_that_pays_for_points_is_netted_and_may_owe() -> None:
    town = Town(earn_payer=SHOP)
    operations.set_terms(terms=Terms(asset=POINT, minimum_yen=50))
    town.sells(10_000, 0, jst(2026, 6, 1))
    town.sells(2_000, 20, jst(2026, 6, 2))
    (june,) = _close()
    # 100 and 19 points were given at the shop's expense, 20 were used.
    assert (june.moved.granted, june.moved.used, june.owed, june.held) == (119, 20, -99, 20)
    assert (june.outcome, june.payout) == (COLLECT, -99)
    operations.note_paid(
        numbers=[june.number], asset=POINT, on=CLOSED_AT.date(), way=CASH, by=None, at=CLOSED_AT
    )
    assert books.balance(f"shop:{town.shop}", POINT) == 0
    assert _is_equal()


def test_what_is_below_the_minimum_waits_and_nothing_is_lost() -> None:
    town = Town()
    operations.set_terms(terms=Terms(asset=POINT, minimum_yen=1_000))
    town.sells(1_000, 600, jst(2026, 6, 1))
    (june,) = _close()
    assert (june.outcome, june.carried_out, june.payout) == (CARRY, 600, 0)
    with pytest.raises(NothingToPay):
        operations.note_paid(
            numbers=[june.number], asset=POINT, on=CLOSED_AT.date(), way=CASH, by=None,
            at=CLOSED_AT,
        )  # fmt: skip
    at = jst(2026, 8, 3)
    town.sells(1_000, 400, jst(2026, 7, 1))
    (july,) = _close(JULY, at)
    assert (july.carried_in, july.owed, july.payout) == (600, 400, 1_000)
    operations.note_paid(numbers=[july.number], asset=POINT, on=at.date(), way=CASH, by=None, at=at)
    assert books.balance(f"shop:{town.shop}", POINT) == 0
    assert _is_equal(at)


def test_fees_are_invoiced_with_tax_and_the_terms_of_the_closing_stay() -> None:
    town = Town()
    operations.set_terms(terms=Terms(asset=POINT, fee_permille=20, issuer_number="T1234567890123"))
    town.sells(5_000, 5_000, jst(2026, 6, 1))
    (june,) = _close()
    assert (june.fee.net, june.fee.tax, june.fee.tax_permille) == (100, 10, 100)
    assert june.payout == 4_890
    operations.set_terms(terms=Terms(asset=POINT))
    (again,) = queries.statements(june.closing.id)
    assert again.closing.terms.fee_permille == 20
    assert _is_equal()


def test_points_given_back_after_the_payment_are_netted_in_the_next_month() -> None:
    town = Town()
    town.sells(1_000, 300, jst(2026, 6, 1))
    (june,) = _close()
    # The shop's account is lower by what was given back when it is paid.
    move(f"shop:{town.shop}", f"member:{town.member}", 200, kind="refund", at=jst(2026, 7, 4))
    operations.note_paid(
        numbers=[june.number], asset=POINT, on=date(2026, 7, 20), way=CASH, by=None,
        at=jst(2026, 7, 20, 9),
    )  # fmt: skip
    assert books.balance(f"shop:{town.shop}", POINT) == 0
    assert queries.statement(june.number).settled == 100
    town.sells(1_000, 500, jst(2026, 7, 30))
    (july,) = _close(JULY, jst(2026, 8, 3))
    assert (july.owed, july.payout) == (300, 300)
    operations.note_paid(
        numbers=[july.number], asset=POINT, on=date(2026, 8, 3), way=CASH, by=None,
        at=jst(2026, 8, 3),
    )  # fmt: skip
    assert books.balance(f"shop:{town.shop}", POINT) == 0
    assert _is_equal(jst(2026, 8, 3))


def test_points_kept_from_a_refund_are_told_apart_and_neither_side_gains() -> None:
    town = Town()
    spent_up = a_member()
    bought = sales.sell(
        NewSale(key="big", shop_code=town.shop, member_id=spent_up, asset=POINT,
                amount_yen=5_000, at=jst(2026, 6, 10))
    )  # fmt: skip
    other = a_shop("棚田カフェ", trade="cafe", at=jst(2026, 5, 1))
    sales.sell(
        NewSale(key="tea", shop_code=other, member_id=spent_up, asset=POINT,
                amount_yen=600, spend=45, at=jst(2026, 6, 11))
    )  # fmt: skip
    # 50 were earned with it and 5 of the tea; 45 were spent: of the 50 only 10 are left.
    back = sales.give_back(
        sale_code=bought.code, shop_code=town.shop, key="back", at=jst(2026, 6, 12, 9)
    )
    assert (back.yen, back.taken_back, back.short, back.cash_yen) == (5_000, 50, 40, 4_960)
    told = {one.shop_code: one for one in _close()}[town.shop]
    assert (told.moved.given_back, told.moved.kept) == (40, 40)
    # The shop kept 40 yen of the money, and owes as much to the issuer, who gave 50 and has 50.
    assert (told.owed, told.payout) == (-40, -40)
    assert _is_equal()


def test_what_was_told_before_refunds_were_told_apart_is_not_told_again() -> None:
    day = date(2026, 6, 12)
    now = {day: Moved(given_back=40, kept=40)}
    told = [[Line(day, Moved(given_back=40))]]
    first, until = date(2026, 7, 1), date(2026, 8, 1)
    assert moved.untold(now, told, first=first, until=until) == ()
    assert moved.untold(now, [], first=first, until=until) == (Line(day, now[day], is_late=True),)


def test_the_banks_file_holds_who_is_paid_by_transfer_and_waits() -> None:
    town = Town()
    other = a_shop("棚田カフェ", trade="cafe", at=jst(2026, 5, 1))
    third = a_shop("港の湯", trade="bath", at=jst(2026, 5, 1))
    for code in (town.shop, third):
        operations.set_payout_account(shop_code=code, account=ACCOUNT, by=None, at=jst(2026, 6, 1))
    for code, spend in ((town.shop, 100), (other, 50), (third, 7)):
        town.sells(1_000, spend, jst(2026, 6, 10), shop=code)
    told = {one.shop_code: one for one in _close()}
    closing = told[other].closing
    wanted: dict[str, Any] = {"closing_id": closing.id, "asset": POINT, "at": CLOSED_AT}
    with pytest.raises(BadBankAccount):
        operations.make_bank_file(**wanted)
    operations.set_terms(terms=replace(Terms(asset=POINT), **ISSUER))
    operations.note_paid(
        numbers=[told[third].number], asset=POINT, on=CLOSED_AT.date(), way=CASH, by=None,
        at=CLOSED_AT,
    )  # fmt: skip
    records = operations.make_bank_file(**wanted).split(b"\r\n")
    assert [record[:1] for record in records] == [b"1", b"2", b"8", b"9", b""]
    assert records[0][54:58] == b"0721"
    late = operations.make_bank_file(**wanted | {"at": jst(2026, 8, 8, 10)})
    assert late[54:58] == b"0810", "made on a Saturday: the banks work on Monday"
    operations.make_bank_file(**wanted)
    assert records[1][80:90] == b"0000000100"
    assert told[town.shop].account.number == "0001122"
    assert queries.closings(POINT)[0].ordered_at == CLOSED_AT
    operations.note_paid(
        numbers=[told[town.shop].number], asset=POINT, on=CLOSED_AT.date(), way=BANK, by=None,
        at=CLOSED_AT,
    )  # fmt: skip
    with pytest.raises(NothingToPay):
        operations.make_bank_file(**wanted)


def test_regions_of_one_programme_net_to_zero() -> None:
    town = Town()
    a_region(NEIGHBOUR, "となりの町")
    there = a_shop("となりの豆腐店", NEIGHBOUR, asset=POINT, trade="food", at=jst(2026, 5, 1))
    town.sells(30_000, 0, jst(2026, 6, 1))
    town.sells(1_000, 250, jst(2026, 6, 2), shop=there)
    closing = operations.close(asset=POINT, month=JUNE, by=None, at=CLOSED_AT)
    nets = {one.region_code: (one.used, one.granted, one.net) for one in closing.positions}
    # The issuer gave 100,000 itself, the shops 307: it bears nearly all of the 250 used.
    assert nets == {TOWN: (0, 300, -1), NEIGHBOUR: (250, 7, 250)}
    operations.reopen(asset=POINT, why="もう一度", by=None, at=CLOSED_AT)
    operations.set_terms(terms=Terms(asset=POINT, paid_at=GRANT))
    again = operations.close(asset=POINT, month=JUNE, by=None, at=CLOSED_AT)
    assert {one.region_code: one.net for one in again.positions} == {TOWN: -300, NEIGHBOUR: 243}


def test_the_archive_is_searched_by_date_amount_and_partner() -> None:
    town = Town()
    other = a_shop("棚田カフェ", trade="cafe", at=jst(2026, 5, 1))
    town.sells(1_000, 100, jst(2026, 6, 10))
    town.sells(5_000, 2_500, jst(2026, 6, 10), shop=other)
    _close()
    town.sells(1_000, 30, jst(2026, 7, 10))
    _close(JULY, jst(2026, 8, 3))

    def found(**told: Any) -> list[int]:
        return sorted(one.payout for one in queries.archive(POINT, Search(**told)))

    assert found() == [30, 100, 2_500]
    assert found(since=date(2026, 7, 1), until=date(2026, 7, 31)) == [100, 2_500]
    assert found(since=date(2026, 8, 1)) == [30]
    assert found(least=100, most=100) == [100]
    assert found(partner="カフェ") == [2_500]
    assert found(partner="カフェ", most=2_499) == []


def test_a_closing_is_sealed_and_its_statements_cannot_be_bent() -> None:
    town = Town()
    town.sells(1_000, 100, jst(2026, 6, 10))
    before = log.size()
    (told,) = _close()
    assert log.size() == before + 1
    assert told.closing.id == models.Closing.objects.get(leaf=before).pk


@pytest.mark.parametrize(
    "told",
    [
        {"payout_day": 32},
        {"minimum_yen": 0},
        {"fee_permille": 1000},
        {"issuer_number": "T123"},
        {"bank_code": "みなと"},
        {"client_code": "１２３"},
    ],
)
def test_terms_that_cannot_be_are_refused(told: dict[str, Any]) -> None:
    a_point()
    with pytest.raises(BadTerms):
        operations.set_terms(terms=replace(Terms(asset=POINT), **told))
    assert models.Terms.objects.count() == 0


def test_coins_are_not_settled_and_unknown_statements_are_none() -> None:
    coin = a_programme()
    with pytest.raises(CoinsAreNoMoney):
        queries.terms(coin)
    with pytest.raises(UnknownStatement):
        queries.statement("2026-06-0001-0001")


def test_a_month_without_anything_owed_has_nothing_to_pay() -> None:
    town = Town()
    town.sells(1_000, 0, jst(2026, 6, 10))
    (told,) = _close()
    assert (told.outcome, told.moved.sales, told.moved.issued) == (NOTHING, 1, 10)


def test_months_begin_with_the_first_shop_that_can_be_paid() -> None:
    town = Town()
    old = f"shop:{'x' * 8}"
    ledger.open_account(name=old, asset=POINT)
    move(f"member:{town.member}", old, 30, at=jst(2026, 5, 3))
    assert queries.next_month(POINT, today=CLOSED_AT.date()) is None
    town.sells(1_000, 100, jst(2026, 6, 10))
    assert queries.next_month(POINT, today=CLOSED_AT.date()) == JUNE
