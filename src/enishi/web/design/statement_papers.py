"""Statements of a month for readers: words, sums, and facts for the printer."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from enishi.kit.periods import jst_day, parse_month
from enishi.programs import queries as programs
from enishi.programs.programme import Asset
from enishi.regions.region import Region
from enishi.settlement import netting, terms
from enishi.settlement.statement import Statement
from enishi.settlement.terms import Terms
from enishi.web.design import dates, shop_papers
from enishi.web.design.templatetags.enishi import name_of

Sums = list[tuple[str, str, bool]]
KINDS = {"1": _("普通"), "2": _("当座"), "4": _("貯蓄")}


def yen(amount: int) -> str:
    """Write yen: ¥1,234; below zero with a minus sign."""
    sign = "−" if amount < 0 else ""
    return f"{sign}¥{abs(amount):,}"


@dataclass(frozen=True, slots=True)
class Named:
    """A name in two languages."""

    name: str
    name_en: str


def partner(one: Statement) -> str:
    """Name the shop of a statement as it was then, in the reader's language where it has both."""
    return name_of(Named(one.partner, one.partner_en))


def wide(kana: str) -> str:
    """Write the half-width kana of banks as people read them."""
    return unicodedata.normalize("NFKC", kana)


def own_account(agreed: Terms) -> str:
    """Write the issuer's own account for people; empty where it is not told."""
    if not agreed.has_account:
        return ""
    bank, branch, holder = map(wide, (agreed.bank_kana, agreed.branch_kana, agreed.client_kana))
    kind = gettext(KINDS[agreed.account_kind])
    return f"{bank}　{branch}　{kind}　{agreed.account_number:0>7}　{holder}"


def sums(one: Statement) -> Sums:
    """Return the calculation of a statement: each part with its yen, and the sum."""
    moved, kept = one.moved, kept_of(one)
    parts = [
        (gettext("会員が使ったポイント"), moved.used),
        (gettext("会員に返したポイント"), kept - moved.given_back),
        (gettext("返金から引いたポイント（※2）"), -kept),
        (gettext("お店の負担で付いたポイント"), -moved.granted),
        (gettext("取り消されたポイント"), moved.taken_back),
        (gettext("手数料（税抜）"), -one.fee.net),
        (gettext("手数料の消費税（%(rate)s）") % {"rate": rate(one)}, -one.fee.tax),
        (gettext("前の月からの繰越し"), one.carried_in),
        (gettext("振込手数料"), -one.bank_fee),
        (gettext("次の月への繰越し"), -one.carried_out),
    ]
    last = gettext("お店が支払う額") if one.payout < 0 else gettext("お支払額")
    told: Sums = [
        (title, yen(amount), False)
        for number, (title, amount) in enumerate(parts)
        if amount or number == 0
    ]
    return [*told, (last, yen(abs(one.payout)), True)]


def kept_of(one: Statement) -> int:
    """Return the points that the shop gave for members out of money that it kept at a return."""
    return min(one.moved.kept, one.moved.given_back)


def kept_note(one: Statement) -> str:
    """Say whose these points are; empty where there are none."""
    if not kept_of(one):
        return ""
    return gettext(
        "※2 返品のとき、お客さまがもう使っていたポイントです。"
        "その分を返金から引いて、お店が受け取っています。お店の損にはなりません。"
    )


def rate(one: Statement) -> str:
    """Write the rate of the tax: 10%."""
    whole, rest = divmod(one.fee.tax_permille, 10)
    return f"{whole}.{rest}%" if rest else f"{whole}%"


def facts(region: Region, found: Sequence[Statement]) -> dict[str, object]:
    """Return what the papers say, in the language that is active."""
    assets = {one.code: one for one in programs.assets(region.code)}
    return {
        **shop_papers.around(region, gettext("精算の明細")),
        "statements": [_paper(region, assets[one.closing.asset], one) for one in found],
        "empty": gettext("この月の明細はありません。"),
    }


def _paper(region: Region, asset: Asset, one: Statement) -> dict[str, object]:
    language = shop_papers.language()
    month = dates.month(one.closing.month, language)
    return {
        "number": one.number,
        "kick": gettext("精算の明細") + f"　{month}",
        "to": gettext("%(shop)s　御中") % {"shop": partner(one)},
        "to_address": one.partner_address,
        "from": asset.issuer,
        "from_lines": [
            one.closing.terms.issuer_address,
            shop_papers.owner(region),
            dates.day(jst_day(one.closing.closed_at), language, year=True),
        ],
        "point": gettext("%(name)s、1ポイントは1円です。") % {"name": asset.name},
        "void": "" if one.stands else gettext("この明細は、あとで開きなおされました（保存用）"),
        "amount_title": sums(one)[-1][0],
        "amount": sums(one)[-1][1],
        "pay": pay(one),
        "collect": _collect(asset, one),
        "sums_title": gettext("計算"),
        "sums": [
            {"title": title, "yen": amount, "sum": is_sum} for title, amount, is_sum in sums(one)
        ],
        "kept": kept_note(one),
        "invoice": _invoice(asset, one) if one.fee.net or one.fee.tax else None,
        "days_title": gettext("日ごと"),
        "heads": [
            gettext("日"),
            gettext("会計の数"),
            gettext("売上"),
            gettext("使われた"),
            gettext("返した"),
            gettext("お店の負担"),
            gettext("差引"),
        ],
        "days": _days(one),
        "late": gettext(
            "※は、前の月を締めたあとに届いた売上です（電波のない所での会計や、紙の伝票）。"
        )
        if one.late
        else "",
        "receipt": gettext("上の金額を受け取りました。　　　　年　　　月　　　日　　お名前")
        if one.account.way == terms.CASH and one.payout > 0
        else "",
        "ask": gettext("数字がちがうと思ったら、明細番号を添えてお知らせください。"),
    }


def pay(one: Statement) -> str:
    """Say when and how money moves."""
    day = dates.day(one.pay_on, shop_papers.language(), year=True)
    if one.outcome == netting.PAY and one.account.way == terms.BANK:
        told = gettext("%(day)sに、口座 %(account)s へ振り込みます。")
        return told % {"day": day, "account": one.account.masked}
    if one.outcome == netting.PAY:
        return gettext("%(day)sから、窓口で現金でお渡しします。") % {"day": day}
    if one.outcome == netting.COLLECT:
        return gettext("%(day)sまでに、お支払いください。") % {"day": day}
    if one.outcome == netting.CARRY:
        facts_ = {"least": yen(one.closing.terms.minimum_yen)}
        return gettext("%(least)sに満たないため、次の月へ繰り越します。") % facts_
    return gettext("お金の動きはありません。")


def _collect(asset: Asset, one: Statement) -> dict[str, object] | None:
    """Tell a shop that owes something how much, until when, where, and what to write with it."""
    if one.outcome != netting.COLLECT:
        return None
    agreed = one.closing.terms
    rows = [
        [gettext("お支払いの期限"), dates.day(one.pay_on, shop_papers.language(), year=True)],
        [gettext("金額"), yen(-one.payout)],
        [gettext("お振込先"), own_account(agreed)],
        [gettext("お支払いの窓口"), agreed.desk],
        [gettext("書きそえる番号"), one.number],
    ]
    note = gettext("振込手数料は、お店でご負担ください。") if agreed.has_account else ""
    if not agreed.says_where_to_pay:
        note = gettext("お支払いの場所は、%(issuer)sからお知らせします。") % {
            "issuer": asset.issuer
        }
    return {
        "title": gettext("お支払いのしかた"),
        "rows": [row for row in rows if row[1]],
        "note": note,
    }


def _invoice(asset: Asset, one: Statement) -> dict[str, object]:
    """Return the fee as an invoice: who, to whom, when, what for, rate, net, tax of the rate."""
    number = one.closing.terms.issuer_number
    last = dates.day(parse_month(one.closing.month).last, shop_papers.language(), year=True)
    return {
        "title": gettext("手数料の請求書（適格請求書）") if number else gettext("手数料の請求書"),
        "rows": [
            [gettext("発行者"), asset.issuer],
            [gettext("登録番号"), number or gettext("なし（適格請求書ではありません）")],
            [gettext("受け取る方"), partner(one)],
            [gettext("取引の日"), last],
            [gettext("内容"), gettext("ポイント精算の手数料")],
            [gettext("%(rate)s対象（税抜）") % {"rate": rate(one)}, yen(one.fee.net)],
            [gettext("消費税（%(rate)s）") % {"rate": rate(one)}, yen(one.fee.tax)],
            [gettext("税込の合計"), yen(one.fee.gross)],
        ],
        "note": gettext(
            "お支払額から差し引いています。消費税は、この明細ごとに1回、切り捨てです。"
        ),
    }


def _days(one: Statement) -> list[list[str]]:
    language = shop_papers.language()
    rows = []
    for line in one.lines:
        moved = line.moved
        name = dates.day(line.on, language)
        rows.append(
            [
                f"※ {name}" if line.is_late else name,
                f"{moved.sales:,}",
                yen(moved.price),
                f"{moved.used:,}",
                f"{moved.given_back:,}",
                f"{moved.granted - moved.taken_back:,}".replace("-", "−"),
                yen(moved.owed),
            ]
        )
    return rows
