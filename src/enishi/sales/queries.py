"""Every reading of sales for others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from enishi.kit.refusal import Refusal
from enishi.sales import models
from enishi.sales.sale import Return, Sold


class UnknownSale(Refusal):
    """No sale has this code, or another shop made it."""

    code = "unknown_sale"
    status = 404


def sale(code: str, *, shop_code: str = "") -> Sold:
    """Return one sale; of one shop, where it is told.

    Raises:
        UnknownSale: no sale has the code, or another shop made it.
    """
    rows = models.Sale.objects.filter(code=code)
    row = (rows.filter(shop_id=shop_code) if shop_code else rows).first()
    if row is None:
        raise UnknownSale(sale=code)
    return sold(row)


def sales_of_shop(shop_code: str, *, since: date, until: date) -> list[Sold]:
    """Return a shop's sales from a day to before another, newest first."""
    rows = models.Sale.objects.filter(shop_id=shop_code, on__gte=since, on__lt=until)
    return [sold(row) for row in rows.order_by("-at", "-seq")]


def sales_of_members(member_ids: Iterable[UUID], *, limit: int = 200) -> list[Sold]:
    """Return what members bought, newest first."""
    rows = models.Sale.objects.filter(member_id__in=set(member_ids)).order_by("-at", "-seq")
    return [sold(row) for row in rows[:limit]]


def returns_of(seqs: Iterable[int]) -> dict[int, tuple[Return, ...]]:
    """Return what was given back of sales, oldest first."""
    found: dict[int, tuple[Return, ...]] = {}
    for row in models.Return.objects.filter(sale_id__in=set(seqs)).order_by("at", "pk"):
        found[row.sale_id] = (*found.get(row.sale_id, ()), returned(row))
    return found


def sold(row: models.Sale) -> Sold:
    """Return a sale's row as others see it (for this room)."""
    return Sold(
        seq=row.seq,
        code=row.code,
        shop_code=row.shop_id,
        member_id=row.member_id,
        asset=row.asset,
        amount_yen=row.amount_yen,
        spent=row.spent,
        earned=row.earned,
        at=row.at,
        on=row.on,
        channel=row.channel,
        chain=row.chain,
        returned_yen=row.returned_yen,
        returned_points=row.returned_points,
        taken_back=row.taken_back,
        reason=row.reason,
    )


def returned(row: models.Return) -> Return:
    """Return a return's row as others see it (for this room)."""
    return Return(
        sale_seq=row.sale_id,
        key=row.key,
        at=row.at,
        yen=row.yen,
        points_back=row.points_back,
        taken_back=row.taken_back,
        short=row.short,
        reason=row.reason,
    )
