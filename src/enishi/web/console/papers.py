"""An event on paper, ready to download: the A4 poster, the card for a table, the slide."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.events import event as rules
from enishi.events import queries
from enishi.events.event import Event, Poster
from enishi.regions import queries as regions
from enishi.regions.queries import UnknownController
from enishi.regions.region import Region
from enishi.web.console import events
from enishi.web.console.poster import coins_of
from enishi.web.design import dates, qr
from enishi.web.design.paper import drawings, printing
from enishi.web.design.permission import needs
from enishi.web.design.sentences import told_moment

LANGUAGES = ("ja", "en")
_OTHER = {
    "ja": ("en", "Scan to keep a memory of today. No app, no name needed."),
    "en": ("ja", "スマホで読むと、今日の思い出が残ります。アプリも、お名前もいりません。"),
}


def wanted_language(request: HttpRequest) -> str:
    """Return the language of the paper: asked for in the address, else Japanese."""
    asked = request.GET.get("language", "")
    return asked if asked in LANGUAGES else LANGUAGES[0]


def name_of(region: Region) -> str:
    """Name a region in the language of the paper."""
    return region.name if dates_language() == "ja" or not region.name_en else region.name_en


def dates_language() -> str:
    """Return the language that words are in now."""
    return (translation.get_language() or "ja")[:2]


def owner_of(region: Region) -> str:
    """Name whom to ask; nobody while nobody answers for the region's data."""
    try:
        return regions.controller(region.code).contact
    except UnknownController:
        return ""


def sample_mark(region: Region) -> str:
    """Return the mark of an invented town's papers."""
    return gettext("見本") if region.is_sample or settings.IS_DEMO else ""


def download(content: bytes, name: str) -> HttpResponse:
    """Answer with a PDF to keep."""
    answer = HttpResponse(content, content_type="application/pdf")
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.pdf")
    assert disposition is not None, name
    answer["Content-Disposition"] = disposition
    return answer


def _pictures(region: Region, language: str) -> dict[str, object]:
    scene = render_to_string(
        "design/scene.html",
        {"box": "-40 20 860 380", "end": "390 332 390 402", "region": region, "language": language},
    )
    return {
        "scene": drawings.on_paper(scene),
        "scene_alt": gettext("山、駅前、港が一本の糸でつながり、あなたのもとへ続いている絵"),
        "loop": drawings.on_paper(drawings.LOOP, thread=3.5),
        "logo": drawings.on_paper(render_to_string("design/logo.html"), thread=3.2),
    }


def _until(until: datetime | None) -> list[str]:
    if until is None:
        return []
    return (gettext("%(until)sまで、\n受け取れます。") % {"until": told_moment(until)}).split("\n")


def _place(event: Event) -> str:
    return gettext("オンライン") if event.online else event.place


def facts(request: HttpRequest, region: Region, event: Event, poster: Poster) -> dict[str, object]:
    """Return what the papers of an event say, in the language that is active."""
    language = dates_language()
    coins = coins_of(event)
    path = f"{reverse('landing', args=[event.code])}?{urlencode({'t': poster.ticket})}"
    short = request.build_absolute_uri(reverse("typed")).partition("://")[2]
    other_language, other = _OTHER[language]
    return _pictures(region, language) | {
        "language": language,
        "sample": sample_mark(region),
        "title": event.title,
        "when": dates.span(event.starts_at, event.ends_at, language),
        "place": _place(event),
        "thanks": gettext("来てくれて、\nありがとう。").split("\n"),
        "lead": gettext("スマホで読むと、町から"),
        "coins": f"{coins:,}" if coins else "",
        "unit": gettext("コイン"),
        "sign": gettext("参加のしるし"),
        "free": gettext("アプリも、お名前も、いりません。"),
        "later": _until(poster.valid_until or rules.collect_until(event)),
        "qr": qr.svg(request.build_absolute_uri(path), label=""),
        "qr_alt": gettext("参加のQRコード"),
        "here": gettext("ここを、カメラで"),
        "steps": [gettext("カメラで読む"), gettext("「受け取る」を押す"), gettext("おしまい")],
        "without_phone": [
            gettext("スマホがない方"),
            gettext("は、受付で紙の会員証をどうぞ。同じようにたまります。"),
        ],
        "typed": [
            gettext("読めないときは"),
            short,
            gettext("に"),
            f"{poster.serial[:4]} {poster.serial[4:]}",
        ],
        "other": other,
        "other_language": other_language,
        "town": name_of(region),
        "owner": owner_of(region),
    }


@needs("event.manage")
@never_cache
@require_safe
def paper(request: HttpRequest, region_code: str, event_code: str, template: str) -> HttpResponse:
    """Print one paper of an event in the language asked for."""
    event = events.event_of(region_code, event_code)
    poster = queries.poster(event.code)
    with translation.override(wanted_language(request)):
        told = facts(request, regions.region(region_code), event, poster)
        return download(printing.pdf(template, told), f"{template}-{event.title}")
