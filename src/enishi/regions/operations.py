"""Every change to regions, their staff and keys."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.kit import codes, periods
from enishi.kit.refusal import Refusal
from enishi.regions import models, official, places, roles
from enishi.regions.queries import UnknownRegion, coverage_of, digest_of
from enishi.regions.region import Controller

_KIND_BELOW = {"nation": "prefecture", "prefecture": "municipality"}


@transaction.atomic(durable=True)
def load_official() -> int:
    """Load the nation, 47 prefectures and 1,747 municipalities; return how many were new.

    Nobody takes part yet. Loading again changes nothing, also not what a town changed itself.
    """
    known = set(models.Region.objects.values_list("code", flat=True))
    missing = [place for place in official.places() if place.code not in known]
    if not missing:
        return 0
    models.Region.objects.bulk_create([_row(place) for place in missing], ignore_conflicts=True)
    return models.Region.objects.count() - len(known)


def _row(place: official.Place) -> models.Region:
    return models.Region(
        code=place.code,
        kind=place.kind,
        name=place.name,
        kana=place.kana,
        name_en=place.name_en,
        parent_id=place.parent_code,
        population=place.population,
        latitude=place.latitude,
        longitude=place.longitude,
        url=place.url,
        colour=_colour(place.code),
        credit=official.CREDIT,
    )


def _colour(code: str) -> int:
    """Return a card colour 1 to 8 that stays with the code, so that neighbours differ."""
    return int.from_bytes(code.encode()[-3:], "big") % 8 + 1


class BadRegionCode(Refusal):
    """A region's code is six digits of text."""

    code = "bad_region_code"
    status = 422


class RegionFitsNowhere(Refusal):
    """The kind is unknown, or cannot stand below this parent."""

    code = "region_fits_nowhere"
    status = 422


@transaction.atomic(durable=True)
def add_region(
    *,
    code: str,
    name: str,
    parent: str,
    kind: str | None = None,
    population: int | None = None,
    is_sample: bool = False,
    towns: Sequence[str] = (),
) -> None:
    """Let a region take part; an official one joins, any other is made below its parent.

    `towns` are the municipalities that an area lies in. Adding again changes nothing.

    Raises:
        BadRegionCode: the code is not six digits.
        UnknownRegion: the parent or one of the towns does not exist.
        RegionFitsNowhere: the kind cannot stand below this parent.
    """
    if not codes.is_six_digits(code):
        raise BadRegionCode(code=code)
    above = models.Region.objects.filter(code=parent).first()
    if above is None:
        raise UnknownRegion(code=parent)
    found = models.Region.objects.filter(code=code).first()
    kind = kind or (found.kind if found else _KIND_BELOW.get(above.kind))
    if kind not in places.KINDS[1:] or (kind != "area" and _KIND_BELOW.get(above.kind) != kind):
        raise RegionFitsNowhere(code=code, kind=kind, parent=parent)
    if found is None:
        models.Region.objects.bulk_create(
            [
                models.Region(
                    code=code,
                    kind=kind,
                    name=name,
                    parent=above,
                    population=population,
                    participates=True,
                    is_sample=is_sample or above.is_sample,
                    colour=_colour(code),
                )
            ],
            ignore_conflicts=True,
        )
    elif found.kind != kind or found.parent_id != parent:
        raise RegionFitsNowhere(code=code, kind=kind, parent=parent)
    else:
        models.Region.objects.filter(code=code).update(participates=True)
    if kind == "area":
        _lay_area(code, above, towns)


def _lay_area(code: str, above: models.Region, towns: Sequence[str]) -> None:
    """Note the municipalities an area lies in; without any, the municipality above it."""
    inside = list(towns) or ([above.code] if above.kind == "municipality" else [])
    known = set(
        models.Region.objects.filter(code__in=inside, kind="municipality").values_list(
            "code", flat=True
        )
    )
    for town in inside:
        if town not in known:
            raise UnknownRegion(code=town)
    models.AreaMunicipality.objects.bulk_create(
        [models.AreaMunicipality(area_id=code, municipality_id=town) for town in inside],
        ignore_conflicts=True,
    )


@transaction.atomic(durable=True)
def join(*, code: str) -> None:
    """Let a known region take part.

    Raises:
        UnknownRegion: no region has the code.
    """
    if not models.Region.objects.filter(code=code).update(participates=True):
        raise UnknownRegion(code=code)


@transaction.atomic(durable=True)
def credit(*, code: str, line: str) -> None:
    """Keep whom to name beside a region's data.

    Raises:
        UnknownRegion: no region has the code.
    """
    if not models.Region.objects.filter(code=code).update(credit=line):
        raise UnknownRegion(code=code)


class CoverageIsEmpty(Refusal):
    """The last month of what is declared lies before the first."""

    code = "coverage_is_empty"
    status = 422


@transaction.atomic(durable=True)
def declare_coverage(*, code: str, first: str, last: str, kinds: Sequence[str] = ()) -> None:
    """Say in which months, and as which kinds of activity, a region's data were collected.

    Both must be known from how they were collected (a survey's fiscal year), never from looking
    who came. No `kinds` means any. Declaring again widens: what was declared before stays.

    Raises:
        BadPeriod: a month is not written YYYY-MM.
        CoverageIsEmpty: the last month lies before the first.
        UnknownRegion: no region has the code.
    """
    begun, ended = periods.parse_month(first), periods.parse_month(last)
    if ended < begun:
        raise CoverageIsEmpty(first=first, last=last)
    row = models.Region.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise UnknownRegion(code=code)
    before = coverage_of(row)
    row.data_from, row.data_until, row.data_kinds = first, last, sorted(set(kinds))
    if before is not None:
        row.data_from, row.data_until = min(first, before.first), max(last, before.last)
        row.data_kinds = sorted({*kinds, *before.kinds}) if kinds and before.kinds else []
    row.save(update_fields=["data_from", "data_until", "data_kinds"])


@transaction.atomic(durable=True)
def leave(*, code: str) -> None:
    """Let a region take part no longer; what was recorded stays.

    Raises:
        UnknownRegion: no region has the code.
    """
    if not models.Region.objects.filter(code=code).update(participates=False):
        raise UnknownRegion(code=code)


class UnknownRole(Refusal):
    """The role is not in the list."""

    code = "unknown_role"
    status = 422


def _check(role: str, region_code: str) -> None:
    if role not in roles.ROLES:
        raise UnknownRole(role=role, roles=", ".join(roles.ROLES))
    if not models.Region.objects.filter(code=region_code).exists():
        raise UnknownRegion(code=region_code)


@transaction.atomic(durable=True)
def appoint(
    *, member_id: UUID, region_code: str, role: str, section: str = "", at: datetime
) -> None:
    """Give a member a role in a region; again changes only the section.

    Raises:
        UnknownRole: the role is not in the list.
        UnknownRegion: no region has the code.
    """
    _check(role, region_code)
    held = models.Staff.objects.filter(
        member_id=member_id, region_id=region_code, role=role, ended_at=None
    )
    if not held.update(section=section):
        models.Staff.objects.create(
            member_id=member_id, region_id=region_code, role=role, section=section, created_at=at
        )


@transaction.atomic(durable=True)
def dismiss(*, member_id: UUID, region_code: str, role: str, at: datetime) -> None:
    """End a member's role in a region; ending it twice changes nothing."""
    models.Staff.objects.filter(
        member_id=member_id, region_id=region_code, role=role, ended_at=None
    ).update(ended_at=at)


@transaction.atomic(durable=True)
def issue_token(*, role: str, region_code: str, label: str = "", at: datetime) -> str:
    """Make a key for another system and return its secret, which is kept nowhere.

    Raises:
        UnknownRole: the role is not in the list.
        UnknownRegion: no region has the code.
    """
    _check(role, region_code)
    secret = f"enishi_{secrets.token_urlsafe(32)}"
    models.Token.objects.create(
        digest=digest_of(secret), region_id=region_code, role=role, label=label, created_at=at
    )
    return secret


class UnknownToken(Refusal):
    """No key has this number."""

    code = "unknown_token"
    status = 404


@transaction.atomic(durable=True)
def revoke_token(*, token_id: int, at: datetime) -> None:
    """End a key; ending it twice changes nothing.

    Raises:
        UnknownToken: no key has the number.
    """
    if not models.Token.objects.filter(pk=token_id).exists():
        raise UnknownToken(token=token_id)
    models.Token.objects.filter(pk=token_id, revoked_at=None).update(revoked_at=at)


@transaction.atomic(durable=True)
def set_controller(*, controller: Controller) -> None:
    """Say who answers for a region's data, and what they are used for.

    Raises:
        UnknownRegion: no region has the code.
    """
    if not models.Region.objects.filter(code=controller.region_code).exists():
        raise UnknownRegion(code=controller.region_code)
    models.Controller.objects.update_or_create(
        region_id=controller.region_code,
        defaults={
            "name": controller.name,
            "is_public_body": controller.is_public_body,
            "purpose": controller.purpose,
            "legal_basis": controller.legal_basis,
            "retention_months": controller.retention_months,
            "contact": controller.contact,
        },
    )
