"""地域の報告書: what the report holds, and the report itself as PDF and as slides, in one click."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from enishi.web.console import page, questions
from enishi.web.console.inquiry import Inquiry
from enishi.web.console.papers import LANGUAGES
from enishi.web.console.reporting import gathering, paper, slides
from enishi.web.console.reporting.report import Report
from enishi.web.design import clock
from enishi.web.design.permission import needs

_FORMS: Mapping[str, tuple[Callable[[Report], bytes], str]] = MappingProxyType(
    {
        "pdf": (paper.pdf, "application/pdf"),
        "pptx": (
            slides.pptx,
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
    }
)


@needs("statistics.see")
@require_safe
def report(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show what the report answers, and offer it as paper and as slides."""
    return page.answer(request, region_code, questions.WHOLE_REPORT, _told)


def _told(request: HttpRequest, inquiry: Inquiry) -> page.Told:
    made = gathering.gather(request, inquiry, months=page.kick(inquiry), at=clock.now())
    code, kept = inquiry.region.code, page.state(request)
    return page.Told(
        head=made.head,
        scope=[
            gettext(
                "画面と同じ数字を、1つの質問に1ページでまとめます。会議の資料にそのまま使えます。"
            )
        ],
        rows=[],
        template="console/report.html",
        more={
            "answers": [(title, answer) for title, answer in made.answers if answer],
            "downloads": [
                (language, form, _address(code, form, kept | {"language": language}))
                for language in LANGUAGES
                for form in _FORMS
            ],
        },
    )


def _address(code: str, form: str, kept: Mapping[str, str]) -> str:
    path = reverse(f"console-report-{form}", kwargs={"region_code": code})
    return f"{path}?{urlencode(kept)}"


@needs("statistics.see")
@require_safe
def file(request: HttpRequest, region_code: str, form: str) -> HttpResponse:
    """Make the report of the region and period that the address names."""
    inquiry = page.asked(request, region_code)
    if inquiry is None or not inquiry.has_anything:
        raise Http404
    language = request.GET.get("language", "")
    with translation.override(language if language in LANGUAGES else translation.get_language()):
        make, kind = _FORMS[form]
        told = gathering.gather(request, inquiry, months=page.kick(inquiry), at=clock.now())
        answer = HttpResponse(make(told), content_type=kind)
        name = gettext("%(place)sのすがた %(period)s") % {
            "place": inquiry.name,
            "period": inquiry.period,
        }
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.{form}")
    assert disposition is not None, name
    answer["Content-Disposition"] = disposition
    answer["Cache-Control"] = "private, no-store"
    return answer
