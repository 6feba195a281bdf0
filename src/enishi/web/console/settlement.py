"""精算: the month that comes next, the months that are closed, and how to open the last one."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enishi.kit.periods import Month, parse_month
from enishi.merchants import queries as merchants
from enishi.programs.programme import Asset
from enishi.regions import queries as regions
from enishi.settlement import netting, operations, queries
from enishi.settlement.netting import PAY
from enishi.settlement.statement import Closing, Preview, Sums
from enishi.web.console import settling
from enishi.web.console.figures.key import Key
from enishi.web.design import clock, dates, statement_papers
from enishi.web.design.permission import needs, reader
from enishi.web.design.templatetags.enishi import name_of


@dataclass(frozen=True, slots=True)
class Line:
    """One shop of the month to come."""

    name: str
    used: str
    back: str
    fee: str
    payout: str
    outcome: str
    late: int


@dataclass(frozen=True, slots=True)
class Closed:
    """One closed month in the list."""

    closing: Closing
    name: str
    sums: Sums
    total: str


@needs("books.see")
@never_cache
@require_safe
def settlement(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show what comes next and what was closed."""
    asset = settling.asked(request, region_code)
    page: dict[str, object] = {
        "region": regions.region(region_code),
        "asset": asset,
        "here": "settlement",
    }
    if asset is not None:
        page |= _next(request, asset) | {
            "assets": settling.points_of(region_code),
            "closed": _closed(asset),
            "last": queries.last_closed(asset.code),
            "terms": queries.terms(asset.code),
            "may_settle": settling.may_settle(request, region_code),
            "is_equal": not queries.differences(asset.code, today=settling.today()),
            "done": request.GET.get("done", ""),
        }
    return render(request, "console/settlement.html", page)


def _next(request: HttpRequest, asset: Asset) -> dict[str, object]:
    """Compute the month that comes next, whether it is over or not."""
    today = settling.today()
    month = queries.next_month(asset.code, today=today)
    if month is None:
        return {"month": None, "head": [gettext("お店でのポイントの動きは、まだありません。")]}
    made = queries.preview(asset.code, month)
    shops = merchants.shops(one.shop_code for one in made)
    made.sort(key=lambda one: settling.by_name(shops[one.shop_code]))
    search = settling.search(request)
    sheet = search.sheet(
        [
            one
            for one in made
            if search.finds(one.computed.netted.outcome, settling.names(shops[one.shop_code]))
        ],
        kept={"asset": asset.code},
    )
    return {
        "month": month,
        "month_name": settling.month(str(month)),
        "is_over": month.last < today,
        "head": _head(month, made),
        "keys": _keys(made),
        "all": len(made),
        "search": search,
        "sheet": sheet,
        "lines": [_line(name_of(shops[one.shop_code]), one) for one in sheet.rows],
        "pay_on": queries.terms(asset.code).pay_on(month, told_on=today),
    }


def _head(month: Month, made: list[Preview]) -> list[str]:
    """Say what closing would pay."""
    today = settling.today()
    facts = {
        "month": settling.month(str(month)),
        "shops": sum(1 for one in made if one.computed.netted.outcome == PAY),
        "yen": statement_papers.yen(sum(max(0, one.computed.netted.payout) for one in made)),
        "day": dates.day(today, get_language() or "ja"),
    }
    if month.last < today:
        return [
            gettext("%(month)s分を、締められます。") % facts,
            gettext("%(shops)s店に、あわせて%(yen)sです。") % facts,
        ]
    return [
        gettext("%(month)sは、まだ途中です。") % facts,
        gettext("%(day)sまでで、%(shops)s店に%(yen)sです。") % facts,
    ]


def _keys(made: list[Preview]) -> list[Key]:
    """Return the sums that a reader asks for first."""
    moved = [one.computed.moved for one in made]
    told = [
        (gettext("使われた"), sum(one.used for one in moved)),
        (gettext("返した"), sum(one.given_back for one in moved)),
        (gettext("お店の負担で付いた"), sum(one.granted - one.taken_back for one in moved)),
        (gettext("手数料（税込）"), sum(one.computed.fee.gross for one in made)),
        (gettext("お店に支払う"), sum(max(0, one.computed.netted.payout) for one in made)),
        (gettext("お店から受け取る"), sum(max(0, -one.computed.netted.payout) for one in made)),
    ]
    return [Key(title, f"{number:,}", gettext("円"), []) for title, number in told]


def _line(name: str, one: Preview) -> Line:
    made = one.computed
    is_carried = made.netted.outcome == netting.CARRY
    return Line(
        name=name,
        used=f"{made.moved.used:,}",
        back=f"{made.moved.given_back:,}",
        fee=statement_papers.yen(made.fee.gross),
        payout=statement_papers.yen(made.netted.carried_out if is_carried else made.netted.payout),
        outcome=gettext(settling.OUTCOMES[made.netted.outcome]),
        late=sum(1 for line in made.lines if line.is_late),
    )


def _closed(asset: Asset) -> list[Closed]:
    sums = queries.sums(asset.code)
    return [
        Closed(one, settling.name_of(one), told, statement_papers.yen(told.to_shops))
        for one in queries.closings(asset.code)
        for told in [sums.get(one.id, Sums())]
    ]


@needs("money.manage")
@require_POST
def close(request: HttpRequest, region_code: str) -> HttpResponse:
    """Close the month that the page showed."""
    asset = settling.wanted(request, region_code)
    closed = operations.close(
        asset=asset.code,
        month=parse_month(request.POST.get("month", "")),
        by=reader(request),
        at=clock.now(),
    )
    return HttpResponseRedirect(
        reverse("console-settlement-month", args=[region_code, closed.id]) + "?done=closed"
    )


@needs("money.manage")
@require_POST
def reopen(request: HttpRequest, region_code: str) -> HttpResponse:
    """Open the last closed month, with the reason that was typed."""
    asset = settling.wanted(request, region_code)
    why = request.POST.get("why", "").replace("\0", "")
    operations.reopen(asset=asset.code, why=why, by=reader(request), at=clock.now())
    address = reverse("console-settlement", args=[region_code])
    return HttpResponseRedirect(f"{address}?asset={asset.code}&done=reopened")
