"""Take a backup of everything a town cannot lose, while the town goes on."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import transaction

import enishi
from enishi.cli import archive, cluster, installation
from enishi.cli.archive import Manifest
from enishi.cli.dumping import PER_MAJOR, Programs
from enishi.insight.lake import files as lake_files
from enishi.insight.lake import manifest as lake_manifests
from enishi.kit.refusal import Refusal
from enishi.transparency import operations as log
from enishi.transparency import queries as log_queries
from enishi.transparency.opened import KeptLog

HELP = "Back up database, log, lake, photos and secrets into a new folder, while everything goes on"
NEEDS_DATABASE = True
# What an installation is started with; a restore tells it, it never sets it.
_TOLD = (
    "ENISHI_ORIGIN", "ENISHI_HOSTS", "ENISHI_ORIGINS", "ENISHI_HTTPS", "ENISHI_PROXIES",
    "ENISHI_LOG",
)  # fmt: skip


class FilesWentAway(Refusal):
    """Files of the lake were merged twice while they were copied."""

    code = "files_went_away"
    sentence = "{file} went away while it was copied. Delete {folder} and take the backup again."


@dataclass(frozen=True, slots=True)
class _Moment:
    """What belongs together: a snapshot of the database, and log and lake as they were then."""

    snapshot: str
    log: KeptLog
    lake: lake_manifests.Manifest
    made_at: datetime


def configure(parser: argparse.ArgumentParser) -> None:
    """Read where the backup goes."""
    parser.add_argument("to", type=Path, metavar="DIR", help="a new folder; never overwritten")
    parser.add_argument(
        "--secrets", type=Path, metavar="DIR", help="keep the secrets apart from the rest, here"
    )
    parser.add_argument(
        "--programs", type=Path, metavar="DIR", help="PostgreSQL's programs, other than ours"
    )


def run(args: argparse.Namespace) -> int:
    """Take the backup, check it, and say what to do with it."""
    before = os.umask(0o077)
    try:
        return _run(args)
    finally:
        os.umask(before)


def _run(args: argparse.Namespace) -> int:
    folder = args.to.expanduser().resolve()
    secrets = args.secrets.expanduser().resolve() if args.secrets else folder / archive.SECRETS
    programs = Programs(args.programs or cluster.client_programs(), os.environ["DATABASE_URL"])
    programs.refuse_newer(_server_version() // PER_MAJOR)
    archive.make(folder)
    archive.make(secrets)
    kept = _copy_secrets(args.folder, secrets)
    with _moment() as moment:
        programs.dump(moment.snapshot, folder / archive.DATABASE)
    _pack(folder, moment)
    manifest = _manifest(args.folder, moment, programs)
    names = [archive.DATABASE, archive.LOG, archive.LAKE, archive.PHOTOS, *kept]
    files = {name: archive.digest(archive.place_of(name, folder, secrets)) for name in names}
    manifest = replace(manifest, files=files)
    checksum = archive.finish(folder, secrets, manifest)
    archive.check(folder, secrets, archive.read(folder))
    objects = programs.count(folder / archive.DATABASE)
    _tell(folder, secrets, manifest, objects, checksum)
    return 0


def _manifest(data: Path, moment: _Moment, programs: Programs) -> Manifest:
    """Describe a backup; its files are measured last."""
    return Manifest(
        made_at=moment.made_at.isoformat(timespec="seconds"),
        versions={
            "enishi": enishi.__version__,
            "server": str(_server_version()),
            "programs": programs.version(),
        },
        log=_told_of_log(moment.log),
        lake={"version": moment.lake.version, "files": len(moment.lake.files)},
        settings={name: os.environ[name] for name in _TOLD if name in os.environ},
        is_demo=installation.is_demo(data),
        files={},
    )


def _server_version() -> int:
    """Return the server's version as PostgreSQL counts it: 180006 is 18.6."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as asked:
        return asked.info.server_version


def _copy_secrets(data: Path, secrets: Path) -> list[str]:
    """Copy each secret into a file of its own, and return their names in the manifest."""
    sources = sorted(
        path for path in settings.SECRETS_DIR.iterdir() if not path.name.startswith(".")
    )
    if installation.is_demo(data):
        sources.append(data / archive.DEMO)
    for source in sources:
        archive.write_private(secrets / source.name, source.read_bytes())
    return [f"{archive.SECRETS}/{source.name}" for source in sources]


@contextmanager
def _moment() -> Iterator[_Moment]:
    """Hold lake and log for an instant and take a snapshot of the database, open to the end.

    Nothing is sealed, signed or exported in that instant, so the three tell one story: the lake
    is never ahead of the database, and the log is exactly the one that the database knows.
    """
    with psycopg.connect(os.environ["DATABASE_URL"]) as other:
        other.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        other.read_only = True
        with lake_files.writing(settings.LAKE_DIR), transaction.atomic(durable=True):
            log.lock()
            found = other.execute("SELECT pg_export_snapshot()").fetchone()
            assert found is not None, "a snapshot has a name"
            moment = _Moment(
                snapshot=str(found[0]),
                log=log_queries.kept(),
                lake=lake_files.read_manifest(settings.LAKE_DIR),
                made_at=datetime.now(UTC),
            )
        yield moment


def _pack(folder: Path, moment: _Moment) -> None:
    """Copy log, lake and photos; their files never change once they are written.

    Raises:
        FilesWentAway: the lake was merged twice meanwhile, or somebody was forgotten.
    """
    lake = replace(moment.lake, retired=(), outdated=())
    try:
        archive.pack(folder / archive.LOG, moment.log.held, settings.LOG_DIR, moment.log.full)
        archive.pack(
            folder / archive.LAKE,
            {lake_files.MANIFEST: lake_manifests.dump(lake).encode()},
            settings.LAKE_DIR,
            [file.path for file in lake.files],
        )
        photos = settings.DATA_DIR / "photos"
        names = sorted(str(path.relative_to(photos)) for path in photos.glob("*/*.jpg"))
        archive.pack(folder / archive.PHOTOS, {}, photos, names)
    except FileNotFoundError as gone:
        raise FilesWentAway(file=gone.filename, folder=folder) from None


def _told_of_log(kept: KeptLog) -> dict[str, object]:
    """Write what the manifest says of the log."""
    return {
        "name": kept.name,
        "vkey": kept.vkey,
        "leaves": kept.leaves,
        "signed": kept.signed,
        "public": kept.public_size,
    }


def _tell(folder: Path, secrets: Path, manifest: Manifest, objects: int, checksum: str) -> None:
    """Say what was made and what it needs from now on."""
    size = sum(stored.bytes for stored in manifest.files.values())
    print(f"Backed up into {folder} ({size / 1_000_000:,.1f} MB), as of {manifest.made_at}.")
    print(f"Checked: {len(manifest.files)} files, {objects} objects in the database's dump.")
    print(
        f"Leaves in the log: {manifest.log['leaves']:,}, under the public checkpoint: "
        f"{manifest.log['public']:,}."
    )
    print(f"Keep {secrets} apart from the rest, and nobody else's to read.")
    print(f"Write down: {checksum} (sha256 of {archive.MANIFEST}).")
