"""What pytest loads first: a data folder of its own, no network, markers that mean something."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from enishi.cli import cluster, installation, postgres

# Before Django reads its settings: tests never touch a real installation.
FOLDER = Path(tempfile.mkdtemp(prefix="enishi-test-")).resolve()
# Tests run in several processes (pytest-xdist), each with a folder and a server of its own;
# the first one tells the others that the address they inherit is not the caller's.
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
IS_EXTERNAL = bool(os.environ.get("DATABASE_URL")) and "PYTEST_SERVERS" not in os.environ
os.environ["ENISHI_DATA"] = str(FOLDER)
if not IS_EXTERNAL:
    os.environ["PYTEST_SERVERS"] = "own"
    os.environ["DATABASE_URL"] = cluster.place(FOLDER).url
os.environ.pop("ENISHI_DEMO", None)
# Playwright runs an event loop in the thread of the test; Django would take that for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Time limits per example say more about the machine than about us.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@contextmanager
def server() -> Iterator[None]:
    """Run the tests' database server, unless DATABASE_URL names one."""
    if IS_EXTERNAL:
        yield
        return
    with postgres.running(FOLDER, careless=True):
        yield


def browser() -> str | None:
    """Return the path of a Chromium, or nothing."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def is_under_ci() -> bool:
    """Say whether a missing browser is a failure."""
    return os.environ.get("CI", "").lower() in {"true", "1"}


def pytest_configure() -> None:
    """Compile the English texts before anybody reads them; close the network."""
    if not IS_WORKER:
        installation.compile_translations()
    for name in ("connect", "connect_ex"):
        setattr(socket.socket, name, _at_home(getattr(socket.socket, name)))


def _at_home(call: Callable[..., Any]) -> Callable[..., Any]:
    """Return the call, refusing every address outside this computer."""

    def guarded(self: socket.socket, address: Any, *rest: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_loopback(address[0]):
            raise RuntimeError(f"a test called {address}, outside this computer")
        return call(self, address, *rest)

    return guarded


def _is_loopback(host: str) -> bool:
    """Say whether a host is this computer; a name that must be looked up is not."""
    if host in {"localhost", ""}:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave long figures to --thorough; say clearly why a browser test does not run."""
    if not os.environ.get("ENISHI_THOROUGH"):
        long = [item for item in items if item.get_closest_marker("thorough")]
        items[:] = [item for item in items if not item.get_closest_marker("thorough")]
        config.hook.pytest_deselected(items=long)
    if browser() is None and not is_under_ci():
        reason = "no Chromium here: apt-get install chromium (under CI this is a failure)"
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_unconfigure() -> None:
    """Remove what the session made."""
    if not IS_EXTERNAL:
        postgres.remove(FOLDER)
    shutil.rmtree(FOLDER, ignore_errors=True)
    sys.stdout.flush()
