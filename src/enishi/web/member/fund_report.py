"""The town's fund: what came, what it became, in pictures; and the same as open data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_safe

from enishi.funds import queries as funds
from enishi.funds import undertaking as works
from enishi.funds.undertaking import Report
from enishi.funds.voting import Ballot
from enishi.kit import periods
from enishi.programs import queries as programs
from enishi.regions.region import Region
from enishi.sponsors import queries as sponsors
from enishi.web.design import clock
from enishi.web.design.numbers import tables
from enishi.web.design.permission import anyone
from enishi.web.member import region, report, shelf
from enishi.web.member.report import Account
from enishi.web.member.shelf import Shelf

STATES = {
    works.PLANNED: _("これから"),
    works.DOING: _("進めています"),
    works.DONE: _("できました"),
}
_ORDER = (works.DOING, works.DONE, works.PLANNED)


def told(japanese: str, english: str) -> str:
    """Choose the reader's words; Japanese where no English ones are known."""
    return japanese if (get_language() or "ja").startswith("ja") or not english else english


def today_over(at: datetime) -> datetime:
    """Return the end of today in Japan: what was written this moment is shown already."""
    return periods.end_of_day(periods.jst_day(at))


@dataclass(frozen=True, slots=True)
class Shown:
    """One undertaking as everybody sees it."""

    of: Report
    title: str
    story: str
    state: str
    words: str  # of its first picture

    @property
    def shows_goal(self) -> bool:
        """Whether its goal still matters: what is done has cost what it cost."""
        work = self.of.undertaking
        return bool(work.goal_points) and work.state != works.DONE


def shown(one: Report) -> Shown:
    """Make an undertaking ready to show."""
    work = one.undertaking
    first = one.pictures[0] if one.pictures else None
    return Shown(
        of=one,
        title=told(work.title, work.title_en),
        story=told(work.story, work.story_en),
        state=gettext(STATES[work.state]),
        words=told(first.words, first.words_en) if first else "",
    )


@dataclass(frozen=True, slots=True)
class Fund:
    """One fund of the town: what came, what was used, as a shelf."""

    account: Account
    drawn: Shelf


def of_town(town: Region, until: datetime) -> list[Fund]:
    """Return the funds of a town with what came and what was used."""
    found = [
        report.account(programs.lapse_report(asset.code, until=until))
        for asset in programs.assets(town.code)
        if asset.takes_donations
    ]
    return [
        Fund(
            one,
            shelf.draw(came=one.came, used=one.used, mine=0, seed=one.report.asset.code),
        )
        for one in found
    ]


@anyone
@require_safe
def fund(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show what the fund became."""
    town = region.public_region(region_code)
    at = clock.now()
    until = today_over(at)
    reports = funds.reports_of(funds.undertakings_of(town.code, is_public=True), until=until)
    works_shown = sorted(
        (shown(one) for one in reports),
        key=lambda one: _ORDER.index(one.of.undertaking.state),
    )
    ballots = [one for one in funds.ballots_of(town.code) if one.opens_at <= at]
    page = {
        "region": town,
        "funds": of_town(town, until),
        "works": works_shown,
        "votes": [(one, vote_title(one), one.is_open(at)) for one in ballots],
        "givers": sponsors.given_to(town.code),
        "at": at,
        "here": "home",
    }
    return render(request, "member/fund_report.html", page)


def vote_title(one: Ballot) -> str:
    """Name a vote in the reader's language."""
    return told(one.title, one.title_en)


def find(region_code: str, undertaking_id: int, until: datetime) -> Report:
    """Return an undertaking that the public may see.

    Raises:
        UnknownUndertaking: there is no such one, or it was given up.
    """
    one = funds.report(undertaking_id, region_code, until=until)
    if one.undertaking.state == works.DROPPED:
        raise funds.UnknownUndertaking(undertaking=undertaking_id)
    return one


_HEADS = ("date", "fund", "undertaking", "purpose", "payee", "yen")


@anyone
@require_safe
def uses(request: HttpRequest, region_code: str) -> HttpResponse:  # noqa: ARG001 - same for all
    """Hand out every use of the fund as open data (CSV, one use a line; yen)."""
    town = region.public_region(region_code)
    until = today_over(clock.now())
    reports = funds.reports_of(funds.undertakings_of(town.code, is_public=True), until=until)
    of = {use.transfer: one.undertaking.title for one in reports for use in one.uses}
    rows: list[Sequence[object]] = [
        [use.on.isoformat(), asset.name, of.get(use.transfer, ""), use.purpose, use.payee,
         use.points]
        for asset in programs.assets(town.code)
        if asset.takes_donations
        for use in programs.fund_uses(asset.code, until=until)
    ]  # fmt: skip
    answer = HttpResponse(
        tables.sheet(_HEADS, rows, "utf-8"), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{town.code}-fund.csv"'
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
