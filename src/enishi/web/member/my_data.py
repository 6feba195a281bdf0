"""My data: what is kept about me, by whom and why, what I agreed to, and who looked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.membership.member import Consent, Look
from enishi.regions import queries as regions
from enishi.regions.region import Region
from enishi.rights import queries as rights
from enishi.web.design import clock, data_file, data_words
from enishi.web.design.permission import anyone
from enishi.web.member import acting, device
from enishi.web.member.messages import CONSENT, WORDS

_LOOKS = 50


@dataclass(frozen=True, slots=True)
class Seen:
    """Who looked, ready to read."""

    look: Look
    region: Region | None
    role: str
    purpose: str


def seen(member_id: UUID) -> list[Seen]:
    """Say who looked, newest first."""
    looks = members.looks(member_id)[:_LOOKS]
    found = regions.regions(sorted({one.region_code for one in looks if one.region_code}))
    return [
        Seen(
            look=one,
            region=found.get(one.region_code or ""),
            role=data_words.role(one.role),
            purpose=data_words.purpose(one.purpose),
        )
        for one in looks
    ]


@dataclass(frozen=True, slots=True)
class Given:
    """A word that was given or taken back, ready to read."""

    consent: Consent
    name: str


def given(consents: Sequence[Consent]) -> list[Given]:
    """Name what was agreed to."""
    return [Given(one, data_words.consent(one.kind)) for one in consents]


@anyone
@never_cache
@require_safe
@acting.for_oneself
def my_data(request: HttpRequest) -> HttpResponse:
    """Show what is kept about the person of this phone."""
    member_id = device.person(request)
    if member_id is None:
        return HttpResponseRedirect(f"{reverse('sign-in')}?next={reverse('my-data')}")
    copied = rights.copy_of(member_id, clock.now())
    consents = members.consents(member_id)
    page = {
        "kinds": data_file.kinds(copied),
        "keepers": data_file.keepers(copied),
        "consents": given(consents),
        "wants_messages": any(one.kind == CONSENT and one.withdrawn_at is None for one in consents),
        "looks": seen(member_id),
        "here": "history",
    }
    return render(request, "member/my_data.html", page)


@anyone
@never_cache
@require_safe
@acting.for_oneself
def as_file(request: HttpRequest) -> HttpResponse:
    """Hand the person of this phone all that is kept about them, as one file."""
    member_id = device.person(request)
    if member_id is None:
        raise Http404
    return data_file.answer(rights.copy_of(member_id, clock.now()))


@anyone
@never_cache
@require_POST
@acting.for_oneself
def agree(request: HttpRequest) -> HttpResponse:
    """Agree to messages, or take it back."""
    member_id = device.person(request)
    if member_id is not None and request.POST.get("want") == "yes":
        membership.give_consent(member_id=member_id, kind=CONSENT, version=WORDS, at=clock.now())
    elif member_id is not None:
        membership.withdraw_consent(member_id=member_id, kind=CONSENT, at=clock.now())
    return HttpResponseRedirect(f"{reverse('my-data')}#h-consents")
