"""Answers Ibis expressions over one version of the lake, with one engine or another.

This folder alone knows which engines there are. All read the same files and give the same
numbers; pages use DuckDB.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from enishi.insight.lake import files
from enishi.insight.lake.engine.duckdb import DuckDB
from enishi.insight.lake.engine.opened import Engine
from enishi.insight.lake.manifest import Manifest
from enishi.kit.refusal import Refusal

__all__ = ["DUCKDB", "NAMES", "POLARS", "SPARK", "Choice", "Engine", "latest", "over"]
DUCKDB, POLARS, SPARK = "duckdb", "polars", "spark"
NAMES = (DUCKDB, POLARS, SPARK)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which engine computes; for Spark also where."""

    name: str = DUCKDB
    spark_master: str = ""


_IN_PROCESS = Choice()


class EngineIsMissing(Refusal):
    """An engine is not installed here; `lacks` says what."""

    code = "engine_is_missing"
    status = 501


def _opened(folder: Path, choice: Choice, memory_gib: int | None) -> Engine:
    """Open an engine without tables.

    Raises:
        EngineIsMissing: its package, or the Java that Spark runs on, is not here.
    """
    assert choice.name in NAMES, choice.name
    if choice.name == DUCKDB:
        return DuckDB(folder, memory_gib=memory_gib)
    package = {POLARS: "polars", SPARK: "pyspark"}[choice.name]
    if importlib.util.find_spec(package) is None:
        raise EngineIsMissing(engine=choice.name, lacks=package)
    if choice.name == POLARS:
        from enishi.insight.lake.engine.polars import Polars  # noqa: PLC0415 - where it is asked

        return Polars()
    if not has_java():
        raise EngineIsMissing(engine=choice.name, lacks="java")
    from enishi.insight.lake.engine import spark  # noqa: PLC0415 - an extra; a second to import

    return spark.Spark(choice.spark_master or spark.LOCAL)


def has_java() -> bool:
    """Say whether there is a Java that Spark would find."""
    home = os.environ.get("JAVA_HOME", "")
    return shutil.which("java", path=f"{home}/bin" if home else None) is not None


def over(
    folder: Path,
    manifest: Manifest,
    *,
    version: int | None = None,
    choice: Choice = _IN_PROCESS,
    memory_gib: int | None = None,
) -> Engine:
    """Open the lake as a manifest describes it, or as it was at an earlier version.

    `memory_gib` limits what DuckDB takes; the others have their own ways.

    Raises:
        EngineIsMissing: the engine is not installed here.
    """
    engine = _opened(folder, choice, memory_gib)
    show_all(engine, folder, manifest, version)
    return engine


def show_all(engine: Engine, folder: Path, manifest: Manifest, version: int | None = None) -> None:
    """Give the lake's tables their names."""
    withdrawn = [folder / file.path for file in manifest.of("withdrawals", version)]
    lifted = [folder / file.path for file in manifest.of("lifts", version)]
    for name in ("activities", "answers", "cards", "series"):
        paths = [folder / file.path for file in manifest.of(name, version)]
        graded = lifted if name == "activities" else []
        gone = withdrawn if name in ("activities", "answers") else []
        engine.show(name, paths, withdrawn=gone, lifted=graded)


@lru_cache(maxsize=2)
def _latest(folder: Path, manifest: Manifest) -> Engine:
    return over(folder, manifest)


def latest(folder: Path, choice: Choice = _IN_PROCESS) -> Engine:
    """Open the lake as it is now; with DuckDB the same lake is opened once per process.

    Raises:
        EngineIsMissing: the engine is not installed here.
    """
    manifest = files.read_manifest(folder)
    if choice == _IN_PROCESS:
        return _latest(folder, manifest)
    return over(folder, manifest, choice=choice)
