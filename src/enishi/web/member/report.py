"""A region's report of lapsed points, ready to read: how much, what it bought, what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, gettext

from enishi.programs.programme import FundUse, LapseReport, YearOfLapses
from enishi.web.design import dates

_WIDTH = 358


@dataclass(frozen=True, slots=True)
class Account:
    """One asset's report, ready to read: the newest year and the newest use come first."""

    report: LapseReport
    head: Sequence[str]
    years: Sequence[YearOfLapses]
    uses: Sequence[FundUse]
    came: int
    used: int

    @property
    def used_width(self) -> int:
        """How long the bar of what was used is."""
        return round(_WIDTH * self.used / self.came) if self.came else 0


def account(report: LapseReport) -> Account:
    """Make one report ready to read."""
    years = [year for year in reversed(report.years) if year.lapsed or year.donated or year.used]
    return Account(
        report=report,
        head=_head(report),
        years=years,
        uses=[use for year in reversed(report.years) for use in reversed(year.uses)],
        came=sum(year.stayed + year.donated for year in report.years),
        used=sum(year.used for year in report.years),
    )


def _head(report: LapseReport) -> list[str]:
    """Say in one sentence what lapsed last, and what the fund bought last."""
    lapsed = [year for year in report.years if year.stayed]
    if not lapsed:
        return [gettext("期限が来たポイントは、まだありません。")]
    facts = {"year": lapsed[-1].fiscal_year, "points": f"{lapsed[-1].stayed:,}"}
    first = [
        gettext("%(year)s年度に期限が来たのは、") % facts,
        gettext("%(points)s円ぶん。") % facts,
    ]
    if not report.is_donation:
        return [*first, gettext("町の予算に残りました。")]
    bought = [use for year in report.years for use in year.uses]
    if not bought:
        return [*first, gettext("町の基金に入りました。")]
    return [*first, gettext("「%(purpose)s」に、なりました。") % {"purpose": bought[-1].purpose}]


def became(report: LapseReport) -> str:
    """Say in one sentence what lapsed points became; empty when nothing lapsed yet."""
    bought = [use for year in report.years for use in year.uses]
    if report.is_donation and bought:
        last = bought[-1]
        facts = {
            "day": dates.day(last.on, get_language() or "ja", year=True),
            "purpose": last.purpose,
            "points": f"{last.points:,}",
        }
        return gettext("町の基金は、%(day)sに「%(purpose)s」（%(points)s円）になりました。") % facts
    lapsed = [year for year in report.years if year.stayed]
    if not lapsed:
        return ""
    told = {"year": lapsed[-1].fiscal_year, "points": f"{lapsed[-1].stayed:,}"}
    return gettext("%(year)s年度は、%(points)s円ぶんの期限が来ました。") % told
