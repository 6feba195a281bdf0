# ruff: noqa: INP001 - a tool, not a package
"""Draws the icons of the home screen from mark.svg: run `python tools/icons.py` after changing it.

A maskable icon may be cut to a circle of 80 % of its width (W3C Manifest, purpose), so the mark
stands smaller on a full ground there.
"""

from __future__ import annotations

import io
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

STATIC = Path(__file__).resolve().parent.parent / "src/enishi/web/design/static/design"
PAPER = "#fbfaf6"
SIDES = (192, 512)
COLOURS = 64
# How much of the width the mark takes: all of it, or what every mask leaves.
SHAPES = {"icon": 1.0, "icon-maskable": 0.72}


def draw() -> None:
    """Write each icon in each size, in few colours."""
    mark = (STATIC / "mark.svg").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for name, share in SHAPES.items():
            for side in SIDES:
                page = browser.new_page(viewport={"width": side, "height": side})
                inner = round(side * share)
                page.set_content(
                    f"<body style='margin:0;display:grid;place-items:center;height:100vh;"
                    f"background:{PAPER if share < 1 else 'transparent'}'>"
                    + mark.replace("<svg ", f"<svg width={inner} height={inner} ", 1)
                )
                shot = page.screenshot(omit_background=True)
                picture = Image.open(io.BytesIO(shot)).quantize(COLOURS)
                picture.save(STATIC / f"{name}-{side}.png", optimize=True)
                page.close()
        browser.close()


if __name__ == "__main__":
    draw()
