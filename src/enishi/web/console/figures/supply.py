"""Where the points of an asset are on a day: issued, spent, lapsed, given, and still promised."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from enishi.ledger.accounting import AccountClass, Movement, Supply, SupplyLine
from enishi.web.console.drawing import flow
from enishi.web.console.drawing.flow import Flow, Part
from enishi.web.console.figures.figure import Figure, picture
from enishi.web.design.numbers.tables import Cell, Row, Table

MOVEMENTS: Mapping[Movement, str] = {
    Movement.ISSUED: _("発行した"),
    Movement.OPENED: _("前のしくみから引きついだ"),
    Movement.CONVERTED_IN: _("ほかから替えた"),
    Movement.SPENT: _("お店などで使われた"),
    Movement.DONATED: _("会員が寄附した"),
    Movement.LAPSED_TO_FUND: _("期限が来て、基金へ入った"),
    Movement.LAPSED_UNUSED: _("期限が来て、使われずに終わった"),
    Movement.CONVERTED_OUT: _("ほかへ替えた"),
    Movement.TAKEN_BACK: _("取り消した"),
    Movement.GIVEN_BACK: _("取り消して、会員へ戻した"),
    Movement.SETTLED: _("外へ支払った（精算、基金の使いみち）"),
    Movement.MOVED: _("そのほかの移動"),
}
HOLDERS: Mapping[AccountClass, str] = {
    AccountClass.WALLET: _("会員（未使用残高）"),
    AccountClass.SHOP: _("お店など（これから精算するぶん）"),
    AccountClass.FUND: _("基金"),
    AccountClass.OTHER: _("そのほか"),
}


def unit(kind: str) -> str:
    """Return what follows an amount of an asset."""
    return gettext("コイン") if kind == "coin" else gettext("円ぶん")


def amount(points: int, kind: str) -> str:
    """Write an amount with its unit."""
    facts = {"points": f"{points:,}", "unit": unit(kind)}
    return gettext("%(points)s%(unit)s") % facts


def figure(supply: Supply, kind: str) -> Figure:
    """Draw what reached the wallets and where it went; the table has every movement."""
    came = sum(line.wallets for line in supply.lines if line.wallets > 0)
    left = [line for line in supply.lines if line.wallets < 0]
    parts = [
        Part(gettext(MOVEMENTS[line.movement]), -line.wallets, f"{-line.wallets:,}")
        for line in left
    ]
    outstanding = supply.outstanding
    if outstanding > 0:
        parts.append(Part(gettext("会員が持っている"), outstanding, f"{outstanding:,}"))
    whole = gettext("会員に届いた %(points)s") % {"points": amount(came, kind)}
    said = gettext("、").join([whole, *(f"{part.name} {part.words}" for part in parts)])
    values = Flow(whole=whole, parts=parts, label=said)
    return Figure(
        slug="supply",
        title=gettext("届いたぶんは、いまどこにあるか"),
        say=gettext(
            "上の灰色の帯が、会員に届いたすべてです。下の帯に、その行き先を順に並べました。"
        ),
        note="",
        table=_movements(supply, kind),
        wide=picture(flow.wide(values)) if parts else picture(""),
        narrow=picture(flow.narrow(values)) if parts else picture(""),
    )


def _movements(supply: Supply, kind: str) -> Table:
    """List every movement with what it did to all wallets together."""
    rows = [_movement(line) for line in supply.lines]
    total = [Cell(""), Cell(""), Cell(f"{supply.outstanding:,}")]
    rows.append(Row(gettext("会員が持っている残り"), total, is_sum=True))
    heads = [
        gettext("動き"),
        gettext("件数"),
        gettext("動いたぶん"),
        gettext("会員の残りへの足し引き"),
    ]
    caption = gettext("動きごとの合計（%(unit)s）") % {"unit": unit(kind)}
    return Table(caption, heads, rows)


def _movement(line: SupplyLine) -> Row:
    change = f"{line.wallets:+,}".replace("-", "−") if line.wallets else "0"
    cells = [Cell(f"{line.transfers:,}"), Cell(f"{line.points:,}"), Cell(change)]
    return Row(gettext(MOVEMENTS[line.movement]), cells)


def holders(supply: Supply, kind: str) -> Table:
    """List to whom the issuer owes how much; the sum is what was promised and not yet paid."""
    rows = [
        Row(gettext(name), [Cell(f"{supply.holders[place]:,}")])
        for place, name in HOLDERS.items()
        if supply.holders.get(place)
    ]
    rows.append(Row(gettext("あわせて"), [Cell(f"{supply.owed:,}")], is_sum=True))
    heads = [gettext("だれが持っているか"), unit(kind)]
    if kind == "coin":
        return Table(gettext("いま出回っているぶん"), heads, rows)
    return Table(gettext("発行者が引き受けているぶん"), heads, rows)
