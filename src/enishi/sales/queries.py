"""Every reading of sales for others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum

from enishi.kit.refusal import Refusal
from enishi.ledger import queries as books
from enishi.merchants import queries as merchants
from enishi.merchants.shop import ACCOUNT, account
from enishi.sales import models
from enishi.sales.circulation import MEMBERS, Flow, Party
from enishi.sales.days import DaySold
from enishi.sales.sale import Return, Sold, Totals
from enishi.sales.written import WrittenReturn, WrittenSale

_CHUNK = 10_000


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


def sold_under(shop_code: str, key: str) -> Sold | None:
    """Return the sale that stands under a key of the shop's; None before there is one."""
    row = models.Sale.objects.filter(shop_id=shop_code, key=key).first()
    return sold(row) if row else None


def sales_of_shop(shop_code: str, *, since: date, until: date) -> list[Sold]:
    """Return a shop's sales from a day to before another, newest first."""
    rows = models.Sale.objects.filter(shop_id=shop_code, on__gte=since, on__lt=until)
    return [sold(row) for row in rows.order_by("-at", "-seq")]


def sales_of_members(member_ids: Iterable[UUID], *, limit: int = 200) -> list[Sold]:
    """Return what members bought, newest first."""
    rows = models.Sale.objects.filter(member_id__in=set(member_ids)).order_by("-at", "-seq")
    return [sold(row) for row in rows[:limit]]


def sales_under(member_id: UUID, activity_keys: Iterable[str]) -> dict[str, Sold]:
    """Return what a member bought by the activity that each sale is; own data."""
    rows = models.Sale.objects.filter(member_id=member_id, activity_key__in=set(activity_keys))
    return {row.activity_key: sold(row) for row in rows}


def shops_given_back_by(member_id: UUID) -> dict[UUID, str]:
    """Return which shop gave something back by which transfers of a member's sales; own data."""
    rows = models.Return.objects.filter(sale__member_id=member_id).values_list(
        "transfers", "sale__shop_id"
    )
    return {UUID(one): shop_code for transfers, shop_code in rows for one in transfers}


def copy_of(member_id: UUID) -> list[dict[str, Any]]:
    """Return all that is kept of what a member bought, newest first, with what went back."""
    rows = models.Sale.objects.filter(member_id=member_id).order_by("-at", "-seq")
    found = [sold(row) for row in rows]
    backs = returns_of(one.seq for one in found)
    kept = ("code", "shop_code", "asset", "at", "channel", "amount_yen", "spent", "earned")
    of_return = ("at", "yen", "points_back", "taken_back", "short", "reason")
    return [
        {name: getattr(one, name) for name in kept}
        | {
            "returns": [
                {name: getattr(back, name) for name in of_return} for back in backs.get(one.seq, ())
            ]
        }
        for one in found
    ]


def returns_of(seqs: Iterable[int]) -> dict[int, tuple[Return, ...]]:
    """Return what was given back of sales, oldest first."""
    found: dict[int, tuple[Return, ...]] = {}
    for row in models.Return.objects.filter(sale_id__in=set(seqs)).order_by("at", "pk"):
        found[row.sale_id] = (*found.get(row.sale_id, ()), returned(row))
    return found


def returns_of_shop(shop_code: str, *, since: date, until: date) -> list[tuple[Sold, Return]]:
    """Return what went back at a shop from a day to before another with its sale, newest first."""
    rows = models.Return.objects.filter(sale__shop_id=shop_code, on__gte=since, on__lt=until)
    return [
        (sold(row.sale), returned(row))
        for row in rows.select_related("sale").order_by("-at", "-pk")
    ]


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
        device_id=row.device_id,
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


def totals_of_shop(shop_code: str, *, since: date, until: date) -> list[Totals]:
    """Add up a shop's sales and returns from a day to before another, by asset."""
    sales = models.Sale.objects.filter(shop_id=shop_code, on__gte=since, on__lt=until)
    returns = models.Return.objects.filter(
        sale__shop_id=shop_code, on__gte=since, on__lt=until
    ).order_by()
    sums = (
        sales.order_by()
        .values_list("asset")
        .annotate(
            Count("seq"),
            Count("member", distinct=True),
            *(Sum(name) for name in ("amount_yen", "spent", "earned")),
        )
    )
    found = {row[0]: Totals(**dict(zip(_SALES, row, strict=True))) for row in sums}
    for row in returns.values_list("sale__asset").annotate(
        Count("pk"), *(Sum(name) for name in ("yen", "points_back", "taken_back", "short"))
    ):
        told = dict(zip(_RETURNS, row, strict=True))
        known = found.get(row[0], Totals(asset=row[0]))
        found[row[0]] = replace(known, **told)
    for asset, (number, yen) in _undone(sales).items():
        found[asset] = replace(found[asset], undone=number, undone_yen=yen)
    return [found[asset] for asset in sorted(found)]


def received_by_shops(
    shop_codes: Iterable[str], *, since: date, until: date
) -> dict[str, tuple[int, int]]:
    """Return of several shops how many sales they made and the points received, by two questions.

    Metric: sales from a day to before another; points spent there, less what was given back on
    these days. Shops without either are left out.
    """
    codes = set(shop_codes)
    days = {"on__gte": since, "on__lt": until}
    sales = models.Sale.objects.filter(shop_id__in=codes, **days).order_by()
    found = {
        code: (number, points)
        for code, number, points in sales.values_list("shop_id").annotate(
            Count("seq"), Sum("spent")
        )
    }
    returns = models.Return.objects.filter(sale__shop_id__in=codes, **days).order_by()
    for code, back in returns.values_list("sale__shop_id").annotate(Sum("points_back")):
        number, points = found.get(code, (0, 0))
        found[code] = (number, points - back)
    return found


def _undone(sales: QuerySet[models.Sale]) -> dict[str, tuple[int, int]]:
    """Count the sales of which all went back on their own day, and their money, by asset."""
    own_day = Q(returns__on=F("on"))
    rows = (
        sales.filter(returned_yen=F("amount_yen") - F("spent"), returned_points=F("spent"))
        .annotate(
            back=Sum(F("returns__yen") + F("returns__points_back"), filter=own_day, default=0),
            cash=Sum(F("returns__yen") - F("returns__short"), filter=own_day, default=0),
        )
        .filter(back=F("amount_yen"))
    )
    found: dict[str, tuple[int, int]] = {}
    for asset, cash in rows.values_list("asset", "cash"):
        number, yen = found.get(asset, (0, 0))
        found[asset] = (number + 1, yen + cash)
    return found


_SALES = ("asset", "sales", "members", "amount_yen", "spent", "earned")
_RETURNS = ("asset", "returns", "returned_yen", "points_back", "taken_back", "short")


_SALE = {"shop_code": "shop_id"}
_RETURN = {
    "sale_seq": "sale_id",
    "shop_code": "sale__shop_id",
    "member_id": "sale__member_id",
    "asset": "sale__asset",
    "sold_on": "sale__on",
}


def sales_written(first_xid: int, until_xid: int) -> Iterator[WrittenSale]:
    """Yield the sales that transactions from `first_xid` (inclusive) to `until_xid` wrote.

    Complete only where every transaction below `until_xid` has ended.
    """
    rows = models.Sale.objects.filter(xid__gte=first_xid, xid__lt=until_xid).order_by("seq")
    columns = [_SALE.get(name, name) for name in WrittenSale._fields]
    found = rows.values_list(*columns).iterator(chunk_size=_CHUNK)
    yield from (WrittenSale(*row) for row in found)


def returns_written(first_xid: int, until_xid: int) -> Iterator[WrittenReturn]:
    """Yield the returns that transactions from `first_xid` (inclusive) to `until_xid` wrote.

    Complete only where every transaction below `until_xid` has ended.
    """
    rows = models.Return.objects.filter(xid__gte=first_xid, xid__lt=until_xid).order_by("pk")
    columns = [_RETURN.get(name, name) for name in WrittenReturn._fields]
    found = rows.values_list(*columns).iterator(chunk_size=_CHUNK)
    yield from (WrittenReturn(*row) for row in found)


def days_of_shops(asset: str, *, until: date) -> list[DaySold]:
    """Add up what shops sold with an asset's points and what went back, by day before a day."""
    sales = models.Sale.objects.filter(asset=asset, on__lt=until).order_by()
    returns = models.Return.objects.filter(sale__asset=asset, on__lt=until).order_by()
    sold = sales.values_list("shop_id", "on").annotate(
        Count("seq"), Sum("amount_yen"), Sum("earned")
    )
    back = returns.values_list("sale__shop_id", "on").annotate(
        Sum("yen"), Sum("points_back"), Sum("taken_back"), Sum("short")
    )
    return [
        *(
            DaySold(shop, on, sales=number, sales_yen=yen, earned=points)
            for shop, on, number, yen, points in sold
        ),
        *(
            DaySold(shop, on, returned_yen=yen + points, earned=-taken, short=short)
            for shop, on, yen, points, taken, short in back
        ),
    ]


def flows(asset: str, *, since: date, until: date) -> list[Flow]:
    """Return who moved how many points to whom in some days, and what money was paid at shops.

    Points as the books hold them, whatever moved them; money (`asset` is empty) as sales and
    returns tell it. Members are one party; a shop has its region and its trade.
    """
    moved = books.days(asset, since=since, until=until)
    sales = models.Sale.objects.filter(asset=asset, on__gte=since, on__lt=until).order_by()
    returns = models.Return.objects.filter(
        sale__asset=asset, on__gte=since, on__lt=until
    ).order_by()
    paid = list(
        sales.values_list("shop_id").annotate(
            times=Count("seq"), in_money=Sum(F("amount_yen") - F("spent"))
        )
    )
    repaid = list(
        returns.values_list("sale__shop_id").annotate(
            times=Count("pk"), in_money=Sum(F("yen") - F("short"))
        )
    )
    names = {name for day in moved for name in (day.source, day.target)}
    codes = {name.partition(":")[2] for name in names if name.startswith(ACCOUNT)}
    codes |= {code for code, _, _ in (*paid, *repaid)}
    known = merchants.shops(codes)
    added: dict[tuple[str, str, str, str], tuple[int, int]] = {}
    for day in moved:
        key = (day.source, day.target, asset, day.kind)
        points, times = added.get(key, (0, 0))
        added[key] = (points + day.points, times + day.transfers)
    for code, times, yen in paid:
        added[MEMBERS, account(code), "", "price"] = (yen, times)
    for code, times, yen in repaid:
        added[account(code), MEMBERS, "", "price_back"] = (yen, times)

    def party(name: str) -> Party:
        found = known.get(name.partition(":")[2]) if name.startswith(ACCOUNT) else None
        return Party(name, found.region_code, found.trade) if found else Party(name)

    return [
        Flow(party(payer), party(payee), unit, kind, amount, times)
        for (payer, payee, unit, kind), (amount, times) in sorted(added.items())
    ]
