"""Slides of a report: words and tables are editable, pictures described, each frame named."""

from __future__ import annotations

import io

from pptx import Presentation
from pptx.util import Mm
from tests.web.console.reporting.invented import report

from enishi.web.console.reporting import slides


def deck() -> object:
    return Presentation(io.BytesIO(slides.pptx(report())))


def words_of(slide: object) -> str:
    return "\n".join(
        shape.text_frame.text
        for shape in slide.shapes  # type: ignore[attr-defined]
        if shape.has_text_frame
    )


def test_there_is_a_cover_the_answers_a_slide_for_each_figure_and_how_to_read() -> None:
    made = deck()
    assert len(made.slides) == 2 + 3 + 1  # type: ignore[attr-defined]
    titles = [slide.shapes.title.text_frame.text for slide in made.slides]  # type: ignore[attr-defined]
    assert titles[0] == "2023年度に美浜町で記録された1,005人のうち、77%は県外に住む人です。"
    assert titles[1] == "1枚でわかる答え"
    assert titles[2] == "愛知・大阪から多く来ています。"
    assert titles[-1] == "数字の読みかた"


def test_every_slide_names_place_period_and_protection_at_its_foot() -> None:
    for slide in deck().slides:  # type: ignore[attr-defined]
        assert "美浜町 ・ 2023年4月〜2024年3月 ・ 見本" in words_of(slide)
        assert "小さな誤差" in words_of(slide)
        assert "FTAS" in words_of(slide)


def test_a_table_is_a_table_and_says_what_it_leaves_out() -> None:
    tables = [s.table for slide in deck().slides for s in slide.shapes if s.has_table]  # type: ignore[attr-defined]
    first = [[cell.text for cell in row.cells] for row in tables[0].rows]
    assert first[0] == ["住まい", "人数", "割合 %"]
    assert first[1] == ["県1", "101", "10.1"]
    assert first[-1][0] == "ほか11行"


def test_a_picture_is_described_and_stays_on_the_slide() -> None:
    made = deck()
    pictures = [s for slide in made.slides for s in slide.shapes if s.shape_type == 13]  # type: ignore[attr-defined]
    assert len(pictures) == 2
    for picture in pictures:
        described = picture._element._nvXxPr.cNvPr.get("descr")  # noqa: SLF001 - no other way
        assert described.startswith("ほかの都道府県")
        assert picture.left + picture.width <= Mm(slides.WIDTH)
        assert picture.top + picture.height <= Mm(slides.HEIGHT - 19)


def test_the_same_report_is_the_same_slides() -> None:
    one, two = (Presentation(io.BytesIO(slides.pptx(report()))) for _ in range(2))
    assert [words_of(s) for s in one.slides] == [words_of(s) for s in two.slides]
    assert one.core_properties.created == two.core_properties.created
