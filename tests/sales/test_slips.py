"""Slips on paper become sales at the office; what cannot be is told by line and column."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings
from tests.world import NOW, TOWN, a_member, a_point, a_purchase_rule, a_shop, move

from enishi.activities import queries as activities
from enishi.ledger import queries as books
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.merchants import operations as merchants
from enishi.merchants.queries import ShopIsNotOpen
from enishi.sales import queries, slips
from enishi.sales.operations.entering import TooManySlips, UnknownSlipSheet, enter_slips
from enishi.sales.slips import Reject, Slip, Typed

POINT = f"{TOWN}:point"
TODAY = date(2026, 6, 6)
CARD = "0123456789ABCDEF"


@pytest.mark.parametrize(
    ("typed", "on"),
    [
        ("6/5", date(2026, 6, 5)),
        ("６月５日", date(2026, 6, 5)),
        ("2026-06-05", date(2026, 6, 5)),
        ("2026/5/5", date(2026, 5, 5)),
    ],
)
def test_days_are_read_as_people_write_them(typed: str, on: date) -> None:
    (slip,), rejects = slips.read([Typed(1, typed, CARD, "1,480円", "137")], today=TODAY)
    assert slip == Slip(1, on, CARD, 1_480, 137)
    assert rejects == []


def test_at_the_turn_of_the_year_a_day_without_a_year_is_the_latest_one() -> None:
    (slip,), _ = slips.read([Typed(1, "12/30", CARD, "500", "")], today=date(2027, 1, 6))
    assert slip.on == date(2026, 12, 30)


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (Typed(3, "", CARD, "500"), "day", "no_day"),
        (Typed(3, "2/31", CARD, "500"), "day", "no_day"),
        (Typed(3, "2026-06-07", CARD, "500"), "day", "day_to_come"),
        (Typed(3, "2026-03-01", CARD, "500"), "day", "day_too_old"),
        (Typed(3, "6/5", "0123", "500"), "card", "card_length"),
        (Typed(3, "6/5", CARD, "五百"), "price", "no_price"),
        (Typed(3, "6/5", CARD, "0"), "price", "no_price"),
        (Typed(3, "6/5", CARD, "500", "x"), "points", "no_points"),
        (Typed(3, "6/5", CARD, "500", "501"), "points", "more_than_price"),
    ],
)
def test_a_line_that_cannot_be_is_told_by_column_and_reason(
    row: Typed, column: str, reason: str
) -> None:
    taken, (reject,) = slips.read([row], today=TODAY)
    assert taken == []
    assert (reject.line, reject.column, reject.reason) == (3, column, reason)


def test_empty_lines_are_none_and_a_line_told_twice_counts_once() -> None:
    rows = [Typed(1, "6/5", CARD, "500"), Typed(2), Typed(1, "6/5", CARD, "600")]
    taken, rejects = slips.read(rows, today=TODAY)
    assert [one.amount_yen for one in taken] == [500]
    assert [one.reason for one in rejects] == ["line_twice"]


def test_a_pasted_price_keeps_its_thousands() -> None:
    with_tabs = "行\t月日\t会員証\t金額\tポイント\n1\t6/5\t0123456789ABCDEF\t2,000\t1,000"
    with_commas = '1,6/5,0123456789ABCDEF,"2,000","1,000"'
    wide = "1\t6/5\t0123456789ABCDEF\t２，０００\t１，０００"
    for text in (with_tabs, with_commas, wide):
        (row,) = slips.typed_in(text)
        slips_read, rejects = slips.read([row], today=date(2026, 6, 7))
        assert not rejects
        assert [(one.amount_yen, one.spend) for one in slips_read] == [(2000, 1000)], text


def test_a_pasted_table_is_read_with_tabs_or_commas_and_without_its_head() -> None:
    text = f"番号\t日\t会員証\t金額\tポイント\n4\t6/5\t{CARD}\t500\t10\n\n5,6/5,{CARD},６００,\n"
    assert slips.typed_in(text) == [
        Typed(4, "6/5", CARD, "500", "10"),
        Typed(5, "6/5", CARD, "600", ""),
    ]


def test_the_number_of_a_sheet_belongs_to_its_shop_and_shows_a_slip_of_the_pen() -> None:
    secret = b"a secret"
    own = slips.serial("MARUKOO1", secret=secret)
    assert slips.is_serial(f" {own[:3]} {own[3:].lower()}", "MARUKOO1", secret=secret)
    assert not slips.is_serial(own, "ENIBOOKS", secret=secret)
    wrong = own[:-1] + ("0" if own[-1] != "0" else "1")
    assert not slips.is_serial(wrong, "MARUKOO1", secret=secret)
    assert not slips.is_serial("", "MARUKOO1", secret=secret)


def _paper_card() -> tuple[str, str]:
    """Return the number of a card with 200 points on it, and its holder's account."""
    member_id = a_member()
    membership.issue_card(member_id=member_id, region_code=TOWN, kind="visitor", at=NOW)
    (card,) = members.cards(member_id)
    move(f"issue:{POINT}", f"member:{member_id}", 200)
    return card.number, f"member:{member_id}"


@pytest.mark.django_db(transaction=True)
def test_a_sheet_is_entered_once_and_its_rejects_can_be_corrected() -> None:
    a_point()
    a_purchase_rule()
    shop = a_shop()
    card, account = _paper_card()
    serial = slips.serial(shop, secret=settings.TICKET_SECRET)
    rows = [
        Typed(1, "6/5", card, "1480", "137"),
        Typed(2, "6/5", CARD, "500"),
        Typed(3, "6/5", card, "900", "900"),
    ]
    told = {"shop_code": shop, "asset": POINT, "serial": serial}
    done = enter_slips(rows=rows, at=NOW, **told)
    assert [(line, one.spent, one.earned) for line, one in done.sold] == [(1, 137, 13)]
    assert list(done.rejects) == [
        Reject(2, "card", CARD, "unknown_card"),
        Reject(3, "points", "900", "member_has_less"),
    ]
    assert books.balance(f"shop:{shop}", POINT) == 137
    assert books.balance(account, POINT) == 200 - 137 + 13

    rows[1] = Typed(2, "6/5", card, "500")
    again = enter_slips(rows=rows[:2], at=NOW, **told)
    assert [(line, one.repeated) for line, one in again.sold] == [(1, True), (2, False)]
    assert [one.channel for one in queries.sales_of_shop(shop, since=TODAY, until=TODAY)] == []
    found = queries.sales_of_shop(shop, since=date(2026, 6, 5), until=TODAY)
    assert [one.channel for one in found] == ["paper", "paper"]
    holder = members.card_holder(card)
    assert holder is not None
    grades = {one.evidence for one in activities.of_member(holder.member_id, TOWN, limit=9)}
    assert grades == {"paper"}

    changed = enter_slips(rows=[Typed(1, "6/5", card, "1490", "137")], at=NOW, **told)
    assert [one.reason for one in changed.rejects] == ["sale_is_different"]


@pytest.mark.django_db(transaction=True)
def test_a_sheet_of_another_shop_or_of_a_shop_that_pauses_is_refused_and_moves_nothing() -> None:
    a_point()
    shop, other = a_shop(), a_shop("山里パン", trade="sweets")
    card, account = _paper_card()
    rows = [Typed(1, "6/5", card, "500", "100")]
    secret = settings.TICKET_SECRET
    drawn = (slips.serial(other, secret=secret) for _ in range(99))  # one in 1,024 fits both
    serial = next(one for one in drawn if not slips.is_serial(one, shop, secret=secret))
    with pytest.raises(UnknownSlipSheet):
        enter_slips(shop_code=shop, asset=POINT, serial=serial, rows=rows, at=NOW)
    with pytest.raises(TooManySlips):
        enter_slips(shop_code=other, asset=POINT, serial=serial, rows=rows * 501, at=NOW)
    merchants.change_state(shop_code=other, state="paused", why="冬休み", by=None, at=NOW)
    with pytest.raises(ShopIsNotOpen):
        enter_slips(shop_code=other, asset=POINT, serial=serial, rows=rows, at=NOW)
    assert books.balance(account, POINT) == 200
