"""A picture that is passed on carries its words, broken into lines that fit."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from enishi.web.console.drawing import framed
from enishi.web.console.drawing.framed import Words
from enishi.web.console.drawing.marks import Drawing, text_width


def test_title_frame_and_credit_stand_around_the_drawing() -> None:
    drawing = Drawing("one", 300.0, 100.0, "a <label>")
    drawing.rect((0.0, 0.0, 10.0, 10.0))
    made = framed.framed(drawing.svg("wide"), Words("どこ & だれ", ["美浜町"], ["出典：県"]))
    root = ET.fromstring(made)  # noqa: S314 - our own
    words = [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert words == ["どこ & だれ", "美浜町", "出典：県"]
    heights = [float(one.get("y") or 0) for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert heights == sorted(heights)
    inner = next(one for one in root if one.tag.endswith("svg"))
    assert heights[1] < float(inner.get("y") or 0) < heights[2] - 100


def test_no_line_is_wider_than_the_picture_and_none_is_lost() -> None:
    for text in (
        "個人や事業者が特定されないよう、人数には誤差を加えています。" * 3,
        "A long line of plain English words " * 6,
    ):
        found = framed.lines(text, 300.0, 13)
        assert len(found) > 2
        assert "".join(found).replace(" ", "") == text.replace(" ", "")
        assert all(text_width(line, 13) <= 300 + 2 * 13 for line in found)
        assert not any(line[0] in "、。」" for line in found)


def test_an_empty_line_takes_no_room() -> None:
    assert framed.lines("", 300.0, 13) == []
