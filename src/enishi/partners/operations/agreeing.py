"""What a region agrees with a partner: written down, changed, switched off."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from enishi.kit.refusal import Refusal
from enishi.partners import models, partner
from enishi.partners.partner import NewPartner
from enishi.partners.queries import UnknownPartner
from enishi.programs import lapse as lapses
from enishi.programs import queries as programs
from enishi.regions import queries as regions
from enishi.webhooks import addresses

_CODE = re.compile(r"[a-z][a-z0-9-]{1,23}")


class BadPartner(Refusal):
    """A part of the agreement is missing or cannot be."""

    code = "bad_partner"
    status = 422


class PartnerIsTaken(Refusal):
    """Another partner has this code."""

    code = "partner_is_taken"


@transaction.atomic(durable=True)
def add_partner(*, new: NewPartner, at: datetime) -> None:
    """Write a partner into a region's table.

    Raises:
        UnknownRegion, UnknownAsset: the region or the asset is none.
        BadPartner: a part is missing or cannot be.
        PartnerIsTaken: the code is another's.
    """
    _check(new)
    if models.Partner.objects.filter(pk=new.code).exists():
        raise PartnerIsTaken(partner=new.code)
    told = asdict(new)
    models.Partner.objects.create(region_id=told.pop("region_code"), created_at=at, **told)


@transaction.atomic(durable=True)
def change_partner(*, new: NewPartner) -> None:
    """Agree anew; what came in keeps its rate. What it brings and how it names people stay.

    Raises:
        UnknownPartner: no partner has the code.
        BadPartner: as `add_partner`, or region, kind or names are others.
    """
    row = models.Partner.objects.select_for_update().filter(pk=new.code).first()
    if row is None:
        raise UnknownPartner(partner=new.code)
    for part, before in (
        ("region_code", row.region_id),
        ("kind", row.kind),
        ("identifier", row.identifier),
    ):
        if getattr(new, part) != before:
            raise BadPartner(part=part)
    _check(new)
    told = asdict(new)
    del told["region_code"]
    for name, value in told.items():
        setattr(row, name, value)
    row.save()


@transaction.atomic(durable=True)
def switch_partner(*, partner_code: str, is_on: bool) -> None:
    """Let nothing more come from a partner, or let it come again.

    Raises:
        UnknownPartner: no partner has the code.
    """
    if not models.Partner.objects.filter(pk=partner_code).update(is_on=is_on):
        raise UnknownPartner(partner=partner_code)


def _check(new: NewPartner) -> None:
    regions.region(new.region_code)
    is_points = new.kind == partner.POINTS
    if new.kind not in partner.KINDS:
        raise BadPartner(part="kind")
    for part, is_bad in (
        ("code", not _CODE.fullmatch(new.code)),
        ("name", not new.name.strip()),
        ("identifier", new.identifier not in partner.NAMED_BY[new.kind]),
        ("asset", is_points != bool(new.asset)),
        ("numerator", not 0 < new.numerator <= partner.RATE_MAX),
        ("denominator", not 0 < new.denominator <= partner.RATE_MAX),
        ("fee_permille", not 0 <= new.fee_permille < partner.PERMILLE),
        ("minimum", new.minimum < 1),
        ("lapse", not lapses.is_known(new.lapse)),
        ("adapter", new.adapter not in partner.ADAPTERS),
        ("address", not _is_address(new)),
    ):
        if is_bad:
            raise BadPartner(part=part)
    if is_points:
        asset = programs.asset(new.asset)
        if asset.kind != "point" or asset.region_code != new.region_code:
            raise BadPartner(part="asset")


def _is_address(new: NewPartner) -> bool:
    """Say whether the address is there where one is needed, and one that may be asked."""
    if new.kind == partner.SHOP:
        return urlsplit(new.address).scheme == "https" and new.adapter == partner.FILE
    if new.adapter == partner.API:
        return not addresses.fault(new.address, settings.WEBHOOK_HOSTS)
    return not new.address
