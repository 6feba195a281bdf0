"""Netting a shop's month, fees with tax, days of payment, and regions of one programme."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.kit.periods import Month
from enishi.settlement import fees, netting
from enishi.settlement.fees import Fee
from enishi.settlement.moved import Line, Moved, total, untold
from enishi.settlement.netting import CARRY, COLLECT, NOTHING, PAY, Netted
from enishi.settlement.terms import BANK, CASH, GRANT, SALES, SHOP, USE, Terms, faults

TERMS = Terms(asset="993018:point")
BORNE = replace(TERMS, minimum_yen=1_000, bank_fee_yen=330, bank_fee_by=SHOP)


@pytest.mark.parametrize(
    ("owed", "fee", "carried_in", "terms", "way", "netted"),
    [
        (5_000, 0, 0, TERMS, BANK, Netted(PAY, 5_000, 0, 0)),
        (5_000, 110, 200, TERMS, BANK, Netted(PAY, 5_090, 0, 0)),
        (0, 0, 0, TERMS, BANK, Netted(NOTHING, 0, 0, 0)),
        (110, 110, 0, TERMS, BANK, Netted(NOTHING, 0, 0, 0)),
        (5_000, 0, 0, BORNE, BANK, Netted(PAY, 4_670, 330, 0)),
        (5_000, 0, 0, BORNE, CASH, Netted(PAY, 5_000, 0, 0)),
        (999, 0, 0, BORNE, BANK, Netted(CARRY, 0, 0, 999)),
        (600, 0, 400, BORNE, BANK, Netted(PAY, 670, 330, 0)),
        (-5_000, 0, 0, BORNE, BANK, Netted(COLLECT, -5_000, 0, 0)),
        (-5_000, 0, 4_500, BORNE, BANK, Netted(CARRY, 0, 0, -500)),
        (300, 0, 0, replace(BORNE, minimum_yen=1), BANK, Netted(CARRY, 0, 0, 300)),
        (331, 0, 0, replace(BORNE, minimum_yen=1), BANK, Netted(PAY, 1, 330, 0)),
    ],
)
def test_a_month_is_netted(
    *, owed: int, fee: int, carried_in: int, terms: Terms, way: str, netted: Netted
) -> None:
    assert netting.net(owed=owed, fee=fee, carried_in=carried_in, terms=terms, way=way) == netted


AMOUNT = st.integers(-10_000, 10_000)


@given(AMOUNT, st.integers(0, 2_000), AMOUNT, st.integers(1, 5_000), st.integers(0, 900))
def test_parts_add_up_and_nothing_below_the_minimum_moves(
    owed: int, fee: int, carried_in: int, minimum: int, bank_fee: int
) -> None:
    terms = replace(BORNE, minimum_yen=minimum, bank_fee_yen=bank_fee)
    got = netting.net(owed=owed, fee=fee, carried_in=carried_in, terms=terms, way=BANK)
    assert got.payout + got.bank_fee + got.carried_out == owed - fee + carried_in
    moved = got.payout + got.bank_fee
    assert moved == 0 or abs(moved) >= minimum
    assert (got.payout > 0) == (got.outcome == PAY)
    assert (got.payout < 0) == (got.outcome == COLLECT)


@pytest.mark.parametrize(
    ("moved", "told", "fee"),
    [
        (Moved(used=1_000), {}, Fee(0, 0, 100)),
        (Moved(used=1_049, sales=3), {"fee_permille": 20}, Fee(20, 2, 100)),
        (Moved(used=1_049, given_back=50), {"fee_permille": 20}, Fee(19, 1, 100)),
        (Moved(used=1_049, given_back=90, kept=40), {"fee_permille": 20}, Fee(19, 1, 100)),
        (Moved(used=10, sales=1, sales_yen=50_000, returned_yen=10_000),
         {"fee_permille": 20, "fee_of": SALES}, Fee(800, 80, 100)),
        (Moved(sales=1, sales_yen=100), {"fee_monthly_yen": 500}, Fee(500, 50, 100)),
        (Moved(), {"fee_monthly_yen": 500}, Fee(0, 0, 100)),
        (Moved(given_back=500), {"fee_permille": 20}, Fee(-10, -1, 100)),
        (Moved(used=999), {"fee_permille": 100, "tax_permille": 80}, Fee(99, 7, 80)),
    ],
)  # fmt: skip
def test_fees_are_rounded_once_a_statement(moved: Moved, told: dict[str, Any], fee: Fee) -> None:
    assert fees.of(moved, replace(TERMS, **told)) == fee


@pytest.mark.parametrize(
    ("payout_day", "month", "on"),
    [
        (20, Month(2026, 10), date(2026, 11, 20)),
        (21, Month(2026, 10), date(2026, 11, 24)),  # a Saturday; the Monday after is a holiday
        (22, Month(2026, 10), date(2026, 11, 24)),
        (31, Month(2026, 10), date(2026, 11, 30)),
        (31, Month(2027, 1), date(2027, 3, 1)),  # 28 February is a Sunday
        (10, Month(2026, 12), date(2027, 1, 12)),  # a Sunday; the Monday after is a holiday
        (31, Month(2026, 11), date(2027, 1, 4)),  # banks are closed until 3 January
        (29, Month(2026, 3), date(2026, 4, 30)),
    ],
)
def test_a_month_is_paid_on_a_working_day_of_the_next(
    payout_day: int, month: Month, on: date
) -> None:
    agreed = replace(TERMS, payout_day=payout_day)
    assert agreed.pay_on(month, told_on=month.next.first) == on


def test_a_month_told_late_is_paid_on_the_next_payout_day() -> None:
    agreed, month = replace(TERMS, payout_day=20), Month(2026, 10)
    assert agreed.pay_on(month, told_on=date(2026, 11, 19)) == date(2026, 11, 20)
    assert agreed.pay_on(month, told_on=date(2026, 11, 20)) == date(2026, 12, 21)
    assert agreed.pay_on(month, told_on=date(2027, 1, 25)) == date(2027, 2, 22)


def test_terms_that_cannot_be_are_named() -> None:
    assert faults(TERMS) == []
    wrong = replace(TERMS, payout_day=0, minimum_yen=0, paid_at="never", bank_fee_by="nobody")
    assert faults(wrong) == ["paid_at", "payout_day", "minimum_yen", "bank_fee_by"]


OCTOBER = (date(2026, 10, 1), date(2026, 11, 1))


def test_a_late_sale_goes_to_the_next_statement_and_is_named() -> None:
    on = date(2026, 10, 30)
    october = untold({on: Moved(used=100)}, [], first=OCTOBER[0], until=OCTOBER[1])
    assert october == (Line(on, Moved(used=100)),)
    now = {on: Moved(used=130), date(2026, 11, 2): Moved(used=5)}
    november = untold(now, [october], first=date(2026, 11, 1), until=date(2026, 12, 1))
    assert november == (
        Line(on, Moved(used=30), is_late=True),
        Line(date(2026, 11, 2), Moved(used=5)),
    )


PIECES = st.lists(
    st.tuples(st.integers(0, 119), st.integers(0, 119), st.integers(0, 500), st.integers(0, 300))
)


@given(PIECES)
def test_statements_add_up_to_the_books_whenever_things_are_written(
    pieces: list[tuple[int, int, int, int]],
) -> None:
    first = date(2026, 1, 1)
    ends = [date(2026, month, 1) for month in (2, 3, 4, 5)]
    told: list[tuple[Line, ...]] = []
    for end in ends:
        begin = end.replace(month=end.month - 1)
        known: dict[date, Moved] = {}
        for happened, late, used, back in pieces:
            on = first.fromordinal(first.toordinal() + happened)
            if on.toordinal() + late < end.toordinal() + 3 or end == ends[-1]:  # three days after
                known[on] = known.get(on, Moved()) + Moved(used=used, given_back=back)
        told.append(untold(known, told, first=begin, until=end))
        assert all(line.is_late == (line.on < begin) for line in told[-1])
    books = total(
        Moved(used=used, given_back=back)
        for happened, _, used, back in pieces
        if first.toordinal() + happened < ends[-1].toordinal()
    )
    assert total(line.moved for lines in told for line in lines) == books


def test_three_regions_of_one_programme_net_to_zero() -> None:
    used = {"A": 10_000, "B": 4_000, "C": 1_000}
    granted = {"A": 2_000, "B": 9_000, "C": 4_000}
    given, box = netting.between(used, granted, paid_at=GRANT)
    assert [one.net for one in given] == [8_000, -5_000, -3_000]
    assert box == 0
    spent, box = netting.between(used, granted | {"C": 5_000}, paid_at=USE)
    assert [one.bears for one in spent] == [1_875, 8_438, 4_687]
    assert sum(one.net for one in spent) == box == 0
    assert netting.payments({one.region_code: one.net for one in given}) == (
        ("B", "A", 5_000),
        ("C", "A", 3_000),
    )


REGIONS = st.dictionaries(st.sampled_from("ABCDEFG"), st.integers(0, 100_000))


@given(REGIONS, REGIONS, st.sampled_from((GRANT, USE)), st.integers(0, 9_999))
def test_regions_and_the_box_of_the_issuer_always_add_up_to_zero(
    used: dict[str, int], granted: dict[str, int], paid_at: str, own: int
) -> None:
    positions, box = netting.between(used, granted, paid_at=paid_at, own=own)
    assert sum(one.net for one in positions) + box == 0
    # Paid as used, the box pays its own share at most; without one it stays as it is.
    assert paid_at == GRANT or -sum(used.values()) <= box <= 0
    assert paid_at == GRANT or own or box == 0 or not any(granted.values())
    nets = {one.region_code: one.net for one in positions} | {"": box}
    paid = netting.payments(nets)
    for payer, payee, yen in paid:
        assert yen > 0
        nets[payer] += yen
        nets[payee] -= yen
    assert set(nets.values()) <= {0}
    assert len(paid) < max(1, len(nets))


@given(st.integers(0, 1_000_000), st.dictionaries(st.text(), st.integers(0, 9_999), min_size=1))
def test_a_shared_amount_leaves_no_rest(amount: int, weights: dict[str, int]) -> None:
    parts = netting.shared(amount, weights)
    assert sum(parts.values()) == (amount if any(weights.values()) else 0)
    whole = sum(weights.values())
    assert all(
        abs(parts[name] * whole - amount * weights[name]) < whole or not whole for name in parts
    )
