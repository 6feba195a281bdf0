"""The launcher: any folder, any Python that is there, one sentence when something is missing."""

from __future__ import annotations

import ast
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import django
import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCK = "requirements.lock"


def test_the_launcher_can_be_read_by_a_python_too_old_to_run_enishi():
    ast.parse((ROOT / "enishi").read_text(encoding="utf-8"), feature_version=(3, 7))


def test_the_launcher_stands_on_the_standard_library_alone():
    tree = ast.parse((ROOT / "enishi").read_text(encoding="utf-8"))
    named = {
        alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert named <= sys.stdlib_module_names
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]


@pytest.fixture
def clone(tmp_path):
    """Give a copy at a path with a space that borrows our environment, ready as if installed."""
    made = tmp_path / "my clone"
    made.mkdir()
    for name in ("enishi", "pyproject.toml", LOCK):
        shutil.copy(ROOT / name, made / name)
    shutil.copytree(ROOT / "src", made / "src", ignore=shutil.ignore_patterns("__pycache__"))
    environment = made / ".venv"
    venv.create(environment, symlinks=True)
    packages = next(environment.glob("lib/python*/site-packages"))
    borrowed = Path(django.__file__).parents[1]
    (packages / "borrowed.pth").write_text(f"{borrowed}\n")
    (packages / "enishi.pth").write_text("../../../../src\n")
    wanted = hashlib.sha256((made / LOCK).read_bytes()).hexdigest()
    (environment / f"{LOCK}.installed").write_text(wanted)
    return made


def launch(clone, *words, **more):
    return subprocess.run(
        [clone / "enishi", *words],
        cwd="/",
        env={**os.environ, **more},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_it_runs_its_own_source_from_a_path_with_a_space_and_any_folder(clone):
    (clone / "src" / "enishi" / "cli" / "__main__.py").write_text(
        "import enishi, sys; print(enishi.__file__, sys.argv[1:])"
    )
    done = launch(clone, "demo", "--port", "8055")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split(" [")[0] == str(clone / "src" / "enishi" / "__init__.py")
    assert "['demo', '--port', '8055']" in done.stdout


def test_a_second_start_prepares_nothing(clone):
    before = sorted((clone / ".venv").rglob("*"))
    done = launch(clone)
    assert done.returncode == 0, done.stderr
    assert "demo" in done.stdout
    assert "preparing" not in done.stderr
    assert sorted(path for path in (clone / ".venv").rglob("*")) == before


def test_measuring_questions_prepares_the_engines_to_compare_with(clone):
    (clone / "src" / "enishi" / "cli" / "__main__.py").write_text("print('measured')")
    lock = "requirements-bench.lock"
    shutil.copy(ROOT / lock, clone / lock)
    wanted = hashlib.sha256((clone / lock).read_bytes()).hexdigest()
    (clone / ".venv" / f"{lock}.installed").write_text(wanted)
    (clone / ".venv" / f"{LOCK}.installed").unlink()  # the other lock is not asked for
    (clone / LOCK).unlink()
    done = launch(clone, "--data", "folder", "bench", "insight", "--json")
    assert done.returncode == 0, done.stderr
    assert (done.stdout, done.stderr) == ("measured\n", "")
    assert launch(clone, "bench", "ledger").returncode != 0  # it needs the product's alone


def test_an_old_python_is_told_so(tmp_path):
    code = (
        "import runpy, sys, shutil; sys.version_info = (3, 9, 2, 'final', 0);"
        "shutil.which = lambda name: None; sys.argv = ['enishi'];"
        f"runpy.run_path({str(ROOT / 'enishi')!r}, run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 2
    assert "Python 3.11 or later is needed; this is 3.9" in done.stderr


def test_a_python_without_ensurepip_is_told_which_package_to_install(tmp_path):
    for name in ("enishi", LOCK):
        shutil.copy(ROOT / name, tmp_path / name)
    code = (
        "import runpy, sys, shutil; sys.modules['ensurepip'] = None;"
        "shutil.which = lambda name: None; sys.argv = ['enishi'];"
        f"runpy.run_path({str(tmp_path / 'enishi')!r}, run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 2
    assert f"apt-get install python3.{sys.version_info[1]}-venv" in done.stderr


def test_the_environment_it_makes_finds_the_source_after_a_move(clone, tmp_path):
    moved = tmp_path / "moved here"
    clone.rename(moved)
    (moved / "src" / "enishi" / "cli" / "__main__.py").write_text("import enishi; print(enishi)")
    done = launch(moved)
    assert str(moved / "src") in done.stdout, done.stderr
