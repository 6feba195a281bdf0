"""Measures check-ins of distinct members through HTTP beside a signed-in POST that does nothing.

    python benchmarks/checkin.py [--seconds 5] [--rounds 3] [--workers 1] [--json]

A server of its own (the embedded PostgreSQL as installed, fsync on) and the web server as `serve`
starts it. 32 clients, each on a connection that stays open, wait for each answer before they ask
again. Both kinds of request carry the cookies of a member's phone and a CSRF token and pass the
whole middleware; in each round they take turns, at the same workers. A check-in is answered when
it is durable: activity, award and points are committed. Ends with 1 below the floor.
"""

from __future__ import annotations

import argparse
import json
import os
import selectors
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import django
from django.core import management

from enishi.cli import supervise
from enishi.cli.bench_ledger.server import Server, running

CLIENTS = 32
FLOOR, AIM = 0.4, 0.6
TOWN = "993018"
HERE = Path(__file__).resolve().parent
READY_SECONDS_MAX = 60
STOP_SECONDS_MAX = 10
NOTHING, SEE_HELD = 204, 302
TOKEN = "b" * 32
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Figures:
    """What one kind of request did in one round."""

    name: str
    answered: int
    per_second: float
    p50_ms: float
    p99_ms: float
    web_cpu_us: float
    server_cpu_us: float


@dataclass(frozen=True, slots=True)
class Phone:
    """A member's phone as its cookies say it."""

    cookies: str


def a_town(server: Server, *, members: int, rounds: int) -> tuple[list[Phone], list[str]]:
    """Make a town with a programme, members with phones, and an event's code for each round."""
    management.call_command("migrate", verbosity=0, interactive=False)
    management.call_command("createcachetable", verbosity=0)
    from enishi.events import operations as events  # noqa: PLC0415 - Django has to stand first
    from enishi.events.event import NewEvent  # noqa: PLC0415
    from enishi.programs import operations as programs  # noqa: PLC0415
    from enishi.regions import operations as regions  # noqa: PLC0415

    now = datetime.now(tz=UTC)
    regions.load_official()
    regions.add_region(code=TOWN, name="縁ヶ浦町", parent="JP", population=9_000, is_sample=True)
    programs.open_programme(region_code=TOWN, issuer="縁ヶ浦町", at=now - timedelta(days=9))
    phones = a_crowd(server, members, now)
    addresses = []
    for number in range(rounds):
        told = NewEvent(region_code=TOWN, title=f"催し {number}", starts_at=now)
        event = events.make_event(event=told)
        ticket = events.make_poster(event_code=event.code, at=now).ticket
        addresses.append(f"/e/{event.code}?{urlencode({'t': ticket})}")
    with server.connect() as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
    return phones, addresses


def a_crowd(server: Server, members: int, now: datetime) -> list[Phone]:
    """Make so many members, each with a phone."""
    from django.db import connection, transaction  # noqa: PLC0415 - Django has to stand first
    from django.http import HttpResponse  # noqa: PLC0415

    from enishi.kit import ids  # noqa: PLC0415
    from enishi.membership import operations as membership  # noqa: PLC0415
    from enishi.membership.member import ExternalPerson  # noqa: PLC0415
    from enishi.web.member import device  # noqa: PLC0415

    people = [ExternalPerson(f"p{number}") for number in range(members)]
    with transaction.atomic(durable=True):
        found = membership.find_or_make_many(source="bench", people=people, at=now)
    phones = []
    with server.connect() as books, books.cursor() as cursor:
        for member_id in found.values():
            device_id, answer = ids.new_id(), HttpResponse()
            cursor.execute(
                "INSERT INTO membership_device (id, member_id, created_at) VALUES (%s, %s, %s)",
                [device_id, member_id, now],
            )
            device.keep(answer, device_id)
            device.keep_mark(answer, ids.new_id())
            told = [f"{cookie.key}={cookie.coded_value}" for cookie in answer.cookies.values()]
            phones.append(Phone("; ".join([*told, f"csrftoken={TOKEN}"])))
    connection.close()
    return phones


@contextmanager
def serving(port: int, workers: int, threads: int | None) -> Iterator[int]:
    """Run the web server as `serve` does, with one page more; yield its process."""
    words = supervise.web("127.0.0.1", port, workers)
    words[-1] = "checkin_server:application"
    if threads is not None:
        words[words.index("--blocking-threads") + 1] = str(threads)
    env = os.environ | {"PYTHONPATH": str(HERE), "ENISHI_LOG": "ERROR"}
    command = [sys.executable, "-m", *words]
    with subprocess.Popen(command, env=env, start_new_session=True) as process:  # noqa: S603
        try:
            wait_for(port)
            yield process.pid
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def wait_for(port: int) -> None:
    """Wait until somebody listens."""
    until = time.monotonic() + READY_SECONDS_MAX
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < until, "the web server did not start"
            time.sleep(0.1)
        else:
            return


def cpu_of_session(leader: int) -> float:
    """Add up the CPU seconds of the web server's processes."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        if int(fields[3]) == leader:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS


def request(port: int, address: str, phone: Phone) -> bytes:
    """Write a form as a browser sends it."""
    path, _, query = address.partition("?")
    body = f"csrfmiddlewaretoken={TOKEN}&{query}".encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: http://localhost:{port}\r\n"
        f"Cookie: {phone.cookies}\r\nAccept: text/html\r\nAccept-Language: ja\r\n"
        f"User-Agent: bench\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Client:
    """One connection that stays open and asks one thing after another."""

    def __init__(self, port: int) -> None:
        """Connect."""
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.asked_at = 0.0
        self.came = b""

    def ask(self, told: bytes) -> None:
        """Send a request and note when."""
        self.came = b""
        self.asked_at = time.perf_counter()
        self.socket.sendall(told)

    def answer(self) -> int | None:
        """Read what is there; return the status when the answer is whole."""
        self.came += self.socket.recv(65_536)
        head, found, body = self.came.partition(b"\r\n\r\n")
        if not found:
            assert self.came, "the web server hung up"
            return None
        status = int(head[9:12])
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line[15:])
        return status if len(body) >= length else None


def load(port: int, requests: Iterator[bytes], wanted: int, seconds: float) -> list[float]:
    """Let all clients ask until time or requests are over; return how long each answer took."""
    clients = [Client(port) for _ in range(CLIENTS)]
    taken: list[float] = []
    until = time.perf_counter() + seconds
    with selectors.DefaultSelector() as selector:
        for client in clients:
            selector.register(client.socket, selectors.EVENT_READ, client)
            client.ask(next(requests))
        busy = len(clients)
        while busy:
            for key, _ in selector.select(timeout=30):
                client = key.data
                status = client.answer()
                if status is None:
                    continue
                assert status == wanted, (status, client.came[:400])
                now = time.perf_counter()
                taken.append(now - client.asked_at)
                following = next(requests, None) if now < until else None
                if following is None:
                    selector.unregister(client.socket)
                    busy -= 1
                else:
                    client.ask(following)
    for client in clients:
        client.socket.close()
    return taken


@dataclass(frozen=True, slots=True)
class Bench:
    """A town that is served."""

    server: Server
    web: int
    port: int
    seconds: float
    phones: Sequence[Phone]

    def measure(self, name: str, address: str, wanted: int) -> Figures:
        """Ask one kind of thing from all clients, and tell what it cost."""
        requests = [request(self.port, address, phone) for phone in self.phones]
        return self.count(name, iter(requests), wanted)

    def count(self, name: str, requests: Iterator[bytes], wanted: int) -> Figures:
        """Ask what is written already, and tell what it cost."""
        web, books = cpu_of_session(self.web), self.server.cpu_seconds()
        begun = time.perf_counter()
        taken = load(self.port, requests, wanted, self.seconds)
        passed = time.perf_counter() - begun
        web, books = cpu_of_session(self.web) - web, self.server.cpu_seconds() - books
        taken.sort()
        count = len(taken)
        return Figures(
            name=name,
            answered=count,
            per_second=round(count / passed, 1),
            p50_ms=round(1000 * taken[count // 2], 1),
            p99_ms=round(1000 * taken[int(count * 0.99)], 1),
            web_cpu_us=round(1e6 * web / count),
            server_cpu_us=round(1e6 * books / count),
        )


def free_port() -> int:
    """Return a port at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def run(args: argparse.Namespace, server: Server) -> list[Figures]:
    """Let both kinds take turns, round after round; the first turn of each only warms up."""
    django.setup()
    phones, addresses = a_town(server, members=args.members, rounds=args.rounds + 1)
    port = free_port()
    told: list[Figures] = []
    with serving(port, args.workers, args.threads) as web:
        warm = Bench(server, web, port, 1.0, phones)
        warm.measure("nothing", "/bench/nothing", NOTHING)
        warm.measure("check-in", addresses[0], SEE_HELD)
        bench = Bench(server, web, port, args.seconds, phones)
        for address in addresses[1:]:
            told.append(bench.measure("nothing", "/bench/nothing", NOTHING))
            told.append(bench.measure("check-in", address, SEE_HELD))
            if not args.json:
                show(told[-2:])
    with server.connect() as connection:
        found = connection.execute("SELECT count(*) FROM activities_activity").fetchone()
    assert found is not None
    assert found[0] >= sum(one.answered for one in told if one.name == "check-in")
    return told


def show(told: Sequence[Figures]) -> None:
    """Write a round for people."""
    for one in told:
        print(
            f"{one.name:<10}{one.per_second:>9,.0f}/s"
            f"   p50 {one.p50_ms:>6.1f}  p99 {one.p99_ms:>6.1f} ms"
            f"   CPU us web {one.web_cpu_us:>6.0f}  PostgreSQL {one.server_cpu_us:>6.0f}",
            flush=True,
        )


def ratio(told: Sequence[Figures]) -> float:
    """Return how many check-ins go for one POST that does nothing: the median of the rounds."""
    pairs = zip(told[::2], told[1::2], strict=True)
    return round(statistics.median(b.per_second / a.per_second for a, b in pairs), 3)


def main() -> int:
    """Measure, tell, and say whether the floor is kept."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=5.0, help="of each turn")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=1, help="web processes, as `serve`")
    parser.add_argument("--threads", type=int, help="of each web process; as `serve` if not given")
    parser.add_argument("--members", type=int, default=20_000, help="distinct members a round")
    parser.add_argument("--home", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with running(args.home) as server:
        told = run(args, server)
    reached = ratio(told)
    if args.json:
        rounds = [asdict(one) for one in told]
        print(json.dumps({"ratio": reached, "floor": FLOOR, "aim": AIM, "rounds": rounds}))
    else:
        print(f"ratio {reached:.2f} (floor {FLOOR}, aim {AIM})")
    return 0 if reached >= FLOOR else 1


if __name__ == "__main__":
    sys.exit(main())
