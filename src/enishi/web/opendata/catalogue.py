"""The first page of open data, and the same as a catalogue for machines (W3C DCAT 3)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from enishi.insight.releases import queries as releases
from enishi.regions.region import Region
from enishi.web.design.permission import anyone
from enishi.web.opendata import datasets, dcat


@dataclass(frozen=True, slots=True)
class Group:
    """One prefecture with its towns."""

    prefecture: Region
    towns: list[Region]


@anyone
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Show the places that publish, by prefecture."""
    regions = datasets.open_regions()
    groups = [
        Group(above, [town for town in regions if town.parent_code == above.code])
        for above in regions
        if above.kind == "prefecture"
    ]
    latest = releases.latest_closing()
    page = {"groups": groups, "last_month": latest.until if latest else ""}
    return render(request, "opendata/catalogue.html", page)


@anyone
@require_safe
def machines(request: HttpRequest, form: str, region_code: str = "") -> HttpResponse:
    """Hand out the catalogue, of all places or of one, as DCAT in JSON-LD or Turtle."""
    places = [datasets.open_region(region_code)] if region_code else datasets.open_regions()
    found = dcat.catalogue(request, places)
    if form == "ttl":
        return HttpResponse(dcat.turtle(found), content_type="text/turtle; charset=utf-8")
    return JsonResponse(
        found,
        json_dumps_params={"ensure_ascii": False, "indent": 1},
        content_type="application/ld+json",
    )
