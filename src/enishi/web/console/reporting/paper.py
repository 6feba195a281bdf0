"""The report on paper: A4, one question a page, tagged for screen readers (PDF/UA-1)."""

from __future__ import annotations

import re

from django.utils.translation import gettext

from enishi.web.console.drawing.standalone import standalone
from enishi.web.console.figures.figure import Figure
from enishi.web.console.reporting.report import ROWS_PRINTED, Chapter, Report
from enishi.web.design.numbers import writing
from enishi.web.design.numbers.tables import Table
from enishi.web.design.paper import printing

_SIZE = re.compile(r'viewBox="0 0 ([0-9.]+) ([0-9.]+)"')
_LABEL = re.compile(r'aria-label="([^"]*)"')
# A pixel of the pages is a quarter of a millimetre here: 600 px fill 150 of 170 mm.
_MM_OF_A_PIXEL = 0.25
_WIDEST = 170.0


def pdf(report: Report) -> bytes:
    """Print a report."""
    return printing.pdf("report", facts(report))


def facts(report: Report) -> dict[str, object]:
    """Return what the template prints, every word in the language of the report."""
    title = gettext("地域のすがた 報告書")
    return {
        "language": report.language,
        "title": title,
        "place": report.place,
        "kick": report.months,
        "running": f"{report.place} ・ {title} ・ {report.period}",
        "sample": report.sample,
        "head": writing.text(*report.head),
        "scope": writing.text(*report.scope),
        "keys": [
            {"title": key.title, "number": key.number, "unit": key.unit,
             "lines": " ・ ".join(key.lines)}
            for key in report.keys
        ],
        "made": report.made,
        "short_note": report.reading[-1][1] if report.reading else "",
        "answers_title": gettext("1枚でわかる答え"),
        "answers": [
            {"title": title, "answer": answer} for title, answer in report.answers if answer
        ],
        "chapters": [_chapter(one) for one in report.chapters],
        "reading_title": gettext("数字の読みかた"),
        "reading": [{"title": title, "text": text} for title, text in report.reading],
        "credits_title": gettext("出典"),
        "credits": list(report.credits),
    }  # fmt: skip


def _chapter(chapter: Chapter) -> dict[str, object]:
    return {
        "title": chapter.title,
        "head": writing.text(*chapter.head),
        "figures": [_figure(figure) for figure in chapter.figures],
    }


def _figure(figure: Figure) -> dict[str, object]:
    svg = standalone(figure.wide) if figure.wide else ""
    size = _SIZE.search(svg)
    label = _LABEL.search(svg)
    return {
        "title": figure.title,
        "say": figure.say,
        "note": figure.note,
        "svg": svg,
        "alt": label[1] if label else figure.title,
        "width": min(float(size[1]) * _MM_OF_A_PIXEL, _WIDEST) if size else _WIDEST,
        "table": _table(figure.table) if figure.table else None,
    }


def _table(table: Table) -> dict[str, object]:
    """Return the rows that are printed, and how many more the files hold."""
    left = len(table.rows) - ROWS_PRINTED
    more = gettext("ほか%(count)s行は、画面と表計算のファイルにあります。") % {"count": left}
    return {
        "heads": list(table.heads),
        "rows": [
            {
                "head": row.head,
                "sum": row.is_sum,
                "cells": [
                    {"text": cell.text, "hidden": cell.is_hidden, "soft": cell.is_soft}
                    for cell in row.cells
                ],
            }
            for row in table.rows[:ROWS_PRINTED]
        ],
        "more": more if left > 0 else "",
    }
