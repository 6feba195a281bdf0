"""The fixed catalogue of open data: which tables there are, for which places and years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from enishi.insight.releases import queries as releases
from enishi.insight.releases.released import Closed
from enishi.kit.refusal import Refusal
from enishi.regions import queries as regions
from enishi.regions.region import Region
from enishi.web.design.numbers.asking import Asker, Numbers

# The public's limit (disclosure: a fixed catalogue of two-way tables at a higher limit).
LIMIT = 20
ALL = "all"
LICENCE = "CC BY 4.0"
LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/deed.ja"
DIMENSION_OF = {
    "months": "month",
    "homes": "home_prefecture",
    "ages": "age_band",
    "kinds": "kind",
    "themes": "theme",
}


class UnknownDataset(Refusal):
    """There is no such table in the catalogue."""

    code = "unknown_dataset"
    status = 404


@dataclass(frozen=True, slots=True)
class Dataset:
    """One table of one place in one fiscal year."""

    region: Region
    slug: str
    year: str | None
    """A fiscal year; None for all closed months, while no year can be shown by itself."""
    last_month: str

    @property
    def dimension(self) -> str:
        """By what the people are split."""
        return DIMENSION_OF[self.slug]

    def asker(self, at: datetime) -> Asker:
        """Return who asks for the table at the public's limit."""
        return Asker(self.region, self.year, at, LIMIT)

    def numbers(self, at: datetime) -> Numbers:
        """Return the released numbers."""
        return self.asker(at).ask(self.dimension)


def title(slug: str) -> str:
    """Name a table."""
    titles = {
        "months": gettext("月ごとの人数"),
        "homes": gettext("住まいの都道府県ごとの人数"),
        "ages": gettext("年代ごとの人数"),
        "kinds": gettext("したことごとの人数"),
        "themes": gettext("テーマごとの人数"),
    }
    return titles[slug]


def open_regions() -> list[Region]:
    """Return the places of the catalogue: prefectures of regions that take part, then these."""
    towns = [region for region in regions.participating() if region.kind == "municipality"]
    above = {town.parent_code for town in towns if town.parent_code}
    found = regions.regions(sorted(above))
    return [found[code] for code in sorted(found)] + towns


def open_region(code: str) -> Region:
    """Return a place of the catalogue.

    Raises:
        UnknownRegion: it is not in the catalogue.
    """
    for region in open_regions():
        if region.code == code:
            return region
    raise regions.UnknownRegion(code=code)


def years_of(region: Region, latest: Closed | None, at: datetime) -> list[str]:
    """Return the fiscal years in which a place has people to show, latest first.

    In its first year a place shows all closed months together: the year alone would be the same
    people.
    """
    if latest is None:
        return []
    if not _is_counted(region, latest):
        return []
    asker = Asker(region, None, at, LIMIT)
    shown = sorted((year for (year,), _ in asker.ask("fiscal_year").shown()), reverse=True)
    return shown or ([ALL] if asker.total() is not None else [])


def _is_counted(region: Region, latest: Closed) -> bool:
    """Say whether a place took part when the last month was closed."""
    return region.code in latest.catalogue.nodes or region.code in latest.catalogue.prefectures


def dataset(code: str, slug: str, year: str, at: datetime) -> Dataset | None:
    """Return one table of the catalogue; None while the place has no year to show.

    Raises:
        UnknownDataset: there is no such table.
        UnknownRegion: the place is not in the catalogue.
    """
    if slug not in DIMENSION_OF:
        raise UnknownDataset(dataset=slug)
    region = open_region(code)
    latest = releases.latest_closing()
    possible = years_of(region, latest, at)
    if latest is None or not possible:
        return None
    chosen = year if year in possible else possible[0]
    return Dataset(region, slug, None if chosen == ALL else chosen, latest.until)


def credit_of(region: Region, latest: Closed) -> str:
    """Return the credit lines of a place's data: a prefecture's are those of its towns."""
    codes = latest.catalogue.prefectures.get(region.code, (region.code,))
    lines = [line for code in codes for line in latest.credits.get(code, ())]
    return " / ".join(dict.fromkeys(lines))


def titles() -> Sequence[tuple[str, str]]:
    """Return the tables that every place has: slug and title."""
    return [(slug, title(slug)) for slug in DIMENSION_OF]
