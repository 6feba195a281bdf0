"""Every link between our own documents leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.md")])


def broken(page: Path, text: str) -> list[str]:
    """Return the relative links of a page that lead nowhere."""
    found = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text) + re.findall(r'src="([^"]+)"', text)
    relative = [link for link in found if "://" not in link and not link.startswith("mailto:")]
    return [link for link in relative if not (page.parent / link).exists()]


def test_every_link_leads_somewhere() -> None:
    assert len(PAGES) > 20
    faults = {
        page.relative_to(ROOT).as_posix(): broken(page, page.read_text(encoding="utf-8"))
        for page in PAGES
        if "vendor" not in page.parts
    }
    assert {page: links for page, links in faults.items() if links} == {}


def test_a_planted_broken_link_is_red() -> None:
    assert broken(ROOT / "README.md", "[gone](docs/gone.md)") == ["docs/gone.md"]
