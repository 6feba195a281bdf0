"""The six digits are typed here; a phone that reads the message fills them in by itself."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from enishi.kit.refusal import Refusal
from enishi.membership import contact, queries
from enishi.membership.operations import contacts
from enishi.web.design import clock, sentences
from enishi.web.design.permission import anyone
from enishi.web.member import arrive, device, proof, sign_in, together
from enishi.web.member.proof import Asked, Proof


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take the digits of the code that this browser waits for."""
    at = clock.now()
    waiting = proof.asked(request)
    if waiting is None:
        if request.method == "POST":
            raise proof.ProofIsGone
        return HttpResponseRedirect(reverse("sign-in"))
    if request.method != "POST":
        return _page(request, waiting, at)
    try:
        proven = contacts.prove(
            code_id=waiting.code_id,
            digits=request.POST.get("digits", ""),
            purpose=waiting.purpose,
            device_id=device.this(request),
            at=at,
        )
    except Refusal as refusal:
        return _page(request, waiting, at, refusal)
    found = Proof(proven.kind, proven.value, waiting.then)
    if waiting.purpose == contact.MERGE:
        return together.proven_twice(request, found, at)
    return arrive.arrive(request, found, is_change=waiting.purpose == contact.CHANGE, at=at)


def _page(
    request: HttpRequest, waiting: Asked, at: datetime, refusal: Refusal | None = None
) -> HttpResponse:
    known = queries.asked(waiting.code_id)
    if known is None:
        return HttpResponseRedirect(reverse("sign-in"))
    told = sentences.sentence(refusal.code, refusal.facts) if refusal else None
    page = {
        "asked": known,
        "is_dead": not known.tries_left or at >= known.expires_at,
        "again_in": max(0, round((known.again_at - at).total_seconds())),
        "told": told,
        "here": "home",
    }
    return render(request, "member/code.html", page, status=refusal.status if refusal else 200)


@anyone
@never_cache
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Send new digits to where the last ones went; within a minute those still hold."""
    at = clock.now()
    waiting = proof.asked(request)
    known = queries.asked(waiting.code_id) if waiting else None
    if waiting is None or known is None:
        raise proof.ProofIsGone
    try:
        return sign_in.send(
            request,
            kind=known.kind,
            typed=known.value,
            purpose=known.purpose,
            then=waiting.then,
            at=at,
        )
    except Refusal as refusal:
        return _page(request, waiting, at, refusal)
