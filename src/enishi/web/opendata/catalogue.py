"""The first page of open data, and the same as a catalogue for machines (W3C DCAT 3)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from enishi.insight.releases import queries as releases
from enishi.insight.releases.released import Closed
from enishi.regions.region import Region
from enishi.web.design import clock
from enishi.web.design.numbers import writing
from enishi.web.design.permission import anyone
from enishi.web.opendata import datasets


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
def catalogue_json(request: HttpRequest) -> HttpResponse:
    """Hand out the catalogue as DCAT in JSON-LD."""
    latest = releases.latest_closing()
    found = [
        _dataset(request, region, slug, latest)
        for region in datasets.open_regions()
        for slug in datasets.DIMENSION_OF
    ]
    body = {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
        },
        "@type": "dcat:Catalog",
        "dct:title": gettext("公開データ"),
        "dct:license": datasets.LICENCE_ADDRESS,
        "dct:issued": clock.now().date().isoformat(),
        "dcat:dataset": found,
    }
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False, "indent": 1})


def _dataset(
    request: HttpRequest, region: Region, slug: str, latest: Closed | None
) -> dict[str, object]:
    """Describe one table with its two files."""
    facts = {"region_code": region.code, "slug": slug}
    page = request.build_absolute_uri(reverse("opendata-dataset", kwargs=facts))
    forms = (("csv", "text/csv"), ("json", "application/json"))
    return {
        "@type": "dcat:Dataset",
        "@id": page,
        "dct:identifier": f"{region.code}-{slug}",
        "dct:title": f"{region.name} {datasets.title(slug)}",
        "dct:description": writing.protection(),
        "dct:license": datasets.LICENCE_ADDRESS,
        "dct:spatial": region.code,
        "dct:modified": latest.until if latest else None,
        "dct:rights": datasets.credit_of(region, latest) if latest else "",
        "dcat:keyword": ["見本"] if region.is_sample else [],
        "dcat:landingPage": page,
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dct:format": form,
                "dcat:mediaType": media,
                "dcat:downloadURL": request.build_absolute_uri(
                    reverse(f"opendata-{form}", kwargs=facts)
                ),
            }
            for form, media in forms
        ],
    }
