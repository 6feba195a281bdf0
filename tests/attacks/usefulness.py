"""How useful published tables remain: a service that refuses everything withstands everything."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats
from tests.attacks.asking import Tables
from tests.attacks.world import World

TABLES = (
    ("region",), ("region", "theme"), ("region", "age_band"), ("region", "age_band", "sex"),
    ("region", "home_prefecture"), ("prefecture", "theme"), ("region", "theme", "age_band"),
)  # fmt: skip
_REGIONS_TO_RANK = 4


@dataclass(frozen=True, slots=True)
class Usefulness:
    """Over the seven tables of the method page, among cells that anybody is in."""

    cells_shown: float
    persons_covered: float
    mean_error: float
    relative_error: float
    tau: float

    def __str__(self) -> str:
        """Write it as one line of a table."""
        return (
            f"shown {self.cells_shown:.2f}, persons {self.persons_covered:.3f}, "
            f"error {self.mean_error:.2f} ({self.relative_error:.3f}), tau {self.tau:.3f}"
        )


def measure(tables: Tables, world: World) -> Usefulness:
    """Measure what is shown, how far off it is, and whether rankings of regions survive."""
    true, shown, hidden = [], [], []
    for by in TABLES:
        published = tables.table(by)
        for key, count in world.counts(by).items():
            value = published.get(key)
            if value is None:
                hidden.append(count)
            else:
                true.append(count)
                shown.append(value)
    error = np.abs(np.array(true) - np.array(shown))
    return Usefulness(
        cells_shown=len(true) / (len(true) + len(hidden)),
        persons_covered=sum(true) / (sum(true) + sum(hidden)),
        mean_error=float(error.mean()),
        relative_error=float((error / np.array(true)).mean()),
        tau=_tau(tables, world),
    )


def _tau(tables: Tables, world: World) -> float:
    """Return the mean over themes of Kendall's tau of regions ranked by the theme's share."""
    whole, part = tables.table(("region",)), tables.table(("region", "theme"))
    true_whole, true_part = world.counts(("region",)), world.counts(("region", "theme"))
    taus = []
    for theme in world.values("theme"):
        pairs = []
        for key, count in true_whole.items():
            total, shown = whole.get(key), part.get((*key, theme))
            if total and shown:
                pairs.append((true_part[(*key, theme)] / count, shown / total))
        if len(pairs) >= _REGIONS_TO_RANK:
            taus.append(stats.kendalltau(*zip(*pairs, strict=True)).statistic)
    return float(np.mean(taus))
