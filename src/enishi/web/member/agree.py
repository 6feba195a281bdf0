"""The parent's own phone: who asks to act for me, what they may do, until when; yes or no."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enishi.kit.refusal import Refusal
from enishi.membership import operations, queries
from enishi.web.design import clock, kinship
from enishi.web.design.permission import anyone
from enishi.web.member import acting, asking, device


class AskingIsDead(Refusal):
    """The link is not one of ours, or older than 14 days."""

    code = "asking_is_dead"
    status = 410


class NotTheirPhone(Refusal):
    """Only the phone of the one who is to be helped can agree."""

    code = "not_their_phone"
    status = 403


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@acting.for_oneself
def agree(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is asked; on the tap, let it be so.

    Raises:
        AskingIsDead: the link does not work.
        NotTheirPhone: the phone is somebody else's.
    """
    at = clock.now()
    found = asking.opened(token, key=settings.TICKET_SECRET)
    if found is None or not found.is_open(at):
        raise AskingIsDead
    if device.person(request) != found.member_id:
        raise NotTheirPhone
    if request.method == "POST":
        operations.let_act(
            member_id=found.member_id,
            by=found.by_id,
            relation=found.relation,
            how="link",
            until_on=found.until_on,
            at=at,
        )
        return HttpResponseRedirect(f"{reverse('family')}?agreed=1")
    asker = queries.member(found.by_id)
    page = {
        "asking": found,
        "name": kinship.called(asker.id, asker.display_name),
        "relation": kinship.word(found.relation),
        "here": "family",
    }
    return render(request, "member/agree.html", page)
