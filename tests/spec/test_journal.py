"""The rule book of the journal: which transfer is written under which accounts, in yen."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from enishi.ledger.accounting import Day, Flow, class_of
from enishi.programs import appropriation, journal
from enishi.programs.journal import Code, Search

POINT = "993018:point"
ON = date(2027, 3, 31)
WALLETS, SHOP, FUND = "member", "shop:7", f"fund:{POINT}"
ISSUE, UNUSED, EXCHANGE = f"issue:{POINT}", f"unused:{POINT}", f"exchange:{POINT}"
MIGRATION, OUTSIDE = f"migration:{POINT}", f"external:{POINT}"
COST, OWED, SHOPS = "ポイント付与費用", "ポイント引当金", "未払金（加盟店）"


def day(kind, source, target, points=1_000, on=ON):
    return Day(POINT, on, kind, source, target, points, 3)


def written(*days, own=()):
    return list(
        journal.lines(days, journal.chart(own), asset_name="縁P", partners={SHOP: "浜の店"})
    )


@pytest.mark.parametrize(
    ("moved", "debit", "credit", "partner"),
    [
        (("grant", ISSUE, WALLETS), COST, OWED, "会員"),
        (("spend", WALLETS, SHOP), OWED, SHOPS, "浜の店"),
        (("settle", SHOP, ISSUE), SHOPS, "普通預金", "浜の店"),
        (("lapse", WALLETS, FUND), OWED, "預り金（基金）", FUND),
        (("lapse", WALLETS, UNUSED), OWED, "ポイント失効戻入", "会員"),
        (("donate", WALLETS, FUND), OWED, "預り金（基金）", FUND),
        (("spend", FUND, OUTSIDE), "預り金（基金）", "普通預金", FUND),
        (("convert", WALLETS, EXCHANGE), OWED, "ポイント交換勘定", "会員"),
        (("open", MIGRATION, WALLETS), "旧制度ポイント引継勘定", OWED, "会員"),
        # what is taken back stands the other way round
        (("reverse", WALLETS, ISSUE), OWED, COST, "会員"),
        (("reverse", SHOP, WALLETS), SHOPS, OWED, "浜の店"),
        (("reverse", ISSUE, SHOP), "普通預金", SHOPS, "浜の店"),
        # of a sale goes a part back
        (("refund", SHOP, WALLETS), SHOPS, OWED, "浜の店"),
        (("refund", WALLETS, ISSUE), OWED, COST, "会員"),
        # what a shop buys to give it on, it owes in money
        (("buy", ISSUE, SHOP), "未収金（加盟店）", SHOPS, "浜の店"),
        (("grant", SHOP, WALLETS), SHOPS, OWED, "浜の店"),
        (("refund", WALLETS, SHOP), OWED, SHOPS, "浜の店"),
        (("refund", SHOP, ISSUE), SHOPS, "未収金（加盟店）", "浜の店"),
        (("reverse", SHOP, ISSUE), SHOPS, "未収金（加盟店）", "浜の店"),
        (("reverse", FUND, WALLETS), "預り金（基金）", OWED, FUND),
    ],
)
def test_points_leave_the_debit_side_and_reach_the_credit_side(moved, debit, credit, partner):
    (line,) = written(day(*moved))
    assert (line.debit_name, line.credit_name, line.yen) == (debit, credit, 1_000)
    assert line.partner == partner
    assert line.on == ON


def test_the_chart_of_accounts_names_every_class_with_the_code_it_starts_with():
    page = Path(__file__).resolve().parents[2] / "docs" / "reference" / "chart-of-accounts.md"
    text = page.read_text(encoding="utf-8")
    for code in journal.DEFAULTS:
        assert f"{code.code} {code.name}" in text


def test_what_stays_under_one_account_is_no_line():
    assert written(day("gift", WALLETS, WALLETS)) == []


def test_lines_are_numbered_by_day_and_say_how_many_transfers_they_hold():
    april = date(2027, 4, 1)
    lines = written(
        day("grant", ISSUE, WALLETS), day("spend", WALLETS, SHOP),
        day("spend", WALLETS, SHOP, on=april),
    )  # fmt: skip
    assert [line.number for line in lines] == ["20270331-001", "20270331-002", "20270401-001"]
    assert lines[1].description == "縁P ポイント利用 3件"
    assert journal.row(lines[1]) == (
        "20270331-002", ON, "2210", OWED, "2120", SHOPS, 1_000, "縁P ポイント利用 3件", "浜の店",
        3, POINT,
    )  # fmt: skip
    assert len(journal.row(lines[1])) == len(journal.HEADS)


def test_a_region_s_own_codes_stand_over_the_defaults_for_one_kind_or_for_all():
    own = [Code("issue", "", "711", "負担金"), Code("member", "grant", "333", "未使用ポイント")]
    granted, spent = written(day("grant", ISSUE, WALLETS), day("spend", WALLETS, SHOP), own=own)
    assert (granted.debit_code, granted.credit_code) == ("711", "333")
    assert (spent.debit_code, spent.credit_code) == ("2210", "2120")
    (paid,) = written(day("settle", SHOP, ISSUE), own=own)
    assert paid.credit_name == "普通預金"


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (Search(), 3),
        (Search(least=1_000), 2),
        (Search(most=1_000), 2),
        (Search(least=1_000, most=1_000), 1),
        (Search(partner="浜"), 2),
        (Search(partner="浜", most=10), 1),
        (Search(partner="山"), 0),
    ],
)
def test_lines_are_found_by_amount_and_partner(search, found):
    lines = written(
        day("grant", ISSUE, WALLETS, 2_000), day("spend", WALLETS, SHOP, 1_000),
        day("reverse", SHOP, WALLETS, 10),
    )  # fmt: skip
    assert len([line for line in lines if search.finds(line)]) == found


# The town's form: when a point costs the town, by grant, by use and by settlement.
@pytest.mark.parametrize(
    ("moved", "costs"),
    [
        (("grant", ISSUE, WALLETS), (10, 0, 0)),
        (("reverse", WALLETS, ISSUE), (-10, 0, 0)),
        (("spend", WALLETS, SHOP), (0, 10, 0)),
        (("reverse", SHOP, WALLETS), (0, -10, 0)),
        (("settle", SHOP, ISSUE), (0, 0, 10)),
        (("settle", SHOP, OUTSIDE), (0, 0, 10)),
        (("reverse", ISSUE, SHOP), (0, 0, -10)),
        (("lapse", WALLETS, UNUSED), (0, 0, 0)),
        (("lapse", WALLETS, FUND), (0, 0, 0)),
        (("reverse", FUND, WALLETS), (0, 0, 0)),
        (("donate", WALLETS, FUND), (0, 0, 0)),
        (("spend", FUND, OUTSIDE), (0, 0, 0)),
        (("reverse", OUTSIDE, FUND), (0, 0, 0)),
        (("open", MIGRATION, WALLETS), (0, 0, 0)),
        (("convert", EXCHANGE, WALLETS), (0, 0, 0)),
        (("gift", WALLETS, WALLETS), (0, 0, 0)),
    ],
)
def test_a_point_costs_the_town_when_it_is_given_used_or_settled(moved, costs):
    kind, source, target = moved
    flow = Flow(kind, class_of(source), class_of(target), 10, 1)
    told = tuple(appropriation.spent(basis, [flow]) for basis in appropriation.BASES)
    assert told == costs


def test_what_a_shop_buys_costs_the_town_nothing_and_is_given_once():
    flows = [
        Flow("grant", class_of(ISSUE), class_of(WALLETS), 100, 1),
        Flow("buy", class_of(ISSUE), class_of(SHOP), 50, 1),
        Flow("grant", class_of(SHOP), class_of(WALLETS), 50, 1),
        Flow("refund", class_of(WALLETS), class_of(ISSUE), 7, 1),
        Flow("refund", class_of(WALLETS), class_of(SHOP), 5, 1),
        Flow("refund", class_of(SHOP), class_of(ISSUE), 5, 1),
    ]
    assert appropriation.given(flows) == 138
    assert appropriation.spent(appropriation.GRANT, flows) == 93
    assert appropriation.spent(appropriation.SETTLE, flows) == 0


def test_a_part_that_goes_back_was_not_used():
    flows = [
        Flow("spend", class_of(WALLETS), class_of(SHOP), 137, 1),
        Flow("refund", class_of(SHOP), class_of(WALLETS), 50, 1),
    ]
    assert appropriation.spent(appropriation.USE, flows) == 87
    assert appropriation.given(flows) == 0
