"""What every test stands on: a database server and a browser (the rest: enishi.cli.testing)."""

from __future__ import annotations

import importlib

import pytest
from tests import emptying

from enishi.cli import testing


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Start the server before pytest-django makes its test database, stop it after."""
    with testing.server():
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Load the 1,795 official regions once: no installation is without them, and it takes time."""
    with django_db_blocker.unblock():
        operations = importlib.import_module("enishi.regions.operations")
        operations.load_official()
        emptying.keep()
    yield
    # Threads that share commits keep connections: they go before the database does.
    importlib.import_module("enishi.ledger.operations.queueing").close_queues()


@pytest.fixture(scope="session")
def chromium():
    """Return the path of Chromium; without one, fail here (under CI) or be skipped before."""
    path = testing.browser()
    assert path, "no Chromium: apt-get install chromium"
    return path


@pytest.fixture(autouse=True)
def log_of_its_own(settings, tmp_path):
    """Give every test its own sealed log and list of erasures: files outlive a database."""
    settings.LOG_DIR = tmp_path / "log"
    settings.ERASED_LIST = tmp_path / "erased.jsonl"
