"""Write down a sponsor and what it promises; end a promise."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction

from enishi.kit import codes, periods
from enishi.kit.refusal import Refusal
from enishi.programs import queries as programs
from enishi.regions import queries as regions
from enishi.sponsors import models
from enishi.sponsors.pledge import (
    CORPORATE_TAX,
    KINDS,
    RATE_MAX,
    YEN_MAX,
    NewPledge,
    NewSponsor,
    Pledge,
    Sponsor,
)
from enishi.sponsors.queries import UnknownPledge, UnknownSponsor, pledge_value, sponsor_value

_NUMBER = re.compile(r"[0-9]{13}")


class BadSponsor(Refusal):
    """A sponsor has a name, and what is written of it has the right form."""

    code = "bad_sponsor"
    status = 422


@transaction.atomic(durable=True)
def add_sponsor(*, new: NewSponsor, at: datetime) -> Sponsor:
    """Write down a firm; the same name again is the same firm.

    Raises:
        UnknownRegion: no region has the code.
        BadSponsor: no name, or a number or a place of another form.
    """
    regions.region(new.region_code)
    told = _checked(new)
    row, _ = models.Sponsor.objects.get_or_create(
        region_id=new.region_code, name=told["name"], defaults={**told, "added_at": at}
    )
    return sponsor_value(row)


@transaction.atomic(durable=True)
def change_sponsor(*, sponsor_id: int, new: NewSponsor) -> Sponsor:
    """Write down anew what is known of a firm.

    Raises:
        UnknownSponsor: the region has no such firm.
        BadSponsor: no name, or a number or a place of another form, or another firm's name.
    """
    rows = models.Sponsor.objects.filter(region_id=new.region_code)
    told = _checked(new)
    if rows.filter(name=told["name"]).exclude(pk=sponsor_id).exists():
        raise BadSponsor(part="name")
    if not rows.filter(pk=sponsor_id).update(**told):
        raise UnknownSponsor(sponsor=sponsor_id)
    return sponsor_value(models.Sponsor.objects.get(pk=sponsor_id))


def _checked(new: NewSponsor) -> dict[str, str]:
    """Return the columns of a firm.

    Raises:
        BadSponsor: as `add_sponsor`.
    """
    told: dict[str, str] = {
        name: value.strip() for name, value in asdict(new).items() if name != "region_code"
    }
    if not told["name"]:
        raise BadSponsor(part="name")
    if told["corporate_number"] and not _NUMBER.fullmatch(told["corporate_number"]):
        raise BadSponsor(part="corporate_number")
    office = told["head_office"]
    if office and not (codes.is_six_digits(office) and codes.check_digit(office[:5]) == office[5]):
        raise BadSponsor(part="head_office")
    return told


class BadPledge(Refusal):
    """A pledge has a rate, days, caps and, for corporate hometown tax, no benefit in return."""

    code = "bad_pledge"
    status = 422


@transaction.atomic(durable=True)
def make_pledge(*, new: NewPledge, at: datetime) -> Pledge:
    """Write down what a sponsor promises from today or a later day.

    Raises:
        UnknownSponsor: no such firm.
        UnknownAsset: no asset has the code.
        BadPledge: a part that cannot be, named.
    """
    sponsor = models.Sponsor.objects.filter(pk=new.sponsor_id).first()
    if sponsor is None:
        raise UnknownSponsor(sponsor=new.sponsor_id)
    asset = programs.asset(new.asset)
    part = _fault(new, periods.jst_day(at))
    if asset.region_code != sponsor.region_id:
        part = "asset"
    if part:
        raise BadPledge(part=part)
    told = asdict(new)
    del told["sponsor_id"]
    row = models.Pledge.objects.create(sponsor=sponsor, made_at=at, **told)
    return pledge_value(row)


def _fault(new: NewPledge, today: date) -> str:
    """Name the part of a pledge that cannot be; empty when all can."""
    yen = ("cap_month_yen", "cap_total_yen", "plan_cost_yen")
    faults = {
        "rate_permille": not 1 <= new.rate_permille <= RATE_MAX,
        # What was sold before would change what members were told.
        "since": new.since < today,
        "until": new.until is not None and new.until <= new.since,
        "kind": new.kind not in KINDS,
        **{name: not _fits(getattr(new, name)) for name in yen},
        "benefits": new.kind == CORPORATE_TAX and bool(new.benefits.strip()),
    }
    return next((part for part, is_wrong in faults.items() if is_wrong), "")


def _fits(yen: int | None) -> bool:
    return yen is None or 1 <= yen <= YEN_MAX


class PledgeIsOver(Refusal):
    """The pledge has ended, or would end before a day that was already used."""

    code = "pledge_is_over"


@transaction.atomic(durable=True)
def end_pledge(*, pledge_id: int, region_code: str, at: datetime) -> Pledge:
    """End a pledge: uses up to the end of today count, those of tomorrow do not.

    Raises:
        UnknownPledge: the region has no such pledge.
        PledgeIsOver: it has ended, or never began.
    """
    row = models.Pledge.objects.select_for_update().filter(pk=pledge_id).first()
    if row is None or row.sponsor.region_id != region_code:
        raise UnknownPledge(pledge=pledge_id)
    last = max(periods.jst_day(at), row.since)
    until = date.fromordinal(last.toordinal() + 1)
    if row.until is not None and row.until <= until:
        raise PledgeIsOver(pledge=pledge_id)
    row.until = until
    row.save(update_fields=["until"])
    return pledge_value(row)
