"""基金の取り組み: what the fund pays for, and the votes of members over it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.funds import queries, undertaking
from enishi.funds.voting import Ballot
from enishi.kit import periods
from enishi.ledger import queries as ledger
from enishi.ledger.transfers import FUND
from enishi.programs import queries as programs
from enishi.regions import queries as regions
from enishi.web.design import clock
from enishi.web.design.permission import needs

STATES = {
    undertaking.PLANNED: _("計画"),
    undertaking.DOING: _("進めています"),
    undertaking.DONE: _("できました"),
    undertaking.DROPPED: _("やめました"),
}


def _stand(one: Ballot) -> str:
    at = clock.now()
    if one.counts is not None:
        return gettext("数えました")
    if at < one.opens_at:
        return gettext("これから")
    return gettext("投票中") if one.is_open(at) else gettext("数えています")


@needs("money.manage")
@never_cache
@require_safe
def undertakings(request: HttpRequest, region_code: str) -> HttpResponse:
    """List what the fund pays for, and the votes."""
    until = periods.end_of_day(periods.jst_day(clock.now()))
    found = queries.undertakings_of(region_code)
    funds = [one for one in programs.assets(region_code) if one.takes_donations]
    page = {
        "region": regions.region(region_code),
        "rows": [
            (one, gettext(STATES[one.undertaking.state]))
            for one in queries.reports_of(found, until=until)
        ],
        "funds": [(one, ledger.balance(f"{FUND}{one.code}", one.code)) for one in funds],
        "ballots": [
            (one, _stand(one), queries.turnout(one.id)) for one in queries.ballots_of(region_code)
        ],
        "may_vote": sum(one.state == undertaking.PLANNED for one in found) > 1,
        "done": request.GET.get("done", ""),
        "here": "fund",
    }
    return render(request, "console/undertakings.html", page)
