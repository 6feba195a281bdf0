"""A page's numbers as CSV, JSON and XLSX, and its figures as PNG and SVG: what the page shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from enishi.regions import queries as regions
from enishi.regions.region import Region
from enishi.web.console import page, questions
from enishi.web.console.answers import ANSWERS, ANSWERS_OF_OUTSIDE
from enishi.web.console.drawing import framed, standalone
from enishi.web.console.drawing.framed import Words
from enishi.web.console.figures.figure import Figure
from enishi.web.console.inquiry import Inquiry
from enishi.web.console.page import Told
from enishi.web.design.numbers import files, naming, spreadsheet, tables, writing
from enishi.web.design.numbers.asking import LIMIT
from enishi.web.design.numbers.files import SAMPLE, File, Part
from enishi.web.design.numbers.spreadsheet import Sheet
from enishi.web.design.paper import printing
from enishi.web.design.permission import needs

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PICTURE_WIDTH_MM = 170.0


@dataclass(frozen=True)
class Asked:
    """What a file is made of: a page's figures, and what it is about."""

    region: Region
    slug: str
    told: Told
    inquiry: Inquiry | None

    @property
    def period(self) -> str:
        """The name of the period."""
        if self.inquiry is None:
            return self.told.kick
        return page.graded(self.inquiry.period, self.inquiry)

    @property
    def protection(self) -> str:
        """The note on how numbers are protected; nothing for outside statistics."""
        return writing.protection() if self.inquiry else ""

    @cached_property
    def credit(self) -> str:
        """Where the numbers come from."""
        own = self.inquiry.numbers().credits if self.inquiry else ()
        return " / ".join([*own, *self.told.credits])

    @property
    def frame(self) -> str:
        """The region and the period in one line."""
        return "　".join(part for part in (naming.of_region(self.region), self.period) if part)


@needs("statistics.see")
@require_safe
def file(request: HttpRequest, region_code: str, slug: str, form: str) -> HttpResponse:
    """Hand out a page's numbers; `encoding=shift_jis` for older spreadsheets, `figure` names one.

    Pages of exact numbers have no files.
    """
    encoding = request.GET.get("encoding", "utf-8")
    if slug not in questions.WITH_FILES or encoding not in tables.ENCODINGS:
        raise Http404
    asked = _asked(request, region_code, slug)
    name = f"{region_code}-{slug}"
    if form == "json":
        answer: HttpResponse = JsonResponse(
            as_json(asked), json_dumps_params={"ensure_ascii": False, "indent": 1}
        )
    elif form == "csv":
        charset = "utf-8" if encoding == "utf-8" else "Shift_JIS"
        answer = HttpResponse(as_csv(asked, encoding), content_type=f"text/csv; charset={charset}")
    elif form == "xlsx":
        answer = HttpResponse(as_xlsx(asked), content_type=_WORKBOOK)
    else:
        figure = _figure(asked, request.GET.get("figure", ""))
        drawn = picture(asked, figure)
        name = f"{name}-{figure.slug}"
        if form == "svg":
            answer = HttpResponse(drawn, content_type="image/svg+xml")
        else:
            made = printing.drawing(drawn, width_mm=_PICTURE_WIDTH_MM)
            answer = HttpResponse(made, content_type="image/png")
    if form != "json":
        answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _asked(request: HttpRequest, region_code: str, slug: str) -> Asked:
    """Return what the page of the same address shows."""
    region = regions.region(region_code)
    if slug in ANSWERS_OF_OUTSIDE:
        return Asked(region, slug, ANSWERS_OF_OUTSIDE[slug](request, region), None)
    inquiry = page.asked(request, region_code)
    if inquiry is None or not inquiry.has_anything:
        raise Http404
    told, inquiry = page.tell_of(request, inquiry, ANSWERS[slug])
    return Asked(region, slug, told, inquiry)


def _figure(asked: Asked, wanted: str) -> Figure:
    """Return the figure that the address names, else the first that is drawn."""
    drawn = [figure for figure in asked.told.rows if figure.wide]
    found = [figure for figure in drawn if figure.slug == wanted] if wanted else drawn
    if not found:
        raise Http404
    return found[0]


def picture(asked: Asked, figure: Figure) -> str:
    """Return a figure as a picture that stands by itself, its frame and credit inside."""
    sample = gettext("見本：この町は架空です。数字は作ったものです。")
    words = Words(
        title=figure.title,
        above=[asked.frame, figure.say],
        below=[
            figure.note,
            asked.protection,
            asked.credit,
            *([sample] if asked.region.is_sample else []),
        ],
    )
    return standalone.standalone(framed.framed(figure.wide, words))


def as_csv(asked: Asked, encoding: str) -> bytes:
    """Write the releases row by row; a page without them, the tables of its figures."""
    if asked.inquiry is not None and asked.told.splits:
        made = _file(asked, asked.inquiry)
        return files.as_csv(made, asked.inquiry.names, encoding)
    heads = [
        gettext("地域コード"), gettext("地域"), gettext("期間"), gettext("表"), gettext("コード"),
        gettext("行"), gettext("列"), gettext("値"), gettext("注"), gettext("出典"),
        gettext("見本"),
    ]  # fmt: skip
    frame = [asked.region.code, naming.of_region(asked.region), asked.period]
    about = [asked.protection, asked.credit, SAMPLE if asked.region.is_sample else ""]
    lines = [
        [*frame, table.caption, row.code, row.head, head, cell.text.replace(",", ""), *about]
        for table in _tables(asked)
        for row in table.rows
        for head, cell in zip(table.heads[1:], row.cells, strict=False)
    ]
    return tables.sheet(heads, lines, encoding)


def _tables(asked: Asked) -> list[tables.Table]:
    """Return the tables of a page's figures that have rows."""
    found = [figure.table for figure in asked.told.rows]
    return [table for table in found if table is not None and table.rows]


def as_json(asked: Asked) -> dict[str, object]:
    """Return the releases as data; for a page without them, the tables of its figures."""
    if asked.inquiry is not None and asked.told.splits:
        return files.as_json(_file(asked, asked.inquiry))
    return {
        "region": asked.region.code,
        "region_name": asked.region.name,
        "period": asked.period,
        "note": asked.protection,
        "credit": asked.credit,
        "sample": asked.region.is_sample,
        "tables": [
            {
                "caption": table.caption,
                "heads": list(table.heads),
                "rows": [[row.head, *(cell.text for cell in row.cells)] for row in table.rows],
            }
            for table in _tables(asked)
        ],
    }


def _file(asked: Asked, inquiry: Inquiry) -> File:
    """Return the region's numbers and those of whom it is compared with, as a file."""
    by = asked.told.splits
    parts = [Part(inquiry.region, inquiry.numbers(*names), inquiry.people) for names in by]
    if inquiry.against is not None:
        parts += [
            Part(inquiry.against, inquiry.numbers_there(*names), inquiry.people_there)
            for names in by
        ]
    return File(
        parts=parts,
        period=asked.period,
        fiscal_year=inquiry.year,
        last_month=inquiry.last_month,
        limit=LIMIT,
        credit=asked.credit,
        is_sample=inquiry.region.is_sample,
    )


def as_xlsx(asked: Asked) -> bytes:
    """Write one sheet a figure and one that says what the numbers are."""
    sheets = [
        Sheet(figure.title, figure.table)
        for figure in asked.told.rows
        if figure.table is not None and figure.table.rows
    ]
    return spreadsheet.as_xlsx(sheets, about(asked), gettext("この表について"))


def about(asked: Asked) -> list[tuple[str, str]]:
    """Say everything a reader of a file alone must know."""
    inquiry = asked.inquiry
    lines = [
        (gettext("質問"), questions.title(asked.slug)),
        (gettext("地域"), f"{naming.of_region(asked.region)}（{asked.region.code}）"),
        (gettext("期間"), asked.period),
    ]
    if inquiry is not None:
        lines += [
            (gettext("人数（実人数）"), writing.count(inquiry.people)),
            (gettext("くらべる相手"), _compared_with(asked.told, inquiry)),
            (
                gettext("だれの数字か"),
                gettext(
                    "実人数で、1人が何度来ても1人と数えます。訪れた人すべての数ではありません。"
                ),
            ),
            (
                gettext("数字の守り方"),
                writing.text(
                    writing.protection(),
                    gettext("人数が少ないところは x と表示します（0人を含みます）。"),
                ),
            ),
        ]
    lines.append((gettext("出典"), asked.credit))
    if asked.region.is_sample:
        lines.append((SAMPLE, gettext("見本：この町は架空です。数字は作ったものです。")))
    return [(name, words) for name, words in lines if words]


def _compared_with(told: Told, inquiry: Inquiry) -> str:
    """Name whom the numbers are compared with, and how many people they are.

    A page that chooses by itself whom to compare with names them in its table.
    """
    if not inquiry.comparison or "against" in told.without:
        return ""
    people = gettext("%(people)s人") % {"people": writing.count(inquiry.people_there)}
    return f"{inquiry.comparison}（{people}）"
