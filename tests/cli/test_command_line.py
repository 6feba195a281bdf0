"""The command line itself: which folder is meant, and how a no is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import ClassVar

import pytest

from enishi import cli
from enishi.cli import installation
from enishi.kit.refusal import Refusal


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """Pretend that a folder is the clone, without any installation in it yet."""
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.setattr(installation, "CHECKOUT", tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("ENISHI_DATA", raising=False)
    return tmp_path


def made(folder):
    (folder / "secrets").mkdir(parents=True)
    return folder


def test_without_a_word_demo_and_init_have_folders_of_their_own(checkout):
    assert installation.choose("demo", None).folder == checkout / ".enishi/demo"
    assert installation.choose("init", None).folder == checkout / ".enishi/main"


def test_a_command_on_nothing_is_refused(checkout):
    with pytest.raises(installation.NoInstallation):
        installation.choose("metric", None)


def test_a_command_means_the_real_installation_before_the_demo(checkout):
    demo = made(checkout / ".enishi/demo")
    installation.write_demo(demo, {"state": "loaded"})
    assert installation.choose("metric", None).folder == demo
    real = made(checkout / ".enishi/main")
    assert installation.choose("metric", None).folder == real


def test_serve_never_takes_the_demo_for_a_town(checkout):
    installation.write_demo(made(checkout / ".enishi/demo"), {"state": "loaded"})
    with pytest.raises(installation.NoInstallation):
        installation.choose("serve", None)


def test_a_named_folder_is_meant_whatever_else_is_there(checkout):
    made(checkout / ".enishi/main")
    assert installation.choose("metric", str(checkout / "other")).folder == checkout / "other"


def test_a_demo_never_touches_a_real_installation(tmp_path):
    real = made(tmp_path / "real")
    with pytest.raises(installation.FolderIsReal):
        installation.claim_for_demo(real, fresh=True)
    assert (real / "secrets").is_dir()


def test_a_fresh_demo_leaves_nothing_of_the_old_one(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL")
    demo = made(tmp_path / "demo")
    installation.write_demo(demo, {"state": "loaded"})
    (demo / "lake").mkdir()
    installation.claim_for_demo(demo, fresh=False)
    assert (demo / "lake").is_dir()
    installation.claim_for_demo(demo, fresh=True)
    assert sorted(path.name for path in demo.iterdir()) == ["demo.json", "serve.lock"]
    assert installation.read_demo(demo) == {"state": "loading"}


def test_a_demo_cut_short_while_loading_begins_anew(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL")
    demo = made(tmp_path / "demo")
    installation.write_demo(demo, {"state": "loading"})
    installation.claim_for_demo(demo, fresh=False)
    assert not (demo / "secrets").exists()


def test_a_demo_that_is_running_is_not_emptied(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL")
    demo = made(tmp_path / "demo")
    installation.write_demo(demo, {"state": "loaded"})
    with (
        installation.alone(demo, "serve"),
        pytest.raises(installation.FolderIsBusy),
    ):
        installation.claim_for_demo(demo, fresh=True)
    assert (demo / "secrets").is_dir()


def test_an_external_database_is_never_emptied(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://127.0.0.1/town")
    demo = made(tmp_path / "demo")
    installation.write_demo(demo, {"state": "loaded"})
    with pytest.raises(installation.CannotEmptyExternal):
        installation.claim_for_demo(demo, fresh=True)


class TooFar(Refusal):
    """The place lies outside the town."""

    code = "too_far"


class TooMany(Refusal):
    """Says so itself."""

    code = "too_many"
    sentence: ClassVar[str] = "There are {number} of them."


@pytest.mark.parametrize(
    ("refusal", "told"),
    [
        (TooFar(metres=120), "The place lies outside the town. (metres: 120)"),
        (TooFar(), "The place lies outside the town."),
        (TooMany(number=3), "There are 3 of them."),
    ],
)
def test_a_refusal_is_told_as_a_sentence(refusal, told):
    assert cli.told(refusal) == told


def test_a_refused_command_answers_with_its_sentence_and_two(checkout, capsys):
    assert cli.main(["metric", "list"]) == 2
    assert "./enishi init" in capsys.readouterr().err


def test_an_unknown_command_is_answered_with_the_known_ones(capsys):
    assert cli.main(["metrik"]) == 2
    assert "metric" in capsys.readouterr().err


def test_without_a_command_all_are_listed_with_a_line_each(capsys):
    assert cli.main([]) == 0
    listed = capsys.readouterr().out
    assert [line.split()[0] for line in listed.splitlines()[2:]] == list(cli.COMMANDS)


@pytest.mark.parametrize("verb", cli.COMMANDS)
def test_every_command_describes_itself_and_makes_nothing(verb, checkout, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main([verb, "--help"])
    assert ended.value.code == 0
    assert f"usage: enishi {verb}" in capsys.readouterr().out
    assert [path.name for path in checkout.iterdir()] == ["pyproject.toml"]


def test_many_commands_may_begin_in_one_folder_at_once(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        begun = [pool.submit(installation.make_folder, tmp_path) for _ in range(400)]
    assert [call.result() for call in begun] == [None] * 400
    assert [path.name for path in tmp_path.iterdir()] == ["static"]
