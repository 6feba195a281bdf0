"""Where which card earns and spends a region's points: ready-made tables to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enishi.merchants import queries as merchants
from enishi.programs import operations, queries, scopes
from enishi.programs.programme import Asset
from enishi.regions import queries as regions
from enishi.web.design.permission import needs

NAMES: Mapping[str, tuple[str, str]] = {
    "open": (_("決めない"), _("どの会員証でも、加わっているすべてのお店で、ためて使えます。")),
    "fractional": (
        _("1/1村人・1/2村人"),
        _("住む人（1/1）は町の中で。応援する人（1/2）は外のお店でもためて、町の中で使います。"),
    ),
    "crew": (_("乗組員証"), _("どこのお店でもたまり、使えるのは町の中だけです。")),
    "citizen": (_("県民証"), _("会員証のある人が、加わっているすべてのお店で、ためて使えます。")),
    "common": (
        _("いくつかの町の共通ポイント"),
        _("どの町のお店でも、ためて使えます。外では使えません。"),
    ),
}  # fmt: skip
CARDS: Mapping[str, str] = {
    "resident": _("1/1（住む人）"),
    "friend": _("1/2（応援する人）"),
    "visitor": _("1/3（訪れた人）"),
    scopes.OTHERS: _("この町の会員証がない人"),
}
WHY: Mapping[str, str] = {
    "needs_card": _("会員証がいります"),
    "not_this_card": _("できません"),
    "only_inside": _("町の中だけ"),
    "only_outside": _("町の外だけ"),
}
_ASKED = tuple((use, place) for use in scopes.USES for place in scopes.PLACES)


@dataclass(frozen=True, slots=True)
class Row:
    """What one card may: each answer is empty, or says why not."""

    card: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One ready-made table to look at."""

    code: str
    name: str
    does: str
    is_shown: bool
    is_now: bool


def rows(table: tuple[scopes.Scope, ...]) -> list[Row]:
    """Ask a table about every card, use and place, in words."""
    found = []
    for kind, name in CARDS.items():
        reasons = [scopes.may(table, kind, use, place) for use, place in _ASKED]
        answers = tuple(gettext(WHY[reason]) if reason else "" for reason in reasons)
        found.append(Row(gettext(name), answers))
    return found


def choices(now: str, shown: str) -> list[Choice]:
    """Name the ready-made tables."""
    return [
        Choice(code, gettext(name), gettext(does), code == shown, code == now)
        for code, (name, does) in NAMES.items()
    ]


def _asset(region_code: str, asked: str) -> tuple[Asset | None, list[Asset]]:
    points = [one for one in queries.assets(region_code) if one.kind == "point"]
    chosen = next((one for one in points if one.slug == asked), None)
    return chosen or next(iter(points), None), points


@needs("money.manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def card_scopes(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show what stands and what a ready-made table would say; choose it."""
    asset, points = _asset(region_code, request.GET.get("asset", "point"))
    table = queries.scopes_of([asset.code])[asset.code] if asset else ()
    now = scopes.preset_of(table)
    shown = request.GET.get("preset", "") or now
    if request.method == "POST" and asset is not None:
        chosen = request.POST.get("preset", "")
        if chosen not in scopes.PRESETS:
            raise operations.BadScopes(asset=asset.code)
        operations.set_scopes(asset=asset.code, table=scopes.PRESETS[chosen])
        address = reverse("console-scopes", args=[region_code])
        return HttpResponseRedirect(f"{address}?asset={asset.slug}&done=1")
    shops = merchants.shops_taking(asset.code) if asset else []
    below = regions.towns_below(region_code)
    inside = [one for one in shops if one.region_code == region_code or one.region_code in below]
    place = regions.region(region_code)
    page = {
        "region": place,
        "asset": asset,
        "points": points,
        "rows": rows(scopes.PRESETS.get(shown, table)),
        "choices": choices(now, shown),
        "shown": shown if shown in scopes.PRESETS else "",
        "is_now": shown == now,
        "is_own": not now,
        "inside": len(inside),
        "outside": len(shops) - len(inside),
        "towns": [one.name for one in regions.regions(sorted(below)).values()]
        if place.kind == "area"
        else [],
        "done": request.GET.get("done", ""),
        "here": "scopes",
    }
    return render(request, "console/scopes.html", page)
