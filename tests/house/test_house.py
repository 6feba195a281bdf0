"""The house keeps its rules, and each rule is red when somebody breaks it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location(
    "house_checks", Path(__file__).with_name("checks.py")
)
assert _spec is not None
assert _spec.loader is not None
checks = importlib.util.module_from_spec(_spec)
sys.modules["house_checks"] = checks
_spec.loader.exec_module(checks)

TREE = ("src", "docs", "pyproject.toml", "requirements.lock", "requirements-dev.lock",
        "requirements-spark.lock", "requirements-bench.lock", "README.md",
        "GLOSSARY.md")  # fmt: skip


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the house to break something in."""
    for name in TREE:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(
                source,
                tmp_path / name,
                ignore=shutil.ignore_patterns(
                    "__pycache__", "vendor", "*.gz", "*.woff2", "*.wasm", "*.mo"
                ),
            )
        elif source.exists():
            shutil.copy(source, tmp_path / name)
    return tmp_path


def plant(root: Path, file: str, text: str, *, at_top: bool = False) -> None:
    """Append a line to a file of the copy, or make the file."""
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8") if path.exists() else '"""A planted module here."""\n'
    path.write_text(text + before if at_top else f"{before}\n{text}\n", encoding="utf-8")


@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.__name__)
def test_the_house_keeps_its_rules(check: Callable[[Path], list[str]]) -> None:
    assert check(ROOT) == []


LONG_FUNCTION = "def long() -> int:\n" + "    x = 1\n" * 75 + "    return x\n"
PLANTS = [
    ("three_files_touch_the_database", "src/enishi/events/tickets.py", "import django.db"),
    ("three_files_touch_the_database", "src/enishi/insight/metrics/new.py", "import django"),
    (
        "tables_are_private",
        "src/enishi/events/operations.py",
        "def f() -> None:\n    from enishi.activities import models",
    ),
    (
        "rooms_know_no_web",
        "src/enishi/ledger/operations/posting.py",
        "from django.http import HttpRequest",
    ),
    ("kit_is_a_closed_list", "src/enishi/kit/helpers.py", "X = 1"),
    ("nothing_grows_too_long", "src/enishi/kit/points.py", LONG_FUNCTION),
    ("nothing_grows_too_long", "src/enishi/kit/points.py", "X = 1\n" * 700),
    ("operations_take_keywords", "src/enishi/events/operations.py", "def f(a, b): ..."),
    (
        "operations_take_keywords",
        "src/enishi/events/operations.py",
        "def f(*, a, b, c, d, e, g, h, i): ...",
    ),
    (
        "activities_has_few_verbs",
        "src/enishi/activities/operations/__init__.py",
        '__all__ = ["edit"]',
    ),
    (
        "sql_stays_in_sql_files",
        "src/enishi/events/queries.py",
        'X = "SELECT code FROM events_event"',
    ),
    (
        "one_place_catches_everything",
        "src/enishi/events/operations.py",
        "try:\n    pass\nexcept Exception:\n    pass",
    ),
    (
        "nobody_below_a_page_reads_the_clock",
        "src/enishi/events/operations.py",
        "import datetime\nX = datetime.datetime.now()",
    ),
    ("every_module_says_what_it_is", "src/enishi/events/tickets.py", "x = 1\n"),
    ("no_file_names_a_registry", "requirements.lock", "# from https://registry.example/simple"),
    (
        "the_public_never_reads_the_administrative_word",
        "src/enishi/web/member/templates/member/x.html",
        "<p>関係" + "人口</p>",
    ),
    (
        "the_public_never_reads_the_administrative_word",
        "src/enishi/ties/notices.py",
        "X = 'For our Relational Population'",
    ),
    ("decision_records_are_numbered", "docs/decisions/0099-late.md", "# 0098 Late"),
    (
        "commands_and_settings_are_documented",
        "src/enishi/config/settings.py",
        'import os\nX = os.environ.get("ENISHI_UNHEARD_OF")',
    ),
    ("dependencies_are_pinned_by_hash", "requirements.lock", "left-pad==1.0.0"),
]


@pytest.mark.parametrize(("name", "file", "text"), PLANTS)
def test_a_planted_violation_is_red(copy: Path, name: str, file: str, text: str) -> None:
    check = getattr(checks, name)
    assert check(copy) == []
    plant(copy, file, text, at_top=name == "every_module_says_what_it_is")
    assert check(copy) != []


def test_every_rule_has_a_planted_violation() -> None:
    assert {check.__name__ for check in checks.CHECKS} == {name for name, _, _ in PLANTS}


def run_in(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run one of the tools in a checkout, reading that checkout's sources."""
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "src"), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def contracts(root: Path) -> subprocess.CompletedProcess[str]:
    """Check the import contracts of a checkout."""
    code = (
        "import sys; from importlinter.cli import lint_imports;"
        " sys.exit(lint_imports(no_cache=True))"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "src"), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


BROKEN_CONTRACTS = [
    ("Each floor stands", "src/enishi/regions/operations.py", "import enishi.events.tickets"),
    ("Each floor stands", "src/enishi/drawer/__init__.py", "X = 1"),
    ("Statistics leave by one door", "src/enishi/web/console/x.py", "import enishi.insight.lake"),
    ("Inside insight", "src/enishi/insight/lake/x.py", "import enishi.insight.metrics"),
    ("Surfaces share a design", "src/enishi/web/member/x.py", "import enishi.web.console"),
    ("Only one folder knows", "src/enishi/insight/metrics/x.py", "import duckdb"),
    ("Statistics and decisions", "src/enishi/insight/disclosure/x.py", "import django"),
]


def test_the_import_contracts_hold() -> None:
    told = contracts(ROOT)
    assert told.returncode == 0, told.stdout[-3000:]


@pytest.mark.parametrize(("contract", "file", "text"), BROKEN_CONTRACTS)
def test_a_broken_contract_is_red(copy: Path, contract: str, file: str, text: str) -> None:
    plant(copy, file, text)
    told = contracts(copy)
    assert told.returncode != 0
    broken = [line for line in told.stdout.splitlines() if "BROKEN" in line]
    assert any(line.startswith(contract) for line in broken), told.stdout[-2000:]


@pytest.mark.parametrize(
    ("command", "text"),
    [
        (("ruff", "format", "--check", "src"), "x   =  1"),
        (("ruff", "check", "src"), "import os"),
    ],
)
def test_a_planted_style_fault_is_red(copy: Path, command: tuple[str, ...], text: str) -> None:
    assert run_in(copy, *command).returncode == 0
    plant(copy, "src/enishi/kit/ids.py", text)
    assert run_in(copy, *command).returncode != 0


def test_a_planted_type_fault_is_red(copy: Path) -> None:
    plant(copy, "src/enishi/kit/ids.py", 'planted: int = "one"')
    told = run_in(copy, "mypy", "--no-incremental", "-p", "enishi.kit")
    assert 'expression has type "str", variable has type "int"' in told.stdout
