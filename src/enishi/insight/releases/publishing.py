"""What a closing publishes from then on: places and months, words, homes, groups, caps, credits."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from enishi.activities import queries as activities
from enishi.activities import vocabulary
from enishi.insight.disclosure import language, neighbours, rules
from enishi.insight.disclosure.catalogue import Catalogue, Place
from enishi.insight.lake import engine
from enishi.insight.lake import queries as lake
from enishi.insight.releases import contents
from enishi.kit import periods
from enishi.programs import queries as programs
from enishi.regions import queries as regions
from enishi.regions.region import Coverage, Region
from enishi.surveys import queries as surveys

# A theme, purpose or kind that came with the data is published once so many people carry it.
PERSONS_OF_A_WORD = 10
MONTHS_OF_A_CAP = 12


def catalogue_of(opened: engine.Engine, until: periods.Month) -> Catalogue:
    """Gather the categories that are published from now on."""
    first = contents.first_month(opened) or str(until)
    common = contents.common_words(opened, least=PERSONS_OF_A_WORD)
    kinds = tuple(
        kind.code
        for kind in activities.kinds()
        if kind.code in vocabulary.KINDS or kind.code in common.kinds
    )
    themes = tuple(sorted(common.themes.union(vocabulary.THEMES)))
    homes = regions.prefectures()
    months = tuple(
        str(month) for month in periods.months(min(periods.parse_month(first), until), until)
    )
    taking_part = regions.participating()
    plain = Catalogue(places=_places(opened, taking_part), months=months)
    return Catalogue(
        places=plain.places,
        months=months,
        kinds=kinds,
        themes=themes,
        purposes=tuple(sorted(common.purposes)),
        home_prefectures=tuple(home.code for home in homes if not home.is_sample),
        sample_home_prefectures=tuple(home.code for home in homes if home.is_sample),
        sensitive=frozenset(name for name in (*kinds, *themes) if rules.is_sensitive(name)),
        answers=contents.common_answers(opened, least=PERSONS_OF_A_WORD),
        neighbours=_neighbours(plain, taking_part),
        caps=tuple(
            (measure, contents.cap(opened, measure, months[-MONTHS_OF_A_CAP:]))
            for measure in language.MEASURES
            if measure != language.PERSONS
        ),
    )


def _neighbours(catalogue: Catalogue, taking_part: Sequence[Region]) -> tuple[tuple[str, ...], ...]:
    """Return the groups of neighbouring towns in each prefecture, by where their halls stand."""
    halls = {
        region.code: (region.latitude, region.longitude)
        for region in taking_part
        if region.latitude is not None and region.longitude is not None
    }
    return tuple(
        group
        for towns in catalogue.prefectures.values()
        for group in neighbours.groups({code: halls[code] for code in towns if code in halls})
    )


def _places(opened: engine.Engine, taking_part: Sequence[Region]) -> tuple[Place, ...]:
    """Return the regions that take part, each with the coverage that holds for its data."""
    towns_of = {
        region.code: tuple(regions.towns_of_area(region.code))
        for region in taking_part
        if region.kind == "area"
    }
    busy = set(programs.regions_with_programmes())
    # What an area (地域) gathers counts in its municipalities as well.
    busy.update(town for area in busy & towns_of.keys() for town in towns_of[area])
    seen = contents.extents_of_regions(opened)
    found = []
    place_of = lake.Places()
    for region in taking_part:
        place = place_of(region.code)
        rows = seen.get(region.code, contents.NOTHING)
        declared = _coverage(region, busy, rows) or Coverage("", "")
        found.append(
            Place(
                region.code,
                place.prefecture,
                place.is_sample,
                towns_of.get(region.code, ()),
                first_month=declared.first,
                last_month=declared.last,
                kinds=declared.kinds,
            )
        )
    return tuple(found)


def _coverage(region: Region, busy: Collection[str], rows: contents.Extent) -> Coverage | None:
    """Return what a region declares of its data, if it holds; None leaves it open.

    It holds while no programme runs there (of the region, an area in it, its prefecture or the
    nation), for that brings activities at any time, and no row is outside it.
    """
    declared = region.coverage
    if declared is None or not rows.lies_within(declared):
        return None
    around = [region, *regions.ancestors(region.code)]
    return None if any(one.code in busy for one in around) else declared


def credits_of(opened: engine.Engine) -> dict[str, list[str]]:
    """Return the credit lines of each region: its own, and those of the surveys taken there."""
    lines = {region.code: [region.credit] for region in regions.participating() if region.credit}
    of_survey = {survey.code: survey.credit for survey in surveys.surveys()}
    for region, survey in contents.surveys_of_regions(opened):
        credit = of_survey.get(survey, "")
        if credit and credit not in lines.setdefault(region, []):
            lines[region].append(credit)
    return lines
