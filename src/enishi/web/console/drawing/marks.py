"""The marks all charts are made of: rectangles, lines, dots, words, and the hatch of a hidden cell.

SVG 1.1 (W3C) with presentation attributes and classes only: the pages allow no inline styles.
Colours live in `console.css`, so a chart follows the dark mode without being drawn again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

HIDDEN = "x"
# x, y, width, height
Box = tuple[float, float, float, float]
# Sizes of text in pixels: nothing on a chart is smaller, the phone's tile map excepted.
SMALL = 13
BODY = 14


def _number(value: float) -> str:
    """Write a coordinate with at most one decimal."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _attributes(values: dict[str, object]) -> str:
    """Write attributes; a trailing underscore is cut, inner ones become hyphens."""
    told: list[str] = []
    for name, value in values.items():
        if value is None or value == "":
            continue
        text = _number(value) if isinstance(value, float) else escape(str(value), quote=True)
        told.append(f'{name.rstrip("_").replace("_", "-")}="{text}"')
    return "".join(f" {part}" for part in told)


@dataclass(slots=True)
class Drawing:
    """One picture in the making: its size, what it says, and the marks so far."""

    name: str
    width: float
    height: float
    label: str
    parts: list[str] = field(default_factory=list)

    def add(self, element: str, text: str = "", **attributes: object) -> None:
        """Add one element, with a text inside if there is one."""
        inside = escape(text)
        end = f">{inside}</{element}>" if inside else "/>"
        self.parts.append(f"<{element}{_attributes(attributes)}{end}")

    def rect(self, box: Box, class_: str = "own", title: str = "") -> None:
        """Add a rectangle; a title is what a pointer resting on it reads."""
        self._box(box, {"class": class_}, title)

    def hidden(self, box: Box, title: str = "") -> None:
        """Add the hatch of a hidden cell, which keeps its place on the page."""
        self._box(box, {"class": "hid", "fill": f"url(#{self.name}-hatch)"}, title)

    def _box(self, box: Box, look: dict[str, object], title: str) -> None:
        """Add a rectangle with its look; a bar never has less than no width."""
        x, y, width, height = box
        sides: dict[str, object] = {"x": float(x), "y": float(y)}
        sides |= {"width": float(max(width, 0.0)), "height": float(max(height, 0.0))}
        inside = f"><title>{escape(title)}</title></rect>" if title else "/>"
        self.parts.append(f"<rect{_attributes(sides | look)}{inside}")

    def path(self, d: str, class_: str, title: str = "", *, hatched: bool = False) -> None:
        """Add an outline; `hatched` fills it as a hidden cell is filled."""
        look: dict[str, object] = {"d": d, "class": class_}
        if hatched:
            look["fill"] = f"url(#{self.name}-hatch)"
        inside = f"><title>{escape(title)}</title></path>" if title else "/>"
        self.parts.append(f"<path{_attributes(look)}{inside}")

    def line(self, x1: float, y1: float, x2: float, y2: float, class_: str) -> None:
        """Add a line."""
        self.add("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)

    def dot(self, x: float, y: float, radius: float, class_: str = "own") -> None:
        """Add a filled or hollow circle."""
        self.add("circle", cx=x, cy=y, r=radius, class_=class_)

    def text(self, x: float, y: float, words: str, class_: str = "", size: float = BODY) -> None:
        """Add words; the classes m and e centre them or end them at x."""
        if words:
            self.add("text", words, x=x, y=y, font_size=size, class_=class_)

    def svg(self, class_: str) -> str:
        """Return the picture as text; the class says for which width it is drawn."""
        marks = "".join(self.parts)
        hatch = (
            f'<defs><pattern id="{self.name}-hatch" width="6" height="6"'
            ' patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            '<rect width="6" height="6" class="hatch-0"/>'
            '<path d="M0 0V6" class="hatch-1"/></pattern></defs>'
            if "-hatch)" in marks
            else ""
        )
        size = _attributes({"width": float(self.width), "height": float(self.height)})
        return (
            f'<svg class="{class_}" viewBox="0 0 {_number(self.width)} {_number(self.height)}"'
            f'{size} role="img" aria-label="{escape(self.label, quote=True)}">'
            f"{hatch}{marks}</svg>"
        )


def text_width(words: str, size: float = BODY) -> float:
    """Guess how wide words stand: a full-width sign is one em, others about 0.56."""
    return sum(size if ord(sign) > 0x2E7F else size * 0.56 for sign in words)  # noqa: PLR2004
