"""Bring a backup back: onto this machine or another one, into a folder with nothing in it."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from enishi.cli import archive, cluster, installation, postgres
from enishi.cli.archive import Manifest
from enishi.cli.dumping import Programs
from enishi.insight.lake import files as lake_files
from enishi.kit.refusal import Refusal
from enishi.transparency import storage
from enishi.transparency.opened import Rebuilt

HELP = "Restore a backup: database, log, lake, photos, secrets; --verify only checks the backup"
NEEDS_DATABASE = True
CLEAN, FAULTY = 0, 1
_RENUMBER = Path(__file__).parent / "sql" / "renumber_v1.sql"
# What makes a folder an installation, beside its embedded server.
_HELD = ("secrets", "log", "lake", "photos", archive.DEMO)
_SERVER = "postgres"
_ELSEWHERE = "restored"


class InstallationIsThere(Refusal):
    """The folder holds an installation already."""

    code = "installation_is_there"
    sentence = (
        "{folder} holds an installation already. Name another folder with --data DIR, or say "
        "--replace-everything: what is there is then set aside, not deleted."
    )


class DatabaseIsNotEmpty(Refusal):
    """An external database is emptied by the people who own it."""

    code = "database_is_not_empty"
    sentence = "DATABASE_URL ({address}) is not empty: drop and create it (dropdb, createdb)."


class LogMayHaveGoneOn(Refusal):
    """A log that was shown must never begin a second branch."""

    code = "log_may_have_gone_on"
    sentence = (
        "The log {name} had {leaves} leaves when this backup was taken ({made_at}). If it was "
        "shown to anybody after that, it must go on where it ended: name its files, as far as "
        "they are left, with --log DIR (checkpoint and tile/…, as published). If nothing newer "
        "was shown, or this is a drill, say --log-ends-here."
    )


class ListIsMissing(Refusal):
    """The list of erasures that was named is not there."""

    code = "list_is_missing"
    sentence = "{file} is not there. The list of erasures is DATA/erased.jsonl, or its copy."


class LogIsAnother(Refusal):
    """The folder given as the log's files belongs to another log."""

    code = "log_is_another"
    sentence = "{folder} does not hold the log {name}, signed with its key."


@dataclass(frozen=True, slots=True)
class _Task:
    """A backup that was found whole, and where it goes."""

    backup: Path
    secrets: Path
    manifest: Manifest
    folder: Path
    programs: Programs
    stamp: str
    old: Sequence[str]
    witnesses: Sequence[Path]
    at: datetime


def configure(parser: argparse.ArgumentParser) -> None:
    """Read which backup, and what is agreed to."""
    parser.add_argument("backup", type=Path, metavar="DIR", help="the backup's folder")
    parser.add_argument("--secrets", type=Path, metavar="DIR", help="where its secrets are kept")
    parser.add_argument("--verify", action="store_true", help="check the backup, restore nothing")
    parser.add_argument(
        "--replace-everything", action="store_true", help="set aside what the data folder holds"
    )
    parser.add_argument(
        "--log", type=Path, metavar="DIR", help="files of the log as they were shown last"
    )
    parser.add_argument(
        "--log-ends-here", action="store_true", help="nothing newer of the log was ever shown"
    )
    parser.add_argument(
        "--rebuild-lake", action="store_true", help="make the lake anew out of the database"
    )
    parser.add_argument(
        "--erased",
        type=Path,
        metavar="FILE",
        help="the list of who was erased since (erased.jsonl)",
    )
    parser.add_argument(
        "--programs", type=Path, metavar="DIR", help="PostgreSQL's programs, other than ours"
    )


def run(args: argparse.Namespace) -> int:
    """Check the backup; then restore it and let the books and the log be audited."""
    backup = args.backup.expanduser().resolve()
    secrets = args.secrets.expanduser().resolve() if args.secrets else backup / archive.SECRETS
    manifest = archive.read(backup)
    unneeded = {archive.LAKE} if args.rebuild_lake else set()
    archive.check(backup, secrets, manifest, unneeded=unneeded)
    url = os.environ.get("DATABASE_URL") or cluster.place(args.folder).url
    programs = Programs(args.programs or cluster.client_programs(), url)
    objects = programs.count(backup / archive.DATABASE)
    print(
        f"The backup of {manifest.made_at} is whole: {len(manifest.files)} files, "
        f"{objects} objects in the database's dump."
    )
    if args.verify:
        return CLEAN
    if args.erased is not None and not args.erased.exists():
        raise ListIsMissing(file=args.erased)
    return _restore(args, backup, secrets, manifest, programs)


def _restore(
    args: argparse.Namespace, backup: Path, secrets: Path, manifest: Manifest, programs: Programs
) -> int:
    """Set aside what is there if that is agreed to, and bring the backup back."""
    external = os.environ.get("DATABASE_URL")
    begun = _begun(args.folder)
    old = begun.get("old", _old(args.folder, has_server=not external))
    if old and not begun and not args.replace_everything:
        raise InstallationIsThere(folder=args.folder)
    if external:
        postgres.check_external(external)
        _refuse_unless_empty(external)
    at = datetime.now(UTC)
    stamp = begun.get("stamp", f"replaced-{at:%Y%m%d-%H%M%S}")
    witnesses = _witnesses(args, manifest, args.folder / stamp)
    task = _Task(backup, secrets, manifest, args.folder, programs, stamp, old, witnesses, at)
    installation.make_folder(args.folder)
    with installation.alone(args.folder, "serve", wait=False):
        _mark(task)
        _set_aside(task, has_server=not external, is_first=not begun)
        _place_files(task, has_lake=not args.rebuild_lake)
        with (
            installation.environment(args.folder),
            postgres.of(args.folder, external),
            tempfile.TemporaryDirectory(prefix=".log-", dir=args.folder) as own,
        ):
            archive.unpack(backup / archive.LOG, Path(own))
            _load(task)
            return _finish(replace(task, witnesses=[Path(own), *witnesses]), args)


def _begun(folder: Path) -> Mapping[str, Any]:
    """Read what an earlier restore into this folder left when it was cut short."""
    mark = installation.restore_mark(folder)
    if not mark.exists():
        return {}
    told = json.loads(mark.read_text(encoding="utf-8"))
    assert isinstance(told, dict), "we wrote an object"
    return told


def _old(folder: Path, *, has_server: bool) -> list[str]:
    """Name what makes this folder an installation; nothing when it is none."""
    found = [name for name in _HELD if (folder / name).exists()]
    return found + [_SERVER] * (has_server and postgres.has_data(folder))


def _refuse_unless_empty(url: str) -> None:
    """Refuse an external database in which there is something.

    Raises:
        DatabaseIsNotEmpty: there is.
    """
    with psycopg.connect(url) as asked:
        found = asked.execute("SELECT to_regclass('django_migrations')").fetchone()
    if found != (None,):
        raise DatabaseIsNotEmpty(address=postgres.without_password(url))


def _witnesses(args: argparse.Namespace, manifest: Manifest, aside: Path) -> list[Path]:
    """Find where the log may have gone on since the backup was taken.

    Raises:
        LogIsAnother: the folder named does not hold this log.
        LogMayHaveGoneOn: nobody says how it ended.
    """
    known, found = manifest.log, []
    if args.log is not None:
        named = args.log.expanduser().resolve()
        vkey = storage.read_text(named, storage.VKEY)
        if storage.read_text(named, storage.CHECKPOINT) is None or (
            vkey is not None and vkey.strip() != known["vkey"]
        ):
            raise LogIsAnother(folder=named, name=known["name"])
        found.append(named)
    for here in (args.folder / "log", aside / "log"):
        vkey = storage.read_text(here, storage.VKEY)
        if vkey is not None and vkey.strip() == known["vkey"]:
            reached = max(storage.signed_size(here), storage.signed_size(here / storage.INNER))
            # One that ends before the backup does not tell how the log ended.
            if reached >= known["signed"]:
                # It is set aside before it is read.
                found.append(aside / "log")
    if known["leaves"] and not found and not args.log_ends_here:
        raise LogMayHaveGoneOn(
            name=known["name"] or "of this installation",
            leaves=known["leaves"],
            made_at=manifest.made_at,
        )
    return found


def _mark(task: _Task) -> None:
    """Say in the folder that a restore has begun, so that nobody takes it for an installation."""
    told = {"backup": str(task.backup), "stamp": task.stamp, "old": list(task.old)}
    archive.write_private(installation.restore_mark(task.folder), json.dumps(told).encode())


def _set_aside(task: _Task, *, has_server: bool, is_first: bool) -> None:
    """Move away what lay here before; remove what a restore that was cut short had made.

    Raises:
        ServerIsInUse: another command still uses the server; nothing was moved.
    """
    try:
        if has_server and _SERVER in task.old:
            postgres.set_aside(task.folder, task.stamp)
        elif has_server:
            postgres.remove(task.folder)
    except postgres.ServerIsInUse:
        if is_first:
            installation.restore_mark(task.folder).unlink()
        raise
    for name in _HELD:
        here, kept = task.folder / name, task.folder / task.stamp / name
        if name in task.old and not kept.exists():
            kept.parent.mkdir(mode=0o700, exist_ok=True)
            here.rename(kept)
        elif here.is_dir():
            shutil.rmtree(here)
        else:
            here.unlink(missing_ok=True)


def _place_files(task: _Task, *, has_lake: bool) -> None:
    """Put secrets, photos, the log's name and the lake in their places, for their owner only."""
    before = os.umask(0o077)
    try:
        (task.folder / archive.SECRETS).mkdir(mode=0o700)
        for name in task.manifest.files:
            if name.startswith(f"{archive.SECRETS}/"):
                source = archive.place_of(name, task.backup, task.secrets)
                demo = source.name == archive.DEMO
                place = task.folder if demo else task.folder / archive.SECRETS
                archive.write_private(place / source.name, source.read_bytes())
        if archive.PHOTOS in task.manifest.files:  # backups of before photos have none
            archive.unpack(task.backup / archive.PHOTOS, task.folder / "photos")
        if has_lake:
            archive.unpack(task.backup / archive.LAKE, task.folder / "lake")
            lake = lake_files.read_manifest(task.folder / "lake")
            # The follower must not trust transaction numbers of another server.
            lake = replace(lake, cluster=_ELSEWHERE if lake.cluster else "")
            lake_files.write_manifest(task.folder / "lake", lake)
    finally:
        os.umask(before)
    if task.manifest.log["vkey"]:
        for name in (storage.ORIGIN, storage.VKEY):
            told = task.manifest.log["name" if name == storage.ORIGIN else "vkey"]
            storage.write(task.folder / "log", name, f"{told}\n".encode())


def _load(task: _Task) -> None:
    """Read the database's dump into an empty database; renumber before indexes are made."""
    dump = task.backup / archive.DATABASE
    for section in ("pre-data", "data"):
        task.programs.load(dump, section)
    with psycopg.connect(task.programs.url, autocommit=True) as database:
        database.execute(_RENUMBER.read_bytes())
    task.programs.load(dump, "post-data")
    with psycopg.connect(task.programs.url, autocommit=True) as database:
        database.execute("ANALYZE")


def _finish(task: _Task, args: argparse.Namespace) -> int:
    """Rebuild the log, audit the books, take the mark away and say how it went."""
    installation.set_up_django()
    from enishi.ledger import queries as ledger  # noqa: PLC0415 - after django.setup()
    from enishi.transparency import operations as log  # noqa: PLC0415

    installation.prepare_tables(task.folder)
    rebuilt = log.rebuild(witnesses=task.witnesses, at=task.at)
    faults = _erase_again(task, args.erased)
    if args.rebuild_lake:
        _rebuild_lake(task.folder)
    faults += [f"{fault.where}: {fault.what}" for fault in ledger.faults()]
    faults += [f"{one.reference}: {one.what}" for one in ledger.differences()]
    installation.restore_mark(task.folder).unlink()
    _tell(task, rebuilt, faults)
    return FAULTY if faults else CLEAN


def _erase_again(task: _Task, named: Path | None) -> list[str]:
    """Erase those whom the backup still knows, before anybody sees them; say what was not done."""
    from django.conf import settings  # noqa: PLC0415 - after django.setup()

    from enishi.cli import erase_again  # noqa: PLC0415

    if named is None and not settings.ERASED_LIST.exists():
        print(
            f"No list of erasures was named. If somebody was erased after {task.manifest.made_at}, "
            "this installation knows them again: ./enishi erase-again FILE (the erased.jsonl of "
            "the old data folder, or its copy)."
        )
        return []
    return erase_again.again(named, task.at)


def _rebuild_lake(folder: Path) -> None:
    """Export everything anew; closed months then hold what is known today."""
    from enishi.insight.releases import operations as releases  # noqa: PLC0415
    from enishi.insight.releases import queries as closings  # noqa: PLC0415

    releases.refresh_lake()
    latest = closings.latest_closing()
    with lake_files.writing(folder / "lake"):
        lake = lake_files.read_manifest(folder / "lake")
        # What comes from now on must not slip into a month that is closed.
        version = max(lake.version, latest.lake_version if latest else 0)
        lake_files.write_manifest(folder / "lake", replace(lake, version=version))


def _tell(task: _Task, rebuilt: Rebuilt, faults: Sequence[str]) -> None:
    """Say what came back, what did not, and what the audit found."""
    print(f"Restored the backup of {task.manifest.made_at} into {task.folder}.")
    print(f"The log has {rebuilt.size:,} signed leaves, {rebuilt.public_size:,} of them public.")
    if rebuilt.adopted:
        print(
            f"{rebuilt.adopted:,} leaves were signed after the backup was taken. They stay in the "
            "log, and receipts for them stay true; what they stood for is not in the books any "
            "more. Ask the holders of such receipts, and post what they prove again."
        )
    if task.old:
        print(f"What was here before lies in {task.folder / task.stamp}")
        if _SERVER in task.old:
            print(f"and {cluster.place(task.folder).folder / task.stamp}; delete it when content.")
    changed = [
        name for name, value in task.manifest.settings.items() if os.environ.get(name) != value
    ]
    for name in changed:
        print(f"Before: {name}={task.manifest.settings[name]}; now it is not so.")
    if not faults:
        print("Audit: the books are clean, and say what the log sealed.")
    for fault in faults:
        print(f"FAULT {fault}")
