"""Makes a drawing that stands by itself: its colours and letters inside, for files and paper.

On a page a drawing takes its look from the stylesheets; a file has none. The rules for drawings are
read from the same stylesheets, so that a picture in a report looks as it does on the page.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_WEB = Path(__file__).resolve().parents[2]
_TOKENS = _WEB / "design" / "static" / "design" / "tokens.css"
_SHEETS = (
    _WEB / "design" / "static" / "design" / "console.css",
    _WEB / "console" / "static" / "console" / "figures.css",
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_VARIABLE = re.compile(r"var\(--([a-z0-9-]+)\)")
_SETTING = re.compile(r"--([a-z0-9-]+):\s*([^;}]+)")
# The family's own name for itself, as typst and a desk computer know it.
LETTERS = '"Noto Sans Japanese", "Noto Sans JP", "Yu Gothic", "Meiryo", sans-serif'


def standalone(svg: str) -> str:
    """Return a drawing with its look inside (SVG 1.1), colours of a bright page.

    `svg` is what `Drawing.svg` returns. Rules for screens of a certain width or for the dark are
    left out: a file is looked at on white.
    """
    begin, _, rest = svg.partition(">")
    if "xmlns=" not in begin:
        begin = begin.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return f"{begin}><style>{_look()}</style>{rest}"


@cache
def _look() -> str:
    """Return the rules for drawings, in order, with every colour spelt out."""
    sheets = [_bright(sheet) for sheet in (_TOKENS, *_SHEETS)]
    values = dict(setting for sheet in sheets for setting in _SETTING.findall(sheet))

    def spelt_out(text: str) -> str:
        while "var(" in text:
            text = _VARIABLE.sub(lambda name: values[name[1]].strip(), text)
        return text

    found = [f"text {{ font-family: {LETTERS}; fill: {spelt_out('var(--ink)')}; }}"]
    for selectors, body in (rule for sheet in sheets[1:] for rule in _RULE.findall(sheet)):
        wanted = [
            part.strip().removeprefix("svg ")
            for part in selectors.split(",")
            if part.strip().startswith("svg .")
        ]
        if wanted:
            found.append(f"{', '.join(wanted)} {{ {spelt_out(body.strip())} }}")
    return "\n".join(found)


def _bright(sheet: Path) -> str:
    """Return the rules of a stylesheet that hold on a bright screen of any width."""
    return _without_conditions(_COMMENT.sub("", sheet.read_text(encoding="utf-8")))


def _without_conditions(text: str) -> str:
    """Leave out every @media and @supports block with all that is in it."""
    kept: list[str] = []
    depth, skipped_from = 0, -1
    start = 0
    for place, sign in enumerate(text):
        if sign == "@" and skipped_from < 0:
            kept.append(text[start:place])
            skipped_from = depth
        elif sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == skipped_from:
                skipped_from, start = -1, place + 1
        elif sign == ";" and depth == skipped_from:
            skipped_from, start = -1, place + 1
    if skipped_from < 0:
        kept.append(text[start:])
    return "".join(kept)
