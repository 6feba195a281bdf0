"""Asking to act for somebody: their card, how one is related, until when; then a link for them."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from enishi.kit.periods import jst_day
from enishi.membership import operations, queries, slips
from enishi.membership.family import RELATIONS, as_name, months_later
from enishi.membership.operations import (
    ActsForThemselves,
    NameIsMissing,
    UnknownCard,
)
from enishi.web.design import clock, kinship
from enishi.web.design.permission import anyone
from enishi.web.member import acting, asking, device
from enishi.web.member.asking import Asking

_MONTHS = (3, 6, 12)


def _asked(request: HttpRequest, by: UUID) -> Asking:
    """Read the form.

    Raises:
        UnknownCard: no living card has the number.
        ActsForThemselves: it is one's own card.
        NameIsMissing: the other side would not know who asks.
        NotYetComplete, TooYoungToAct: as `membership.operations.may_act`.
    """
    at = clock.now()
    on = jst_day(at)
    operations.may_act(member_id=by, on=on)
    card = queries.card_holder(slips.number_in(request.POST.get("number", "")))
    if card is None:
        raise UnknownCard
    if card.member_id == by:
        raise ActsForThemselves
    name = as_name(request.POST.get("name", ""))
    if not name:
        raise NameIsMissing
    if name != queries.member(by).display_name:
        operations.set_display_name(member_id=by, display_name=name)
    relation = request.POST.get("relation", "")
    months = request.POST.get("months", "")
    if relation not in RELATIONS or months not in {str(one) for one in _MONTHS}:
        raise Http404
    return Asking(card.member_id, by, relation, months_later(on, int(months)), at)


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@acting.for_oneself
def ask(request: HttpRequest) -> HttpResponse:
    """Ask whose card it is, and make the link for that person."""
    by = device.person(request)
    if by is None:
        return HttpResponseRedirect(reverse("family"))
    if request.method == "POST":
        token = asking.sealed(_asked(request, by), key=settings.TICKET_SECRET)
        return HttpResponseRedirect(reverse("family-asked", args=[token]))
    page = {
        "relations": kinship.choices(),
        "months": _MONTHS,
        "is_complete": queries.is_complete(by),
        "name": queries.member(by).display_name,
        "here": "family",
    }
    return render(request, "member/act_for.html", page)


@anyone
@never_cache
@require_safe
@acting.for_oneself
def asked(request: HttpRequest, token: str) -> HttpResponse:
    """Show the link as a QR code for the other's phone, and the way on paper."""
    found = asking.opened(token, key=settings.TICKET_SECRET)
    if found is None or found.by_id != device.person(request):
        raise Http404
    link = request.build_absolute_uri(reverse("family-agree", args=[token]))
    cards = [one for one in queries.cards(found.by_id) if one.is_live]
    page = {
        "asking": found,
        "relation": kinship.of(found.relation),
        "link": link,
        "cards": cards,
        "here": "family",
    }
    return render(request, "member/act_for_asked.html", page)
