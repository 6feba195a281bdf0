"""Follow the sales: each use, and what went back of it, counts once under every pledge it fits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Sum

from enishi.kit import periods
from enishi.kit.periods import Month, month_of
from enishi.sales import queries as sales
from enishi.sales.written import WrittenReturn, WrittenSale
from enishi.sponsors import accruing, models
from enishi.sponsors.accruing import Counted, Kept, Standing, Terms
from enishi.sponsors.queries import pledge_value

_CHUNK = 2_000


@transaction.atomic(durable=True)
def follow(*, at: datetime) -> int:
    """Count what was sold and given back since the last time; say how much was written.

    A follower: it reads what ended transactions wrote (decision 0003), and writes what it read
    and how far together, so that a crash counts nothing twice.
    """
    del at  # it asks what was written, not when
    models.Followed.objects.get_or_create(id=1)
    place = models.Followed.objects.select_for_update().get(id=1)
    until = _ended_before()
    if until <= place.first_xid:
        return 0
    written = 0
    pledges = list(models.Pledge.objects.select_for_update().order_by("pk"))
    if pledges:
        found: list[WrittenSale | WrittenReturn] = [
            *sales.sales_written(place.first_xid, until),
            *sales.returns_written(place.first_xid, until),
        ]
        found.sort(key=_order(found))
        for first in range(0, len(found), _CHUNK):
            written += _Counting(pledges, found[first : first + _CHUNK]).write()
    place.first_xid = until
    place.save(update_fields=["first_xid"])
    return written


def _ended_before() -> int:
    """Return the transaction below which all have ended."""
    with connection.cursor() as cursor:
        cursor.callproc("pg_current_snapshot")
        ((snapshot,),) = cursor.fetchall()
    return int(str(snapshot).partition(":")[0])


_Place = tuple[datetime, bool, int]


def _order(
    found: Sequence[WrittenSale | WrittenReturn],
) -> Callable[[WrittenSale | WrittenReturn], _Place]:
    """Order by when it happened, a sale before what went back of it, whatever its till's clock."""
    sold_at = {one.seq: one.at for one in found if isinstance(one, WrittenSale)}

    def place(one: WrittenSale | WrittenReturn) -> _Place:
        if isinstance(one, WrittenSale):
            return (one.at, False, one.seq)
        return (max(one.at, sold_at.get(one.sale_seq, one.at)), True, one.id)

    return place


class _Counting:
    """A stretch of sales and returns, and the pledges they may count under."""

    def __init__(
        self, pledges: Sequence[models.Pledge], found: Sequence[WrittenSale | WrittenReturn]
    ) -> None:
        """Read what was counted of these sales before, and what is stated."""
        self.pledges = {row.pk: row for row in pledges}
        self.terms = {
            row.pk: Terms(row.rate_permille, row.cap_month_yen, row.cap_total_yen)
            for row in pledges
        }
        self.found = found
        self.stated: dict[int, Month] = {}
        for pledge_id, month in models.Statement.objects.order_by("month").values_list(
            "pledge_id", "month"
        ):
            self.stated[pledge_id] = periods.parse_month(month)
        self.months: dict[tuple[int, str], int] = {}
        self.kept: dict[int, dict[int, Kept]] = defaultdict(dict)
        back = {one.sale_seq for one in found if isinstance(one, WrittenReturn)}
        rows = models.Accrual.objects.filter(sale_seq__in=back).order_by("pk")
        for row in rows:
            self._keep(row)
        self.rows: list[models.Accrual] = []

    def write(self) -> int:
        """Count them in order and write it down; say how many rows."""
        for one in self.found:
            if isinstance(one, WrittenSale):
                for pledge in self._fitting(one.asset, one.on):
                    self._use(pledge, one)
            else:
                for pledge_id in sorted(self.kept[one.sale_seq]):
                    self._give_back(self.pledges[pledge_id], one)
        models.Accrual.objects.bulk_create(self.rows, batch_size=_CHUNK)
        models.Pledge.objects.bulk_update(self.pledges.values(), ["total_mills"])
        return len(self.rows)

    def _fitting(self, asset: str, on: date) -> Iterable[models.Pledge]:
        return [
            row
            for row in self.pledges.values()
            if row.asset == asset and pledge_value(row).holds_on(on)
        ]

    def _use(self, pledge: models.Pledge, sale: WrittenSale) -> None:
        month = self._month(pledge, sale.on)
        standing = Standing(self._counted_in(pledge.pk, month), pledge.total_mills)
        counted = accruing.use(self.terms[pledge.pk], standing, sale.amount_yen)
        self._add(pledge, sale, counted, month)

    def _give_back(self, pledge: models.Pledge, back: WrittenReturn) -> None:
        counted = accruing.give_back(self.kept[back.sale_seq][pledge.pk], -_yen(back))
        self._add(pledge, back, counted, self._month(pledge, back.on))

    def _month(self, pledge: models.Pledge, on: date) -> Month:
        return accruing.month_for(month_of(on), self.stated.get(pledge.pk))

    def _counted_in(self, pledge_id: int, month: Month) -> int:
        key = (pledge_id, str(month))
        if key not in self.months:
            rows = models.Accrual.objects.filter(pledge_id=pledge_id, month=str(month))
            self.months[key] = rows.aggregate(mills=Sum("mills"))["mills"] or 0
        return self.months[key]

    def _add(
        self,
        pledge: models.Pledge,
        of: WrittenSale | WrittenReturn,
        counted: Counted,
        month: Month,
    ) -> None:
        self.months[pledge.pk, str(month)] = self._counted_in(pledge.pk, month) + counted.mills
        pledge.total_mills += counted.mills
        row = models.Accrual(
            pledge=pledge,
            source=f"return:{of.id}" if isinstance(of, WrittenReturn) else f"sale:{of.seq}",
            sale_seq=of.sale_seq if isinstance(of, WrittenReturn) else of.seq,
            member_id=of.member_id,
            shop_code=of.shop_code,
            on=of.on,
            month=str(month),
            yen=_yen(of),
            mills=counted.mills,
            over=counted.over,
            why=counted.why,
        )
        self.rows.append(row)
        self._keep(row)

    def _keep(self, row: models.Accrual) -> None:
        """Remember what a use counted and what went back of it."""
        known = self.kept[row.sale_seq].get(row.pledge_id)
        if known is None:
            self.kept[row.sale_seq][row.pledge_id] = Kept(row.yen, row.mills)
            return
        self.kept[row.sale_seq][row.pledge_id] = Kept(
            known.yen,
            known.mills,
            min(known.back_yen - row.yen, known.yen),
            known.back_mills - row.mills,
        )


def _yen(of: WrittenSale | WrittenReturn) -> int:
    """Return the part of a price that was used, or that went back, below zero."""
    return -(of.yen + of.points_back) if isinstance(of, WrittenReturn) else of.amount_yen
