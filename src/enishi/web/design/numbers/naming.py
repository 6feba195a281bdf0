"""Names of categories in the reader's language, read once for a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext

from enishi.activities import queries as activities
from enishi.regions import queries as regions
from enishi.regions.region import Region
from enishi.web.design import moves
from enishi.web.design.numbers import path_words, said, writing

# Three letters a prefecture, where its Latin name is too long for a tile.
_LETTERS = (
    "HKD AOM IWT MYG AKT YGT FKS IBR TCG GUN STM CHB TKY KNG NGT TYM ISK FKI YMN NGN GIF SZK AIC "
    "MIE SHG KYT OSK HYG NAR WKY TTR SMN OKY HRS YGC TKS KGW EHM KOC FKO SAG NGS KMM OIT MYZ KGS "
    "OKN"
)
_OFFICIAL = 47


def of_region(region: Region) -> str:
    """Name a region in the reader's language."""
    return writing.in_language(region.name, region.name_en)


def _short(name: str) -> str:
    """Cut the last sign 県, 府 or 都; 北海道 stays whole."""
    return name[:-1] if name[-1] in "県府都" else name


def _grades() -> Mapping[str, str]:
    """Grades of evidence, and the two that released figures know."""
    released = {"all": gettext("すべての記録"), "verified": gettext("確かめられた記録だけ")}
    return released | {code: moves.grade(code) for code in moves.GRADES}


@dataclass(frozen=True)
class Names:
    """The names of every category a page may show."""

    @cached_property
    def prefectures(self) -> Mapping[str, str]:
        """Prefectures by six-digit code."""
        return {region.code: of_region(region) for region in regions.prefectures()}

    @cached_property
    def tiles(self) -> Mapping[str, str]:
        """Short names of the official prefectures by their number 01 to 47."""
        found = {}
        for region in regions.prefectures():
            number = region.code[:2]
            if number.isdecimal() and 1 <= int(number) <= _OFFICIAL:
                letters = _LETTERS[(int(number) - 1) * 4 :][:3]
                found[number] = writing.in_language(_short(region.name), letters)
        return found

    @cached_property
    def places(self) -> Mapping[str, str]:
        """Regions that take part, by code."""
        return {region.code: of_region(region) for region in regions.participating()}

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """Kinds of activity by code."""
        return {
            kind.code: writing.in_language(kind.name, kind.name_en) for kind in activities.kinds()
        }

    def value(self, dimension: str, code: str) -> str:
        """Name a value of any dimension."""
        written: Mapping[str, Callable[[str], str]] = {
            "sex": writing.sex,
            "age_band": writing.age_band,
            "age_band20": writing.age_band,
            "month": str,
            "fiscal_year": writing.period,
            "neighbours": self._around,
            "path": path_words.name,
        }
        if dimension in written:
            return written[dimension](code)
        tables = {
            "home_prefecture": lambda: self.prefectures,
            "prefecture": lambda: self.prefectures,
            "region": lambda: self.places,
            "kind": lambda: self.kinds,
            "evidence": _grades,
            **dict.fromkeys(said.DIMENSIONS, said.values),
        }
        table = tables.get(dimension)
        return writing.named(code, table() if table else {})

    def _around(self, code: str) -> str:
        """Name a group of neighbouring towns by its towns."""
        towns = [writing.named(town, self.places) for town in code.split("-")]
        return gettext("%(towns)sのあたり") % {"towns": writing.listed(towns)}

    def dimension(self, name: str) -> str:
        """Name a dimension as the head of a column."""
        names = {
            "region": gettext("地域"),
            "neighbours": gettext("近くの市町村"),
            "prefecture": gettext("都道府県"),
            "month": gettext("月"),
            "fiscal_year": gettext("年度"),
            "kind": gettext("したこと"),
            "theme": gettext("テーマ"),
            "evidence": gettext("記録の確かさ"),
            "purpose": gettext("目的"),
            "age_band": gettext("年代"),
            "age_band20": gettext("年代（20歳ごと）"),
            "sex": gettext("性別"),
            "home_prefecture": gettext("住まい"),
            "home_area": gettext("住まい（地方）"),
            **said.dimensions(),
        }
        return names[name]
