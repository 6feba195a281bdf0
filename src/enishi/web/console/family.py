"""代理・保護者: what families agree to on paper, noted at the desk with the cards in hand."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from enishi.kit.periods import jst_day
from enishi.membership import operations, queries, slips
from enishi.membership.family import RELATIONS, Guardianship, Proxy, months_later
from enishi.membership.member import Card
from enishi.membership.operations import UnknownCard
from enishi.regions import queries as regions
from enishi.web.console.card_holder import found
from enishi.web.console.reception import who
from enishi.web.design import clock, kinship
from enishi.web.design.permission import needs, reader

_MONTHS = (3, 6, 12)
_DIGITS_MAX = 18


@dataclass(frozen=True, slots=True)
class Side:
    """One living proxy of the person at the desk, as staff read it."""

    proxy: Proxy
    name: str
    relation: str
    acts: bool


def _sides(member_id: UUID, region_code: str) -> list[Side]:
    """Return who acts for somebody today, and for whom they act."""
    on = jst_day(clock.now())
    return [
        Side(
            proxy=one,
            name=who(one.member_id if one.by_id == member_id else one.by_id, region_code),
            relation=kinship.of(one.relation)
            if one.by_id == member_id
            else kinship.word(one.relation),
            acts=one.by_id == member_id,
        )
        for one in queries.proxies(member_id)
        if one.is_living(on)
    ]


def _word(member_id: UUID) -> Guardianship | None:
    return next((one for one in queries.guardianships(member_id) if one.holds), None)


def _shown(request: HttpRequest, region_code: str, card: Card, done: str = "") -> HttpResponse:
    """Show the family of a card's holder, who will read that staff looked."""
    at = clock.now()
    operations.note_look(
        member_id=card.member_id,
        reader_id=reader(request),
        region_code=region_code,
        purpose="family",
        at=at,
    )
    page = {
        "region": regions.region(region_code),
        "card": card,
        "who": who(card.member_id, region_code),
        "sides": _sides(card.member_id, region_code),
        "guardian_state": queries.guardian_state(card.member_id, jst_day(at)),
        "word": _word(card.member_id),
        "relations": [(one, kinship.word(one)) for one in RELATIONS],
        "months": _MONTHS,
        "done": done,
        "here": "cards",
    }
    return render(request, "console/family_card.html", page)


@needs("reception.work")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def family(request: HttpRequest, region_code: str) -> HttpResponse:
    """Ask for a card; show its holder's family."""
    if request.method == "POST":
        return _shown(request, region_code, found(region_code, request.POST.get("number", "")))
    page = {"region": regions.region(region_code), "here": "cards"}
    return render(request, "console/family.html", page)


@needs("reception.work")
@require_POST
def let_act(request: HttpRequest, region_code: str) -> HttpResponse:
    """Note that the holder of a card lets another card's holder act, as a paper says.

    Raises:
        UnknownCard: one of the cards is none of a living one; the first is of this region.
    """
    card = found(region_code, request.POST.get("number", ""))
    by = queries.card_holder(slips.number_in(request.POST.get("by", "")))
    if by is None:
        raise UnknownCard
    relation, months = request.POST.get("relation", ""), request.POST.get("months", "")
    if relation not in RELATIONS or months not in {str(one) for one in _MONTHS}:
        raise Http404
    at = clock.now()
    operations.let_act(
        member_id=card.member_id,
        by=by.member_id,
        relation=relation,
        how="paper",
        until_on=months_later(jst_day(at), int(months)),
        at=at,
    )
    return _shown(request, region_code, card, gettext("代理を書きとめました。"))


@needs("reception.work")
@require_POST
def end(request: HttpRequest, region_code: str) -> HttpResponse:
    """End acting, as one side asked for at the desk."""
    card = found(region_code, request.POST.get("number", ""))
    typed = request.POST.get("proxy", "")
    if not typed.isascii() or not typed.isdigit() or len(typed) > _DIGITS_MAX:
        raise Http404
    operations.end_acting(proxy_id=int(typed), member_id=card.member_id, at=clock.now())
    return _shown(request, region_code, card, gettext("代理を終わりにしました。"))


@needs("reception.work")
@require_POST
def guardian(request: HttpRequest, region_code: str) -> HttpResponse:
    """Note a guardian's word that staff hold on paper."""
    card = found(region_code, request.POST.get("number", ""))
    operations.note_guardian_word(
        member_id=card.member_id, guardian=request.POST.get("guardian", ""), at=clock.now()
    )
    return _shown(request, region_code, card, gettext("保護者の同意を書きとめました。"))
