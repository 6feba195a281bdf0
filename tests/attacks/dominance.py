"""Attack 9: a shop reads its largest rival's takings out of a published sum of yen."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from tests.attacks.asking import Ask, Refused
from tests.attacks.finding import Finding
from tests.attacks.world import World

QUESTIONS: tuple[tuple[str, ...], ...] = (
    ("region",), ("region", "theme"), ("region", "month"), ("prefecture", "theme"),
    ("region", "age_band"), ("region", "sex"), ("theme",),
)  # fmt: skip
_CLOSE = 0.10
Key = tuple[str, ...]


def attack(ask: Ask, world: World) -> Finding:
    """Claim the largest shop's takings: the sum less the own ones, as its largest rival would.

    A claim is right within 10 % (the p% rule); shops are counted once each as "people". The
    baseline is the best that one factor for all cells would get from the sums' sizes alone.
    """
    claims: list[tuple[str, float, float]] = []
    for by in QUESTIONS:
        truth = takings(world, by)
        for key, total in totals(ask, by).items():
            shops = truth.get(key, Counter()).most_common(2)
            if total is not None and shops:
                rival = shops[1][1] if len(shops) > 1 else 0
                claims.append((shops[0][0], total - rival, float(shops[0][1])))
    right = [shop for shop, claimed, true in claims if abs(claimed - true) <= _CLOSE * true]
    return Finding(
        "dominance of shops",
        len(claims),
        len(right),
        people=len(set(right)),
        baseline=_best_factor([(claimed, true) for _, claimed, true in claims]),
    )


def dominated(ask: Ask, world: World) -> set[str]:
    """Return the shops that stand out in a cell whose sum is told: raw subtraction finds them."""
    found = set()
    for by in QUESTIONS:
        truth = takings(world, by)
        for key, total in totals(ask, by).items():
            amounts = sorted(truth.get(key, Counter()).values(), reverse=True)
            if total is not None and amounts and sum(amounts[2:]) < _CLOSE * amounts[0]:
                found.add(truth[key].most_common(1)[0][0])
    return found


def totals(ask: Ask, by: Sequence[str]) -> Mapping[Key, int | None]:
    """Return the published sums of yen; {} where the question is refused."""
    try:
        rows = ask({"by": list(by), "measure": "yen"})
    except Refused:
        return {}
    return {tuple(str(row[name]) for name in by): row["total"] for row in rows}  # type: ignore[misc]


def takings(world: World, by: Sequence[str]) -> dict[Key, Counter[str]]:
    """Return what each shop really took in each cell."""
    found: dict[Key, Counter[str]] = defaultdict(Counter)
    for row in world.country.rows:
        if row.business_id and row.amount_yen:
            key = tuple(str(getattr(row, name)) for name in by)
            found[key][row.business_id] += row.amount_yen
    return found


def _best_factor(claims: list[tuple[float, float]]) -> float:
    """Return how often the best constant factor of the claimed value would be right."""
    best = 0
    for step in range(1, 101):
        factor = step / 100
        best = max(best, sum(abs(c * factor - t) <= _CLOSE * t for c, t in claims))
    return best / len(claims) if claims else 0.0
