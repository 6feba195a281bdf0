"""The catalogue for machines: DCAT 3 with the properties of DCAT-AP, as JSON-LD and as Turtle."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from enishi.insight.releases import queries as releases
from enishi.insight.releases.fixing import Period
from enishi.insight.releases.released import Closed
from enishi.kit import periods
from enishi.programs import queries as programs
from enishi.regions.region import Region
from enishi.web.design import clock
from enishi.web.design.numbers import files, fixed, writing
from enishi.web.opendata import datasets

PREFIXES: Mapping[str, str] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/MONTHLY"
_QUARTERLY = "http://publications.europa.eu/resource/authority/frequency/QUARTERLY"
_MEDIA = "https://www.iana.org/assignments/media-types/"
_FORMS = (
    ("csv", "text/csv"),
    ("json", "application/json"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
)
# Properties whose values are addresses, and those that are days.
_ADDRESSES = (
    "dct:license", "dct:accrualPeriodicity", "dcat:landingPage", "dcat:downloadURL",
    "dcat:accessURL", "foaf:page",
)  # fmt: skip
_DAYS = ("dct:issued", "dct:modified", "dcat:startDate", "dcat:endDate")
Node = Mapping[str, object]


def catalogue(request: HttpRequest, regions: Sequence[Region]) -> Node:
    """Describe every table of some places, with its files, period, licence and credit."""
    latest = releases.latest_closing()
    found = [
        _table(request, region, slug, latest)
        for region in regions
        for slug in datasets.DIMENSION_OF
    ]
    for region in regions:
        known = releases.fixed_of([region.code])
        if known:
            found.append(_fixed(request, region, [one.period for one in known.values()]))
    with_fund = programs.regions_with_fund()
    found += [_uses(request, region) for region in regions if region.code in with_fund]
    context: dict[str, object] = dict(PREFIXES)
    context |= {name: {"@type": "@id"} for name in _ADDRESSES}
    context |= {name: {"@type": "xsd:date"} for name in _DAYS}
    return {
        "@context": context,
        "@type": "dcat:Catalog",
        "@id": request.build_absolute_uri(reverse("opendata")),
        "dct:title": gettext("公開データ"),
        "dct:description": writing.protection(),
        "dct:language": "ja",
        "dct:publisher": _publisher(gettext("縁 Enishi の参加地域")),
        "dct:license": datasets.LICENCE_ADDRESS,
        "dct:issued": clock.now().date().isoformat(),
        "dcat:dataset": found,
    }


def _publisher(name: str) -> Node:
    return {"@type": "foaf:Agent", "foaf:name": name}


def _table(request: HttpRequest, region: Region, slug: str, latest: Closed | None) -> Node:
    """Describe one table of persons."""
    facts = {"region_code": region.code, "slug": slug}
    page = request.build_absolute_uri(reverse("opendata-dataset", kwargs=facts))
    history = request.build_absolute_uri(reverse("opendata-versions", kwargs=facts))
    described: dict[str, object] = {
        "dct:description": writing.protection(),
        "dct:accrualPeriodicity": _FREQUENCY,
        "dct:rights": datasets.credit_of(region, latest) if latest else "",
        "foaf:page": history,
    }
    if latest is not None:
        months = latest.catalogue.months
        first = periods.parse_month(months[0]).first
        last = periods.parse_month(months[-1]).last
        described |= {
            "dct:modified": latest.closed_at.date().isoformat(),
            "dct:temporal": _span(first.isoformat(), last.isoformat()),
        }
    addresses = {form: reverse(f"opendata-{form}", kwargs=facts) for form, _ in _FORMS}
    return _dataset(request, region, (slug, datasets.title(slug), page), described, addresses)


def _fixed(request: HttpRequest, region: Region, known: Sequence[Period]) -> Node:
    """Describe the exact figures of a place."""
    facts = {"region_code": region.code}
    page = request.build_absolute_uri(reverse("opendata-fixed", kwargs=facts))
    first, last = min(one.first for one in known), max(one.last for one in known)
    described = {
        "dct:description": fixed.note(),
        "dct:accrualPeriodicity": _QUARTERLY,
        "dct:temporal": _span(first.isoformat(), last.isoformat()),
    }
    addresses = {form: reverse(f"opendata-fixed-{form}", kwargs=facts) for form, _ in _FORMS}
    title = gettext("四半期と年度の確定値")
    return _dataset(request, region, ("fixed", title, page), described, addresses)


def _uses(request: HttpRequest, region: Region) -> Node:
    """Describe the file of what the fund of a place paid for: one form only."""
    facts = {"region_code": region.code}
    page = request.build_absolute_uri(reverse("fund", kwargs=facts))
    described = {
        "dct:description": gettext(
            "基金から使った一件ごとの日、取り組み、使いみち、支払先、金額（円）。"
        ),
        "dct:modified": clock.now().date().isoformat(),
    }
    title = gettext("基金の使いみち")
    addresses = {"csv": reverse("fund-uses", kwargs=facts)}
    return _dataset(request, region, ("fund-uses", title, page), described, addresses)


def _span(first: str, last: str) -> Node:
    return {"@type": "dct:PeriodOfTime", "dcat:startDate": first, "dcat:endDate": last}


def _dataset(
    request: HttpRequest,
    region: Region,
    named: tuple[str, str, str],
    described: Mapping[str, object],
    addresses: Mapping[str, str],
) -> Node:
    slug, title, page = named
    return {
        "@type": "dcat:Dataset",
        "@id": page,
        "dct:identifier": f"{region.code}-{slug}",
        "dct:title": f"{region.name} {title}",
        "dct:publisher": _publisher(region.name),
        "dct:license": datasets.LICENCE_ADDRESS,
        "dct:language": "ja",
        "dct:spatial": region.code,
        "dcat:keyword": [files.SAMPLE] if region.is_sample else [],
        "dcat:landingPage": page,
        **described,
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "@id": request.build_absolute_uri(addresses[form]),
                "dct:format": form,
                "dct:license": datasets.LICENCE_ADDRESS,
                "dcat:mediaType": media,
                "dcat:accessURL": page,
                "dcat:downloadURL": request.build_absolute_uri(addresses[form]),
            }
            for form, media in _FORMS
            if form in addresses
        ],
    }


def turtle(node: Node) -> str:
    """Write a catalogue as Turtle (W3C RDF 1.1): one statement a line."""
    heads = [f"@prefix {name}: <{address}> ." for name, address in PREFIXES.items()]
    lines: list[str] = []
    _write(node, lines, [0])
    return "\n".join([*heads, "", *lines, ""])


def _write(node: Node, lines: list[str], blanks: list[int]) -> str:
    """Add the statements about a node and return its name."""
    if "@id" in node:
        name = f"<{node['@id']}>"
    else:
        blanks[0] += 1
        name = f"_:b{blanks[0]}"
    for key, value in node.items():
        if key in ("@id", "@context"):
            continue
        for one in value if isinstance(value, list) else [value]:
            if one is None or one == "":
                continue
            if key == "@type":
                lines.append(f"{name} a {one} .")
            else:
                lines.append(f"{name} {key} {_object(key, one, lines, blanks)} .")
    return name


def _object(key: str, value: object, lines: list[str], blanks: list[int]) -> str:
    """Write what a statement says: a node, an address, a day or words."""
    if isinstance(value, Mapping):
        return _write(value, lines, blanks)
    if key in _ADDRESSES:
        return f"<{value}>"
    if key == "dcat:mediaType":
        return f"<{_MEDIA}{value}>"
    # A JSON string is a Turtle string: the same escapes, no line breaks.
    told = json.dumps(str(value), ensure_ascii=False)
    return f"{told}^^xsd:date" if key in _DAYS else told
