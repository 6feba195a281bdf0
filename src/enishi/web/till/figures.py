"""The shop's own page: its figures as they are, in drawings, beside what its trade comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.insight.releases import operations as releases
from enishi.kit.periods import jst_day, parse_month
from enishi.ledger import queries as books
from enishi.merchants import queries as merchants
from enishi.merchants import shop as rules
from enishi.merchants.shop import Shop
from enishi.programs import queries as programs
from enishi.regions import queries as regions
from enishi.sales import customers
from enishi.sales import queries as sales
from enishi.sales.customers import Day, Figures
from enishi.web.design import clock, dates, shop_papers
from enishi.web.design.paper import printing
from enishi.web.design.shop_form import trade_name
from enishi.web.till import bars
from enishi.web.till.door import Till, till

_WEEKS = (4, 13, 52)
_DAYS = 7


@dataclass(frozen=True, slots=True)
class Period:
    """How many weeks are shown, and whether they are the chosen ones."""

    weeks: int
    name: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Held:
    """Points a shop took that are not paid to it yet."""

    name: str
    points: int


def asked_weeks(request: HttpRequest) -> int:
    """Return for how many weeks the address asks."""
    typed = request.GET.get("weeks", "")
    return int(typed) if typed in {str(number) for number in _WEEKS} else _WEEKS[0]


def periods(chosen: int) -> list[Period]:
    """Return the periods one can choose from."""
    return [
        Period(number, gettext("%(n)s週間") % {"n": number}, number == chosen) for number in _WEEKS
    ]


def of_shop(shop_code: str, weeks: int, today: date) -> Figures:
    """Return a shop's figures of whole days up to today."""
    until = today + timedelta(days=1)
    since = until - timedelta(days=weeks * _DAYS)
    sold = sales.sales_of_shop(shop_code, since=since, until=until)
    return customers.figures(sold, since=since, until=until)


def _columns(told: Figures, weeks: int) -> list[bars.Column]:
    """Draw days for four weeks, weeks for more; Mondays and months carry their name."""
    days: Sequence[Day] = told.days if weeks == _WEEKS[0] else customers.by_week(told.days)
    monday = timedelta(days=_DAYS)
    if weeks == _WEEKS[0]:
        named = {one.on: f"{one.on.month}/{one.on.day}" for one in days if not one.on.weekday()}
    else:
        every = 3 if weeks == _WEEKS[1] else 1
        named = {
            one.on: dates.month(f"{one.on:%Y-%m}", "ja").partition("年")[2]
            if (get_language() or "ja").startswith("ja")
            else f"{one.on.month}/{one.on.day}"
            for place, one in enumerate(days)
            if (every == 3 and place % 4 == 0)  # noqa: PLR2004
            or (every == 1 and one.on.month != (one.on - monday).month and one.on.month % 3 == 1)
        }
    return bars.columns([(one.on, one.yen) for one in days], named)


def _benchmark(shop: Shop) -> dict[str, object]:
    """Return what the other shops of the trade come to, as released, and the shop's own."""
    told = releases.release_benchmark(
        region=shop.region_code, trade=shop.trade, asking=shop.code, at=clock.now()
    )
    page: dict[str, object] = {"trade": trade_name(shop.trade), "benchmark": told}
    if told is None:
        return page
    language = get_language() or "ja"
    first, last = parse_month(told.first_month), parse_month(told.last_month)
    sold = sales.sales_of_shop(shop.code, since=first.first, until=last.last + timedelta(days=1))
    return page | {
        "own_yen": sum(one.yen for one in customers.customers(sold)),
        "benchmark_first": dates.month(told.first_month, language),
        "benchmark_last": dates.month(told.last_month, language),
    }


@till
@never_cache
@require_safe
def shop(request: HttpRequest, till: Till) -> HttpResponse:
    """Show what the shop sold; the number of weeks is kept in the address."""
    weeks, today = asked_weeks(request), jst_day(clock.now())
    told = of_shop(till.shop.code, weeks, today)
    language = get_language() or "ja"
    account = rules.account(till.shop.code)
    page = {
        "till": till,
        "told": told,
        "weeks": weeks,
        "periods": periods(weeks),
        "since": told.days[0].on,
        "today": today,
        "columns": _columns(told, weeks),
        "ground": bars.GROUND,
        "is_by_day": weeks == _WEEKS[0],
        "hours": bars.hours(
            told.hours,
            told.hour_names,
            [dates.weekday(date(2026, 6, 1 + number), language) for number in range(_DAYS)],
        ),
        "held": [
            Held(programs.asset(part.asset).name, books.balance(account, part.asset))
            for part in merchants.participations([till.shop.code])
        ],
        **_benchmark(till.shop),
        "week": shop_papers.last_week(today),
        "region": regions.region(till.shop.region_code),
        "here": "shop",
    }
    return render(request, "till/figures.html", page)


@till
@never_cache
@require_safe
def week(request: HttpRequest, till: Till) -> HttpResponse:
    """Print the shop's last week that is over."""
    asked = shop_papers.last_week(jst_day(clock.now()))
    with translation.override(shop_papers.wanted_language(request)):
        facts = shop_papers.week(regions.region(till.shop.region_code), [till.shop], asked)
        return shop_papers.download(printing.pdf("week", facts), f"week-{asked.monday}")
