"""Pages of words, and the small files that browsers and robots ask for."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from enishi.web.design.permission import anyone
from enishi.web.member import criteria

_SIDES = (192, 512)
_ROBOTS = """User-agent: *
Disallow: /e/
Disallow: /me
Disallow: /j
Disallow: /console/
Disallow: /accounts/
"""


@anyone
@require_safe
def hello(request: HttpRequest) -> HttpResponse:
    """Say what this is, to somebody who never heard of it."""
    return render(request, "member/hello.html")


@anyone
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how readable the pages are made, and whom to tell when they are not."""
    return render(request, "member/accessibility.html")


@anyone
@require_safe
def accessibility_results(request: HttpRequest) -> HttpResponse:
    """Show the sheet of results: every criterion, whether it applies, how it was tested."""
    is_japanese = (get_language() or "ja").startswith("ja")
    rows = [
        {
            "number": one.number,
            "level": one.level,
            "name": one.name if is_japanese else one.name_en,
            "note": one.note if is_japanese else one.note_en,
            "applies": one.applies,
            "met": one.met,
            "how": one.how,
        }
        for one in criteria.CRITERIA
    ]
    page = {
        "rows": rows,
        "tested_on": date.fromisoformat(criteria.TESTED_ON),
        "met": sum(one.met for one in criteria.CRITERIA),
        "all": len(rows),
    }
    return render(request, "member/accessibility_results.html", page)


@anyone
@require_safe
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """Keep search engines out of pages that are one person's."""
    return HttpResponse(_ROBOTS, content_type="text/plain; charset=utf-8")


@anyone
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """Let a phone put the pages on its home screen (W3C Web Application Manifest)."""
    told = {
        "id": "/",
        "name": gettext("縁 Enishi"),
        "short_name": gettext("縁"),
        "description": gettext("町と出会うと、会員証とコインがたまります。"),
        "lang": get_language() or settings.LANGUAGE_CODE,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbfaf6",
        "theme_color": "#fbfaf6",
        "icons": [
            *(_icon("icon", side, "any") for side in _SIDES),
            *(_icon("icon-maskable", side, "maskable") for side in _SIDES),
            {"src": static("design/mark.svg"), "sizes": "any", "type": "image/svg+xml"},
        ],
        "shortcuts": [
            {"name": gettext("QRを読み取る"), "url": reverse("scan")},
            {"name": gettext("会員証を出す"), "url": reverse("card")},
        ],
    }
    return JsonResponse(told, content_type="application/manifest+json")


def _icon(name: str, side: int, purpose: str) -> dict[str, str]:
    return {
        "src": static(f"design/{name}-{side}.png"),
        "sizes": f"{side}x{side}",
        "type": "image/png",
        "purpose": purpose,
    }
