# ruff: noqa: INP001 - a tool, not a package
"""Fetches the browser files we ship of others, at the versions vendor.toml names.

Run `python tools/vendor.py` after changing a version; it needs npm. Files land beside
vendor.toml without their source maps, hashes.toml names every byte, THIRD_PARTY.md gives credit.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "src" / "enishi" / "web" / "design" / "static" / "vendor"
CREDITS = ROOT / "THIRD_PARTY.md"
BEGIN = "<!-- browser files: written by tools/vendor.py -->"
END = "<!-- end of browser files -->"
_SOURCE_MAP = re.compile(rb"\n?(//|/\*)# sourceMappingURL=[^\n]*")
_TEXT = {".css", ".js", ".svg"}


@dataclass(frozen=True, slots=True)
class Package:
    """One package of vendor.toml."""

    name: str
    version: str
    licence: str
    licence_file: str
    folder: str
    files: tuple[str, ...]
    without: tuple[str, ...] = ()


def read_list(vendor: Path = VENDOR) -> list[Package]:
    """Read what vendor.toml names."""
    told = tomllib.loads((vendor / "vendor.toml").read_text(encoding="utf-8"))
    return [
        Package(
            **{
                key: tuple(value) if isinstance(value, list) else value
                for key, value in entry.items()
            }
        )
        for entry in told["package"]
    ]


def cleaned(name: str, content: bytes, package: Package) -> bytes:
    """Take out source maps, which are not shipped, and addresses that must not be asked."""
    if Path(name).suffix not in _TEXT:
        return content
    for pattern in package.without if Path(name).suffix == ".js" else ():
        content, found = re.subn(pattern.encode(), b"", content)
        if not found:
            raise SystemExit(f"{name} no longer holds {pattern}: look at the new version")
    return _SOURCE_MAP.sub(b"", content).rstrip() + b"\n"


def fetch(package: Package, vendor: Path = VENDOR) -> None:
    """Write the listed files of one package."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = f"{package.name}@{package.version}"
        subprocess.run(  # noqa: S603 - names come from vendor.toml, which is reviewed
            ["npm", "pack", "--silent", wanted],  # noqa: S607 - the developer's own npm
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        target = vendor / package.folder
        target.mkdir(parents=True, exist_ok=True)
        for name in (*package.files, package.licence_file):
            content = (Path(folder) / "package" / name).read_bytes()
            (target / Path(name).name).write_bytes(cleaned(name, content, package))


def hashes(vendor: Path = VENDOR) -> dict[str, str]:
    """Hash every vendored file, by its path below the folder."""
    return {
        path.relative_to(vendor).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(vendor.rglob("*"))
        if path.is_file() and path.suffix != ".toml"
    }


def credits_table(packages: list[Package]) -> str:
    """Write the table of browser files for THIRD_PARTY.md."""
    rows = [
        f"| {package.name} | {package.version} | {package.licence} | {len(package.files)} |"
        for package in packages
    ]
    head = ["| Package | Version | Licence | Files |", "| --- | --- | --- | --- |"]
    note = "Licence texts lie beside the files in `src/enishi/web/design/static/vendor`."
    return "\n".join([BEGIN, "", *head, *rows, "", note, "", END])


def write_credits(packages: list[Package], path: Path = CREDITS) -> None:
    """Put the table between its marks, keeping the rest of the page."""
    table = credits_table(packages)
    if not path.exists():
        path.write_text(f"# Third-party parts\n\n## Browser files\n\n{table}\n", encoding="utf-8")
        return
    text = path.read_text(encoding="utf-8")
    if BEGIN not in text:
        path.write_text(f"{text.rstrip()}\n\n## Browser files\n\n{table}\n", encoding="utf-8")
        return
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    path.write_text(f"{before}{table}{after}", encoding="utf-8")


def main() -> int:
    """Fetch everything, then write hashes and credits."""
    packages = read_list()
    for package in packages:
        fetch(package)
    lines = [f'"{name}" = "{digest}"' for name, digest in hashes().items()]
    (VENDOR / "hashes.toml").write_text("\n".join(["[sha256]", *lines, ""]), encoding="utf-8")
    write_credits(packages)
    return 0


if __name__ == "__main__":
    sys.exit(main())
