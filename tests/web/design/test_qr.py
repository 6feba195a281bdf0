"""A drawn code carries its text and its quiet zone."""

from __future__ import annotations

import re

import zxingcpp
from PIL import Image, ImageDraw

from enishi.web.design import qr

TEXT = "http://localhost:8000/e/0P8WF897?t=0P8WF8973K7Q2PXM9ABCDEFGHJ"
SCALE = 6


def drawn(svg: str) -> tuple[Image.Image, int]:
    """Draw the strokes of the SVG as a browser would."""
    size = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    picture = Image.new("L", (size * SCALE, size * SCALE), 255)
    pen = ImageDraw.Draw(picture)
    path = re.search(r'stroke="#14284a" d="([^"]+)"', svg)[1]
    for x, y, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", path):
        left, top = int(x) * SCALE, int(y) * SCALE
        pen.rectangle([left, top, left + int(length) * SCALE - 1, top + SCALE - 1], fill=20)
    return picture, size


def test_another_reader_reads_what_we_drew():
    picture, _ = drawn(qr.svg(TEXT, label="code"))
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [TEXT]


def test_four_modules_around_the_code_are_white():
    picture, size = drawn(qr.svg(TEXT, label="code"))
    dark = picture.point(lambda dot: 255 - dot).getbbox()
    assert dark == (4 * SCALE, 4 * SCALE, (size - 4) * SCALE, (size - 4) * SCALE)


def test_a_label_cannot_break_out_of_its_quotes():
    assert 'aria-label="a&quot;&lt;b&amp;"' in qr.svg("x", label='a"<b&')
