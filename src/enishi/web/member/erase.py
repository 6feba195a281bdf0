"""Erase my records: what is left, what goes, what stays until when; then a word, and it is done."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from enishi.kit.periods import jst_day
from enishi.ledger import queries as ledger
from enishi.ledger.transfers import FUND
from enishi.membership import queries as members
from enishi.programs import queries as programs
from enishi.programs.programme import Asset
from enishi.regions import queries as regions
from enishi.regions.region import Region
from enishi.rights import operations, queries
from enishi.rights.erased import Erased
from enishi.rights.retention import Kept
from enishi.web.design import clock, data_words
from enishi.web.design.permission import anyone
from enishi.web.member import acting, device

# What may be typed: the word of the page, in kana too, and in English.
_YES = frozenset({"消す", "けす", "erase"})


@dataclass(frozen=True, slots=True)
class Left:
    """What is still in hand of one asset, and what becomes of it."""

    region: Region
    asset: Asset
    points: int
    to_fund: bool

    @property
    def is_coin(self) -> bool:
        """Say whether it is recognition, not money."""
        return self.asset.kind == "coin"


@dataclass(frozen=True, slots=True)
class Stays:
    """What stays, why and until which day, ready to read."""

    what: str
    why: str
    region: Region | None
    until: date | None


def left(member_id: UUID) -> list[Left]:
    """List what is in hand, region by region; nothing where nothing is."""
    held: dict[str, int] = {}
    for one in members.members_of_person(member_id):
        for asset, points in ledger.balances(f"member:{one}").items():
            held[asset] = held.get(asset, 0) + points
    assets = [programs.asset(code) for code, points in sorted(held.items()) if points]
    found = regions.regions([one.region_code for one in assets])
    return [
        Left(found[one.region_code], one, held[one.code], one.lapse_target.startswith(FUND))
        for one in assets
    ]


def stays(kept: Sequence[Kept]) -> list[Stays]:
    """Say what stays."""
    found = regions.regions(sorted({one.region_code for one in kept if one.region_code}))
    return [
        Stays(*data_words.kept(one.kind), found.get(one.region_code), one.until) for one in kept
    ]


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@acting.for_oneself
def erase(request: HttpRequest) -> HttpResponse:
    """Say everything first; with the word typed, erase the person of this phone."""
    member_id = device.person(request)
    if member_id is None:
        return HttpResponseRedirect(f"{reverse('sign-in')}?next={reverse('erase')}")
    typed = unicodedata.normalize("NFKC", request.POST.get("word", "")).strip().casefold()
    if request.method == "POST" and typed in _YES:
        done = operations.erase(member_id=member_id, at=clock.now())
        answer = HttpResponseRedirect(reverse("erased", args=[done.id]))
        device.drop(answer)
        device.drop_acting(answer)
        return answer
    is_wrong = request.method == "POST"
    page = {
        "left": left(member_id),
        "stays": stays(queries.kept_of(member_id)),
        "backup_days": settings.BACKUP_DAYS,
        "wrong": gettext("「消す」と入れてください。") if is_wrong else "",
        "here": "history",
    }
    return render(request, "member/erase.html", page, status=422 if is_wrong else 200)


def finished_on(done: Erased) -> date:
    """Return the day on which the last backup that knew the person is gone."""
    return date.fromordinal(jst_day(done.at).toordinal() + settings.BACKUP_DAYS)


@anyone
@never_cache
@require_safe
def erased(request: HttpRequest, erasure: UUID) -> HttpResponse:
    """Show what was erased when and what stays until when, to whoever knows its number."""
    done = queries.erasure(erasure)
    page = {"done": done, "stays": stays(done.kept), "finished_on": finished_on(done)}
    return render(request, "member/erased.html", page)


@anyone
@never_cache
@require_safe
def certificate(request: HttpRequest, erasure: UUID) -> HttpResponse:
    """Hand out the same as a text to keep."""
    done = queries.erasure(erasure)
    page = {"done": done, "stays": stays(done.kept), "finished_on": finished_on(done)}
    answer = render(request, "member/erased.txt", page, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="enishi-erased-{done.id}.txt"'
    return answer
