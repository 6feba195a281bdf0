"""Pairs are drawn with two marks; those of which nothing can be said stand below a cut, in grey."""

from __future__ import annotations

import re

from enishi.web.console.drawing import pairs
from enishi.web.console.drawing.pairs import Mark, PairDots, Pairs

CLEAR = PairDots("発信と購入", Mark(0.5, 0.2, 0.8), Mark(0.7, 0.1, 0.9), is_grey=False)
GREY = PairDots("発信と訪問", Mark(0.1, -0.3, 0.5), Mark(0.2, -0.7, 0.6), is_grey=True)


def values(*told: PairDots) -> Pairs:
    return Pairs(
        told, "順位", "量", "片方が多いと片方が少ない", "逆", "いっしょ", "ここから下", "絵"
    )


def test_the_cut_stands_before_the_first_grey_pair_and_only_then() -> None:
    both = pairs.wide(values(CLEAR, GREY))
    order = [both.index(words) for words in ("発信と購入", "ここから下", "発信と訪問")]
    assert order == sorted(order)
    assert "ここから下" not in pairs.wide(values(CLEAR))


def test_a_grey_pair_is_grey_in_both_marks() -> None:
    only_grey = pairs.narrow(values(GREY))
    assert only_grey.count('class="hollow grey"') == 1
    assert only_grey.count('class="cmp-l w2"') == 2
    assert 'class="own-l w2"' not in only_grey


def test_the_axis_holds_every_range_and_nothing_is_drawn_outside_the_picture() -> None:
    for drawn, width in ((pairs.wide, 600), (pairs.narrow, 358)):
        svg = drawn(values(CLEAR, GREY))
        assert ">−1<" in svg
        places = [float(x) for x in re.findall(r' (?:x1|x2|cx)="([-\d.]+)"', svg)]
        assert min(places) >= 0
        assert max(places) <= width


def test_pairs_known_by_rank_alone_have_one_mark_and_no_second_legend() -> None:
    alone = PairDots("発信と購入", Mark(0.5, 0.2, 0.8), None, is_grey=False)
    svg = pairs.wide(values(alone))
    assert "circle" not in svg
    assert ">量<" not in svg


def test_a_pair_without_any_coefficient_is_named_and_has_no_mark() -> None:
    svg = pairs.wide(values(CLEAR, PairDots("寄附と訪問", None, None, is_grey=True)))
    assert "寄附と訪問" in svg
    assert 'class="cmp"' not in svg
