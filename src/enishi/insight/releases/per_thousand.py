"""住民千人あたり: published people from outside the prefecture for each thousand residents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from enishi.insight.effects import quotients
from enishi.insight.effects.quotients import Rate
from enishi.insight.releases.asking import Asker
from enishi.outside import official
from enishi.outside import queries as outside

# A field and the kind of activity that it is about; the first is about everything.
EVERYTHING = "everything"
FIELDS = {EVERYTHING: "", "tourism": "visit", "commerce": "purchase", "hometown": "donation"}


@dataclass(frozen=True, slots=True)
class Town:
    """A town: people from outside the prefecture, all people, residents, the rate, its rank."""

    code: str
    outside: int
    people: int
    residents: int
    rate: Rate
    rank: int


@dataclass(frozen=True, slots=True)
class PerThousand:
    """The towns of a prefecture in one field, the highest rate first; how many are hidden."""

    prefecture: str
    field: str
    towns: Sequence[Town]
    hidden: int
    credits: Sequence[str]


def per_thousand(
    *, region: str, field: str, year: str | None, limit: int, at: datetime
) -> PerThousand | None:
    """Return the towns of a place's prefecture by people from outside per thousand residents.

    From published numbers only: all people less those who live in the prefecture. Homes that are
    not known widen the range downwards. Ranges that overlap share a rank. None where the place
    has no prefecture with a published number.
    """
    asker = Asker(year, limit, at)
    catalogue = asker.catalogue
    node = catalogue.nodes.get(region)
    prefecture = node.prefecture if node else region
    if prefecture not in catalogue.prefectures or field not in FIELDS:
        return None
    filters = {"prefecture": prefecture}
    if FIELDS[field]:
        filters["kind"] = FIELDS[field]
    people = asker.persons(filters, ("region",))
    at_home = asker.persons({**filters, "home_prefecture": prefecture}, ("region",))
    unknown = asker.persons({**filters, "home_prefecture": "unknown"}, ("region",))
    residents = outside.by_place(official.POPULATION, official.CENSUS_YEAR)
    found = []
    hidden = 0
    for (code,), count in people.items():
        own = at_home.get((code,))
        if count is None or own is None or code not in residents:
            hidden += 1
            continue
        left = unknown.get((code,))
        from_outside = max(count - own - (left or 0), 0)
        # A hidden number of unknown homes may be as much as is just not shown.
        missing = 0 if left is not None else limit - 1
        base = residents[code]
        rate = quotients.per_thousand(from_outside, base, tables=3, hidden_most=missing)
        found.append((code, from_outside, count, int(base), rate))
    ranks = quotients.ranks([(rate.low, rate.high) for *_, rate in found])
    towns = [Town(*line, rank) for line, rank in zip(found, ranks, strict=True)]
    towns.sort(key=lambda town: (-town.rate.value, town.code))
    return PerThousand(prefecture, field, tuple(towns), hidden, tuple(asker.credits))
