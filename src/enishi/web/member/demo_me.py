"""The demo's member あおい: a phone that shows a home with a year of ties; none in a real town."""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enishi.membership import queries as membership
from enishi.web.design.permission import anyone
from enishi.web.member import device


def phone() -> UUID:
    """Return the name of the demo member's phone: of this installation, and always the same."""
    digest = hmac.digest(settings.TICKET_SECRET, b"demo phone of aoi", hashlib.sha256)
    return UUID(bytes=digest[:16], version=4)


def is_there() -> bool:
    """Say whether there is a demo with such a member."""
    return settings.IS_DEMO and membership.member_of_device(phone()) is not None


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def demo_me(request: HttpRequest) -> HttpResponse:
    """Let this phone be the demo member's, after one tap."""
    if not is_there():
        raise Http404
    if request.method != "POST":
        return render(request, "member/demo_me.html", {"here": "home"})
    answer = HttpResponseRedirect(reverse("home"))
    device.keep(answer, phone())
    device.drop_acting(answer)
    return answer
