"""Takes a drawing of the pages to paper: colours for their names, classes spelt out; pure."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_TOKENS = Path(__file__).resolve().parent.parent / "static" / "design" / "tokens.css"
_COLOUR = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})\b")
_NAMED = re.compile(r"var\(--([a-z0-9-]+)\)")
_CLASSES = """<style>
.thread{fill:none;stroke:#c3341a;stroke-width:WIDTH;stroke-linecap:round}
.knot{fill:#ffffff;stroke:#c3341a;stroke-width:WIDTH}
.dot{fill:#c3341a}
text{font-family:"Noto Sans Japanese";font-size:23px}
</style>"""
LOOP = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 794 340"><path class="thread" '
    'd="M397 0C397 96 540 112 566 66 584 32 544 12 528 40 508 76 583 92 583 154"/></svg>'
)


@cache
def colours() -> dict[str, str]:
    """Return the colours of a bright page by their names; the first of a name is the bright one."""
    found: dict[str, str] = {}
    for name, colour in _COLOUR.findall(_TOKENS.read_text(encoding="utf-8")):
        found.setdefault(name, colour)
    return found


def on_paper(svg: str, *, thread: float = 4.0, colour: str = "#1d2330") -> str:
    """Return a drawing that needs no stylesheet; `thread` is how wide its thread is."""
    known = colours() | {"scene-sky": "#ffffff"}
    plain = _NAMED.sub(lambda found: known[found[1]], svg.strip())
    plain = plain.replace("currentColor", colour)
    begin, _, rest = plain.partition(">")
    if "xmlns=" not in begin:
        begin = begin.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return f"{begin}>{_CLASSES.replace('WIDTH', str(thread))}{rest}"
