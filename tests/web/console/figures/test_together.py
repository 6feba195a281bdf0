"""What the sentence of a matrix says is what its pairs say, and never why."""

from __future__ import annotations

import pytest
from django.utils import translation

from enishi.web.console.drawing.pairs import Mark
from enishi.web.console.figures import together
from enishi.web.console.figures.together import Pair, Together

STRONG = Pair("発信", "購入", Mark(0.7, 0.4, 0.9), Mark(0.8, 0.1, 0.95), is_grey=False)
OPPOSED = Pair("発信", "訪問", Mark(-0.8, -0.9, -0.5), None, is_grey=False)
GREY = Pair("訪問", "購入", Mark(0.1, -0.4, 0.5), None, is_grey=True, is_influenced=True)
CAUSES = ("原因", "促進", "により", "おかげ", "because", "causes", "leads to")


def said(found: Together) -> str:
    with translation.override("ja"):
        return "".join(together.headline(found))


def test_the_strongest_clear_pair_is_named_and_what_cannot_be_said_is_counted() -> None:
    assert said(Together(30, [STRONG, GREY, GREY])) == (
        "「発信」が多い人ほど「購入」も多くなっていました。"
        "ただし30人の結果で、3の組のうち2つは何とも言えません。"
    )


def test_a_hundred_people_need_no_caution_but_grey_pairs_are_still_counted() -> None:
    assert said(Together(203, [STRONG, GREY])).endswith("2の組のうち1つは何とも言えません。")
    assert "ただし" not in said(Together(203, [STRONG, GREY]))
    assert said(Together(203, [STRONG])) == "「発信」が多い人ほど「購入」も多くなっていました。"


def test_what_is_opposed_is_said_to_be_so() -> None:
    assert "「訪問」は少なくなっていました" in said(Together(203, [OPPOSED]))


def test_nothing_clear_is_no_finding() -> None:
    assert said(Together(30, [GREY])).startswith("いっしょに起きやすいと言える行動は見つかり")
    assert "まだ言えません" in said(Together(4, []))


def test_clear_and_strong_pairs_come_first() -> None:
    ordered = together.in_order(200, [GREY, STRONG, OPPOSED])
    assert list(ordered.pairs) == [OPPOSED, STRONG, GREY]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_word_of_it_claims_a_cause(language: str) -> None:
    found = Together(30, [STRONG, OPPOSED, GREY])
    with translation.override(language):
        figure = together.figure(found)
        words = " ".join(
            [*together.headline(found), *together.warnings(found), figure.title, figure.say,
             figure.wide, figure.narrow]
        )  # fmt: skip
    assert not [word for word in CAUSES if word in words]


def test_the_table_beside_marks_what_cannot_be_said() -> None:
    with translation.override("ja"):
        table = together.figure(Together(30, [STRONG, GREY])).table
    assert table is not None
    assert [row.head for row in table.rows] == ["発信と購入", "△ 訪問と購入"]
    assert [cell.text for cell in table.rows[0].cells] == [
        "0.70",
        "0.40〜0.90",
        "0.80",
        "0.10〜0.95",
    ]
