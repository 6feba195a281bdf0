"""A process of its own for each engine: answers the questions it reads, and tells what they cost.

    python -m enishi.cli.bench_insight.worker ENGINE FOLDER MEMORY_GIB REGION

Reads one name of a question a line, writes one line of JSON for each.
"""

from __future__ import annotations

import hashlib
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa

from enishi.cli.bench_insight import peers
from enishi.cli.bench_insight.questions import QUESTIONS

_DIGITS = 9


def main() -> None:
    """Open the lake and answer until nothing more is asked."""
    engine, folder, memory, region = sys.argv[1:]
    answer = peers.opened(engine, Path(folder), int(memory), region)
    print(json.dumps({"ready": engine}), flush=True)
    for line in sys.stdin:
        question = QUESTIONS[line.strip()]
        before, since = cpu_seconds(), time.perf_counter()
        found = answer(question)
        told = {
            "cpu": cpu_seconds() - before,
            "wall": time.perf_counter() - since,
            "rows": found.num_rows,
            "digest": digest(found),
            "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000,
        }
        print(json.dumps(told), flush=True)


def cpu_seconds() -> float:
    """Return the CPU time of this process, user and system, all its threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def digest(answer: pa.Table) -> str:
    """Return the same for equal answers, whatever the engine's types: sorted, in plain values."""
    names = sorted(answer.column_names)
    rows = sorted(
        tuple(_plain(value) for value in row)
        for row in zip(*(answer[name].to_pylist() for name in names), strict=True)
    )
    return hashlib.sha256(json.dumps([names, rows]).encode()).hexdigest()[:16]


def _plain(value: Any) -> str:
    """Write numbers alike: 3, 3.0 and Decimal('3') are equal, other floats to nine digits."""
    if isinstance(value, (str, bytes)) or value is None:
        return str(value)
    number = float(value)
    return str(int(number)) if number.is_integer() else f"{number:.{_DIGITS}g}"


if __name__ == "__main__":
    main()
