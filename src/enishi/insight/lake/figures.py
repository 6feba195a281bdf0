"""The figures of every place and month, held in memory: a dashboard reads them in a moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from enishi.insight.lake import files, rollups


@dataclass(frozen=True, slots=True)
class Figures:
    """Rows (level, code, month, kind, activities, people, amount_yen), found by their place."""

    rows: pa.Table
    places: Mapping[tuple[str, str], tuple[int, int]]

    def of(self, level: str, code: str) -> list[dict[str, Any]]:
        """Return the rows of a place by month and kind; kind "" is all kinds together."""
        first, count = self.places.get((level, code), (0, 0))
        return list(self.rows.slice(first, count).to_pylist())


def opened(rows: pa.Table) -> Figures:
    """Put the rows of one place together and remember where they begin."""
    order = [(name, "ascending") for name in ("level", "code", "month", "kind")]
    rows = rows.sort_by(order).combine_chunks()
    if not rows.num_rows:
        return Figures(rows, {})
    levels, names = (rows[name].combine_chunks().dictionary_encode() for name in ("level", "code"))
    pairs = levels.indices.to_numpy().astype(np.int64) * len(names.dictionary)
    pairs += names.indices.to_numpy()
    starts = np.flatnonzero(np.diff(pairs, prepend=-1))
    counts = np.diff(starts, append=rows.num_rows)
    where = rows.select(["level", "code"]).take(starts).to_pylist()
    return Figures(
        rows,
        {
            (row["level"], row["code"]): (int(first), int(count))
            for row, first, count in zip(where, starts, counts, strict=True)
        },
    )


def latest(folder: Path) -> Figures | None:
    """Return the figures of the lake as it is now; None while its roll-ups are not made."""
    found = rollups.current(folder, files.read_manifest(folder))
    if found is None:
        return None
    try:
        return _read(folder, tuple(found.paths["figures"]))
    except FileNotFoundError:  # a newer run removed them at this moment
        return None


@lru_cache(maxsize=1)
def _read(folder: Path, paths: tuple[str, ...]) -> Figures:
    found = rollups.RollUps(folder / rollups.FOLDER, {"figures": paths})
    return opened(found.rows("figures"))
