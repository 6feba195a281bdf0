"""Every chart in its smallest case: what it draws, what it hides, what it says aloud."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from enishi.web.console.drawing import bars, columns, dots, marks, pyramid, ratios, tiles
from enishi.web.console.drawing.bars import Bar, Bars
from enishi.web.console.drawing.columns import Column, Columns
from enishi.web.console.drawing.dots import Dot, Dots
from enishi.web.console.drawing.pyramid import Band, Pyramid, Side
from enishi.web.console.drawing.ratios import Panel, Ratio, Ratios
from enishi.web.console.drawing.tiles import TileMap

HIDDEN = "人数が少ないため表示していません（0人を含みます）"
MAP = TileMap(
    people={"18": 230, "23": 149, "13": None},
    names={"18": "福井", "23": "愛知", "01": "北海道", "30": "和歌山"},
    own="18",
    limit=10,
    title="人数（実人数）",
    hidden_note="x 人数が少ない",
    own_note="美浜町のある福井県",
    label="都道府県別の人数。福井230、愛知149",
    hidden_title=HIDDEN,
)
PYRAMID = Pyramid(
    bands=[Band("60代", Side(44, 50.0), Side(None)), Band("50代", Side(20), Side(80, 60.0))],
    left_name="男",
    right_name="女",
    unit="人",
    comparison="福井県全体の割合",
    label="年代と性別の人数",
    hidden_title=HIDDEN,
)
MONTHS = Columns(
    columns=[
        Column("4月", None, "2023年"),
        Column("5", 89),
        Column("6", 178),
        Column("7", None, is_open=True),
    ],
    label="月別の人数。4月 x、5月 89、6月 178",
    hidden_title=HIDDEN,
)
BARS = Bars(
    bars=[Bar("愛知県", 0.19, 0.17, 0.22, 0.15, "149人", "19%", is_clear=True)],
    comparison="福井県全体",
    range_word="├┤幅",
    label="ほかの都道府県の割合。愛知県19%",
)
DOTS = Dots(
    dots=[Dot("ドライブ", 0.16, 0.14, 0.19, 0.08, "16%（2.0倍）", "16%", is_clear=True)],
    own="美浜町",
    comparison="福井県全体",
    label="目的別の割合。ドライブ16%",
)
RATIOS = Ratios(
    names=["ドライブ", "温泉", "花見"],
    panels=[
        Panel("福井県全体", "13,355人", [Ratio(2.0, 1.6, 2.4, 1), Ratio(0.5, 0.4, 0.6, -1), None])
    ],
    half="半分",
    same="同じ",
    double="2倍",
    label="福井県全体とくらべた倍率",
    hidden_title=HIDDEN,
)
DRAWN = {
    "tiles": (tiles, MAP),
    "pyramid": (pyramid, PYRAMID),
    "columns": (columns, MONTHS),
    "bars": (bars, BARS),
    "dots": (dots, DOTS),
    "ratios": (ratios, RATIOS),
}


def words(svg: str) -> list[str]:
    """Return the words of a picture in the order in which they are drawn."""
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing
    return [part.text or "" for part in root.iter() if part.tag == "text"]


def shapes(svg: str, name: str, class_: str) -> list[dict[str, str]]:
    """Return the attributes of the shapes of one class."""
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing
    return [dict(p.attrib) for p in root.iter(name) if p.attrib.get("class") == class_]


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_is_one_picture_that_says_its_facts(name):
    chart, values = DRAWN[name]
    for svg, class_ in ((chart.wide(values), "wide"), (chart.narrow(values), "narrow")):
        root = ET.fromstring(svg)  # noqa: S314 - our own drawing
        assert root.attrib["role"] == "img"
        assert root.attrib["aria-label"] == values.label
        assert root.attrib["class"] == class_


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_keeps_the_strict_policy_of_the_pages(name):
    chart, values = DRAWN[name]
    for svg in (chart.wide(values), chart.narrow(values)):
        assert " style=" not in svg
        assert "<style" not in svg
        assert "<script" not in svg


@pytest.mark.parametrize("name", DRAWN)
def test_the_two_widths_do_not_share_a_name(name):
    chart, values = DRAWN[name]
    wide, narrow = (re.findall(r'id="([^"]+)"', svg) for svg in both(chart, values))
    assert not set(wide) & set(narrow)


def both(chart, values):
    return chart.wide(values), chart.narrow(values)


def test_the_map_has_47_tiles_on_47_places():
    assert len(tiles.PLACE_OF) == 47
    assert len(set(tiles.PLACE_OF.values())) == 47
    svg = tiles.wide(MAP)
    assert len(shapes(svg, "rect", "hid")) == 45 + 1  # and the one of the legend
    assert len(shapes(svg, "rect", "mine")) == 1 + 1


def test_a_hidden_tile_shows_x_and_never_a_number():
    told = words(tiles.wide(MAP))
    assert told.count("x") == 45
    assert "230" in told
    assert "149" in told
    assert "0" not in told


def test_a_name_of_three_signs_is_cut_on_a_phone_only():
    assert "和歌山" in words(tiles.wide(MAP))
    assert "和歌" in words(tiles.narrow(MAP))


def test_the_darkest_step_is_the_largest_number():
    svg = tiles.wide(MAP)
    assert len(shapes(svg, "rect", "q5")) == 1 + 1  # 福井, and the scale
    assert "230" in svg


def test_a_bar_of_the_pyramid_is_as_long_as_its_people():
    svg = pyramid.wide(PYRAMID)
    widths = [float(bar["width"]) for bar in shapes(svg, "rect", "own")]
    assert widths[1] / widths[0] == pytest.approx(20 / 44, abs=0.01)
    assert widths[2] / widths[0] == pytest.approx(80 / 44, abs=0.01)
    assert {"44人", "20人", "80人", "x"} <= set(words(svg))


def test_the_comparison_is_a_line_where_its_share_would_stand():
    svg = pyramid.wide(PYRAMID)
    lines = shapes(svg, "line", "cmp-l w3")
    assert len(lines) == 2 + 1  # and the one of the legend
    assert "福井県全体の割合" in words(svg)


def test_a_hidden_month_is_a_stub_with_x_and_an_open_one_is_left_open():
    svg = columns.wide(MONTHS)
    assert words(svg).count("x") == 1
    assert len(shapes(svg, "rect", "hid")) == 1
    heights = [float(bar["height"]) for bar in shapes(svg, "rect", "own")]
    assert heights == [55.0, 110.0]


def test_a_bar_shows_its_range_and_the_comparison():
    svg = bars.wide(BARS)
    (bar,) = shapes(svg, "rect", "own")
    (tick, legend) = shapes(svg, "line", "cmp-l w3")
    left, length = float(bar["x"]), float(bar["width"])
    assert (float(tick["x1"]) - left) / length == pytest.approx(0.15 / 0.19, abs=0.01)
    assert legend["x1"] == "598"
    assert {"149人", "19%", "福井県全体", "├┤幅"} <= set(words(svg))


def test_a_dot_stands_inside_its_band():
    svg = dots.wide(DOTS)
    (band,) = shapes(svg, "line", "own-l band-l")
    dot, legend = shapes(svg, "circle", "own")
    assert float(band["x1"]) < float(dot["cx"]) < float(band["x2"])
    assert legend["cx"] == "6"
    assert "16%（2.0倍）" in words(svg)
    assert "16%" in words(dots.narrow(DOTS))


def test_a_clear_difference_is_filled_or_hollow_and_a_hidden_one_hatched():
    svg = ratios.wide(RATIOS)
    assert len(shapes(svg, "circle", "own")) == 1
    assert len(shapes(svg, "circle", "hollow")) == 1
    assert len(shapes(svg, "rect", "hid")) == 1
    assert {"半分", "同じ", "2倍", "x"} <= set(words(svg))


LONG = "お祭りやイベントへの参加・見物、地元の人との交流"


@pytest.mark.parametrize("name", [LONG, LONG[:14], "Cherry blossom, autumn leaves, nature"])
def test_a_long_name_is_never_cut_at_the_edge(name):
    told = replace(DOTS, dots=[replace(DOTS.dots[0], name=name)])
    for svg in (*both(ratios, replace(RATIOS, names=[name, "温泉", "花見"])), *both(dots, told)):
        root = ET.fromstring(svg)  # noqa: S314 - our own drawing
        (written,) = [part for part in root.iter() if part.text == name]
        start = float(written.attrib["x"])
        if "e" in written.attrib.get("class", "").split():
            start -= marks.text_width(name)
        assert start >= 0
        assert start + marks.text_width(name) <= float(root.attrib["width"])


def test_short_names_stand_beside_their_dots():
    root = ET.fromstring(ratios.narrow(RATIOS))  # noqa: S314 - our own drawing
    height = {part.text: float(part.attrib["y"]) for part in root.iter() if part.text == "温泉"}
    (dot,) = shapes(ratios.narrow(RATIOS), "circle", "hollow")
    assert height == {"温泉": float(dot["cy"]) + 5}


def test_words_in_a_drawing_cannot_become_marks():
    svg = dots.wide(
        Dots(
            dots=[Dot("<script>alert(1)</script>", 0.2, 0.1, 0.3, None, "20%", "20%")],
            own='"><b>',
            comparison="",
            label='a " label',
        )
    )
    assert "<script" not in svg
    assert "<script>alert(1)</script>" in words(svg)
    assert '"><b>' in words(svg)


def test_charts_with_nothing_in_them_can_still_be_drawn():
    empty = Dots(dots=[], own="美浜町", comparison="", label="なし")
    assert words(dots.wide(empty))[0] == "0"
    nobody = Pyramid([], "男", "女", "人", "", "なし", HIDDEN)
    assert words(pyramid.wide(nobody)) == ["男", "女"]
