# ruff: noqa: INP001 - a tool, not a package
"""Writes the Python part of THIRD_PARTY.md from what requirements.lock pins and is installed."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BEGIN = "<!-- python packages: written by tools/licences.py -->"
END = "<!-- end of python packages -->"
_TEXT_MAX = 60


def pinned(lock: Path) -> dict[str, str]:
    """Return name and version of every package of a lock."""
    found = re.findall(
        r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", lock.read_text("utf-8"), re.MULTILINE
    )
    return dict(found)


def licence_of(name: str) -> str:
    """Return the licence that a package declares: expression, classifier, or short text."""
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return "not installed here"
    if expression := told.get("License-Expression"):
        return str(expression)
    classifiers = [
        line.rpartition(" :: ")[2]
        for line in told.get_all("Classifier") or []
        if line.startswith("License ::") and not line.endswith("OSI Approved")
    ]
    if classifiers:
        return ", ".join(classifiers)
    text = str(told.get("License") or "").strip().splitlines()
    return text[0][:_TEXT_MAX] if text else "see the package"


def section() -> str:
    """Return the table between the marks."""
    rows = [
        f"| {name} | {version} | {licence_of(name)} |"
        for name, version in sorted(pinned(ROOT / "requirements.lock").items())
    ]
    head = ["", "| Package | Version | Licence |", "| --- | --- | --- |"]
    return "\n".join([BEGIN, *head, *rows, "", END])


def main() -> None:
    """Write the table into THIRD_PARTY.md."""
    page = ROOT / "THIRD_PARTY.md"
    text = page.read_text(encoding="utf-8")
    if BEGIN in text:
        before, _, rest = text.partition(BEGIN)
        text = before + section() + rest.partition(END)[2]
    else:
        text = f"{text.rstrip()}\n\n## Python packages\n\n{section()}\n"
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
