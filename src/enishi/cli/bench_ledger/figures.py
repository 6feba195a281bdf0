"""What a run measured: single cases, medians over rounds, and which floors they keep."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

SPREAD, HOT = "spread", "hot"
TPCB, BY_PGBENCH, BY_PSYCOPG = "tpcb", "function_pgbench", "function_psycopg"
QUEUE, BATCH = "queue", "batch"
# The yardstick: TPC-B of the same round with as many clients.
TPCB_CLIENTS = 32


@dataclass(frozen=True, slots=True, order=True)
class Case:
    """One thing to measure; a client is one durable request that is waited for."""

    door: str
    accounts: str
    clients: int
    per_request: int = 1


@dataclass(frozen=True, slots=True)
class Measured:
    """What one case did in one round."""

    per_second: float
    p50_ms: float
    p99_ms: float
    server_us: float
    client_us: float

    @property
    def cpu_us(self) -> float:
        """CPU of server and client together for one transfer."""
        return self.server_us + self.client_us


@dataclass(frozen=True, slots=True)
class Floor:
    """What a case must reach, and what it should."""

    name: str
    case: Case
    of: str
    floor: float
    aim: float | None = None

    def is_kept(self, found: float, wanted: float | None) -> bool | None:
        """Compare; CPU is a ceiling, a ratio a floor."""
        if wanted is None:
            return None
        return found <= wanted if self.of == "cpu_us" else found >= wanted


FLOORS = (
    Floor("function by pgbench, spread, 32 clients", Case(BY_PGBENCH, SPREAD, 32), "ratio", 1.0),
    Floor("function from psycopg, spread, 32 clients", Case(BY_PSYCOPG, SPREAD, 32), "ratio", 0.8),
    Floor("group commit, spread, 256 clients", Case(QUEUE, SPREAD, 256), "ratio", 2.5, 4.0),
    Floor("group commit, hot, 256 clients", Case(QUEUE, HOT, 256), "ratio", 1.5, 3.0),
    Floor("batch of 1,000, spread", Case(BATCH, SPREAD, 1, 1_000), "ratio", 2.5, 5.0),
    Floor("batch of 1,000, hot", Case(BATCH, HOT, 1, 1_000), "ratio", 2.5, 5.0),
    Floor("CPU of a batch of 1,000, spread", Case(BATCH, SPREAD, 1, 1_000), "cpu_us", 140, 90),
    Floor("CPU of a batch of 1,000, hot", Case(BATCH, HOT, 1, 1_000), "cpu_us", 140, 90),
)


def cases(clients: Sequence[int], batches: Sequence[int]) -> list[Case]:
    """List what one round measures, in an order that puts the yardstick among the others."""
    yard = Case(TPCB, SPREAD, TPCB_CLIENTS)
    listed = [Case(TPCB, SPREAD, number) for number in clients if number != TPCB_CLIENTS]
    for accounts in (SPREAD, HOT):
        listed.append(yard)
        for door in (BY_PGBENCH, BY_PSYCOPG, QUEUE):
            listed += [Case(door, accounts, number) for number in clients]
        listed += [Case(BATCH, accounts, 1, size) for size in batches]
    return [*listed, yard]


def measured(
    moments: Sequence[float], per_second: float, server_seconds: float, client_seconds: float
) -> Measured:
    """Sum a case up; `moments` are the seconds that each transfer's request took."""
    waits = sorted(moments)
    return Measured(
        per_second=per_second,
        p50_ms=1_000 * waits[len(waits) // 2],
        p99_ms=1_000 * waits[len(waits) * 99 // 100],
        server_us=1e6 * server_seconds / len(waits),
        client_us=1e6 * client_seconds / len(waits),
    )


def yardstick(round_: Iterable[tuple[Case, Measured]]) -> float:
    """Return what TPC-B at 32 clients reached in a round, the middle of its repetitions."""
    wanted = Case(TPCB, SPREAD, TPCB_CLIENTS)
    return statistics.median(one.per_second for case, one in round_ if case == wanted)


def summary(rounds: Sequence[Sequence[tuple[Case, Measured]]]) -> list[dict[str, object]]:
    """Return the medians over all rounds, case by case, in the order of the first round."""
    of_case: dict[Case, list[dict[str, float]]] = {}
    for round_ in rounds:
        tpcb = yardstick(round_)
        for case, one in round_:
            told = asdict(one) | {"cpu_us": one.cpu_us, "ratio": one.per_second / tpcb}
            of_case.setdefault(case, []).append(told)
    return [
        asdict(case) | {name: statistics.median(one[name] for one in told) for name in told[0]}
        for case, told in of_case.items()
    ]


def verdicts(medians: Iterable[Mapping[str, Any]]) -> list[dict[str, object]]:
    """Say of each floor that was measured whether it is kept, and whether the aim is reached."""
    found = {Case(*(one[name] for name in Case.__slots__)): one for one in medians}
    told: list[dict[str, object]] = []
    for floor in FLOORS:
        if floor.case not in found:
            continue
        median = found[floor.case][floor.of]
        told.append(
            {
                "name": floor.name,
                "of": floor.of,
                "floor": floor.floor,
                "aim": floor.aim,
                "median": median,
                "is_kept": floor.is_kept(median, floor.floor),
                "is_aim_reached": floor.is_kept(median, floor.aim),
            }
        )
    return told


def told(round_: Iterable[tuple[Case, Measured]]) -> list[dict[str, object]]:
    """Write one round's cases in their order."""
    return [asdict(case) | asdict(one) for case, one in round_]


def line(case: Case, one: Measured) -> str:
    """Write one case while it runs."""
    return (
        f"{case.door} {case.accounts} {case.clients} x {case.per_request}: "
        f"{one.per_second:.0f}/s, {one.server_us:.0f} + {one.client_us:.0f} us"
    )


def table(medians: Iterable[Mapping[str, Any]], floors: Iterable[Mapping[str, Any]]) -> list[str]:
    """Write the medians and the floors as lines of text."""
    heads = (
        f"{'door':<17}{'accounts':<9}{'clients':>8}{'together':>9}{'per s':>9}{'x TPC-B':>9}"
        f"{'p50 ms':>9}{'p99 ms':>9}{'server us':>10}{'client us':>10}"
    )
    lines = [heads]
    lines += [
        "{door:<17}{accounts:<9}{clients:>8}{per_request:>9}{per_second:>9.0f}{ratio:>9.2f}"
        "{p50_ms:>9.1f}{p99_ms:>9.1f}{server_us:>10.0f}{client_us:>10.0f}".format(**one)
        for one in medians
    ]
    lines.append("")
    for one in floors:
        aim = "" if one["aim"] is None else f", aim {one['aim']:g}"
        reached = " (aim reached)" if one["is_aim_reached"] else ""
        kept = "kept" if one["is_kept"] else "NOT KEPT"
        lines.append(
            f"{kept:<9} {one['name']}: {one['median']:.2f} {one['of']} "
            f"(floor {one['floor']:g}{aim}){reached}"
        )
    return lines
