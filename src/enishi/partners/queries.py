"""Every reading of partners for others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

from enishi.activities.cells import Reject
from enishi.kit.refusal import Refusal
from enishi.partners import models, partner
from enishi.partners.partner import (
    Entry,
    Intake,
    KeptOut,
    Link,
    NewPartner,
    Overlap,
    Partner,
    Told,
    told_people,
)

_SHOWN = 50


class UnknownPartner(Refusal):
    """No partner has this code."""

    code = "unknown_partner"
    status = 404


def partner_of(code: str) -> Partner:
    """Return one partner.

    Raises:
        UnknownPartner: no partner has the code.
    """
    row = models.Partner.objects.filter(pk=code).first()
    if row is None:
        raise UnknownPartner(partner=code)
    return _partner(row)


def partners_of(region_code: str) -> list[Partner]:
    """Return a region's partners by name, those that are on first."""
    rows = models.Partner.objects.filter(region_id=region_code)
    return [_partner(row) for row in rows.order_by("-is_on", "name", "code")]


_TERMS = tuple(one.name for one in fields(NewPartner) if one.name != "region_code")


def _partner(row: models.Partner) -> Partner:
    told = {name: getattr(row, name) for name in _TERMS}
    return Partner(region_code=row.region_id, is_on=row.is_on, cursor=row.cursor, **told)


class UnknownIntake(Refusal):
    """No delivery of a partner has this number."""

    code = "unknown_intake"
    status = 404


def intake(intake_id: int) -> Intake:
    """Return one delivery with its sums.

    Raises:
        UnknownIntake: no delivery has the number.
    """
    row = models.Intake.objects.filter(pk=intake_id).first()
    if row is None:
        raise UnknownIntake(intake=intake_id)
    return intake_value(row)


def intakes(partner_code: str) -> list[Intake]:
    """Return a partner's deliveries, newest first."""
    rows = models.Intake.objects.filter(partner_id=partner_code).order_by("-at", "-pk")
    return [intake_value(row) for row in rows[:_SHOWN]]


def kept_out(intake_id: int) -> list[KeptOut]:
    """Return what stayed out of a delivery, in the order of its lines."""
    rows = models.Rejected.objects.filter(intake_id=intake_id).order_by("line", "pk")
    return [KeptOut(Reject(row.line, row.column, row.code, row.value), row.units) for row in rows]


def links_of(member_id: UUID) -> list[Link]:
    """Return the links that a member has agreed to, ended ones too."""
    rows = models.Link.objects.filter(member_id=member_id).order_by("-given_at")
    return [
        Link(row.partner_id, row.member_id, row.given_at, row.ended_at, row.version) for row in rows
    ]


def entries_of(member_id: UUID, region_code: str = "") -> list[Entry]:
    """Return what partners brought for a member, newest first."""
    rows = models.Entry.objects.filter(member_id=member_id)
    if region_code:
        rows = rows.filter(partner__region_id=region_code)
    return [
        Entry(
            row.partner_id, row.key, row.at, row.on, row.units, row.given,
            row.cancelled_at is not None,
        )
        for row in rows.order_by("-at")
    ]  # fmt: skip


def overlap(region_code: str, since: date, until: date) -> Overlap:
    """Tell how many gave to a region and how many had a ticket there, and how many did both.

    Counted are those who agreed, by keyed digests, from a day until another (exclusive), in full
    tens; a number below ten is not told, and both only where every number that they lie in is.
    """
    marks = models.Mark.objects.filter(partner__region_id=region_code, on__gte=since, on__lt=until)
    givers = _people(marks.filter(partner__kind=partner.DONORS))
    holders = _people(marks.filter(partner__kind=partner.LIFT))
    both = len(givers & holders)
    hidden = (both, len(givers) - both, len(holders) - both)
    is_told = all(number == 0 or told_people(number) is not None for number in hidden)
    return Overlap(
        told_people(len(givers)), told_people(len(holders)), told_people(both) if is_told else None
    )


def _people(marks: Any) -> set[bytes]:
    return {bytes(one) for one in marks.values_list("digest", flat=True)}


def copy_of(member_id: UUID) -> list[Mapping[str, Any]]:
    """Return all that partners brought and a member agreed to, for a copy of their data."""
    links: list[Mapping[str, Any]] = [
        {
            "what": "link",
            "partner": one.partner_code,
            "at": one.given_at,
            "ended_at": one.ended_at,
            "version": one.version,
        }
        for one in links_of(member_id)
    ]
    brought: list[Mapping[str, Any]] = [
        {
            "what": "record",
            "partner": one.partner_code,
            "key": one.key,
            "at": one.at,
            "units": one.units,
            "given": one.given,
            "is_cancelled": one.is_cancelled,
        }
        for one in entries_of(member_id)
    ]
    clicks = models.Click.objects.filter(member_id=member_id).order_by("-at")
    went: list[Mapping[str, Any]] = [
        {"what": "shop", "partner": row.partner_id, "at": row.at} for row in clicks
    ]
    return [*links, *brought, *went]


def intake_value(row: models.Intake) -> Intake:
    """Return an intake's row as others see it (for this room)."""
    return Intake(
        id=row.pk,
        partner_code=row.partner_id,
        source=row.source,
        at=row.at,
        rows=row.rows,
        taken=row.taken,
        repeated=row.repeated,
        kept_out=row.kept_out,
        units=row.units,
        units_taken=row.units_taken,
        units_repeated=row.units_repeated,
        units_out=row.units_out,
        fees=row.fees,
        given=row.given,
        told=Told(row.told_rows, row.told_units),
    )
