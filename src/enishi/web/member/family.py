"""Family: for whom I act, who acts for me, and a guardian's word for the young."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enishi.kit.periods import jst_day
from enishi.membership import operations, queries
from enishi.membership.family import MISSING, Guardianship, Proxy
from enishi.membership.operations import UnknownProxy
from enishi.web.design import clock, kinship
from enishi.web.design.permission import anyone
from enishi.web.member import acting, device


@dataclass(frozen=True, slots=True)
class Side:
    """One proxy as one side of it reads it."""

    proxy: Proxy
    name: str
    relation: str
    is_living: bool


def _sides(member_id: UUID) -> tuple[list[Side], list[Side]]:
    """Return for whom a member acts, and who acts for the member."""
    on = jst_day(clock.now())
    acts, acted = [], []
    for one in queries.proxies(member_id):
        living = one.is_living(on)
        if one.by_id == member_id:
            name = kinship.called(one.member_id, one.member_name)
            acts.append(Side(one, name, kinship.of(one.relation), living))
        else:
            name = kinship.called(one.by_id, one.by_name)
            acted.append(Side(one, name, kinship.word(one.relation), living))
    return acts, acted


def _word(member_id: UUID) -> Guardianship | None:
    """Return the guardian's word that holds."""
    return next((one for one in queries.guardianships(member_id) if one.holds), None)


@anyone
@never_cache
@require_safe
@acting.for_oneself
def family(request: HttpRequest) -> HttpResponse:
    """Show both sides of acting, and what a guardian said."""
    member_id = device.person(request)
    page: dict[str, object] = {"here": "family", "ended": "ended" in request.GET}
    page["agreed"] = "agreed" in request.GET
    if member_id is not None:
        acts, acted = _sides(member_id)
        state = queries.guardian_state(member_id, jst_day(clock.now()))
        page |= {
            "is_member": True,
            "acts": acts,
            "acted": acted,
            "guardian_state": state,
            "word": _word(member_id) if state != MISSING else None,
        }
    return render(request, "member/family.html", page)


@anyone
@require_POST
@acting.for_oneself
def end(request: HttpRequest, proxy_id: int) -> HttpResponse:
    """End acting, from either side."""
    member_id = device.person(request)
    if member_id is None:
        raise UnknownProxy
    operations.end_acting(proxy_id=proxy_id, member_id=member_id, at=clock.now())
    return HttpResponseRedirect(f"{reverse('family')}?ended=1")


@anyone
@require_POST
@acting.for_oneself
def begin(request: HttpRequest, proxy_id: int) -> HttpResponse:
    """Act for somebody from now on; the person will read that it began."""
    at = clock.now()
    by = device.person(request)
    proxy = queries.acting_for(proxy_id, by=by, on=jst_day(at)) if by else None
    if proxy is None:
        raise UnknownProxy
    operations.note_acting(member_id=proxy.member_id, by=proxy.by_id, what="acting:begun", at=at)
    answer = HttpResponseRedirect(reverse("home"))
    device.keep_acting(request, answer, proxy.id)
    return answer


@anyone
@require_POST
def back(request: HttpRequest) -> HttpResponse:
    """Be oneself again."""
    del request  # whoever presses this wants to be themselves, acting or not
    answer = HttpResponseRedirect(reverse("family"))
    device.drop_acting(answer)
    return answer
