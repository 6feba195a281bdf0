"""Serving: the port is ours or we say so; however it ends, no process is left."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from enishi.cli import cluster, keeper, postgres, supervise

SECONDS_MAX = 60


@pytest.fixture(scope="module")
def folder():
    """Make one installation for all tests of this file, at a path with a space."""
    made = Path(tempfile.mkdtemp(prefix="enishi test ")).resolve()
    done = enishi("init", folder=made)
    assert done.returncode == 0, done.stderr
    yield made
    postgres.remove(made)
    shutil.rmtree(made)


def environment(folder, **more):
    """Return what a person's shell would hold: nothing of the test session's own database."""
    ours = {
        "DATABASE_URL",
        "ENISHI_DATA",
        "DJANGO_SETTINGS_MODULE",
        "PYTHONDONTWRITEBYTECODE",
    }
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {"ENISHI_DATA": str(folder)} | more


def enishi(*words, folder, **more):
    return subprocess.run(
        [sys.executable, "-P", "-m", "enishi.cli", *words],
        env=environment(folder, **more),
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS_MAX,
        cwd="/",
    )


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def serve():
    """Give a way to start servers that end with the test, however it goes."""
    begun = []

    def start(*words, **more):
        begun.append(Served(*words, **more))
        return begun[-1]

    yield start
    for served in begun:
        served.process.terminate()
        served.process.communicate()


class Served:
    """A server started as a person would start it."""

    def __init__(self, folder, port, **more):
        """Wait until it says where it serves."""
        self.port = port
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "enishi.cli", "serve", "--port", str(port)],
            env=environment(folder, **more),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd="/",
        )
        while (line := self.process.stdout.readline()) and "http://" not in line:
            pass
        assert f"http://localhost:{port}" in line, line  # a name: passkeys work under no number

    def status(self, path="/"):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()

    def end(self, wanted):
        self.process.send_signal(wanted)
        self.process.stdout.read()
        return self.process.wait(SECONDS_MAX)


def descendants(number):
    """Return all living processes below one."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if state != "Z":
            parents[int(entry.name)] = int(parent)
    found, wave = set(), {number}
    while wave:
        wave = {child for child, parent in parents.items() if parent in wave}
        found |= wave
    return found


def is_living(number):
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(happened):
    until = time.monotonic() + SECONDS_MAX
    while not happened():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


@pytest.mark.parametrize("wanted", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_however_it_ends_no_process_is_left(folder, port, serve, wanted):
    served = serve(folder, port)
    assert served.status() == 200
    below = descendants(served.process.pid)
    assert len(below) >= 5  # keeper, postgres and its own, web, its worker, work
    assert served.end(wanted) == (-signal.SIGKILL if wanted == signal.SIGKILL else 0)
    wait_until(lambda: not any(is_living(number) for number in below))
    assert keeper.working_in(cluster.place(folder)) == []


def test_a_second_one_on_the_same_port_or_folder_says_so(folder, port, serve):
    served = serve(folder, port)
    again = enishi("serve", "--port", str(port), folder=folder)
    assert again.returncode == 2
    assert f"Port {port} is already in use" in again.stderr
    beside = enishi("serve", "--port", str(port - 1), folder=folder)
    assert beside.returncode == 2
    assert "already being served" in beside.stderr
    assert served.status() == 200


def test_another_command_shares_the_server_and_leaves_it_running(folder, port, serve):
    served = serve(folder, port)
    listed = enishi("region", "list", folder=folder)
    assert listed.returncode == 0, listed.stderr
    assert served.status() == 200
    assert served.end(signal.SIGINT) == 0


def test_a_web_process_killed_without_warning_is_started_again(folder, port, serve):
    served = serve(folder, port)
    below = descendants(served.process.pid)
    web = next(number for number in below if b"granian" in command_of(number))
    os.kill(web, signal.SIGKILL)
    wait_until(lambda: not is_living(web))
    wait_until(lambda: answers(served))
    below |= descendants(served.process.pid)
    assert served.end(signal.SIGTERM) == 0
    wait_until(lambda: not any(is_living(number) for number in below))


def command_of(number):
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return b""


def answers(served):
    try:
        return served.status() == 200
    except OSError:
        return False


def test_an_external_database_serves_without_an_embedded_one(folder, port, serve, tmp_path):
    with postgres.running(folder) as url:
        served = serve(tmp_path / "elsewhere", port, DATABASE_URL=url)
        assert served.status() == 200
        names = b" ".join(command_of(number) for number in descendants(served.process.pid))
        assert b"granian" in names
        assert b"keeper" not in names
        assert served.end(signal.SIGTERM) == 0


def test_a_port_is_held_against_those_who_would_share_it(port):
    with (
        supervise.port("127.0.0.1", port),
        pytest.raises(supervise.PortIsTaken),
        supervise.port("127.0.0.1", port),
    ):
        pass
    with supervise.port("127.0.0.1", port):
        pass


def test_a_port_of_somebody_who_shares_it_is_taken(port):
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        with pytest.raises(supervise.PortIsTaken), supervise.port("127.0.0.1", port):
            pass


def test_work_once_runs_until_idle(folder):
    done = enishi("work", "--once", folder=folder)
    assert done.returncode == 0, done.stderr
    assert "transfers sealed: 0" in done.stdout
