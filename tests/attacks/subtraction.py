"""Attack 3: a hidden cell is its total less its published siblings; so for a prefecture's towns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tests.attacks.asking import Tables
from tests.attacks.finding import Finding, together
from tests.attacks.world import World

from enishi.membership import attributes

_SMALL = 10  # a hidden cell of this many persons or more betrays nobody

# (conditions of the total, the dimension its parts run over)
_PARTITIONS = tuple(
    (total, over)
    for total in (
        ("region",), ("region", "theme"), ("region", "kind"), ("prefecture", "theme"),
        ("prefecture",), ("theme",), ("region", "month"),
        ("region", "age_band"), ("region", "sex"), ("region", "home_prefecture"),
        ("region", "theme", "age_band"), ("region", "theme", "sex"),
        ("region", "theme", "home_prefecture"),
    )
    for over in ("age_band", "sex", "home_prefecture")
    if over not in total
)  # fmt: skip


def total_less_siblings(tables: Tables, world: World) -> Finding:
    """Rebuild cells whose siblings are all published."""
    findings = [_one_partition(tables, world, total, over) for total, over in _PARTITIONS]
    return together("total less siblings", findings)


def bands_less_bands(tables: Tables, world: World) -> Finding:
    """Rebuild a hidden ten-year band from its 20-year band and the other half."""
    findings = []
    halves: dict[str, list[str]] = {}
    for band in world.values("age_band"):
        halves.setdefault(attributes.band_of_20(band), []).append(band)
    for base in (("region",), ("region", "theme"), ("prefecture", "theme"), ("region", "sex")):
        wide, fine = tables.table((*base, "age_band20")), tables.table((*base, "age_band"))
        cells = []
        for key, total in wide.items():
            names = [(*key[:-1], band) for band in halves.get(key[-1], ())]
            cells += _rebuild(total, [(name, fine.get(name)) for name in names])
        findings.append(
            _score("20-year less 10-year bands", cells, world.counts((*base, "age_band")))
        )
    return together("20-year less 10-year bands", findings)


def prefecture_less_regions(tables: Tables, world: World) -> Finding:
    """Rebuild a region's hidden cell from its prefecture and the other regions."""
    findings = []
    for part in (
        (), ("theme",), ("kind",), ("age_band",), ("sex",), ("home_prefecture",),
        ("theme", "age_band"), ("theme", "sex"), ("theme", "home_prefecture"),
        ("age_band", "sex"), ("month",), ("month", "theme"),
    ):  # fmt: skip
        whole, towns = tables.table(("prefecture", *part)), tables.table(("region", *part))
        truth = world.counts(("region", *part))
        cells = []
        for key, total in whole.items():
            names = [(code, *key[1:]) for code in world.regions_of.get(key[0], ())]
            cells += _rebuild(total, [(name, towns.get(name)) for name in names])
        findings.append(_score("prefecture less regions", cells, truth))
    return together("prefecture less regions", findings)


def _one_partition(tables: Tables, world: World, total: tuple[str, ...], over: str) -> Finding:
    whole, parts = tables.table(total), tables.table((*total, over))
    truth, cells = world.counts((*total, over)), []
    for key, shown in whole.items():
        names = [(*key, value) for value in world.values(over)]
        cells += _rebuild(shown, [(name, parts.get(name)) for name in names])
    return _score("total less siblings", cells, truth)


def _rebuild(
    total: int | None, parts: Iterable[tuple[tuple[str, ...], int | None]]
) -> list[tuple[tuple[str, ...], int]]:
    """Return the one hidden part with its rebuilt value, if only one is hidden."""
    parts = list(parts)
    hidden = [name for name, shown in parts if shown is None]
    if total is None or len(hidden) != 1:
        return []
    return [(hidden[0], max(total - sum(shown or 0 for _, shown in parts), 0))]


def _score(
    attack: str, cells: list[tuple[tuple[str, ...], int]], truth: dict[tuple[str, ...], int]
) -> Finding:
    """Hold the rebuilt values against the best constant guess of what hidden cells hold."""
    values = [truth.get(name, 0) for name, _ in cells]
    hits = [value for (_, claimed), value in zip(cells, values, strict=True) if claimed == value]
    best = max(Counter(values).values(), default=0)
    return Finding(
        attack,
        claims=len(cells),
        right=len(hits),
        people=sum(value for value in hits if value < _SMALL),
        baseline=best / len(values) if values else 0.0,
    )
