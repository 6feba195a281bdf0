"""Statements as lines of a sheet, and what the journal of points lacks of them: yen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from enishi.kit.periods import parse_month
from enishi.ledger.accounting import AccountClass
from enishi.ledger.transfers import BUY
from enishi.programs.journal import BANK_FEE, FEE, FEE_TAX, SETTLE, Chart
from enishi.settlement.netting import CARRY, COLLECT, NOTHING, PAY
from enishi.settlement.statement import PAID, Statement

OUTCOMES = {PAY: "支払う", COLLECT: "受け取る", CARRY: "繰越し", NOTHING: "なし"}

HEADS = (
    "明細番号", "対象月", "版", "店コード", "取引先", "使われたポイント", "返したポイント",
    "店の負担で付いたポイント", "取り消されたポイント", "ポイントの差引（円）",
    "手数料（税抜）", "税率（‰）", "消費税", "登録番号", "前月からの繰越し", "翌月への繰越し",
    "扱い", "支払額（円）", "振込手数料（店の負担）", "支払予定日", "支払日", "方法",
    "あとから届いた日数", "有効",
)  # fmt: skip


def row(one: Statement) -> tuple[object, ...]:
    """Return the cells of a statement in the order of `HEADS`."""
    moved = one.moved
    return (
        one.number, one.closing.month, one.closing.version, one.shop_code, one.partner,
        moved.used, moved.given_back, moved.granted, moved.taken_back, one.owed,
        one.fee.net, one.fee.tax_permille, one.fee.tax, one.closing.terms.issuer_number,
        one.carried_in, one.carried_out, OUTCOMES[one.outcome], one.payout, one.bank_fee,
        one.pay_on, one.paid_on or "", one.paid_way, len(one.late),
        "有効" if one.stands else "開きなおし",
    )  # fmt: skip


DAY_HEADS = (
    "日", "あとから届いた", "会計", "売上（円）", "返品（円）", "使われた", "返した",
    "店の負担で付いた", "取り消された", "差引（円）", "返したうち返金から引いた",
)  # fmt: skip


def days(one: Statement) -> Iterator[tuple[object, ...]]:
    """Return the cells of a statement's days in the order of `DAY_HEADS`."""
    for line in one.lines:
        moved = line.moved
        yield (
            line.on, "○" if line.is_late else "", moved.sales, moved.sales_yen,
            moved.returned_yen, moved.used, moved.given_back, moved.granted, moved.taken_back,
            moved.owed, moved.kept,
        )  # fmt: skip


JOURNAL_HEADS = (
    "日付", "借方コード", "借方科目", "貸方コード", "貸方科目", "金額（円）", "摘要", "取引先",
    "明細番号",
)  # fmt: skip


def journal(statements: Iterable[Statement], chart: Chart) -> Iterator[tuple[object, ...]]:
    """Write what the journal of points does not: fees at the month's end, netting on payment.

    With the journal of points (a shop's purchase under the same receivable) a shop that is paid
    in full leaves neither debt nor claim, and the bank moved by what it was paid. The accounts are
    those of the region's chart.
    """
    receivable, bank, income, tax, bank_fee = (
        _account(chart, kind) for kind in (BUY, SETTLE, FEE, FEE_TAX, BANK_FEE)
    )
    for one in statements:
        if not one.stands:
            continue
        end = parse_month(one.closing.month).last
        for credit, yen, text in (
            (income, one.fee.net, "精算手数料"),
            (tax, one.fee.tax, "精算手数料の消費税"),
        ):
            yield from _line(end, (receivable, credit), yen, text, one)
        if one.state == PAID and one.paid_on is not None:
            netted = one.settled - one.payout - one.bank_fee
            yield from _line(one.paid_on, (bank, receivable), netted, "精算での相殺", one)
            yield from _line(one.paid_on, (bank, bank_fee), one.bank_fee, "振込手数料", one)


def _account(chart: Chart, kind: str) -> tuple[str, str]:
    code = chart.of(AccountClass.ISSUE, kind)
    return code.code, code.name


def _line(
    on: date, sides: tuple[tuple[str, str], tuple[str, str]], yen: int, text: str, one: Statement
) -> Iterator[tuple[object, ...]]:
    """Write a line; one below zero the other way round."""
    debit, credit = sides if yen >= 0 else sides[::-1]
    if yen:
        yield (on, *debit, *credit, abs(yen), text, one.partner, one.number)
