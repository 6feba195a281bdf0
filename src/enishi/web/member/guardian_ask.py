"""A young member asks at home: the link as a QR code, or sent by SMS or mail."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from enishi.kit.periods import jst_day
from enishi.membership import operations, queries
from enishi.membership.contact import EMAIL, PHONE
from enishi.membership.family import MISSING, Guardianship, secret_of
from enishi.membership.operations import NeedsNoGuardian
from enishi.web.design import clock
from enishi.web.design.permission import anyone
from enishi.web.member import acting, device


def _open(member_id: UUID) -> Guardianship | None:
    """Return the link that waits for an answer."""
    at = clock.now()
    return next((one for one in queries.guardianships(member_id) if one.is_open(at)), None)


def link(request: HttpRequest, guardianship: UUID) -> str:
    """Return the guardian's link."""
    secret = secret_of(settings.TICKET_SECRET, guardianship)
    return request.build_absolute_uri(reverse("guardian", args=[guardianship, secret]))


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@acting.for_oneself
def guardian_ask(request: HttpRequest) -> HttpResponse:
    """Say what a guardian is asked for; make the link on the tap, and show it."""
    at = clock.now()
    member_id = device.person(request)
    if member_id is None or queries.guardian_state(member_id, jst_day(at)) != MISSING:
        return HttpResponseRedirect(reverse("family"))
    if request.method == "POST":
        operations.ask_guardian(member_id=member_id, at=at)
        return HttpResponseRedirect(reverse("guardian-ask"))
    waiting = _open(member_id)
    page = {
        "link": link(request, waiting.id) if waiting else "",
        "waiting": waiting,
        "sent": "sent" in request.GET,
        "here": "family",
    }
    return render(request, "member/guardian_ask.html", page)


@anyone
@require_POST
@acting.for_oneself
def send(request: HttpRequest) -> HttpResponse:
    """Send the link to a guardian's number or address.

    Raises:
        NeedsNoGuardian: there is no link that waits.
    """
    member_id = device.person(request)
    waiting = _open(member_id) if member_id else None
    if waiting is None:
        raise NeedsNoGuardian
    typed = request.POST.get("to", "")
    operations.send_guardian_link(
        guardianship=waiting.id,
        kind=EMAIL if "@" in typed or "＠" in typed else PHONE,
        value=typed,
        subject=gettext("お子さんから、同意のおねがい"),
        text=gettext(
            "お子さんが「縁 Enishi」を使うための、保護者の同意のおねがいです。"
            "14日以内にお読みください。"
        )
        + "\n"
        + link(request, waiting.id),
        at=clock.now(),
    )
    return HttpResponseRedirect(f"{reverse('guardian-ask')}?sent=1")
