"""Passkeys: a new one for the member on this phone, and coming back with one on another."""

from __future__ import annotations

import json
import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from enishi.membership import queries, webauthn
from enishi.membership.operations import passkeys
from enishi.membership.webauthn import PasskeyFailed, Site
from enishi.web.design import clock, handset
from enishi.web.design.permission import anyone
from enishi.web.member import arrive, device, proof
from enishi.web.member.proof import Proof

COOKIE = "enishi_passkey"
KEPT_SECONDS = 300
_ANSWER_LENGTH_MAX = 20_000


def site(request: HttpRequest) -> Site:
    """Return where these pages stand: as asked for (one of the allowed hosts), or as set."""
    asked = request.get_host()
    return Site(settings.PASSKEY_HOST or asked.partition(":")[0], f"{request.scheme}://{asked}")


def _question(what_for: str, question: webauthn.Question) -> HttpResponse:
    """Answer with a question; what it must be compared with goes along, signed."""
    answer = JsonResponse(question.options)
    kept = {"for": what_for, "kept": question.kept, "once": secrets.token_urlsafe(16)}
    answer.set_cookie(
        COOKIE,
        signing.dumps(kept, key=settings.TICKET_SECRET, salt="enishi.passkey"),
        max_age=KEPT_SECONDS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Strict",
    )
    return answer


def _kept(request: HttpRequest, what_for: str) -> dict[str, Any]:
    """Return what a question must be compared with, once.

    Raises:
        PasskeyFailed: nothing was asked, too long ago, for something else, or it was answered.
    """
    try:
        kept = signing.loads(
            request.COOKIES.get(COOKIE, ""),
            key=settings.TICKET_SECRET,
            salt="enishi.passkey",
            max_age=KEPT_SECONDS,
        )
    except signing.BadSignature as fault:
        raise PasskeyFailed from fault
    is_first = cache.add(f"enishi.passkey.used:{kept['once']}", 1, KEPT_SECONDS)
    if kept["for"] != what_for or not is_first:
        raise PasskeyFailed
    found: dict[str, Any] = kept["kept"]
    return found


def _answered(request: HttpRequest) -> dict[str, Any]:
    """Read what the browser answered.

    Raises:
        PasskeyFailed: it is no JSON, or far too long.
    """
    text = request.POST.get("answer", "")
    if len(text) > _ANSWER_LENGTH_MAX:
        raise PasskeyFailed
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise PasskeyFailed from fault
    if not isinstance(told, dict):
        raise PasskeyFailed
    return told


@anyone
@never_cache
@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """Ask the browser of a member's phone for a new key."""
    member_id = device.person(request)
    if member_id is None:
        raise Http404
    question = webauthn.ask_for_new(
        site(request),
        member_id=member_id,
        shown=queries.member(member_id).display_name or "縁 Enishi",
        known=queries.credentials(member_id),
    )
    return _question(f"new:{member_id}", question)


@anyone
@never_cache
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Keep the key that the browser has made; a member who was held is complete then."""
    at = clock.now()
    member_id = device.person(request)
    if member_id is None:
        raise Http404
    made = webauthn.made(site(request), _kept(request, f"new:{member_id}"), _answered(request))
    was_complete = queries.is_complete(member_id)
    passkeys.add_passkey(
        member_id=member_id,
        credential_id=made.credential_id,
        credential=made.credential,
        sign_count=made.sign_count,
        name=handset.label(request),
        at=at,
    )
    then = reverse("phones") if was_complete else ""
    return arrive.completed(request, member_id, was_complete=was_complete, then=then, at=at)


@anyone
@never_cache
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask the browser of any phone to sign with a key it has for this site."""
    return _question("known", webauthn.ask_for_known(site(request)))


@anyone
@never_cache
@require_POST
def use(request: HttpRequest) -> HttpResponse:
    """Let the member whose key has signed come back on this phone."""
    at = clock.now()
    told = _answered(request)
    kept = _kept(request, "known")
    key = webauthn.credential_id(told)
    known = queries.credential(key)
    if known is None:
        raise passkeys.UnknownPasskey
    count = webauthn.signed(site(request), kept, told, known.credential)
    member_id = passkeys.use_passkey(credential_id=key, sign_count=count, at=at)
    proven = Proof(arrive.PASSKEY, str(member_id), proof.safe(request.POST.get("next", "")))
    return arrive.arrive(request, proven, at=at)


@anyone
@never_cache
@require_POST
def remove(request: HttpRequest, passkey: int) -> HttpResponse:
    """Forget one of the member's keys."""
    member_id = device.person(request)
    if member_id is None:
        raise Http404
    passkeys.remove_passkey(member_id=member_id, passkey_id=passkey)
    return HttpResponseRedirect(reverse("phones"))
