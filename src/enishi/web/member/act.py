"""A tap on an action: recorded, taken back, or given a photo or a link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from enishi.actions import operations, queries
from enishi.actions.action import Action, Done
from enishi.kit.periods import jst_day
from enishi.kit.refusal import Refusal
from enishi.regions.region import Region
from enishi.web.design import clock, offline, refusals, sentences
from enishi.web.design.permission import anyone
from enishi.web.member import actions, device, gifts, words
from enishi.web.member import region as sites

_MAIN = "member/actions_main.html"


def action_of(region: Region, action_id: int) -> Action:
    """Return an action of this region; one of another region is not found."""
    action = queries.action(action_id)
    if action.region_code != region.code:
        raise Http404
    return action


@anyone
@never_cache
@require_POST
def tap(request: HttpRequest, region_code: str, action_id: int) -> HttpResponse:
    """Record an action once a day; a new phone is held with it, or not at all."""
    region = sites.public_region(region_code)
    action = action_of(region, action_id)
    now = clock.now()
    try:
        at = offline.done_at(request, now) or now
        held, done = _record(request, action, offline.key_of(request), at)
    except Refusal as refusal:
        return _no(request, region, refusal)
    query = "again" if done.repeated else "done"
    address = f"{reverse('actions', args=[region.code])}?{query}={action.id}"
    answer: HttpResponse
    if refusals.wants_json(request):
        answer = _answer(request, region, held, done, address)
    else:
        answer = HttpResponseRedirect(address)
    if held.device_id is not None:
        device.keep(answer, held.device_id)
    return answer


@dataclass(frozen=True, slots=True)
class _Holder:
    """Who tapped, and the phone to be remembered where it is new."""

    member_id: UUID
    device_id: UUID | None = None


def _record(request: HttpRequest, action: Action, key: str, at: datetime) -> tuple[_Holder, Done]:
    member_id = device.member_of(request)
    if member_id is not None:
        told = operations.do(member_id=member_id, action_id=action.id, key=key, at=at)
        return _Holder(member_id), told
    held, told = operations.do_newcomer(
        device_id=device.new_phone(request), action_id=action.id, key=key, at=at
    )
    return _Holder(held.member_id, held.device_id), told


def _answer(
    request: HttpRequest, region: Region, holder: _Holder, done: Done, address: str
) -> JsonResponse:
    """Tell a script what came of a tap, with the page's middle as it is now."""
    shown = dict(actions.page(request, region, holder.member_id))
    found = shown["groups"]
    line = actions.of(found, str(done.action_id))  # type: ignore[arg-type]
    shown |= {"told": actions.Told(done=line, is_new=not done.repeated), "phone": ""}
    gift = gifts.received(done.awards)
    body = {
        "address": address,
        "action": done.action_id,
        "key": done.key,
        "at": done.at.isoformat(),
        "repeated": done.repeated,
        "withdrawn": done.is_withdrawn,
        "evidence": done.evidence,
        "grade": words.grade(done.evidence),
        "coins": gift.coins,
        "points": gift.points,
        "why_none": gift.why_none,
        "main": render_to_string(_MAIN, shown, request),
    }
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


def _no(request: HttpRequest, region: Region, refusal: Refusal) -> HttpResponse:
    """Tell why not on the page itself, with all that can still be recorded."""
    if refusals.wants_json(request):
        return refusals.answer(request, refusal)
    told = actions.Told(no=sentences.sentence(refusal.code, refusal.facts))
    shown = actions.page(request, region, device.member_of(request), told)
    return render(request, "member/actions.html", shown, status=refusal.status)


def _own(request: HttpRequest, region: Region, action: Action) -> tuple[UUID, str]:
    """Return the phone's member and the key of what they recorded of an action today."""
    member_id = device.member_of(request)
    if member_id is None:
        raise Http404
    shown = queries.today(member_id, region.code, jst_day(clock.now()))
    for one in shown:
        if one.action.id == action.id and one.past is not None and one.is_own:
            return member_id, one.past.key
    raise Http404


@anyone
@require_POST
def undo(request: HttpRequest, region_code: str, action_id: int) -> HttpResponse:
    """Take back what was recorded today."""
    region = sites.public_region(region_code)
    member_id, key = _own(request, region, action_of(region, action_id))
    try:
        operations.undo(member_id=member_id, key=key, at=clock.now())
    except Refusal as refusal:
        return _no(request, region, refusal)
    return HttpResponseRedirect(reverse("actions", args=[region.code]) + "?undone=1")


@anyone
@require_POST
def attach(request: HttpRequest, region_code: str, action_id: int) -> HttpResponse:
    """Add a link or a photo to what was recorded today."""
    region = sites.public_region(region_code)
    member_id, key = _own(request, region, action_of(region, action_id))
    photo = request.FILES.get("photo")
    try:
        operations.attach(
            member_id=member_id,
            key=key,
            link=request.POST.get("link", ""),
            photo=photo.read() if photo else None,
            at=clock.now(),
        )
    except Refusal as refusal:
        return _no(request, region, refusal)
    return HttpResponseRedirect(reverse("actions", args=[region.code]) + "?added=1")
