"""Prints a paper: a template of this folder and facts in, PDF (or a picture of a page) out; pure.

Only our own fonts are used: a letter that they lack or a wrong name of a font is a warning of
typst, and a warning is a bug here, for it would print in somebody else's letters.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import typst

FOLDER = Path(__file__).resolve().parent
FONTS = FOLDER / "fonts"
# Tagged and with a language, so that a screen reader can read a poster aloud (ISO 14289-1).
_STANDARD = "ua-1"


def _compiler(template: str, facts: Mapping[str, object]) -> typst.Compiler:
    assert "/" not in template, template
    return typst.Compiler(
        input=str(FOLDER / f"{template}.typ"),
        root=str(FOLDER),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)},
    )


def _printed(template: str, facts: Mapping[str, object], **form: object) -> bytes | list[bytes]:
    made, warnings = _compiler(template, facts).compile_with_warnings(**form)
    assert not warnings, (template, [str(one) for one in warnings])
    assert isinstance(made, bytes | list)
    return made


def pdf(template: str, facts: Mapping[str, object]) -> bytes:
    """Print a paper as PDF, its fonts inside."""
    made = _printed(template, facts, format="pdf", pdf_standards=[_STANDARD])
    assert isinstance(made, bytes)
    return made


def picture(template: str, facts: Mapping[str, object], *, dots_per_inch: int = 150) -> bytes:
    """Print the first page of a paper as a PNG picture."""
    made = _printed(template, facts, format="png", ppi=dots_per_inch)
    return made if isinstance(made, bytes) else made[0]
