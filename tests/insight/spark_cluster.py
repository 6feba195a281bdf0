"""A Spark standalone cluster on this machine's loopback: a master and two workers, then gone."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyspark
import pytest

from enishi.cli import testing
from enishi.insight.lake import engine

HOME = Path(pyspark.__file__).parent
DAEMONS = "org.apache.spark.deploy"
LOOPBACK = "127.0.0.1"
STARTED_WITHIN = 60.0
WORKERS = 2
_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of linux/prctl.h
# Little work in little memory and a short life: nothing is compiled for one question.
SHORT_LIVED = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
OPTIONS = {
    "spark.driver.extraJavaOptions": SHORT_LIVED,
    "spark.executor.extraJavaOptions": SHORT_LIVED,
    "spark.driver.memory": "512m",
    "spark.executor.memory": "512m",
    "spark.executor.cores": "1",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}


def needs_java() -> None:
    """Skip where there is no Java; under CI its absence is a failure."""
    if engine.has_java():
        return
    if testing.is_under_ci():
        pytest.fail("Spark needs a Java: apt-get install openjdk-17-jre-headless")
    pytest.skip("Spark needs a Java, and there is none here")


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Run a cluster and say where its master is; nothing of it is left afterwards."""
    folder.mkdir()
    started: list[subprocess.Popen[bytes]] = []
    try:
        started.append(_daemon(folder, "master.Master"))
        master = _told(folder / "master.Master", started[0], r"Starting Spark master at (\S+)")
        for number in range(WORKERS):
            own = ["--cores", "1", "--memory", "600m", "--work-dir", str(folder / f"work-{number}")]
            started.append(_daemon(folder, "worker.Worker", *own, master, number=number))
        for number in range(WORKERS):
            log = folder / f"worker.Worker{number}"
            _told(log, started[1 + number], r"(Successfully registered)")
        yield master
    finally:
        for process in reversed(started):
            _end(process)


def _daemon(
    folder: Path, name: str, *words: str, number: int | str = ""
) -> subprocess.Popen[bytes]:
    """Start a daemon on a port that the system chooses, as leader of a group of its own."""
    environment = {
        **os.environ,
        "SPARK_HOME": str(HOME),
        "SPARK_LOCAL_IP": LOOPBACK,
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": SHORT_LIVED,
        "SPARK_WORKER_DIR": str(folder),
    }
    with (folder / f"{name}{number}").open("wb") as log:
        return subprocess.Popen(
            [
                HOME / "bin" / "spark-class", f"{DAEMONS}.{name}", "--host", LOOPBACK,
                "--port", "0", "--webui-port", "0", *words,
            ],
            env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            preexec_fn=_with_parent,  # noqa: PLW1509 - says one thing to the kernel, no lock taken
        )  # fmt: skip


def _with_parent() -> None:
    """Let the kernel end a daemon when the tests are killed before they could."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL)


def _told(log: Path, process: subprocess.Popen[bytes], wanted: str) -> str:
    """Wait until a daemon says something, and return it."""
    until = time.monotonic() + STARTED_WITHIN
    while time.monotonic() < until and process.poll() is None:
        found = re.search(wanted, log.read_text(errors="replace"))
        if found:
            return found[1]
        time.sleep(0.05)
    pytest.fail(f"Spark did not start: {log.read_text(errors='replace')[-2000:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a daemon and what it started: politely, then surely."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    finally:
        process.wait()
