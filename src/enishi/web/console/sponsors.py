"""協賛企業: the firms that give a share of what cards are used for, and what they promised."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.kit.periods import jst_day
from enishi.regions import queries as regions
from enishi.sponsors import guards, queries
from enishi.sponsors.guards import Asked
from enishi.sponsors.pledge import CORPORATE_TAX, DONATION, Account, Pledge, Sponsor
from enishi.web.design import clock, sheets
from enishi.web.design.permission import needs

_FIRMS = 50
KINDS = {
    DONATION: _("ふつうの寄附"),
    CORPORATE_TAX: _("企業版ふるさと納税"),
}
OBSTACLES = {
    guards.NOTHING: _("金額を入れてください。"),
    guards.MORE_THAN_OWED: _("いま受け取れる額を超えています。"),
    guards.TOO_SMALL: _("企業版ふるさと納税は、1回10万円以上です。たまるまで待ちます。"),
    guards.OFFICE_UNKNOWN: _("本社のある市区町村が、書きとめられていません。"),
    guards.OFFICE_HERE: _("本社がこの地域にある企業からは、受け取れません。"),
    guards.NO_PLAN: _("認定地域再生計画の番号か、計画の終わりの日がありません。"),
    guards.PLAN_OVER: _("計画の期間が終わっています。"),
    guards.PLAN_FULL: _("寄附の合計が、計画の事業費を超えます。"),
    guards.BENEFIT: _("見返りがあるので、企業版ふるさと納税にはできません。"),
    guards.TOO_LATE: _("この制度の特例は、2028年3月31日までです。"),
    guards.PAPER_MISSING: _("書類が足りません。"),
    "day_to_come": _("まだ来ていない日です。"),
}


@dataclass(frozen=True, slots=True)
class Promised:
    """One promise as staff read it."""

    account: Account
    kind: str
    rate: str
    is_on: bool
    waits_for: str  # what keeps a gift of all that is owed from being taken

    @property
    def pledge(self) -> Pledge:
        """The promise."""
        return self.account.pledge


def percent(permille: int) -> str:
    """Write a rate in percent."""
    whole, rest = divmod(permille, 10)
    return f"{whole}.{rest}%" if rest else f"{whole}%"


def name_of(sponsor: Sponsor) -> str:
    """Name a sponsor in the reader's language."""
    japanese = (get_language() or "ja").startswith("ja")
    return sponsor.name if japanese else sponsor.name_en or sponsor.name


def promised(pledge: Pledge) -> Promised:
    """Return a promise with where it stands and what it waits for."""
    account = queries.account(pledge.id, pledge.sponsor.region_code)
    return _promised(account, queries.paid_to_plan(pledge))


def _promised(account: Account, paid_to_plan_yen: int) -> Promised:
    on, pledge = jst_day(clock.now()), account.pledge
    asked = Asked(
        yen=account.owed_yen,
        owed_yen=account.owed_yen,
        on=on,
        paid_to_plan_yen=paid_to_plan_yen,
    )
    found = guards.obstacles(pledge, asked) if account.owed_yen else ()
    return Promised(
        account=account,
        kind=gettext(KINDS[pledge.kind]),
        rate=percent(pledge.rate_permille),
        is_on=pledge.holds_on(on),
        waits_for=gettext(OBSTACLES[found[0]]) if found else "",
    )


@needs("money.manage")
@never_cache
@require_safe
def sponsors(request: HttpRequest, region_code: str) -> HttpResponse:
    """List the firms and what they promised."""
    accounts, plans = queries.accounts_of(region_code), queries.paid_to_plans(region_code)
    every = [
        _promised(accounts[pledge.id], plans.get(queries.plan_of(pledge), 0))
        for pledge in queries.pledges_of(region_code)
    ]
    of: dict[int, list[Promised]] = {}
    for one in every:
        of.setdefault(one.pledge.sponsor.id, []).append(one)
    firms = queries.sponsors_of(region_code)
    sheet = sheets.sheet(firms, request.GET.get("sheet", ""), _FIRMS)
    rows = [(firm, of.get(firm.id, [])) for firm in sheet.rows]
    page = {
        "region": regions.region(region_code),
        "rows": rows,
        "sheet": sheet,
        "stated": sum(one.account.stated_yen for one in every),
        "paid": sum(one.account.paid_yen for one in every),
        "running": sum(one.account.running_yen for one in every),
        "here": "sponsors",
    }
    return render(request, "console/sponsors.html", page)
