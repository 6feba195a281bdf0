"""An invitation of a town, and the member's answer to it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enishi.regions import queries as regions
from enishi.ties import honour as honours
from enishi.ties import operations, queries
from enishi.web.design import clock
from enishi.web.design.permission import anyone
from enishi.web.member import device


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def honour(request: HttpRequest, honoured_id: int) -> HttpResponse:
    """Show what a town invites this phone's member to; take the answer."""
    member_id = device.member_of(request)
    mine = queries.honours_of(member_id) if member_id else []
    found = [one for one in mine if one.id == honoured_id]
    if not found or member_id is None:
        raise Http404
    if request.method == "POST":
        operations.answer(
            honoured_id=honoured_id,
            member_id=member_id,
            accepts=request.POST.get("answer") == "yes",
            at=clock.now(),
        )
        return HttpResponseRedirect(reverse("honour", args=[honoured_id]))
    one, language = found[0], get_language() or "ja"
    page = {
        "one": one,
        "region": regions.region(one.region_code),
        "name": one.name.of(language),
        "benefits": one.benefits.of(language),
        "accepted": one.state == honours.ACCEPTED,
        "declined": one.state == honours.DECLINED,
        "here": "home",
    }
    return render(request, "member/honour.html", page)
