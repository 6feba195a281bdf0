"""What the shop is paid, month by month: its own statements, to read and to print."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.programs import queries as programs
from enishi.regions import queries as regions
from enishi.settlement import netting, queries
from enishi.settlement.queries import UnknownStatement
from enishi.settlement.statement import Statement
from enishi.web.design import dates, shop_papers, statement_papers
from enishi.web.design.paper import printing
from enishi.web.till.door import Till, till


@dataclass(frozen=True, slots=True)
class Line:
    """One month of one programme: how much, what becomes of it, and where to pay if the shop."""

    number: str
    month: str
    point: str
    title: str
    amount: str
    said: str
    is_to_pay: bool
    places: tuple[str, ...]


def _line(one: Statement, point: str) -> Line:
    sums = statement_papers.sums(one)
    is_carried = one.outcome == netting.CARRY
    is_to_pay = one.outcome == netting.COLLECT and one.paid_on is None
    agreed = one.closing.terms
    places = (statement_papers.own_account(agreed), agreed.desk) if is_to_pay else ()
    return Line(
        number=one.number,
        month=dates.month(one.closing.month, get_language() or "ja"),
        point=point,
        title=gettext("繰り越す額") if is_carried else sums[-1][0],
        amount=statement_papers.yen(one.carried_out) if is_carried else sums[-1][1],
        said=_said(one),
        is_to_pay=is_to_pay,
        places=tuple(place for place in places if place),
    )


def _said(one: Statement) -> str:
    """Say whether money has moved, or when it will."""
    if one.paid_on is None:
        return statement_papers.pay(one)
    facts = {"day": dates.day(one.paid_on, get_language() or "ja", year=True)}
    if one.payout < 0:
        return gettext("%(day)sに、お支払いいただきました。") % facts
    return gettext("%(day)sに、お支払いしました。") % facts


@till
@never_cache
@require_safe
def statements(request: HttpRequest, till: Till) -> HttpResponse:
    """Show the shop's closed months, newest first."""
    found = queries.statements_of_shop(till.shop.code)
    names = {code: programs.asset(code).name for code in {one.closing.asset for one in found}}
    page = {
        "till": till,
        "lines": [_line(one, names[one.closing.asset]) for one in found],
        "region": regions.region(till.shop.region_code),
        "here": "shop",
    }
    return render(request, "till/statements.html", page)


@till
@never_cache
@require_safe
def paper(request: HttpRequest, till: Till, number: str) -> HttpResponse:
    """Print one of the shop's own statements that stand, in the language asked for."""
    told = queries.statement(number, shop_code=till.shop.code)
    if not told.stands:
        raise UnknownStatement(number=number)
    region = regions.region(programs.asset(told.closing.asset).region_code)
    with translation.override(shop_papers.wanted_language(request)):
        facts = statement_papers.facts(region, [told])
        return shop_papers.download(printing.pdf("statement", facts), f"statement-{number}")
