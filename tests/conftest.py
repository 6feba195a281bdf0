"""What every test stands on: a database server and a browser (the rest: enishi.cli.testing)."""

from __future__ import annotations

import importlib

import pytest
from django.apps import apps
from django.db.models.signals import post_migrate

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
    yield
    # Threads that share commits keep connections: they go before the database does.
    importlib.import_module("enishi.ledger.operations.queueing").close_queues()


@pytest.fixture(scope="session")
def chromium():
    """Return the path of Chromium; without one, fail here (under CI) or be skipped before."""
    path = testing.browser()
    assert path, "no Chromium: apt-get install chromium"
    return path


@pytest.fixture(scope="session", autouse=True)
def seeds_come_back():
    """Write again what migrations wrote, after a test with real transactions emptied all tables.

    Django tells its end of emptying as it tells the end of migrating.
    """
    seeds = importlib.import_module("enishi.activities.migrations.0002_kinds_and_themes")

    def sow(**_):
        seeds.seed(apps, None)

    post_migrate.connect(sow, sender=apps.get_app_config("activities"))
    yield
    post_migrate.disconnect(sow, sender=apps.get_app_config("activities"))


@pytest.fixture(autouse=True)
def log_of_its_own(settings, tmp_path):
    """Give every test its own sealed log and list of erasures: files outlive a database."""
    settings.LOG_DIR = tmp_path / "log"
    settings.ERASED_LIST = tmp_path / "erased.jsonl"
