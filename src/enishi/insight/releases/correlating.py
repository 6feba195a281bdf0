"""How often each person did each kind of thing in a frame, for released correlations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from enishi.insight.releases.released import Note, Released
from enishi.insight.releases.snapshot import Snapshot
from enishi.kit import codes

_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Correlation:
    """Which actions go together in a place and fiscal year (いっしょに起きやすい), as released.

    `coefficients` is the whole matrix in the order of `kinds`; `region_used` is the prefecture
    where the region asked for had too few people.
    """

    kinds: tuple[str, ...]
    n: int
    coefficients: tuple[tuple[float, ...], ...]
    region: str
    region_used: str
    year: str
    note: Note
    release: int

    @property
    def fell_back(self) -> bool:
        """Say whether it is the prefecture's."""
        return self.region_used != self.region


@dataclass(frozen=True, slots=True)
class Doings:
    """How often each person did each kind, a person a row, and the key of the people."""

    counts: npt.NDArray[np.int64]
    key: int


def doings(
    snapshot: Snapshot, *, regions: Sequence[str], year: str, kinds: Sequence[str]
) -> Doings:
    """Count what everybody in the places and the year did; all of them, whatever they did."""
    rows = snapshot.deeds.filter(
        snapshot.deeds.region.isin(list(regions)), snapshot.deeds.fiscal_year == year
    )
    counted = {
        f"of_{place}": rows.count(where=rows.kind == kind) for place, kind in enumerate(kinds)
    }
    found = snapshot.engine.answer(
        rows.group_by(["person", "rk"]).aggregate(**counted).order_by("person")
    )
    columns = [found[name].to_numpy() for name in counted]
    key = int(np.bitwise_xor.reduce(found["rk"].to_numpy(), initial=np.uint64(0)))
    return Doings(np.column_stack(columns).astype(np.int64), key)


def pairs(kinds: Sequence[str], told: Sequence[Sequence[float]], n: int) -> list[list[object]]:
    """Return the matrix as rows of a release: the pair, the people, hundredths of the coefficient.

    Whole numbers, as everything that is sealed.
    """
    return [
        [[one, other], n, "shown", round(told[place][beside] * _HUNDRED)]
        for place, one in enumerate(kinds)
        for beside, other in enumerate(kinds)
    ]


def correlation(released: Released, *, asked_for: str) -> Correlation:
    """Read a stored matrix; `asked_for` is the region that was asked for first."""
    kinds = tuple(dict.fromkeys(str(row["kind"]) for row in released.rows))
    values = iter(int(row["total"] or 0) / _HUNDRED for row in released.rows)
    filters = released.filters
    return Correlation(
        kinds=kinds,
        n=int(released.rows[0]["n"] or 0),
        coefficients=tuple(tuple(next(values) for _ in kinds) for _ in kinds),
        region=asked_for,
        region_used=filters.get("region") or filters.get("prefecture", codes.NATION),
        year=filters["fiscal_year"],
        note=released.note,
        release=released.id,
    )
