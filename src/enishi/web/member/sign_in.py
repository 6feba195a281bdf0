"""Coming back on another phone, or keeping for good what this one holds: one page, all ways."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enishi.kit.refusal import Refusal
from enishi.membership import addresses, queries
from enishi.membership.contact import CHANGE, COMPLETE, EMAIL, PHONE, SIGN_IN
from enishi.membership.operations import contacts
from enishi.web.design import clock, sentences
from enishi.web.design.permission import anyone
from enishi.web.member import device, keeping, proof

_TYPED_LENGTH_MAX = 254
_PURPOSES = (COMPLETE, SIGN_IN, CHANGE)


@anyone
@never_cache
@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the ways to come back; a phone with coins on it is told that they stay."""
    then = proof.safe(request.GET.get("next", ""))
    shown = keeping.ways(request, SIGN_IN, then)
    if request.GET.get("failed"):
        shown = replace(
            shown,
            wrong=gettext("たしかめられませんでした。"),
            advice=sentences.sentence("passkey_failed", {}).then,
        )
    return _page(request, shown)


@anyone
@never_cache
@require_safe
def keep(request: HttpRequest) -> HttpResponse:
    """Show how to keep for good what this phone holds."""
    at = clock.now()
    member_id = device.person(request)
    if member_id is None or queries.is_complete(member_id):
        return HttpResponseRedirect(reverse("sign-in" if member_id is None else "phones"))
    page = keeping.on_page(request, at) | {"here": "home"}
    return render(request, "member/keep.html", page)


def _page(request: HttpRequest, ways: keeping.Ways, status: int = 200) -> HttpResponse:
    member_id = device.person(request)
    page = {
        "ways": ways,
        "keeping": keeping.keeping(member_id, clock.now()) if member_id else None,
        "here": "home",
    }
    return render(request, "member/sign_in.html", page, status=status)


@anyone
@never_cache
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Send six digits to the number or the address that was typed; then wait for them."""
    at = clock.now()
    kind = PHONE if request.POST.get("kind") == PHONE else EMAIL
    typed = request.POST.get("value", "")[:_TYPED_LENGTH_MAX]
    purpose = request.POST.get("purpose", "")
    purpose = purpose if purpose in _PURPOSES else SIGN_IN
    then = proof.safe(request.POST.get("next", ""))
    try:
        return send(request, kind=kind, typed=typed, purpose=purpose, then=then, at=at)
    except Refusal as refusal:
        told = sentences.sentence(refusal.code, refusal.facts)
        ways = replace(
            keeping.ways(request, purpose, then),
            kind=kind,
            typed=typed,
            wrong=told.what,
            advice=told.then,
        )
        return _page(request, ways, refusal.status)


def send(
    request: HttpRequest, *, kind: str, typed: str, purpose: str, then: str, at: datetime
) -> HttpResponse:
    """Ask for a code, note it in this browser, and lead to where it is typed.

    Raises:
        PhoneIsUnreadable, PhoneTakesNoSms, EmailIsUnreadable, CodeIsFresh, TooManyCodes: as
            `contacts.ask_code`.
    """
    value = addresses.normal(kind, typed)
    answer = HttpResponseRedirect(reverse("code"))
    if not _is_on_its_way(request, value, purpose, at):
        code_id = contacts.ask_code(
            kind=kind,
            value=value,
            purpose=purpose,
            device_id=device.this(request),
            at=at,
            host=request.get_host().partition(":")[0],
            language=get_language() or "ja",
        )
        proof.remember_asked(request, answer, code_id, purpose, then)
    return answer


def _is_on_its_way(request: HttpRequest, value: str, purpose: str, at: datetime) -> bool:
    """Say whether this browser asked for the same a moment ago: a second tap, or a reload."""
    waiting = proof.asked(request)
    known = queries.asked(waiting.code_id) if waiting else None
    return (
        waiting is not None
        and known is not None
        and (known.value, known.purpose) == (value, purpose)
        and known.tries_left > 0
        and at < known.again_at
    )
