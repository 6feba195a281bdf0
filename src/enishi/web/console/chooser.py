"""The way in for staff: which region to work for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from enishi.kit import codes
from enishi.regions import queries as regions
from enishi.regions.region import Region
from enishi.web.design.permission import needs, reader, staff


def workable(request: HttpRequest) -> list[Region]:
    """Return the regions a reader works for; an operator of the nation, all that take part."""
    held = regions.staff_roles(reader(request))
    mine = {role.region_code for role in held}
    if any(role.role == "operator" and role.region_code == codes.NATION for role in held):
        mine |= {region.code for region in regions.participating()}
    found = regions.regions(sorted(mine))
    return [found[code] for code in sorted(found)]


@staff
@require_safe
def chooser(request: HttpRequest) -> HttpResponse:
    """Lead on at once where there is only one region to choose."""
    mine = workable(request)
    if len(mine) == 1:
        return HttpResponseRedirect(reverse("console-region", args=[mine[0].code]))
    return render(request, "console/chooser.html", {"regions": mine})


# The first page of a region, by what the reader may do there.
FIRST_PAGES = (
    ("statistics.see", "portrait"),
    ("event.manage", "console-events"),
    ("books.see", "console-points"),
)


@needs("region.see")
@require_safe
def first(request: HttpRequest, region_code: str) -> HttpResponse:
    """Open a region with the first page the reader may see; the public tables, if none."""
    for permission, page in FIRST_PAGES:
        if regions.may(member_id=reader(request), region_code=region_code, permission=permission):
            return HttpResponseRedirect(reverse(page, args=[region_code]))
    return HttpResponseRedirect("/opendata/")
