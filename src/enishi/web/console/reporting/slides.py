"""The report as slides (PPTX, 16 to 9): a sentence, its picture, its numbers as a real table.

Words and tables stay editable, for staff put single slides into decks of their own. Each slide
names its frame and its protection at its foot, so that it says the truth alone as well.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from datetime import UTC, datetime

from django.utils.translation import gettext
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Mm, Pt

from enishi.web.console.drawing.standalone import standalone
from enishi.web.console.figures.figure import Figure
from enishi.web.console.reporting.report import Chapter, Report
from enishi.web.design.numbers import writing
from enishi.web.design.numbers.tables import Cell, Table
from enishi.web.design.paper import printing

WIDTH, HEIGHT = 338.7, 190.5
_MARGIN = 14.0
_ROWS, _COLUMNS = 9, 4
_INK, _SOFT = RGBColor(0x1D, 0x23, 0x30), RGBColor(0x4D, 0x54, 0x62)
_DEEP, _SHU = RGBColor(0x14, 0x28, 0x4A), RGBColor(0xC3, 0x34, 0x1A)
_LINE = RGBColor(0xE0, 0xDA, 0xCB)
_WHITE = RGBColor(0xFF, 0xFF, 0xFF)
# Letters that a desk computer of a town hall has; the picture brings its own.
_LATIN, _JAPANESE = "Segoe UI", "Yu Gothic"
_LONG, _VERY_LONG = 60, 110


def pptx(report: Report) -> bytes:
    """Make the slides of a report."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Mm(WIDTH), Mm(HEIGHT)
    _cover(deck, report)
    _answers(deck, report)
    for chapter in report.chapters:
        for number, figure in enumerate(chapter.figures):
            _chapter(deck, report, chapter, figure, is_first=number == 0)
    _reading(deck, report)
    _properties(deck, report)
    made = io.BytesIO()
    deck.save(made)
    return made.getvalue()


def _properties(deck: object, report: Report) -> None:
    told = deck.core_properties  # type: ignore[attr-defined]
    told.title = f"{report.place} {gettext('地域のすがた 報告書')} {report.period}"
    told.author, told.language = report.place, report.language
    # The same report is the same file, whenever it is made.
    told.created = told.modified = datetime(2020, 1, 1, tzinfo=UTC)


def _slide(deck: object) -> object:
    """Return a new slide that has a place for its title and nothing else."""
    layout = deck.slide_layouts[5]  # type: ignore[attr-defined]
    return deck.slides.add_slide(layout)  # type: ignore[attr-defined]


def _title(slide: object, words: str, *, top: float, height: float, size: float) -> None:
    """Write the title into the slide's own place for it, which readers and outlines look for."""
    shape = slide.shapes.title  # type: ignore[attr-defined]
    shape.left, shape.top = Mm(_MARGIN), Mm(top)
    shape.width, shape.height = Mm(WIDTH - 2 * _MARGIN), Mm(height)
    frame = shape.text_frame
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.TOP
    _margins(frame)
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    _run(paragraph, words, size=size, bold=True, colour=_DEEP)


def _margins(frame: object) -> None:
    for side in ("margin_left", "margin_right", "margin_top", "margin_bottom"):
        setattr(frame, side, 0)


def _run(
    paragraph: object, words: str, *, size: float, bold: bool = False, colour: RGBColor = _INK
) -> None:
    run = paragraph.add_run()  # type: ignore[attr-defined]
    run.text = words
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.rgb = colour
    run.font.name = _LATIN
    properties = run._r.get_or_add_rPr()  # noqa: SLF001 - the library has no word for it
    for name in ("a:ea", "a:cs"):
        element = properties.makeelement(qn(name), {"typeface": _JAPANESE})
        properties.append(element)


def _words(
    slide: object,
    lines: Sequence[tuple[str, float, bool, RGBColor]],
    box: tuple[float, float, float, float],
) -> None:
    """Write lines (words, size, bold, colour) into a box (left, top, width, height in mm)."""
    left, top, width, height = box
    shape = slide.shapes.add_textbox(Mm(left), Mm(top), Mm(width), Mm(height))  # type: ignore[attr-defined]
    frame = shape.text_frame
    frame.word_wrap = True
    _margins(frame)
    for number, (words, size, bold, colour) in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(size * 0.35)
        _run(paragraph, words, size=size, bold=bold, colour=colour)


def _foot(slide: object, report: Report) -> None:
    """Say at the foot of every slide whose numbers these are and how they are protected."""
    frame = " ・ ".join(one for one in (report.place, report.months, report.sample) if one)
    lines = [(frame, 9.0, False, _SOFT)]
    if report.reading:
        lines.append((report.reading[-1][1], 8.0, False, _SOFT))
    if report.credits:
        lines.append((" / ".join(report.credits), 8.0, False, _SOFT))
    _words(slide, lines, (_MARGIN, HEIGHT - 19, WIDTH - 2 * _MARGIN, 16))


def _cover(deck: object, report: Report) -> None:
    slide = _slide(deck)
    _title(
        slide,
        writing.text(*report.head),
        top=62,
        height=44,
        size=_fitting(writing.text(*report.head), 28),
    )
    opening = [
        (report.place, 34.0, True, _DEEP),
        (gettext("地域のすがた 報告書"), 16.0, False, _SOFT),
    ]
    _words(slide, opening, (_MARGIN, 20, WIDTH - 2 * _MARGIN, 34))
    mark = slide.shapes.add_shape(1, Mm(_MARGIN), Mm(55), Mm(34), Mm(1))  # type: ignore[attr-defined]
    mark.fill.solid()
    mark.fill.fore_color.rgb = _SHU
    mark.line.fill.background()
    keys = report.keys[:4]
    width = (WIDTH - 2 * _MARGIN) / max(len(keys), 1)
    for number, key in enumerate(keys):
        lines = [
            (key.title, 11.0, False, _SOFT),
            (f"{key.number}{key.unit}", 28.0, True, _DEEP),
            *((line, 10.0, False, _SOFT) for line in key.lines),
        ]
        _words(slide, lines, (_MARGIN + number * width, 116, width - 6, 44))
    _foot(slide, report)


def _answers(deck: object, report: Report) -> None:
    slide = _slide(deck)
    _title(slide, gettext("1枚でわかる答え"), top=12, height=12, size=22)
    told = [(title, answer) for title, answer in report.answers if answer]
    half = (len(told) + 1) // 2
    width = (WIDTH - 2 * _MARGIN - 10) / 2
    for column, part in enumerate((told[:half], told[half:])):
        lines = [
            line
            for title, answer in part
            for line in ((title, 9.0, False, _SOFT), (answer, 11.5, True, _DEEP))
        ]
        if lines:
            _words(slide, lines, (_MARGIN + column * (width + 10), 28, width, 138))
    _foot(slide, report)


def _chapter(
    deck: object, report: Report, chapter: Chapter, figure: Figure, *, is_first: bool
) -> None:
    """Make one slide of a figure: the answer on top, the picture left, the table right."""
    slide = _slide(deck)
    words = (writing.text(*chapter.head) if is_first else figure.say) or figure.title
    _words(slide, [(chapter.title, 11.0, False, _SOFT)], (_MARGIN, 8, WIDTH - 2 * _MARGIN, 6))
    _title(slide, words, top=15, height=26, size=_fitting(words, 20))
    has_picture, table = bool(figure.wide), figure.table
    left_width = 190.0 if table else WIDTH - 2 * _MARGIN
    if has_picture:
        _picture(slide, figure, (_MARGIN, 46, left_width, 108))
    if table is not None:
        left = _MARGIN + (left_width + 8 if has_picture else 0)
        _table(slide, table, (left, 46, WIDTH - _MARGIN - left, 108))
    _words(
        slide, [(figure.note, 9.0, False, _SOFT)], (_MARGIN, 157, WIDTH - 2 * _MARGIN, 12)
    )  # the note says how to read the picture
    _foot(slide, report)
    notes = slide.notes_slide.notes_text_frame  # type: ignore[attr-defined]
    notes.text = "\n".join(one for one in (figure.title, figure.say, figure.note) if one)


def _fitting(words: str, size: float) -> float:
    """Return a size at which words of this length fit two to three lines."""
    if len(words) > _VERY_LONG:
        return size * 0.68
    return size * 0.82 if len(words) > _LONG else size


def _picture(slide: object, figure: Figure, box: tuple[float, float, float, float]) -> None:
    """Place a figure as large as its box allows, with its facts in words for those who listen."""
    left, top, width, height = box
    png = printing.drawing(standalone(figure.wide), width_mm=width)
    wide, high = struct.unpack(">II", png[16:24])  # of the PNG's header
    shown = min(width, height * wide / high)
    shape = slide.shapes.add_picture(io.BytesIO(png), Mm(left), Mm(top), width=Mm(shown))  # type: ignore[attr-defined]
    described = shape._element._nvXxPr.cNvPr  # noqa: SLF001 - the library has no word for it
    described.set("descr", " ".join(one for one in (figure.title, figure.say) if one))


def _table(slide: object, table: Table, box: tuple[float, float, float, float]) -> None:
    """Lay the first rows and columns of a table as a table that can be edited."""
    left, top, width, height = box
    rows = list(table.rows[:_ROWS])
    columns = min(len(table.heads), _COLUMNS)
    more = len(table.rows) > len(rows)
    count = 1 + len(rows) + more
    line = min(height / max(count, 1), 11.0)
    shape = slide.shapes.add_table(count, columns, Mm(left), Mm(top), Mm(width), Mm(line * count))  # type: ignore[attr-defined]
    laid = shape.table
    laid.horz_banding = False
    first = width * (0.4 if columns > 2 else 0.6)  # noqa: PLR2004 - two columns share otherwise
    for column in range(columns):
        laid.columns[column].width = Mm(
            first if column == 0 else (width - first) / max(columns - 1, 1)
        )
    for column, head in enumerate(table.heads[:columns]):
        _cell(laid.cell(0, column), head, soft=True, right=column > 0)
    for number, row in enumerate(rows, start=1):
        _cell(laid.cell(number, 0), row.head, bold=row.is_sum)
        cells = [*row.cells, *[Cell("")] * columns]
        for column in range(1, columns):
            _cell(laid.cell(number, column), cells[column - 1].text, right=True)
    if more:
        left_over = gettext("ほか%(count)s行") % {"count": len(table.rows) - len(rows)}
        _cell(laid.cell(count - 1, 0), left_over, soft=True)
        for column in range(1, columns):
            _cell(laid.cell(count - 1, column), "")


def _cell(
    cell: object, words: str, *, soft: bool = False, bold: bool = False, right: bool = False
) -> None:
    cell.fill.solid()  # type: ignore[attr-defined]
    cell.fill.fore_color.rgb = _WHITE  # type: ignore[attr-defined]
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE  # type: ignore[attr-defined]
    for side in ("margin_left", "margin_right"):
        setattr(cell, side, Mm(1.5))
    for side in ("margin_top", "margin_bottom"):
        setattr(cell, side, Mm(0.5))
    paragraph = cell.text_frame.paragraphs[0]  # type: ignore[attr-defined]
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    _run(paragraph, words, size=10.5, bold=bold, colour=_SOFT if soft else _INK)


def _reading(deck: object, report: Report) -> None:
    slide = _slide(deck)
    _title(slide, gettext("数字の読みかた"), top=12, height=12, size=22)
    lines = [
        line
        for title, text in report.reading
        for line in ((title, 12.0, True, _DEEP), (text, 11.0, False, _INK))
    ]
    lines += [(gettext("出典"), 12.0, True, _DEEP)]
    lines += [(credit, 11.0, False, _INK) for credit in report.credits]
    _words(slide, lines, (_MARGIN, 30, WIDTH - 2 * _MARGIN, 130))
    _foot(slide, report)
