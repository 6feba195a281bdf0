"""What reached and left one account of a region, day by day, with its balance after each line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.kit import periods
from enishi.ledger import queries as ledger
from enishi.ledger.accounting import WALLETS, AccountClass, DayLine, class_of
from enishi.programs.programme import Asset
from enishi.regions import queries as regions
from enishi.web.console import stand
from enishi.web.console.figures import supply
from enishi.web.design import dates
from enishi.web.design.numbers.tables import Cell, Row, Table
from enishi.web.design.permission import needs

KINDS = {
    "grant": _("付与"),
    "spend": _("利用"),
    "lapse": _("失効"),
    "donate": _("寄附"),
    "reverse": _("取消"),
    "refund": _("返品"),
    "buy": _("お店の購入"),
    "merge": _("会員証をまとめた"),
    "forgo": _("退会による返上"),
    "return": _("お預かりの期限切れ"),
    "convert": _("交換"),
    "open": _("引きつぎ"),
    "sell": _("販売"),
}
PLACES = {
    AccountClass.ISSUE: _("発行"),
    AccountClass.FUND: _("基金"),
    AccountClass.UNUSED: _("不用額"),
    AccountClass.EXCHANGE: _("交換"),
    AccountClass.MIGRATION: _("前のしくみ"),
    AccountClass.EXTERNAL: _("外への支払い"),
}


def named(name: str) -> str:
    """Name an account as staff know it."""
    if name == WALLETS:
        return gettext("会員すべて")
    place = class_of(name)
    if place in PLACES:
        return gettext(PLACES[place])
    if place is AccountClass.SHOP:
        return gettext("お店 %(shop)s") % {"shop": name.partition(":")[2]}
    return name


def choices(asset: Asset, until: datetime) -> list[tuple[str, str]]:
    """List the accounts of an asset that are no member's, and all members as one."""
    lines = ledger.trial_balance(asset.code, until=until)
    return [(line.account, named(line.account)) for line in lines]


def table(name: str, lines: Sequence[DayLine], kind: str) -> Table:
    """Write the lines, newest first."""
    language = get_language() or "ja"
    rows = [
        Row(
            dates.day(line.on, language, year=True),
            [
                Cell(gettext(KINDS.get(line.kind, line.kind))),
                Cell(named(line.counterpart)),
                Cell(f"{line.transfers:,}"),
                Cell(f"{line.amount:+,}".replace("-", "−")),
                Cell(f"{line.balance:,}".replace("-", "−")),
            ],
        )
        for line in reversed(lines)
    ]
    heads = [
        gettext("日"),
        gettext("動き"),
        gettext("相手"),
        gettext("件数"),
        gettext("出入り"),
        gettext("残り"),
    ]
    facts = {"name": named(name), "unit": supply.unit(kind)}
    return Table(gettext("%(name)sの出入り（%(unit)s）") % facts, heads, rows)


@needs("books.see")
@never_cache
@require_safe
def account(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show one account's days in a fiscal year; without one, the page where it is chosen."""
    wanted = stand.asked(request, region_code)
    name = request.GET.get("account", "")
    if not name:
        return redirect("console-points", region_code)
    if wanted is None or name not in {one for one, _name in choices(wanted.asset, wanted.until)}:
        raise Http404
    since = stand.begin_of_year(wanted.on)
    until = periods.jst_day(wanted.until)
    lines = ledger.daily_statement(name, wanted.asset.code, since=since, until=until)
    page = {
        "region": regions.region(region_code),
        "asked": wanted,
        "name": named(name),
        "since": since,
        "table": table(name, lines, wanted.asset.kind),
        "here": "points",
    }
    return render(request, "console/account.html", page)
