# ruff: noqa: INP001 - a tool, not a package
"""Makes the two fonts of our printed papers: Noto Sans JP, cut down to what Japanese paper needs.

Run `uv run --with fonttools python tools/fonts.py`; it needs npm. Kept are the characters of
code page 932, which town halls type, and a few signs; a paper then weighs kilobytes.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "src" / "enishi" / "web" / "design" / "paper"
FONTS /= "fonts"
PACKAGE = "@embedpdf/fonts-jp@1.0.0"
WEIGHTS = ("Regular", "Bold")
SIGNS = "–—‘’“”…•′″←↑→↓●○◎◯△▽☆★♪✓✕−×÷①②③④⑤⑥⑦⑧⑨⑩〜～−‐髙﨑德濵邉邊"
_CHANGED = "Cut down by Enishi (tools/fonts.py) from version 1.000; no glyph was redrawn."


def wanted() -> set[int]:
    """Return the characters that are kept."""
    found = {ord(sign) for sign in SIGNS} | set(range(0x20, 0x7F)) | set(range(0xA0, 0x180))
    for lead in (*range(0x81, 0xA0), *range(0xE0, 0xFD)):
        for trail in range(0x40, 0xFD):
            try:
                found.add(ord(bytes([lead, trail]).decode("cp932")))
            except (UnicodeDecodeError, TypeError):
                continue
    return found | set(range(0xFF61, 0xFFA0))


def cut(source: Path, target: Path) -> None:
    """Write a font with the wanted characters, their vertical forms and their spacing."""
    options = subset.Options()
    options.layout_features = ["*"]
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.desubroutinize = False
    font = TTFont(source, recalcTimestamp=False)
    shrunk = subset.Subsetter(options)
    shrunk.populate(unicodes=wanted())
    shrunk.subset(font)
    # Apache License 2.0, 4 (b): a changed file says that it was changed.
    font["name"].setName(_CHANGED, 10, 3, 1, 0x409)
    font.save(target)


def main() -> int:
    """Fetch, cut, and write the hashes that a test compares."""
    FONTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(  # noqa: S603 - the package is named above
            ["npm", "pack", "--silent", PACKAGE],  # noqa: S607 - the developer's own npm
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        for weight in WEIGHTS:
            name = f"NotoSansJP-{weight}.otf"
            cut(Path(folder) / "package" / "fonts" / name, FONTS / name)
    lines = [
        f'"{path.name}" = "{hashlib.sha256(path.read_bytes()).hexdigest()}"'
        for path in sorted(FONTS.glob("*.otf"))
    ]
    (FONTS / "hashes.toml").write_text("\n".join(["[sha256]", *lines, ""]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
