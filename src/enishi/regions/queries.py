"""Every reading of regions for others."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID

from django.db.models import Q

from enishi.kit import codes
from enishi.kit.refusal import Refusal
from enishi.regions import homes, models, official, roles
from enishi.regions.region import (
    Controller,
    Coverage,
    IssuedToken,
    Region,
    StaffRole,
    Standing,
    TokenHolder,
)


class UnknownRegion(Refusal):
    """No region has this code."""

    code = "unknown_region"
    status = 404


class UnknownController(Refusal):
    """Nobody has said yet who answers for the region's data."""

    code = "unknown_controller"
    status = 404


def _value(row: models.Region) -> Region:
    return Region(
        code=row.code,
        kind=row.kind,
        name=row.name,
        kana=row.kana,
        name_en=row.name_en,
        parent_code=row.parent_id,
        population=row.population,
        participates=row.participates,
        is_sample=row.is_sample,
        colour=row.colour,
        credit=row.credit,
        latitude=row.latitude,
        longitude=row.longitude,
        coverage=coverage_of(row),
    )


def coverage_of(row: models.Region) -> Coverage | None:
    """Return what a stored region declares of its data (for this room); None: nothing."""
    if not row.data_from:
        return None
    return Coverage(row.data_from, row.data_until, tuple(row.data_kinds))


def region(code: str) -> Region:
    """Return one region.

    Raises:
        UnknownRegion: no region has the code.
    """
    row = models.Region.objects.filter(code=code).first()
    if row is None:
        raise UnknownRegion(code=code)
    return _value(row)


def regions(region_codes: Sequence[str]) -> dict[str, Region]:
    """Return those of the regions that exist, by code."""
    rows = models.Region.objects.filter(code__in=region_codes)
    return {row.code: _value(row) for row in rows}


def codes_of_all() -> frozenset[str]:
    """Return the codes of all regions, whether they take part or not."""
    return frozenset(models.Region.objects.values_list("code", flat=True))


def participating() -> list[Region]:
    """Return the municipalities and areas that take part, in the order of their codes."""
    rows = models.Region.objects.filter(participates=True, kind__in=("municipality", "area"))
    return [_value(row) for row in rows.order_by("code")]


def prefectures() -> list[Region]:
    """Return all prefectures, invented ones too, in the order of their codes."""
    return [_value(row) for row in models.Region.objects.filter(kind="prefecture").order_by("code")]


def children(code: str) -> list[Region]:
    """Return the regions right below a region; areas stand below their parent as well."""
    return [_value(row) for row in models.Region.objects.filter(parent_id=code).order_by("code")]


def ancestors(code: str) -> list[Region]:
    """Return the regions above a region, nearest first.

    Raises:
        UnknownRegion: no region has the code.
    """
    above = []
    parent = region(code).parent_code
    while parent is not None:
        above.append(region(parent))
        parent = above[-1].parent_code
    return above


def towns_of_area(code: str) -> list[str]:
    """Return the codes of the municipalities that an area lies in."""
    rows = models.AreaMunicipality.objects.filter(area_id=code).order_by("municipality_id")
    return list(rows.values_list("municipality_id", flat=True))


def standings() -> dict[str, Standing]:
    """Return where every region stands in the tree, by code: two questions for all of them."""
    found = models.Region.objects.values_list("code", "kind", "parent_id", "is_sample")
    tree = {code: (kind, parent, is_sample) for code, kind, parent, is_sample in found}
    towns: dict[str, list[str]] = {}
    rows = models.AreaMunicipality.objects.order_by("area_id", "municipality_id")
    for area, town in rows.values_list("area_id", "municipality_id"):
        towns.setdefault(area, []).append(town)

    def prefecture(code: str | None) -> str:
        while code is not None and tree[code][0] != "prefecture":
            code = tree[code][1]
        return code or ""

    return {
        code: Standing(kind, prefecture(code), is_sample, tuple(towns.get(code, ())))
        for code, (kind, _, is_sample) in tree.items()
    }


def towns_below(code: str) -> frozenset[str]:
    """Return the municipalities that a region covers: an area's, a prefecture's, all of a nation's.

    A municipality covers none beside itself.
    """
    towns = models.Region.objects.filter(kind="municipality")
    found = towns.filter(
        Q(areas__area_id=code) | Q(parent_id=code) | Q(parent__parent_id=code)
    ).values_list("code", flat=True)
    return frozenset(found)


def staff_roles(member_id: UUID) -> list[StaffRole]:
    """Return what a member does for which region, now."""
    rows = models.Staff.objects.filter(member_id=member_id, ended_at=None)
    return [_staff(row) for row in rows.order_by("region_id", "role")]


def staff_of(region_code: str) -> list[StaffRole]:
    """Return who works for a region, now."""
    rows = models.Staff.objects.filter(region_id=region_code, ended_at=None)
    return [_staff(row) for row in rows.order_by("role", "id")]


def _staff(row: models.Staff) -> StaffRole:
    return StaffRole(row.member_id, row.region_id, row.role, row.section)


def may(*, member_id: UUID, region_code: str, permission: str) -> bool:
    """Say whether a member may do something in a region."""
    assert permission in roles.PERMISSIONS, permission
    return permission in permissions(member_id=member_id, region_code=region_code)


def permissions(*, member_id: UUID, region_code: str) -> frozenset[str]:
    """Return all that a member may do in a region, by one question.

    Roles count for their own region only; an operator of the nation may everything everywhere.
    """
    held = [
        roles.PERMISSIONS_OF.get(one.role, frozenset())
        for one in staff_roles(member_id)
        if one.region_code == region_code
        or (one.region_code == codes.NATION and one.role == "operator")
    ]
    return frozenset().union(*held)


def digest_of(secret: str) -> bytes:
    """Return what is kept of a key: enough to recognise it, not to use it."""
    return hashlib.sha256(secret.encode()).digest()


def token_holder(secret: str) -> TokenHolder | None:
    """Return who holds a key; None for an unknown or revoked one."""
    found = models.Token.objects.filter(digest=digest_of(secret), revoked_at=None).first()
    return TokenHolder(found.label, found.region_id, found.role) if found else None


def tokens() -> list[IssuedToken]:
    """Return all keys ever issued, oldest first."""
    return [
        IssuedToken(row.pk, row.label, row.region_id, row.role, row.revoked_at is not None)
        for row in models.Token.objects.order_by("id")
    ]


def controller(code: str) -> Controller:
    """Return who answers for a region's data.

    Raises:
        UnknownController: nobody was named.
    """
    row = models.Controller.objects.filter(region_id=code).first()
    if row is None:
        raise UnknownController(region=code)
    return Controller(
        region_code=row.region_id,
        name=row.name,
        is_public_body=row.is_public_body,
        purpose=row.purpose,
        legal_basis=row.legal_basis,
        retention_months=row.retention_months,
        contact=row.contact,
    )


def known_prefectures() -> dict[str, str]:
    """Return the six-digit code of each official prefecture by its name."""
    return {place.name: place.code for place in official.places() if place.kind == "prefecture"}


@lru_cache(maxsize=1)
def home_table() -> homes.HomeTable:
    """Return the table that reads homes from words, made of the official list."""
    places = list(official.places())
    names = {place.code: place.name for place in places if place.kind == "prefecture"}
    towns = [
        (names[place.parent_code or ""], place.name, place.code)
        for place in places
        if place.kind == "municipality"
    ]
    return homes.table(known_prefectures(), towns, official.wards())


def added_homes() -> dict[str, str]:
    """Return the prefecture of every home that is not of the official list, by code.

    Added prefectures and the municipalities added anywhere: their place in the tree counts, for
    their codes need not begin as their prefecture's does.
    """
    official_codes = {place.code for place in official.places()}
    rows = models.Region.objects.filter(kind__in=("prefecture", "municipality")).exclude(
        code__in=official_codes
    )
    return {
        code: code if kind == "prefecture" else parent
        for code, kind, parent in rows.values_list("code", "kind", "parent_id")
    }


def home_codes() -> frozenset[str]:
    """Return every code that can be a home: municipalities and prefectures, invented ones too."""
    rows = models.Region.objects.filter(kind__in=("prefecture", "municipality"))
    return frozenset(rows.values_list("code", flat=True))
