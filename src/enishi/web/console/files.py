"""The numbers of a page as CSV and JSON: the very rows that the page shows."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from enishi.web.console import compare, page, questions
from enishi.web.console.figures import ages, doings, homes
from enishi.web.console.inquiry import Inquiry
from enishi.web.design.numbers import files, tables, writing
from enishi.web.design.numbers.asking import LIMIT
from enishi.web.design.numbers.files import File, Part
from enishi.web.design.permission import needs


@needs("statistics.see")
@require_safe
def file(request: HttpRequest, region_code: str, slug: str, form: str) -> HttpResponse:
    """Hand out the numbers of a page; `encoding=shift_jis` for older spreadsheets."""
    encoding = request.GET.get("encoding", "utf-8")
    if slug not in questions.WITH_FILES or encoding not in tables.ENCODINGS:
        raise Http404
    inquiry = page.asked(request, region_code)
    if inquiry is None:
        raise Http404
    wanted = request.GET.get("number", "")
    made = file_of(inquiry, splits(inquiry, slug, wanted))
    name = f"{region_code}-{slug}"
    if form == "json":
        answer: HttpResponse = JsonResponse(
            files.as_json(made), json_dumps_params={"ensure_ascii": False, "indent": 1}
        )
    else:
        charset = "utf-8" if encoding == "utf-8" else "Shift_JIS"
        answer = HttpResponse(
            files.as_csv(made, inquiry.names, encoding),
            content_type=f"text/csv; charset={charset}",
        )
        answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def splits(inquiry: Inquiry, slug: str, wanted: str = "") -> Sequence[tuple[str, ...]]:
    """Return the questions of a page: by which dimensions its numbers are split."""
    known = [name for name in doings.DIMENSIONS if inquiry.numbers(name).has_any]
    richest = doings.richest(inquiry)
    compared = wanted if wanted in compare.DIMENSIONS else richest
    found: dict[str, Sequence[tuple[str, ...]]] = {
        questions.PORTRAIT: [(), (homes.DIMENSION,), (ages.AGE, ages.SEX), (richest,), ("month",)],
        questions.WHERE: [(), (homes.DIMENSION,)],
        questions.WHO: [(), (ages.AGE, ages.SEX), (ages.AGE,), (ages.SEX,)],
        questions.WHAT: [(), *((name,) for name in known)],
        questions.WHEN: [("month",), ("fiscal_year",)],
        questions.COMPARE: [(), (compared,)],
    }
    return found[slug]


def file_of(inquiry: Inquiry, by: Sequence[tuple[str, ...]]) -> File:
    """Return the region's numbers and those of whom it is compared with, as a file."""
    parts = [Part(inquiry.region, inquiry.numbers(*names), inquiry.people) for names in by]
    if inquiry.against is not None:
        parts += [
            Part(inquiry.against, inquiry.numbers_there(*names), inquiry.people_there)
            for names in by
        ]
    return File(
        parts=parts,
        period=writing.period(inquiry.year),
        fiscal_year=inquiry.year,
        last_month=inquiry.last_month,
        limit=LIMIT,
        credit=" / ".join(inquiry.numbers().credits),
        is_sample=inquiry.region.is_sample,
    )
