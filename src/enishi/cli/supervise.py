"""Runs the web server and the followers as processes, and leaves none behind."""

from __future__ import annotations

import argparse
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from enishi.cli import installation
from enishi.cli.keeper import end_with_parent
from enishi.kit.refusal import Refusal

READY_SECONDS_MAX = 90
STOP_SECONDS_MAX = 10
# Threads of all web processes: each has a connection of its own to the database, which has 100.
# So many requests may wait for one commit together; most of the time few of them run.
THREADS_MOST = 32
LOOK_SECONDS = 0.2
RESTARTS_MAX = 5
RESTARTS_WITHIN_SECONDS = 60
ERROR = 500
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class PortIsTaken(Refusal):
    """Somebody listens there already."""

    code = "port_is_taken"
    sentence = (
        "Port {port} is already in use (perhaps by another enishi). "
        "End that one, or choose another with --port N."
    )


class ServerKeepsEnding(Refusal):
    """A process of ours ended again and again."""

    code = "server_keeps_ending"
    sentence = "The {name} process keeps ending (exit code {exit_code}); see the lines above."


@contextmanager
def hold(args: argparse.Namespace) -> Iterator[None]:
    """Hold port and folder from before the database starts until all has ended.

    Raises:
        PortIsTaken: somebody else listens at the port.
        FolderIsBusy: another command serves from this folder.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)  # also when started with `&`
    with port(args.host, args.port), installation.alone(args.folder, "serve", wait=False):
        yield


@contextmanager
def port(host: str, number: int) -> Iterator[None]:
    """Take a port before anything else is started, and hold it for our server.

    The server binds with SO_REUSEPORT, so it would start beside another one without a word, and
    requests would go to either. So we first bind without that option, and ask who answers; then
    we hold the port, not listening, with it.

    Raises:
        PortIsTaken: somebody else has it.
    """
    if _is_answered(host, number):
        raise PortIsTaken(port=number)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, number))
            probe.listen()
        holder = socket.socket(family)
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        holder.bind((host, number))
        # From here on nobody's SO_REUSEADDR gets past us; it was for our own last connections.
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
    except OSError as error:
        raise PortIsTaken(port=number) from error
    with holder:
        yield


def _is_answered(host: str, number: int) -> bool:
    """Say whether somebody listens at a port, also on the other loopback address."""
    for address in {"127.0.0.1", "::1", _reachable(host)}:
        try:
            socket.create_connection((address, number), timeout=1).close()
        except OSError:
            continue
        return True
    return False


def _reachable(host: str) -> str:
    """Return an address at which a server bound to `host` is reached from here."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared only


class Child:
    """One process of ours, started again when it ends by itself."""

    def __init__(self, name: str, words: Sequence[str]) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches us alone."""
        self.name = name
        self.words = [sys.executable, "-P", "-m", *words]
        self.ends: list[float] = []
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own words only
            self.words,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            # No threads here, so running Python between fork and exec is safe.
            preexec_fn=end_with_parent(signal.SIGTERM, parent=os.getpid()),  # noqa: PLW1509
        )

    def look(self) -> None:
        """Start it again when it has ended.

        Raises:
            ServerKeepsEnding: it does so again and again.
        """
        exit_code = self.process.poll()
        if exit_code is None:
            return
        now = time.monotonic()
        self.ends = [at for at in self.ends if now - at < RESTARTS_WITHIN_SECONDS] + [now]
        if len(self.ends) > RESTARTS_MAX:
            raise ServerKeepsEnding(name=self.name, exit_code=exit_code)
        self._end_group(signal.SIGKILL)
        self.process = self._start()

    def stop(self) -> None:
        """Ask it to end; after a while, end it and whatever it started."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._end_group(signal.SIGKILL)

    def _end_group(self, wanted: signal.Signals) -> None:
        """Reach also what the child started; it leads a group of its own."""
        try:
            os.killpg(self.process.pid, wanted)
        except (ProcessLookupError, PermissionError):
            return


def serve(*, host: str, number: int, workers: int, when_ready: Callable[[str], None]) -> int:
    """Serve until Ctrl-C or SIGTERM, with the followers beside; return the exit code.

    The caller holds port and folder. Every wait here has an end, so that stopping does too.

    Raises:
        ServerKeepsEnding: a process of ours ended again and again.
    """
    children: list[Child] = []
    try:
        children.append(Child("web", web(host, number, workers)))
        _wait_until_ready(_reachable(host), number, children)
        children.append(Child("work", ["enishi.cli", "work"]))
        when_ready(f"http://{_shown(host)}:{number}")
        while True:
            for child in children:
                child.look()
            time.sleep(LOOK_SECONDS)
    except KeyboardInterrupt:
        print("\nenishi: stopping ...", file=sys.stderr, flush=True)
    finally:
        for ending in ENDINGS:
            signal.signal(ending, signal.SIG_IGN)
        for child in children:
            child.stop()
    return 0


def web(host: str, number: int, workers: int) -> list[str]:
    """Return how the web server is started: WSGI, quiet, its workers ended in bounded time."""
    return [
        "granian",
        *("--interface", "wsgi"),
        *("--host", host),
        *("--port", str(number)),
        *("--workers", str(workers)),
        *("--blocking-threads", str(max(4, THREADS_MOST // workers))),
        *("--workers-kill-timeout", "5"),
        *("--log-level", "warning"),
        "--no-ws",
        "--respawn-failed-workers",
        "enishi.cli.web:application",
    ]


def _shown(host: str) -> str:
    """Return the host as one types it into a browser here; passkeys work under names only."""
    reachable = _reachable(host)
    if reachable == "127.0.0.1":
        return "localhost"
    return f"[{reachable}]" if ":" in reachable else reachable


def _wait_until_ready(host: str, number: int, children: Sequence[Child]) -> None:
    """Wait until the first page is served."""
    until = time.monotonic() + READY_SECONDS_MAX
    while time.monotonic() < until:
        for child in children:
            child.look()
        connection = http.client.HTTPConnection(host, number, timeout=30)
        try:
            connection.request("GET", "/", headers={"Host": f"localhost:{number}"})
            status = connection.getresponse().status
        except OSError:
            pass
        else:
            if status >= ERROR:
                print(f"enishi: the first page answers {status}; see above.", file=sys.stderr)
            return
        finally:
            connection.close()
        time.sleep(LOOK_SECONDS)
    print("enishi: the first page is not served yet; see the lines above.", file=sys.stderr)
