"""Find and write many sales in one question each, however many there are (for this room)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from psycopg.types.json import Jsonb

from enishi.sales import models
from enishi.sales.queries import sold
from enishi.sales.sale import NewSale, Sold

_COLUMNS = (
    "code", "shop_id", "key", "member_id", "asset", "amount_yen", "spent", "earned", "channel",
    "device_id", "chain", "spend_transfer", "activity_key", "reason", "at", "on",
)  # fmt: skip
_PLAIN = (str, int)


def known(*, asked: Sequence[NewSale]) -> dict[tuple[str, str], Sold]:
    """Return the sales that stand under these keys already.

    In the caller's transaction.
    """
    shops, keys = [one.shop_code for one in asked], [one.key for one in asked]
    with connection.cursor() as cursor:
        cursor.callproc("sales_known_v1", [shops, keys])
        seqs = [seq for (seq,) in cursor.fetchall()]
    rows = models.Sale.objects.filter(pk__in=seqs) if seqs else ()
    return {(row.shop_id, row.key): sold(row) for row in rows}


def write(*, rows: Sequence[models.Sale]) -> None:
    """Write sales that are new, and let each row know its number.

    In the caller's transaction.
    """
    told = [{name: _as_json(getattr(row, name)) for name in _COLUMNS} for row in rows]
    with connection.cursor() as cursor:
        cursor.callproc("sales_write_v1", [Jsonb(told)])
        seqs = dict(cursor.fetchall())
    for row in rows:
        row.seq = seqs[row.code]


def _as_json(value: object) -> object:
    """Write what JSON has no word for as PostgreSQL reads it."""
    return value if value is None or isinstance(value, _PLAIN) else str(value)
