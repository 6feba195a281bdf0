"""Every reading of outside statistics for others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from django.db.models import Q

from enishi.kit.refusal import Refusal
from enishi.outside import models, official
from enishi.outside.series import Series, SeriesValue

_CHUNK = 10_000
_ORDER = {one.code: place for place, one in enumerate(official.SERIES)}


def values() -> Iterator[SeriesValue]:
    """Yield every value of every series, in the order of series, place and year."""
    rows = models.Value.objects.order_by("series_id", "region_id", "year")
    columns = rows.values_list("series_id", "region_id", "year", "value")
    for row in columns.iterator(chunk_size=_CHUNK):
        yield SeriesValue(*row)


def mark_of_values() -> str:
    """Return a mark that is another one whenever any value is."""
    rows = models.Series.objects.order_by("code").values_list("code", "created_at", "revision")
    told = ";".join(f"{code} {created or 0} {revision}" for code, created, revision in rows)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def series(region_code: str) -> list[Series]:
    """Return the series that a region may see: official ones, its own, and shared ones."""
    rows = models.Series.objects.filter(_seen_by(region_code))
    found = [_value(row) for row in rows.order_by("created_at", "code")]
    return sorted(
        found, key=lambda one: (_ORDER.get(one.code, len(_ORDER)), one.owner != region_code)
    )


class UnknownSeries(Refusal):
    """No series of this code is to be seen by the region."""

    code = "unknown_series"
    status = 404


def one(*, code: str, region_code: str) -> Series:
    """Return a series that a region may see.

    Raises:
        UnknownSeries: there is none, or it is another region's own.
    """
    row = models.Series.objects.filter(_seen_by(region_code), code=code).first()
    if row is None:
        raise UnknownSeries(series=code)
    return _value(row)


def values_of(code: str, region_codes: Sequence[str] = ()) -> list[SeriesValue]:
    """Return the values of one series, of some places or of all, in the order of place and year.

    Whether a region may see the series is asked of `one`.
    """
    rows = models.Value.objects.filter(series_id=code)
    if region_codes:
        rows = rows.filter(region_id__in=list(region_codes))
    columns = rows.order_by("region_id", "year").values_list("region_id", "year", "value")
    return [SeriesValue(code, *row) for row in columns]


def by_place(code: str, year: int) -> dict[str, float]:
    """Return the values of one series in one year, by place."""
    rows = models.Value.objects.filter(series_id=code, year=year)
    return dict(rows.values_list("region_id", "value"))


def _seen_by(region_code: str) -> Q:
    return Q(owner=None) | Q(is_shared=True) | Q(owner_id=region_code)


def _value(row: models.Series) -> Series:
    return Series(
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        unit=row.unit,
        credit=row.credit,
        licence=row.licence,
        address=row.address,
        note=row.note,
        note_en=row.note_en,
        owner=row.owner_id or "",
        is_shared=row.is_shared,
        is_fiscal=row.is_fiscal,
    )
