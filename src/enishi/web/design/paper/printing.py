"""Prints a paper: a template of this folder and facts in, PDF (or a picture of a page) out; pure.

Only our own fonts are used: a letter that they lack or a wrong name of a font is a warning of
typst, and a warning is a bug here, for it would print in somebody else's letters.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import typst

FOLDER = Path(__file__).resolve().parent
FONTS = FOLDER / "fonts"
# Tagged and with a language, so that a screen reader can read a poster aloud (ISO 14289-1).
_STANDARD: Final = "ua-1"


def _compiler(template: str, facts: Mapping[str, object]) -> typst.Compiler:
    assert "/" not in template, template
    return typst.Compiler(
        input=str(FOLDER / f"{template}.typ"),
        root=str(FOLDER),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)},
    )


def _checked(template: str, warnings: Sequence[object]) -> None:
    assert not warnings, (template, [str(one) for one in warnings])


def pdf(template: str, facts: Mapping[str, object]) -> bytes:
    """Print a paper as PDF, its fonts inside."""
    compiler = _compiler(template, facts)
    made, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=[_STANDARD])
    _checked(template, warnings)
    assert isinstance(made, bytes), template
    return made


def picture(template: str, facts: Mapping[str, object], *, dots_per_inch: int = 150) -> bytes:
    """Print the first page of a paper as a PNG picture."""
    compiler = _compiler(template, facts)
    made, warnings = compiler.compile_with_warnings(format="png", ppi=dots_per_inch)
    _checked(template, warnings)
    first = made[0] if isinstance(made, list) else made
    assert isinstance(first, bytes), template
    return first


def drawing(svg: str, *, width_mm: float, dots_per_inch: int = 200) -> bytes:
    """Return a drawing that stands by itself as a PNG picture of a width on white."""
    facts = {"svg": svg, "width": width_mm, "language": "ja", "sample": ""}
    return picture("drawing", facts, dots_per_inch=dots_per_inch)
