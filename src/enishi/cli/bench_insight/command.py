"""`bench insight`: makes the lakes it needs, asks, and says which floors are kept."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any

from enishi.cli.bench_insight import exporting, figures, lakes, measuring, peers, rolling
from enishi.cli.bench_insight.questions import QUESTIONS, SCAN

# One connection fills the database it is read from: a million says what ten would.
_EXPORTED_MAX = 2_000_000
_SIZES, _ROUNDS, _MEMORY, _SEED = [1_000_000], 5, 6, 1


def configure(parser: argparse.ArgumentParser) -> None:
    """Add what to measure."""
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument(
        "--size", type=_numbers, default=_SIZES, metavar="N,N", help="activities (1000000)"
    )
    parser.add_argument("--rounds", type=int, default=_ROUNDS, metavar="N", help="medians over N")
    parser.add_argument(
        "--question", action="append", choices=list(QUESTIONS), help="only this one; repeated"
    )
    parser.add_argument("--memory", type=int, default=_MEMORY, metavar="GIB", help="per engine (6)")
    parser.add_argument("--lakes", type=Path, metavar="DIR", help="keep the lakes here")


def _numbers(told: str) -> list[int]:
    """Read numbers with commas between them."""
    return [int(word) for word in told.split(",")]


def run(args: argparse.Namespace) -> int:
    """Measure every size; exit code 1 when a floor is not kept."""
    engines = [name for name in peers.ENGINES if peers.is_there(name)]
    missing = [name for name in peers.ENGINES if name not in engines]
    kept = nullcontext(args.lakes) if args.lakes else tempfile.TemporaryDirectory()
    with kept as folder:
        told = [_measure(Path(folder), size, args, engines) for size in sorted(args.size)]
    of_size = {one["size"]: one["questions"] for one in told}
    lines = [line for one in told for line in one.pop("lines")] + figures.growths(of_size)
    answer = {
        "cores": os.cpu_count(),
        "rounds": args.rounds,
        "memory_gib": args.memory,
        "not_installed": missing,
        "lakes": told,
        "floors": lines,
    }
    if args.json:
        print(json.dumps(answer, indent=1))
    else:
        for one in told:
            print(f"\n{one['activities']:,} activities, CPU seconds")
            print("\n".join(figures.table(one["questions"])))
            if one["exported"]:
                print(figures.exported(one["exported"]))
        print()
        print("\n".join(figures.judged(lines)))
        for name in missing:
            print(f"{name} is not installed and was not asked (extra `bench`)")
    return 0 if all(line["is_kept"] is not False for line in lines) else 1


def _measure(
    folder: Path, size: int, args: argparse.Namespace, engines: Sequence[str]
) -> dict[str, Any]:
    """Make one lake and ask."""
    _say(f"making {size:,} activities ...")
    made = lakes.make(folder / str(size), size=size, seed=_SEED)
    wanted = args.question or list(QUESTIONS)
    names = [name for name in QUESTIONS if name in {SCAN, *wanted}]
    asking = measuring.Asking(made, names, args.memory, engines)
    rounds = []
    for number in range(args.rounds):
        _say(f"{size:,}: round {number + 1} of {args.rounds} ...")
        rounds.append(measuring.one_round(asking))
    questions = figures.with_ratios(figures.medians(rounds))
    lines = figures.verdicts(size, questions)
    told = None
    if not args.question:
        _say(f"{size:,}: rolling up ...")
        told = rolling.measure(made, args.memory, args.rounds)
        lines += figures.of_rolled(size, told)
    exported = None
    if not args.question and made.activities <= _EXPORTED_MAX:
        _say(f"{size:,}: filling a database and following it ...")
        exported = exporting.measure(made, args.folder.parent, args.rounds)
        lines += figures.of_export(size, exported)
    return {
        "size": size,
        "activities": made.activities,
        "people": made.people,
        "regions": len(made.people_of_region),
        "questions": questions,
        "rolled": told and asdict(told),
        "exported": exported and asdict(exported),
        "lines": lines,
    }


def _say(told: str) -> None:
    print(f"enishi: {told}", file=sys.stderr, flush=True)
