"""Draws QR codes as SVG with the four modules of white that ISO/IEC 18004 asks for; pure."""

from __future__ import annotations

import segno

QUIET_ZONE = 4
_INK = "#14284a"


def svg(text: str, *, label: str) -> str:
    """Return one inline SVG that carries `text`; `label` is what a screen reader says."""
    code = segno.make(text, error="m", micro=False, boost_error=False)
    size = code.symbol_size(border=QUIET_ZONE)[0]
    runs = "".join(_runs(code.matrix))
    return (
        f'<svg class="qr" role="img" aria-label="{_escaped(label)}" '
        f'viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path fill="#ffffff" d="M0 0h{size}v{size}H0z"/>'
        f'<path stroke="{_INK}" d="{runs}"/></svg>'
    )


def _runs(matrix: tuple[bytearray, ...]) -> list[str]:
    """Write each row as strokes over its dark modules."""
    parts = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            length = 0
            while x + length < len(row) and row[x + length]:
                length += 1
            if length:
                parts.append(f"M{x + QUIET_ZONE} {y + QUIET_ZONE}.5h{length}")
            x += max(length, 1)
    return parts


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
