"""The published categories a question may name: places, closed months, kinds, themes, homes.

Everything here is public knowledge. It is an argument of the query language and of the
protection, so that what may be asked and what is hidden for structural reasons never depends on
who is in the data.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from enishi.insight.disclosure import answers, frame_attributes, magnitudes, neighbours
from enishi.kit import periods
from enishi.membership import attributes
from enishi.regions import places

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Place:
    """A region that takes part and whose closed months are counted.

    `municipalities` is filled only for an area (地域): the towns it lies in. `first_month` and
    `last_month` (inclusive; empty: no bound) say when the region's programme or survey ran, and
    `kinds` (empty: all) which kinds of activity it knows at all. They must come from decisions of
    people (a programme opened, a survey was imported), never from looking for rows: what they
    exclude is shown as structurally absent, and what they leave without alternative is removed
    from a question as implied.
    """

    code: str
    prefecture: str
    is_sample: bool = False
    municipalities: tuple[str, ...] = ()
    first_month: str = ""
    last_month: str = ""
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Catalogue:
    """All published categories at one closing; equal catalogues make equal questions."""

    places: tuple[Place, ...]
    months: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    home_prefectures: tuple[str, ...] = ()
    sample_home_prefectures: tuple[str, ...] = ()
    """Invented prefectures: homes in the questions of sample places only, elsewhere unknown."""
    sensitive: frozenset[str] = frozenset()
    """Themes and kinds that get the wider noise (see rules.is_sensitive)."""
    answers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The published answers of each question of the surveys (answers.py), `unknown` left out."""
    neighbours: tuple[tuple[str, ...], ...] = ()
    """Groups of neighbouring towns (neighbours.py): each a place between region and prefecture."""
    caps: tuple[tuple[str, int], ...] = ()
    """The most that one person's month counts in a sum, by measure (magnitudes.md)."""

    def __post_init__(self) -> None:
        """Check that nothing is named twice and that months are in order."""
        codes = [place.code for place in self.places]
        assert len(set(codes)) == len(codes), "a place is named once"
        assert list(self.months) == sorted(set(self.months)), "closed months in order, each once"
        homes = (*self.home_prefectures, *self.sample_home_prefectures)
        assert UNKNOWN not in homes, "unknown homes are added by the catalogue"
        assert len(set(homes)) == len(homes), "a home is named once, real or a sample"
        grouped = [town for group in self.neighbours for town in group]
        assert len(set(grouped)) == len(grouped), "groups of neighbours do not overlap"

    @cached_property
    def nodes(self) -> Mapping[str, Place]:
        """The places a question may name, by code: areas beside their municipality are not."""
        taking_part = {place.code for place in self.places}
        return {
            place.code: place
            for place in sorted(self.places, key=lambda place: place.code)
            if not taking_part.intersection(place.municipalities)
        }

    @cached_property
    def nation(self) -> tuple[str, ...]:
        """The codes that make up the nation: every node that is not a sample."""
        return tuple(code for code, place in self.nodes.items() if not place.is_sample)

    @cached_property
    def prefectures(self) -> Mapping[str, tuple[str, ...]]:
        """The codes that make up each prefecture; real ones and samples are never mixed."""
        found: dict[str, list[str]] = {}
        real = {place.prefecture for place in self.nodes.values() if not place.is_sample}
        for code, place in self.nodes.items():
            if not (place.is_sample and place.prefecture in real):
                found.setdefault(place.prefecture, []).append(code)
        return {code: tuple(found[code]) for code in sorted(found)}

    @cached_property
    def neighbourhoods(self) -> Mapping[str, tuple[str, ...]]:
        """The codes that make up each group of neighbouring towns."""
        return {neighbours.code_of(group): group for group in self.neighbours}

    @cached_property
    def neighbourhood_of(self) -> Mapping[str, str]:
        """The group of neighbouring towns that a place lies in, where it lies in one."""
        return {town: code for code, towns in self.neighbourhoods.items() for town in towns}

    @cached_property
    def national_prefectures(self) -> tuple[str, ...]:
        """The prefectures that the nation consists of."""
        return tuple(sorted({self.nodes[code].prefecture for code in self.nation}))

    @cached_property
    def fiscal_years(self) -> Mapping[str, tuple[str, ...]]:
        """The closed months of each fiscal year that has any."""
        found: dict[str, list[str]] = {}
        for month in self.months:
            found.setdefault(fiscal_year_of(month), []).append(month)
        return {year: tuple(months) for year, months in found.items()}

    @cached_property
    def homes(self) -> tuple[str, ...]:
        """The finest homes of real places: prefectures, then unknown."""
        return (*sorted(self.home_prefectures), UNKNOWN)

    @cached_property
    def homes_of_samples(self) -> tuple[str, ...]:
        """The finest homes of sample places: invented prefectures are homes there too."""
        return (*sorted((*self.home_prefectures, *self.sample_home_prefectures)), UNKNOWN)

    def homes_in(self, frame: Collection[str]) -> tuple[str, ...]:
        """Return the finest homes of a question's places; real ones and samples never mix."""
        is_sample = any(self.nodes[code].is_sample for code in frame)
        return self.homes_of_samples if is_sample else self.homes

    def values(self, dimension: str) -> tuple[str, ...]:
        """Return every published value of a dimension, nationwide, in a fixed order."""
        if dimension in frame_attributes.NAMES:
            return frame_attributes.ATTRIBUTES[dimension].values
        if dimension in answers.DIMENSIONS:
            published = dict(self.answers).get(dimension, ())
            return (*published, UNKNOWN) if published else ()
        return {
            "region": self.nation,
            "neighbours": tuple(
                code for code, towns in self.neighbourhoods.items() if towns[0] in self.nation
            ),
            "prefecture": self.national_prefectures,
            "month": self.months,
            "fiscal_year": tuple(self.fiscal_years),
            "kind": self.kinds,
            "theme": self.themes,
            "evidence": ("all", "verified"),
            "purpose": self.purposes,
            "age_band": attributes.AGE_BANDS,
            "age_band20": attributes.AGE_BANDS_OF_20,
            "sex": attributes.SEXES,
            "home_prefecture": self.homes,
            "home_area": (*places.AREAS, UNKNOWN),
        }[dimension]

    def cap(self, measure: str) -> int:
        """Return the most that one person's month counts in a sum of a measure."""
        return dict(self.caps).get(measure, magnitudes.USUAL_CAPS[measure])

    def months_of(self, code: str) -> frozenset[str]:
        """Return the closed months in which a place's programme or survey ran."""
        place = self.nodes[code]
        last = place.last_month or "9999-12"
        return frozenset(month for month in self.months if place.first_month <= month <= last)


def fiscal_year_of(month: str) -> str:
    """Return the fiscal year of a month written YYYY-MM."""
    return str(periods.parse_month(month).fiscal_year)


def area_of(home: str) -> str:
    """Return the 地方 of a home prefecture; unknown for unknown and for codes off the list."""
    return places.home_area(home) or UNKNOWN
