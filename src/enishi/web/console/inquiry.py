"""One region in one period, with whom it is compared; every question is put once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext

from enishi.insight.releases import queries as releases
from enishi.kit.periods import months_of_year
from enishi.regions import queries as regions
from enishi.regions.region import Region
from enishi.web.console.sentences import FEW, Frame, Part
from enishi.web.design.numbers import naming, shares, writing
from enishi.web.design.numbers.asking import Asker, Numbers
from enishi.web.design.numbers.naming import Names
from enishi.web.design.numbers.shares import Share

ALL, PREFECTURE, NATION = "all", "prefecture", "nation"


@dataclass(frozen=True)
class Inquiry:
    """What a page is about: a region, a period, and the region it is compared with."""

    region: Region
    year: str | None
    years: tuple[str, ...]
    above: tuple[Region, ...]
    wanted: str
    against: Region | None
    missing: str
    at: datetime
    last_month: str
    verified: bool = False
    month: str | None = None
    months: tuple[str, ...] = ()
    names: Names = field(default_factory=Names)
    _kept: dict[tuple[object, ...], Numbers] = field(default_factory=dict, repr=False)

    @cached_property
    def own(self) -> Asker:
        """Asks about the region itself."""
        return Asker(self.region, self.year, self.at, verified=self.verified, month=self.month)

    @cached_property
    def people(self) -> int | None:
        """The people of the region and period."""
        return self.numbers().of()

    @cached_property
    def people_there(self) -> int | None:
        """The people of whom we compare with; None when there is nobody to compare with."""
        return self.numbers_there().of() if self.against else None

    def numbers(self, *by: str, **conditions: str) -> Numbers:
        """Return the region's numbers by some dimensions."""
        return self._ask(self.own, by, conditions)

    def numbers_there(self, *by: str, **conditions: str) -> Numbers:
        """Return the comparison's numbers by some dimensions; no rows without a comparison."""
        if self.against is None:
            return Numbers(conditions, by, [])
        return self._ask(self.own.elsewhere(self.against), by, conditions)

    def numbers_of(self, region: Region, *by: str, **conditions: str) -> Numbers:
        """Return another region's numbers of the same period by some dimensions."""
        return self._ask(self.own.elsewhere(region), by, conditions)

    def _ask(self, asker: Asker, by: tuple[str, ...], conditions: dict[str, str]) -> Numbers:
        key = (asker.region.code, by, *sorted(conditions.items()))
        if key not in self._kept:
            self._kept[key] = asker.ask(*by, **conditions)
        return self._kept[key]

    def compared_with(self, against: str) -> Inquiry:
        """Return the same inquiry compared with the prefecture or the nation."""
        return self._framed(self.region, self.above, against)

    def beside(self, region: Region) -> Inquiry:
        """Return the same inquiry about another region, compared with what lies above it."""
        return self._framed(region, tuple(regions.ancestors(region.code)), self.wanted)

    def of_the_year(self) -> Inquiry:
        """Return the same inquiry about the year that the chosen month lies in."""
        return replace(self, month=None, _kept={}) if self.month is not None else self

    def without(self, meaningless: Collection[str]) -> Inquiry:
        """Return the inquiry without what means nothing to a page: a month, the grade of records.

        So no page names a frame that its numbers do not have.
        """
        month = None if "month" in meaningless else self.month
        verified = self.verified and "evidence" not in meaningless
        if (month, verified) == (self.month, self.verified):
            return self
        return inquire(
            self.region,
            year=ALL if self.year is None else self.year,
            against=self.wanted,
            at=self.at,
            last_month=self.last_month,
            verified=verified,
            month=month or "",
        )

    def _framed(self, region: Region, above: tuple[Region, ...], against: str) -> Inquiry:
        """Return the inquiry of a region; what was asked already is not asked again."""
        other = _other(region, above, against)
        is_shown = other is not None and self.numbers_of(other).of() is not None
        return replace(
            self,
            region=region,
            above=above,
            wanted=(NATION if other.kind == NATION else PREFECTURE) if other else "",
            against=other if is_shown else None,
            missing=_why_not(other) if other is not None and not is_shown else "",
        )

    @cached_property
    def prefectures_counted(self) -> frozenset[str]:
        """The prefectures that had people to count when the last month was closed."""
        latest = releases.latest_closing()
        return frozenset(latest.catalogue.prefectures) if latest else frozenset()

    @cached_property
    def shown_months(self) -> list[str]:
        """The months with a number to show, in order."""
        return sorted(month for (month,), _ in self.numbers("month").shown())

    @property
    def has_anything(self) -> bool:
        """Say whether the region has any number to show, in this period or in one of the years."""
        return self.people is not None or bool(self.years)

    @property
    def is_first_year(self) -> bool:
        """Say whether the region has so few people that only what survives is shown."""
        return self.people is None or self.people < FEW

    @property
    def name(self) -> str:
        """The region's name."""
        return naming.of_region(self.region)

    @property
    def period(self) -> str:
        """The name of the period: a month, a fiscal year, or all closed months."""
        if self.month is not None:
            return writing.full_month(self.month)
        return writing.period(self.year)

    @property
    def comparison(self) -> str:
        """The name of whom we compare with, own region included; empty without anybody."""
        if self.against is None:
            return ""
        if self.against.kind == "nation":
            return gettext("全国の参加地域")
        return gettext("%(name)s全体") % {"name": naming.of_region(self.against)}

    @property
    def frame(self) -> Frame:
        """What the headline names."""
        return Frame(self.period, self.name, self.people, self.comparison)

    def share(self, people: int | None) -> Share | None:
        """Return a number's share of all people of the region."""
        return shares.share(people, self.people)

    def share_there(self, people: int | None) -> Share | None:
        """Return a number's share of all people of whom we compare with."""
        return shares.share(people, self.people_there)

    def parts(self, dimension: str) -> list[Part]:
        """Return every value of a dimension with its share here and there."""
        here, there = self.numbers(dimension), self.numbers_there(dimension)
        return [
            Part(
                self.names.value(dimension, value),
                self.share(here.of(value)),
                self.share_there(there.of(value)),
            )
            for value in here.values()
            if value != writing.UNKNOWN
        ]


def inquire(
    region: Region,
    *,
    year: str,
    against: str,
    at: datetime,
    last_month: str,
    verified: bool = False,
    month: str = "",
) -> Inquiry:
    """Return the inquiry that an address asks for; what it does not say is chosen.

    The period is the last fiscal year with people to show, the comparison the prefecture of a
    town, the nation for a prefecture. Where too few regions contribute, the page says so.
    A month that is closed may be chosen within the fiscal year.
    """
    years = Asker(region, None, at).ask("fiscal_year")
    shown = sorted(value for (value,), _ in years.shown())
    chosen: str | None = year if year in years.values() else (shown[-1] if shown else None)
    if year == ALL:
        chosen = None
    above = tuple(regions.ancestors(region.code))
    other = _other(region, above, against)
    months = _closed_months(chosen, last_month)
    inside = month if month in months else None
    asker = Asker(region, chosen, at, verified=verified, month=inside)
    there = asker.elsewhere(other).total() if other is not None else None
    return Inquiry(
        region=region,
        year=chosen,
        years=tuple(reversed(shown)),
        above=above,
        wanted=(NATION if other.kind == NATION else PREFECTURE) if other is not None else "",
        against=other if there is not None else None,
        missing=_why_not(other) if other is not None and there is None else "",
        at=at,
        last_month=last_month,
        verified=verified,
        month=inside,
        months=months,
    )


def _closed_months(year: str | None, last_month: str) -> tuple[str, ...]:
    """Return the closed months of a fiscal year, in order; none without a year."""
    if year is None:
        return ()
    return tuple(str(one) for one in months_of_year(int(year)) if str(one) <= last_month)


def _other(region: Region, above: tuple[Region, ...], against: str) -> Region | None:
    """Return whom to compare with: what the address asks for, else the nearest above.

    An invented town is compared inside its own prefecture only.
    """
    kinds = [PREFECTURE] if region.is_sample else [PREFECTURE, NATION]
    possible = [other for other in above if other.kind in kinds]
    wanted = [other for other in possible if other.kind == against]
    return next(iter([*wanted, *possible]), None)


def _why_not(other: Region) -> str:
    """Say honestly why a comparison is not shown."""
    if other.kind == NATION:
        return gettext("全国の数字は、3つ以上の都道府県から参加があると表示されます。")
    return gettext("%(name)sの数字は、3つ以上の市町村から参加があると表示されます。") % {
        "name": naming.of_region(other)
    }
