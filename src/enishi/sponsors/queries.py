"""Every reading of sponsors for others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Manager, Q, Sum

from enishi.kit import periods
from enishi.kit.refusal import Refusal
from enishi.sponsors import models
from enishi.sponsors.pledge import (
    CORPORATE_TAX,
    PEOPLE_MIN,
    Account,
    Gift,
    Given,
    Line,
    Pledge,
    Sponsor,
    Statement,
)


class UnknownSponsor(Refusal):
    """There is no such sponsor here."""

    code = "unknown_sponsor"
    status = 404


class UnknownPledge(Refusal):
    """There is no such pledge here."""

    code = "unknown_pledge"
    status = 404


class NoStatement(Refusal):
    """This month of the pledge is not stated yet."""

    code = "no_statement"
    status = 404


def sponsor(sponsor_id: int, region_code: str) -> Sponsor:
    """Return a sponsor of a region.

    Raises:
        UnknownSponsor: it has no such one.
    """
    row = models.Sponsor.objects.filter(pk=sponsor_id, region_id=region_code).first()
    if row is None:
        raise UnknownSponsor(sponsor=sponsor_id)
    return sponsor_value(row)


def sponsors_of(region_code: str) -> list[Sponsor]:
    """Return a region's sponsors by name."""
    rows = models.Sponsor.objects.filter(region_id=region_code).order_by("name")
    return [sponsor_value(row) for row in rows]


def pledges_of(region_code: str, *, sponsor_id: int | None = None) -> list[Pledge]:
    """Return the pledges to a region, or of one sponsor, newest first."""
    rows = models.Pledge.objects.filter(sponsor__region_id=region_code)
    if sponsor_id is not None:
        rows = rows.filter(sponsor_id=sponsor_id)
    return [pledge_value(row) for row in rows.select_related("sponsor").order_by("-since", "-pk")]


def account(pledge_id: int, region_code: str) -> Account:
    """Return where a pledge to a region stands.

    Raises:
        UnknownPledge: it has no such one.
    """
    rows = models.Pledge.objects.filter(pk=pledge_id, sponsor__region_id=region_code)
    row = rows.select_related("sponsor").first()
    if row is None:
        raise UnknownPledge(pledge=pledge_id)
    return account_value(row)


def accounts_of(region_code: str) -> dict[int, Account]:
    """Return where every pledge to a region stands, by pledge, by three questions."""
    rows = list(
        models.Pledge.objects.filter(sponsor__region_id=region_code).select_related("sponsor")
    )
    stated = _yen_by_pledge(models.Statement.objects, region_code)
    paid = _yen_by_pledge(models.Gift.objects, region_code)
    return {
        row.pk: _account(row, stated_yen=stated.get(row.pk, 0), paid_yen=paid.get(row.pk, 0))
        for row in rows
    }


def _yen_by_pledge(rows: Manager[Any], region_code: str) -> dict[int, int]:
    of_region = rows.filter(pledge__sponsor__region_id=region_code).order_by()
    return dict(of_region.values_list("pledge_id").annotate(Sum("yen")))


def statements(pledge_id: int) -> list[Statement]:
    """Return the stated months of a pledge, newest first."""
    rows = models.Statement.objects.filter(pledge_id=pledge_id).order_by("-month")
    return [statement_value(row) for row in rows]


def statement(pledge_id: int, month: str) -> Statement:
    """Return a stated month of a pledge.

    Raises:
        NoStatement: it is not stated.
    """
    row = models.Statement.objects.filter(pledge_id=pledge_id, month=month).first()
    if row is None:
        raise NoStatement(month=month)
    return statement_value(row)


def lines(pledge_id: int, month: str) -> list[Line]:
    """Return the uses and returns of a month, without whose they were, by day."""
    rows = models.Accrual.objects.filter(pledge_id=pledge_id, month=month)
    return [
        Line(on=row.on, shop_code=row.shop_code, yen=row.yen, mills=row.mills, why=row.why)
        for row in rows.order_by("on", "pk")
    ]


def gifts(pledge_id: int) -> list[Gift]:
    """Return what was paid on a pledge, newest first."""
    rows = models.Gift.objects.filter(pledge_id=pledge_id).order_by("-on", "-at")
    return [gift_value(row) for row in rows]


def given_by(member_ids: Iterable[UUID], *, region_code: str = "") -> list[Given]:
    """Return what members' own uses gave through each pledge; own data.

    Metric: thousandths of yen that counted, less returns; in one region, where it is told.
    """
    rows = models.Accrual.objects.filter(member_id__in=set(member_ids))
    if region_code:
        rows = rows.filter(pledge__sponsor__region_id=region_code)
    names = (
        "pledge_id",
        "pledge__sponsor__name",
        "pledge__sponsor__name_en",
        "pledge__rate_permille",
        "pledge__purpose",
    )
    found = rows.values_list(*names).annotate(
        uses=Count("pk", filter=Q(yen__gte=0)), mills=Sum("mills")
    )
    return [
        Given(
            pledge_id=row[0],
            sponsor=row[1],
            sponsor_en=row[2],
            rate_permille=row[3],
            purpose=row[4],
            uses=row[5],
            mills=row[6],
        )
        for row in found.order_by("pledge__sponsor__name", "pledge_id")
    ]


def given_to(region_code: str) -> list[tuple[Sponsor, int]]:
    """Return who gives to a region with the yen stated so far, the most first: for everybody.

    Metric: whole yen of closed months of all pledges together, without the months in which fewer
    than `PEOPLE_MIN` members used a card of the pledge: a share of what few bought tells it.
    """
    of_region = {"pledge__sponsor__region_id": region_code}
    crowded = set(
        models.Accrual.objects.filter(**of_region)
        .order_by()
        .values("pledge_id", "month")
        .annotate(people=Count("member", distinct=True))
        .filter(people__gte=PEOPLE_MIN)
        .values_list("pledge_id", "month")
    )
    told: Counter[int] = Counter()
    rows = models.Statement.objects.filter(**of_region)
    for pledge, sponsor, month, yen in rows.values_list(
        "pledge_id", "pledge__sponsor_id", "month", "yen"
    ):
        told[sponsor] += yen if (pledge, month) in crowded else 0
    found = [(one, told[one.id]) for one in sponsors_of(region_code)]
    return sorted(found, key=lambda one: (-one[1], one[0].name))


def paid_to_plan(pledge: Pledge) -> int:
    """Return what all sponsors of a region have paid to the plan of a pledge so far, in yen."""
    return paid_to_plans(pledge.sponsor.region_code).get(plan_of(pledge), 0)


def plan_of(pledge: Pledge) -> str:
    """Return the number of the plan that a pledge pays to; empty for a common donation."""
    return pledge.plan_number if pledge.kind == CORPORATE_TAX else ""


def paid_to_plans(region_code: str) -> dict[str, int]:
    """Return what all sponsors of a region have paid so far, in yen, by the number of the plan."""
    rows = models.Gift.objects.filter(
        pledge__sponsor__region_id=region_code, pledge__kind=CORPORATE_TAX
    ).exclude(pledge__plan_number="")
    return dict(rows.order_by().values_list("pledge__plan_number").annotate(Sum("yen")))


def followed() -> int:
    """Return the first transaction of sales that is still to be read."""
    return models.Followed.objects.values_list("first_xid", flat=True).first() or 0


def sponsor_value(row: models.Sponsor) -> Sponsor:
    """Return a sponsor's row as others see it (for this room)."""
    return Sponsor(
        id=row.pk,
        region_code=row.region_id,
        name=row.name,
        name_en=row.name_en,
        corporate_number=row.corporate_number,
        head_office=row.head_office,
        address=row.address,
        contact=row.contact,
        email=row.email,
        url=row.url,
    )


def pledge_value(row: models.Pledge) -> Pledge:
    """Return a pledge's row as others see it (for this room)."""
    return Pledge(
        id=row.pk,
        sponsor=sponsor_value(row.sponsor),
        asset=row.asset,
        rate_permille=row.rate_permille,
        since=row.since,
        until=row.until,
        kind=row.kind,
        cap_month_yen=row.cap_month_yen,
        cap_total_yen=row.cap_total_yen,
        purpose=row.purpose,
        benefits=row.benefits,
        plan_number=row.plan_number,
        plan_name=row.plan_name,
        plan_until=row.plan_until,
        plan_cost_yen=row.plan_cost_yen,
    )


def account_value(row: models.Pledge) -> Account:
    """Return where a pledge stands (for this room)."""
    stated = row.statements.aggregate(yen=Sum("yen"))["yen"] or 0
    paid = row.gifts.aggregate(yen=Sum("yen"))["yen"] or 0
    return _account(row, stated_yen=stated, paid_yen=paid)


def _account(row: models.Pledge, *, stated_yen: int, paid_yen: int) -> Account:
    return Account(
        pledge=pledge_value(row),
        stated_yen=stated_yen,
        paid_yen=paid_yen,
        running_mills=row.total_mills - stated_yen * 1000,
    )


def statement_value(row: models.Statement) -> Statement:
    """Return a statement's row as others see it (for this room)."""
    return Statement(
        pledge_id=row.pledge_id,
        month=periods.parse_month(row.month),
        uses=row.uses,
        used_yen=row.used_yen,
        returns=row.returns,
        returned_yen=row.returned_yen,
        mills=row.mills,
        carried_in=row.carried_in,
        carried_out=row.carried_out,
        yen=row.yen,
        over_cap=row.over_cap,
        made_at=row.made_at,
    )


def gift_value(row: models.Gift) -> Gift:
    """Return a gift's row as others see it (for this room)."""
    return Gift(
        id=row.pk,
        pledge_id=row.pledge_id,
        yen=row.yen,
        on=row.on,
        receipt=row.receipt,
        papers=tuple(row.papers),
        at=row.at,
    )
