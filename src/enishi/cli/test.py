"""Run every check: format, lint, types, contracts, SQL, then all tests."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from enishi.cli.installation import CHECKOUT
from enishi.kit.refusal import Refusal

HELP = "Run format, lint, types, contracts and all tests; other words go to pytest"
NEEDS_DATABASE = False
PASSES_ON = True
CONTRACTS = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"


class NoCheckout(Refusal):
    """Tests are not part of an installed package."""

    code = "no_checkout"
    sentence = "There are no tests here: run ./enishi test in a clone of the repository."


@dataclass(frozen=True, slots=True)
class Step:
    """One check and how to run it."""

    name: str
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a check went."""

    name: str
    passed: bool
    seconds: float
    closing: str = ""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add what is ours; the rest is pytest's."""
    parser.add_argument("--thorough", action="store_true", help="also the long figures")
    parser.add_argument("--only-tests", action="store_true", help="pytest alone")


def run(args: argparse.Namespace) -> int:
    """Run all checks to the end, whatever fails, and sum up.

    Raises:
        NoCheckout: enishi was installed without its repository.
    """
    if not (CHECKOUT / "tests").is_dir():
        raise NoCheckout
    environment = dict(os.environ) | ({"ENISHI_THOROUGH": "1"} if args.thorough else {})
    steps = [] if args.only_tests else checks(CHECKOUT)
    outcomes = [_check(step, environment) for step in steps]
    outcomes.append(_pytest(args.rest, environment))
    print("\nSummary")
    for outcome in outcomes:
        print(
            f"  {'ok    ' if outcome.passed else 'FAILED'} {outcome.seconds:7.1f} s  {outcome.name}"
        )
    print(outcomes[-1].closing, flush=True)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def checks(checkout: Path) -> list[Step]:
    """Return the checks that read the sources without running them."""
    python = [sys.executable, "-P"]
    sources = [str(path) for path in sorted((checkout / "src").glob("enishi/**/sql/*.sql"))]
    return [
        Step("format", [*python, "-m", "ruff", "format", "--check", "--quiet", "."]),
        Step("lint", [*python, "-m", "ruff", "check", "--quiet", "."]),
        Step("types", [*python, "-m", "mypy"]),
        Step("import contracts", [*python, "-c", CONTRACTS]),
        Step("SQL", [*python, "-m", "sqlfluff", "lint", *sources]),
    ]


def _check(step: Step, environment: dict[str, str]) -> Outcome:
    """Run one check; say what it found only when it failed."""
    begun = time.monotonic()
    print(f"{step.name} ...", end=" ", flush=True)
    done = subprocess.run(  # noqa: S603 - our own words only
        step.words,
        cwd=CHECKOUT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    seconds = time.monotonic() - begun
    passed = done.returncode == 0
    print(f"{'ok' if passed else 'FAILED'} ({seconds:.1f} s)", flush=True)
    if not passed:
        print(done.stdout, flush=True)
    return Outcome(step.name, passed, seconds)


def _pytest(words: Sequence[str], environment: dict[str, str]) -> Outcome:
    """Run pytest, showing it as it goes, and keep its closing line for the end."""
    begun = time.monotonic()
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    # One process a core; what was asked for by name runs in one, so that its words come at once.
    spread = [] if words else ["-n", "auto", "--dist", "worksteal"]
    command = [sys.executable, "-P", "-m", "pytest", "--durations=10", *colour, *spread, *words]
    closing = ""
    with subprocess.Popen(  # noqa: S603 - our own words and the caller's
        command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None, "we asked for a pipe"
        while piece := os.read(process.stdout.fileno(), 65536):
            sys.stdout.buffer.write(piece)
            sys.stdout.flush()
            closing = _last_line(closing, piece.decode(errors="replace"))
    return Outcome("tests", process.returncode == 0, time.monotonic() - begun, closing)


def _last_line(so_far: str, piece: str) -> str:
    """Return the last line with words that was seen until now."""
    lines = [line for line in (so_far + piece).splitlines() if line.strip()]
    whole = (so_far + piece).endswith("\n")
    return (lines[-1] + "\n" * whole) if lines else ""
