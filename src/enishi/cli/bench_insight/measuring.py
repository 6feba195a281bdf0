"""Lets the engines answer in turn, each in a process of its own, round after round."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from enishi.cli.bench_insight import peers
from enishi.cli.bench_insight.lakes import Made
from enishi.cli.bench_insight.questions import QUESTIONS, SCAN

# Larger lakes need the memory of one engine after the other; smaller ones are asked in turns,
# so that a noisy moment of the machine hits all alike.
TOGETHER_MAX = 20_000_000
Round = dict[str, dict[str, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Asking:
    """How a lake is asked."""

    made: Made
    names: Sequence[str]
    memory_gib: int
    engines: Sequence[str]


class Worker:
    """One engine's process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """Wait until it has opened the lake."""
        self._process = process
        self.told = self._read()

    def ask(self, name: str) -> Mapping[str, Any] | None:
        """Return what an answer cost; None when the engine gave up."""
        if self.told is None or self._process.stdin is None:
            return None
        self._process.stdin.write(f"{name}\n")
        self._process.stdin.flush()
        self.told = self._read()
        return self.told

    def _read(self) -> Mapping[str, Any] | None:
        assert self._process.stdout is not None, "it was opened with a pipe"
        line = self._process.stdout.readline()
        return json.loads(line) if line else None


@contextmanager
def _working(engine: str, asking: Asking) -> Iterator[Worker]:
    words = [engine, str(asking.made.folder), str(asking.memory_gib), middling(asking.made)]
    module = "enishi.cli.bench_insight.worker"
    with subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-P", "-m", module, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Worker(process)
        finally:
            process.terminate()


def middling(made: Made) -> str:
    """Return the region with the median number of people."""
    found = made.people_of_region
    return sorted(found, key=lambda code: (found[code], code))[len(found) // 2]


def one_round(asking: Asking) -> Round:
    """Ask every engine every question once; the first question of a process warms it up."""
    together = asking.made.activities <= TOGETHER_MAX
    groups = [asking.engines] if together else [[engine] for engine in asking.engines]
    found: Round = {name: {} for name in asking.names}
    for group in groups:
        with ExitStack() as stack:
            workers = {one: stack.enter_context(_working(one, asking)) for one in group}
            for worker in workers.values():
                worker.ask(SCAN)
            for name in asking.names:
                for engine, worker in workers.items():
                    if engine != peers.DUCKDB and not QUESTIONS[name].is_compared:
                        continue
                    told = worker.ask(name)
                    assert told or engine != peers.DUCKDB, f"no answer to {name}"
                    if told is not None:
                        found[name][engine] = dict(told)
    return found
