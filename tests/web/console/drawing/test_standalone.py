"""A drawing that stands by itself shows what it shows on the page."""

from __future__ import annotations

import re

import pytest

from enishi.web.console.drawing import standalone
from enishi.web.console.drawing.marks import Drawing
from enishi.web.design.paper import printing


def drawn() -> str:
    drawing = Drawing("one", 200.0, 60.0, "二本の棒")
    drawing.rect((10.0, 10.0, 120.0, 12.0))
    drawing.hidden((10.0, 30.0, 40.0, 12.0), "人数が少ない")
    drawing.line(10, 50, 190, 50, "cmp-l w3")
    drawing.text(140, 20, "愛知 77%", "s e")
    return standalone.standalone(drawing.svg("wide"))


def test_no_colour_is_left_to_a_stylesheet() -> None:
    svg = drawn()
    assert "var(" not in svg
    assert ".own { fill: #1f3f6e; }" in svg
    assert "@media" not in svg


def test_every_class_a_drawing_uses_has_its_rule() -> None:
    svg = drawn()
    used = set(" ".join(re.findall(r'<(?:rect|line|text)[^>]* class="([^"]+)"', svg)).split())
    assert used >= {"own", "hid", "cmp-l", "w3", "s", "e"}
    for name in used:
        assert f".{name} {{" in svg or f".{name} " in svg


def test_rules_for_the_dark_and_for_phones_are_left_out() -> None:
    assert "#93a8cc; }" in drawn()  # the third step of a map by day
    assert "#47639a" not in drawn()  # and by night


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a { b: c; } @media print { d { e: f; } } g { h: i; }", "a { b: c; }  g { h: i; }"),
        ('@import "x.css"; a { b: c; }', " a { b: c; }"),
        ("@supports (x: y) { @media all { d { e: f; } } }", ""),
    ],
)
def test_conditions_are_cut_out_with_all_that_is_in_them(given: str, kept: str) -> None:
    assert standalone._without_conditions(given) == kept  # noqa: SLF001 - the parser is worth it


def test_paper_takes_it_with_our_own_letters() -> None:
    assert printing.drawing(drawn(), width_mm=100).startswith(b"\x89PNG")
