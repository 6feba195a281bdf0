"""Lakes of invented activity, written straight in the follower's layout: nothing is imported."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from enishi.insight.lake import files, tables
from enishi.insight.lake.manifest import LakeFile, Manifest
from enishi.simulation import activity
from enishi.simulation.activity import Told, Truth

_MADE = "made.json"
_CLUSTER = "invented"


@dataclass(frozen=True, slots=True)
class Made:
    """A lake on disk and what is known of it."""

    folder: Path
    activities: int
    people: int
    people_of_region: dict[str, int]
    followed: dict[str, tuple[int, int]]
    of_kind: dict[str, int]


def make(folder: Path, *, size: int, seed: int) -> Made:
    """Write a lake of about `size` activities; one that is there already is kept."""
    recipe = {"size": size, "seed": seed}
    told = folder / _MADE
    if told.exists():
        known = json.loads(told.read_text(encoding="utf-8"))
        if known["recipe"] == recipe:
            return _known(folder, known)
    truth = write(folder, activity.make_world(size, seed))
    known = {
        "recipe": recipe,
        "activities": truth.activities,
        "people": truth.people,
        "people_of_region": dict(truth.people_of_region),
        "followed": dict(truth.followed),
        "of_kind": dict(truth.of_kind),
    }
    told.write_text(json.dumps(known), encoding="utf-8")
    return _known(folder, known)


def _known(folder: Path, known: dict[str, Any]) -> Made:
    facts = {name: known[name] for name in Made.__slots__ if name in known}
    return Made(folder=folder, **facts)


def write(folder: Path, world: activity.World) -> Truth:
    """Write a world month by month, then the manifest that makes it a lake."""
    with files.writing(folder):
        written: list[LakeFile] = []

        def kept(told: Told) -> Told:
            written.append(_write(folder, told, len(written) + 1))
            return told

        truth = activity.truth_of(world, map(kept, activity.months(world)))
        manifest = Manifest(
            version=1, cluster=_CLUSTER, watermark=len(written) + 1, files=tuple(written)
        )
        files.write_manifest(folder, manifest)
    return truth


def _write(folder: Path, told: Told, xid: int) -> LakeFile:
    """Write one month as the follower would have."""
    name = f"activities/part={told.month}/xid-{xid:015d}-{xid + 1:015d}-v1-0.parquet"
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = told.rows.select(tables.SHAPES["activities"].names)
    # Words are written from their dictionaries, and read back as plain text.
    pq.write_table(
        rows, path, compression="zstd", row_group_size=files.ROW_GROUP, store_schema=False
    )
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return LakeFile(name, "activities", told.month, xid, xid + 1, rows.num_rows, digest, 1)
