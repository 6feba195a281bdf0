"""One installation: which data folder a command means, its translations, its tables."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from enishi.kit.refusal import Refusal

SOURCE = Path(__file__).resolve().parents[1]
CHECKOUT = SOURCE.parents[1]
HOME = ".enishi"
# The commands that make what they do not find, without being told where.
MAKERS = ("init", "demo", "restore")
# The commands that anybody may use who has no installation at all.
STRANGERS = ("bench", "test", "verify")


class NoInstallation(Refusal):
    """There is nothing yet that the command could work on."""

    code = "no_installation"
    sentence = (
        "There is no installation yet. Make an empty one with ./enishi init, look at the "
        "demo with ./enishi demo, or name a data folder with --data DIR."
    )


class FolderCannotBeWritten(Refusal):
    """The data folder belongs to somebody else."""

    code = "folder_cannot_be_written"
    sentence = "{folder} cannot be written by this user ({said}). Name another with --data DIR."


class FolderIsBusy(Refusal):
    """Another command serves from the same data folder."""

    code = "folder_is_busy"
    sentence = "{folder} is already being served (process {process}). End that one first."


class FolderIsReal(Refusal):
    """The demo must never touch a real town's data."""

    code = "folder_is_real"
    sentence = "{folder} holds a real installation, not a demo. Name another with --data DIR."


class CannotEmptyExternal(Refusal):
    """An external database is emptied by the people who own it."""

    code = "cannot_empty_external"
    sentence = "--fresh does not empty an external database: drop and create it (dropdb, createdb)."


class RestoreIsUnfinished(Refusal):
    """A restore was cut short: what lies here is neither the old installation nor the new."""

    code = "restore_is_unfinished"
    sentence = (
        "A restore into {folder} was cut short. Run it again: ./enishi restore {backup} "
        "--data {folder}"
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """The data folder of a command, and whether the person named it or we did."""

    folder: Path
    is_named: bool


def choose(verb: str, named: str | None) -> Choice:
    """Decide which data folder a command means.

    Raises:
        NoInstallation: none was named and none was made yet.
    """
    if named:
        return Choice(Path(named).expanduser().resolve(), is_named=True)
    home = (CHECKOUT if (CHECKOUT / "pyproject.toml").exists() else Path.cwd()) / HOME
    real, demo = home / "main", home / "demo"
    if verb in {"demo", "shots"}:
        return Choice(home / verb, is_named=False)
    if verb in MAKERS or is_made(real) or os.environ.get("DATABASE_URL"):
        return Choice(real, is_named=False)
    if verb != "serve" and is_demo(demo):
        return Choice(demo, is_named=False)
    if verb in STRANGERS:
        return Choice(real, is_named=False)
    raise NoInstallation


def is_made(folder: Path) -> bool:
    """Say whether a data folder holds an installation."""
    return (folder / "secrets").is_dir()


def make_folder(folder: Path) -> None:
    """Make the data folder, for its owner only.

    Raises:
        FolderCannotBeWritten: it lies where this user cannot write.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Nameless: several commands may begin in one folder at the same moment.
        with tempfile.TemporaryFile(dir=folder):
            pass
        (folder / "static").mkdir(exist_ok=True)
    except OSError as error:
        raise FolderCannotBeWritten(folder=folder, said=error.strerror) from None


def restore_mark(folder: Path) -> Path:
    """Name the file that stands in a data folder while it is being restored."""
    return folder / "restore.unfinished"


def refuse_half_restored(folder: Path) -> None:
    """Keep every other command out of a folder whose restore was cut short.

    Raises:
        RestoreIsUnfinished: it was.
    """
    if restore_mark(folder).exists():
        told = json.loads(restore_mark(folder).read_text(encoding="utf-8"))
        raise RestoreIsUnfinished(folder=folder, backup=told["backup"])


def _demo_file(folder: Path) -> Path:
    return folder / "demo.json"


def is_demo(folder: Path) -> bool:
    """Say whether a data folder is the demo's (never a real town's)."""
    return _demo_file(folder).exists()


def read_demo(folder: Path) -> Mapping[str, object]:
    """Read what the demo wrote about itself; empty when there is no demo."""
    if not is_demo(folder):
        return {}
    told = json.loads(_demo_file(folder).read_text(encoding="utf-8"))
    assert isinstance(told, dict), "we wrote an object"
    return told


def write_demo(folder: Path, told: Mapping[str, object]) -> None:
    """Write what the demo is: whole or not at all, for the owner's eyes (it names passwords)."""
    draft = _demo_file(folder).with_suffix(".draft")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(_demo_file(folder))


def claim_for_demo(folder: Path, *, fresh: bool) -> None:
    """Mark a folder as the demo's before anything is in it; empty it when asked to.

    A demo whose loading was cut short is emptied too, so that it never looks finished.

    Raises:
        FolderIsReal: a real installation lies there.
        FolderIsBusy: the demo is running.
        CannotEmptyExternal: --fresh with DATABASE_URL.
    """
    is_external = bool(os.environ.get("DATABASE_URL"))
    if is_made(folder) and not is_demo(folder):
        raise FolderIsReal(folder=folder)
    if fresh and is_external:
        raise CannotEmptyExternal
    is_half_loaded = is_demo(folder) and read_demo(folder)["state"] == "loading"
    if is_demo(folder) and (fresh or (is_half_loaded and not is_external)):
        with alone(folder, "serve", wait=False):
            _empty(folder)
    if not is_demo(folder):
        write_demo(folder, {"state": "loading"})


def _empty(folder: Path) -> None:
    """Delete everything in a demo's folder, its server first, its mark last."""
    from enishi.cli import postgres  # noqa: PLC0415 - rarely needed, and every start counts

    postgres.remove(folder)
    kept = {_demo_file(folder).name, "serve.lock"}
    for path in [path for path in folder.iterdir() if path.name not in kept]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    _demo_file(folder).unlink()


@contextmanager
def alone(folder: Path, name: str, *, wait: bool = True) -> Iterator[None]:
    """Do something in a data folder that one process at a time may do.

    Raises:
        FolderIsBusy: somebody else does it, and we do not wait.
    """
    with (folder / f"{name}.lock").open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            lock.seek(0)
            raise FolderIsBusy(folder=folder, process=lock.read() or "unknown") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


@contextmanager
def environment(folder: Path) -> Iterator[None]:
    """Tell the settings which folder and database are meant, also in child processes."""
    from enishi.cli import cluster  # noqa: PLC0415 - every start counts

    wanted = {"ENISHI_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "enishi.config.settings"}
    if not os.environ.get("DATABASE_URL"):
        wanted["DATABASE_URL"] = cluster.place(folder).url
    if is_demo(folder):
        wanted["ENISHI_DEMO"] = "1"
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def set_up_django() -> None:
    """Load settings and models; the files of a command may then import them at their top."""
    compile_translations()
    import django  # noqa: PLC0415 - only after the environment says which installation

    django.setup()


def compile_translations() -> None:
    """Make the .mo files that Django reads from our .po files, where they are older or absent."""
    for source in sorted((SOURCE / "locale").glob("*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        import polib  # noqa: PLC0415 - rarely needed, and every start counts

        draft = compiled.with_suffix(f".{os.getpid()}")
        with suppress(PermissionError):  # somebody else's checkout: Japanese needs no file
            polib.pofile(str(source)).save_as_mofile(str(draft))
            draft.replace(compiled)


def prepare_tables(folder: Path) -> bool:
    """Bring the tables up to date and load the official regions; return whether it was needed.

    Needs Django set up and the server running.
    """
    from django.core.management import call_command  # noqa: PLC0415 - after django.setup()
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    from enishi.outside import operations as outside  # noqa: PLC0415
    from enishi.regions import operations as regions  # noqa: PLC0415

    with alone(folder, "migrate"):
        call_command("createcachetable", verbosity=0)
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        print("enishi: bringing the tables up to date ...", file=sys.stderr, flush=True)
        call_command("migrate", verbosity=0, interactive=False)
        regions.load_official()
        outside.load_official()
    return True
