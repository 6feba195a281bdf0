"""A drawing with its frame inside the picture: title, who is counted, protection and credit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from enishi.web.console.drawing.marks import SMALL, text_width

_MARGIN = 20.0
_TITLE, _LINE = 20.0, 20.0
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
# A line may not begin with these signs.
_NOT_FIRST = "、。，．）」』ー〜％%"


@dataclass(frozen=True, slots=True)
class Words:
    """What stands around a drawing: above it title and frame, below it notes and credit."""

    title: str
    above: Sequence[str]
    below: Sequence[str]


def framed(svg: str, words: Words) -> str:
    """Return a picture that can be passed on: the drawing and everything it may not go without."""
    found = _SIZE.search(svg)
    assert found is not None, "a drawing says how large it is"
    width, height = float(found[1]), float(found[2])
    above = [line for text in words.above for line in lines(text, width, SMALL)]
    below = [line for text in words.below for line in lines(text, width, SMALL)]
    top = _MARGIN + _TITLE + _LINE * len(above) + 14
    whole = top + height + 12 + _LINE * len(below) + _MARGIN
    marks = [_text(words.title, _MARGIN + _TITLE - 4, 18, "b")]
    marks += [
        _text(line, _MARGIN + _TITLE + _LINE * (number + 0.9), SMALL, "s")
        for number, line in enumerate(above)
    ]
    marks.append(svg.replace("<svg", f'<svg x="{_MARGIN:g}" y="{top:g}"', 1))
    marks += [
        _text(line, top + height + 12 + _LINE * (number + 0.8), SMALL, "s")
        for number, line in enumerate(below)
    ]
    full = width + 2 * _MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {full:g} {whole:g}"'
        f' width="{full:g}" height="{whole:g}" role="img" aria-label="{escape(words.title)}">'
        f'<rect width="{full:g}" height="{whole:g}" fill="#ffffff"/>{"".join(marks)}</svg>'
    )


def _text(line: str, y: float, size: float, class_: str) -> str:
    return (
        f'<text x="{_MARGIN:g}" y="{y:g}" font-size="{size:g}" class="{class_}">'
        f"{escape(line)}</text>"
    )


def lines(text: str, width: float, size: float) -> list[str]:
    """Break a text into lines no wider than `width`: anywhere in Japanese, at gaps elsewhere."""
    found: list[str] = []
    line = ""
    for piece in re.findall(r"[!-~]+ ?|.", text):
        is_full = text_width(line + piece.rstrip(), size) > width
        if line and is_full and piece[0] not in _NOT_FIRST:
            found.append(line.rstrip())
            line = ""
        line += piece
    return [*found, line.rstrip()] if line.strip() else found
