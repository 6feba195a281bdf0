"""Attack 10: 確定値 is exact, so a hidden part is the exact whole less its published siblings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from tests.attacks.asking import Tables
from tests.attacks.finding import Finding, together
from tests.attacks.world import World

_OVER = ("age_band", "sex", "home_prefecture")
_SMALL = 10


def exact_less_siblings(
    tables: Tables, world: World, known: Mapping[str, int], year: str
) -> Finding:
    """Rebuild the only hidden part of a region's fiscal year from the exact number of its people.

    `known` is the exact number of people of each region in the year, as anybody can read it.
    """
    findings = []
    for over in _OVER:
        parts = tables.table(("region", over), fiscal_year=year)
        truth = world.counts(("region", over), fiscal_year=year)
        cells = []
        for region, whole in known.items():
            row = {value: parts.get((region, value)) for value in world.values(over)}
            hidden = [value for value, shown in row.items() if shown is None]
            if len(hidden) == 1:
                rest = whole - sum(shown or 0 for shown in row.values())
                cells.append((truth.get((region, hidden[0]), 0), max(rest, 0)))
        best = max(Counter(true for true, _ in cells).values(), default=0)
        right = [true for true, claimed in cells if true == claimed]
        findings.append(
            Finding(
                "exact whole less siblings",
                len(cells),
                len(right),
                people=sum(true for true in right if true < _SMALL),
                baseline=best / len(cells) if cells else 0.0,
            )
        )
    return together("exact whole less siblings", findings)


def inconsistent(tables: Tables, known: Mapping[str, int], year: str) -> list[str]:
    """Return the regions whose published people cannot be those of the exact figures."""
    shown = tables.table(("region",), fiscal_year=year)
    far = 10  # the attacker may know the largest move; nobody is told
    return [
        region
        for region, people in known.items()
        if (n := shown.get((region,))) is not None and abs(n - people) > far
    ]
