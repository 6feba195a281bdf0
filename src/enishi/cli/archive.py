"""A backup's folder: what is in it, how one knows that it is whole, and that it is unchanged."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from enishi.kit.refusal import Refusal

FORMAT = "enishi-backup/1"
MANIFEST = "manifest.json"
DATABASE = "database.dump"
LOG = "log.tar"
LAKE = "lake.tar"
PHOTOS = "photos.tar"
SECRETS = "secrets"
DEMO = "demo.json"


class BackupExists(Refusal):
    """A backup is written once: nothing in it is ever replaced."""

    code = "backup_exists"
    sentence = "{folder} is not empty. Name a new folder for each backup."


class BackupIsUnfinished(Refusal):
    """The manifest is written last; without it nobody knows what is missing."""

    code = "backup_is_unfinished"
    sentence = "{folder} has no {manifest}: the backup was cut short. Use another, delete this."


class NoBackup(Refusal):
    """There is no folder, or its manifest is not one that we wrote."""

    code = "no_backup"
    sentence = "{folder} is no backup of enishi: {reason}."


class BackupIsDamaged(Refusal):
    """A file of the backup is not what was written."""

    code = "backup_is_damaged"
    sentence = "{file} in {folder} {reason}. Nothing was restored; use another copy."


@dataclass(frozen=True, slots=True)
class Stored:
    """One file of a backup."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds, of when, and made by which versions."""

    made_at: str
    versions: Mapping[str, str]
    log: Mapping[str, Any]
    lake: Mapping[str, Any]
    settings: Mapping[str, str]
    is_demo: bool
    files: Mapping[str, Stored]


def make(folder: Path) -> None:
    """Make the folder of a new backup, for its owner only.

    Raises:
        BackupExists: something lies there.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(folder.iterdir()):
        raise BackupExists(folder=folder)
    folder.chmod(0o700)


def finish(folder: Path, secrets: Path, manifest: Manifest) -> str:
    """Write the manifest, durably and last, and return its own checksum."""
    for name in manifest.files:
        _sync(place_of(name, folder, secrets))
    for each in {folder, secrets}:
        _sync(each)
    text = json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1, ensure_ascii=False)
    draft = folder / f".{MANIFEST}"
    write_private(draft, f"{text}\n".encode())
    draft.replace(folder / MANIFEST)
    _sync(folder)
    return digest(folder / MANIFEST).sha256


def read(folder: Path) -> Manifest:
    """Read a backup's manifest.

    Raises:
        NoBackup: there is no folder, or the manifest is not ours.
        BackupIsUnfinished: the manifest is missing.
    """
    if not folder.is_dir():
        raise NoBackup(folder=folder, reason="there is no such folder")
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if told.pop("format", None) != FORMAT:
            raise NoBackup(folder=folder, reason=f"{MANIFEST} is not in the form {FORMAT}")
        files = {name: Stored(**stored) for name, stored in told.pop("files").items()}
        return Manifest(**told, files=files)
    except FileNotFoundError:
        raise BackupIsUnfinished(folder=folder, manifest=MANIFEST) from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoBackup(folder=folder, reason=f"{MANIFEST} cannot be read ({error})") from None


def check(
    folder: Path, secrets: Path, manifest: Manifest, *, unneeded: Collection[str] = ()
) -> None:
    """Compare every file that is needed with its size and checksum.

    Raises:
        BackupIsDamaged: a file is missing or differs.
    """
    for name in sorted(manifest.files.keys() - set(unneeded)):
        stored = manifest.files[name]
        path = place_of(name, folder, secrets)
        if not path.is_file():
            raise BackupIsDamaged(folder=path.parent, file=name, reason="is missing")
        if digest(path) != stored:
            raise BackupIsDamaged(folder=path.parent, file=name, reason="was changed")


def place_of(name: str, folder: Path, secrets: Path) -> Path:
    """Say where a file of the manifest lies: secrets may be kept apart from the rest."""
    within = Path(name)
    if within.is_absolute() or ".." in within.parts:
        raise NoBackup(folder=folder, reason=f"{MANIFEST} names {name}")
    return secrets / within.name if within.parts[0] == SECRETS else folder / within


def digest(path: Path) -> Stored:
    """Measure a file."""
    with path.open("rb") as file:
        return Stored(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def write_private(path: Path, data: bytes) -> None:
    """Write a new file that only its owner may read."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)


def pack(path: Path, held: Mapping[str, bytes], root: Path, names: Iterable[str]) -> None:
    """Put files into a tar: some that are held in memory, the others from a folder.

    Raises:
        FileNotFoundError: a file went away meanwhile.
    """
    with (
        path.open("xb") as raw,
        tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for name, data in held.items():
            tar.addfile(_member(name, len(data)), io.BytesIO(data))
        for name in names:
            with (root / name).open("rb") as file:
                tar.addfile(_member(name, os.fstat(file.fileno()).st_size), file)


def _member(name: str, size: int) -> tarfile.TarInfo:
    """Describe a file without telling who made it when."""
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def unpack(path: Path, folder: Path) -> None:
    """Take the files out of a tar of ours; anything but a plain file inside is refused.

    Raises:
        BackupIsDamaged: it is not one of ours.
    """
    with tarfile.open(path, "r:") as tar:
        for member in _files(tar, path):
            target = folder / member.name
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = tar.extractfile(member)
            assert file is not None, "it is a plain file"
            with file, target.open("xb") as written:
                while part := file.read(1 << 20):
                    written.write(part)
                written.flush()


def _files(tar: tarfile.TarFile, path: Path) -> Iterator[tarfile.TarInfo]:
    """Yield the files of a tar, as long as each is plain and lies inside."""
    for member in tar:
        within = Path(member.name)
        if not member.isreg() or within.is_absolute() or ".." in within.parts:
            raise BackupIsDamaged(folder=path.parent, file=path.name, reason=f"holds {member.name}")
        yield member


def _sync(path: Path) -> None:
    """Make a file, or the names in a folder, durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
