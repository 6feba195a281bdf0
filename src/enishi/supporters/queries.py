"""Every reading of supporters and citizens for others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max, Prefetch, QuerySet, Sum

from enishi.kit import periods
from enishi.supporters import models
from enishi.supporters.support import (
    Application,
    Citizen,
    Payment,
    SupportClass,
    receipt_number,
)


def classes(region_code: str, *, open_only: bool = False) -> list[SupportClass]:
    """Return a region's classes of supporters, the smallest first."""
    rows = models.SupportClass.objects.filter(region_id=region_code)
    if open_only:
        rows = rows.filter(is_open=True)
    return [_class(row) for row in rows.order_by("yen", "name")]


def applications(region_code: str, *, limit: int = 200) -> list[Application]:
    """Return who asked to support a region, newest first, with what they paid."""
    rows = models.Application.objects.filter(support__region_id=region_code)
    return [_application(row) for row in _with_payments(rows).order_by("-asked_at", "pk")[:limit]]


def application(region_code: str, reference: str) -> Application | None:
    """Return what was asked for under a number in a region; None where there is none."""
    rows = models.Application.objects.filter(support__region_id=region_code, pk=reference)
    return next((_application(row) for row in _with_payments(rows)), None)


def applications_of(member_id: UUID, region_code: str = "") -> list[Application]:
    """Return what a member asked for, newest first; of one region where it is told."""
    rows = models.Application.objects.filter(member_id=member_id)
    if region_code:
        rows = rows.filter(support__region_id=region_code)
    return [_application(row) for row in _with_payments(rows).order_by("-asked_at", "pk")]


def payments(region_code: str, *, limit: int = 500) -> list[Payment]:
    """Return a region's payments by receipt number, newest first; cancelled ones too."""
    rows = models.Payment.objects.filter(region_id=region_code).select_related("application")
    return [payment_value(row) for row in rows.order_by("-fiscal_year", "-number")[:limit]]


def payment(region_code: str, receipt: str) -> Payment | None:
    """Return the payment of a receipt number; None where there is none."""
    number = receipt_number(receipt)
    rows = models.Payment.objects.filter(region_id=region_code).select_related("application")
    row = rows.filter(fiscal_year=number[0], number=number[1]).first() if number else None
    return payment_value(row) if row else None


def payment_under(region_code: str, key: str) -> Payment | None:
    """Return what was paid under a form's key; None before there is anything."""
    rows = models.Payment.objects.filter(region_id=region_code, key=key)
    row = rows.select_related("application").first()
    return payment_value(row) if row else None


def taken(region_code: str) -> tuple[int, int]:
    """Return what supporters paid in all, and what of it reached the fund; not what was undone."""
    rows = models.Payment.objects.filter(region_id=region_code, cancelled_at=None)
    told = rows.aggregate(yen=Sum("yen", default=0), fund=Sum("fund_yen", default=0))
    return told["yen"], told["fund"]


def standing(member_id: UUID, region_code: str, on: date) -> Payment | None:
    """Return the payment by which a member is a supporter on a day; None: they are none."""
    rows = models.Payment.objects.filter(
        application__member_id=member_id,
        region_id=region_code,
        cancelled_at=None,
        from_on__lte=on,
        until_on__gte=on,
    ).select_related("application")
    row = rows.order_by("-yen", "-until_on").first()
    return payment_value(row) if row else None


def standing_until(member_id: UUID, region_code: str) -> date | None:
    """Return the last day on which a member is a supporter; None: they are none (for this room)."""
    rows = models.Payment.objects.filter(
        application__member_id=member_id, region_id=region_code, cancelled_at=None
    )
    last: date | None = rows.aggregate(last=Max("until_on"))["last"]
    return last


def last_receipts(member_ids: Sequence[UUID]) -> dict[str, date]:
    """Return the last day of each region on which members were handed a receipt."""
    rows = models.Payment.objects.filter(application__member_id__in=member_ids)
    return dict(rows.order_by().values_list("region_id").annotate(last=Max("on")))


def citizen(member_id: UUID, region_code: str) -> Citizen | None:
    """Return how a member is a citizen of a region; None: they are none."""
    row = models.Citizen.objects.filter(
        member_id=member_id, region_id=region_code, ended_at=None
    ).first()
    return Citizen(row.member_id, row.region_id, row.category, row.since) if row else None


def copy_of(member_ids: Sequence[UUID]) -> list[Mapping[str, Any]]:
    """Return what is kept of members here, for a copy of their data: payments and grounds."""
    found: list[Mapping[str, Any]] = []
    rows = _with_payments(models.Application.objects.filter(member_id__in=member_ids))
    for row in rows.order_by("asked_at", "pk"):
        paid = _application(row).payment
        found.append(
            {
                "region": row.support.region_id,
                "what": row.support.name,
                "reference": row.pk,
                "name": row.name,
                "yen": paid.yen if paid else 0,
                "on": paid.on if paid else periods.jst_day(row.asked_at),
                "receipt": paid.receipt if paid else "",
            }
        )
    citizens = models.Citizen.objects.filter(member_id__in=member_ids).order_by("since", "pk")
    nothing = {"reference": "", "name": "", "yen": 0, "receipt": ""}
    return [
        *found,
        *(
            {"region": one.region_id, "what": one.category, "on": one.since} | nothing
            for one in citizens
        ),
    ]


def _with_payments(rows: QuerySet[models.Application]) -> QuerySet[models.Application]:
    standing = models.Payment.objects.filter(cancelled_at=None).select_related("application")
    return rows.select_related("support").prefetch_related(Prefetch("payments", standing))


def _class(row: models.SupportClass) -> SupportClass:
    return SupportClass(
        id=row.pk,
        region_code=row.region_id,
        name=row.name,
        name_en=row.name_en,
        yen=row.yen,
        to_fund_yen=row.to_fund_yen,
        months=row.months,
        thanks=row.thanks,
        is_open=row.is_open,
    )


def _application(row: models.Application) -> Application:
    paid = next(iter(row.payments.all()), None)
    return Application(
        reference=row.pk,
        member_id=row.member_id,
        support=_class(row.support),
        name=row.name,
        asked_at=row.asked_at,
        payment=payment_value(paid) if paid else None,
    )


def payment_value(row: models.Payment) -> Payment:
    """Return a payment's row as others see it (for this room)."""
    return Payment(
        reference=row.application_id,
        yen=row.yen,
        fund_yen=row.fund_yen,
        how=row.how,
        on=row.on,
        receipt=f"{row.fiscal_year}-{row.number:04d}",
        name=row.application.name,
        from_on=row.from_on,
        until_on=row.until_on,
        is_cancelled=row.cancelled_at is not None,
        why=row.why,
    )
