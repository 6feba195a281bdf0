"""Whatever is shipped or installed to run is named with its licence."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")
PINNED = re.findall(
    r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)",
    (ROOT / "requirements.lock").read_text(encoding="utf-8"),
    re.MULTILINE,
)


def test_every_pinned_package_is_named_with_version_and_licence() -> None:
    assert len(PINNED) > 30
    named = re.findall(r"\| (\S+) \| (\S+) \| (.+) \|", PAGE)
    rows = {(name, version) for name, version, licence in named if licence.strip()}
    newest = dict(PINNED)  # the last of several lines for several Pythons
    assert [name for name in newest if (name, newest[name]) not in rows] == []


def test_a_package_that_nobody_named_would_be_missed() -> None:
    assert not re.search(r"\| left-pad \|", PAGE)
