"""The stop link under every notice: one tap, no sign-in, and notices end."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from enishi.membership import queries
from enishi.membership.contact import EMAIL, PHONE
from enishi.outbox import stopping
from enishi.web.design.permission import anyone
from enishi.web.member import messages

_KINDS = {"email": EMAIL, "sms": PHONE}


# 特定電子メール法 第3条. Mail programs post here without a page of ours before (RFC 8058): the
# link itself is the proof.
@anyone
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once, for programs open every link of a mail; on the tap, stop."""
    found = stopping.opened(settings.TICKET_SECRET, token)
    if found is None or found[0] not in _KINDS:
        raise Http404
    channel, to = found
    if request.method == "POST":
        member_id = queries.contact_holder(_KINDS[channel], to)
        if member_id is not None:
            messages.stop(member_id)
    return render(request, "member/stop.html", {"is_done": request.method == "POST"})
