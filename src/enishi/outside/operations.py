"""Every change to outside statistics: official ones are loaded, a region brings its own."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import F

from enishi.activities.cells import Reject
from enishi.kit.refusal import Refusal
from enishi.outside import models, official, reading
from enishi.outside.reading import Row
from enishi.outside.series import Brought, Series
from enishi.regions import queries as regions

_BATCH = 20_000
# What a column of the table keeps.
_LONGEST = {
    "name": 80, "name_en": 120, "unit": 20, "credit": 200, "licence": 120, "address": 300,
    "note": 300,
}  # fmt: skip
_CODE = re.compile(r"[a-z][a-z0-9_]{2,39}")
# A reader follows it: a page of the web and nothing else.
_ADDRESS = re.compile(r"https?://[^\s]+\Z")


@transaction.atomic(durable=True)
def load_official() -> int:
    """Load the packaged series and their values; return how many values were new.

    Loading again renews the words of the series and adds values that are missing.
    """
    for one in official.SERIES:
        words = asdict(one)
        del words["code"], words["owner"]
        models.Series.objects.update_or_create(code=one.code, defaults=words)
    known = set(
        models.Value.objects.filter(series__owner=None).values_list(
            "series_id", "region_id", "year"
        )
    )
    missing = [
        models.Value(
            series_id=one.series, region_id=one.region_code, year=one.year, value=one.value
        )
        for one in official.values()
        if (one.series, one.region_code, one.year) not in known
    ]
    models.Value.objects.bulk_create(missing, batch_size=_BATCH, ignore_conflicts=True)
    _revise({value.series_id for value in missing})
    return len(missing)


def _revise(series: Collection[str]) -> None:
    """Note that values of these series changed: whoever copies them knows by it."""
    models.Series.objects.filter(code__in=series).update(revision=F("revision") + 1)


class BadSeries(Refusal):
    """A series of one's own lacks a name, a unit, a credit or a usable code."""

    code = "bad_series"
    status = 422


class SeriesOfOthers(Refusal):
    """The code belongs to official statistics or to another region."""

    code = "series_of_others"
    status = 409


@transaction.atomic(durable=True)
def import_series(
    *, series: Series, content: bytes, replace: bool = False, at: datetime
) -> Brought:
    """Bring in a region's own series; what is in already stays, a faulty row is told.

    Another value for a place and year that has one is kept out, unless it is to `replace` it.
    Bringing the same file twice acts once.

    Raises:
        UnknownRegion: the owner does not exist.
        BadSeries: a name, unit or credit is missing, or the code cannot be used.
        SeriesOfOthers: the code is an official series', or another region's.
        FileIsTooLarge, FileHasNoRows, SheetIsNotText, ColumnsAreMissing: the file.
    """
    check_series(series)
    sheet = reading.read(content, regions.codes_of_all())
    words = asdict(series)
    code, owner = words.pop("code"), words.pop("owner")
    row, is_new = models.Series.objects.select_for_update().get_or_create(
        code=code, defaults={**words, "owner_id": owner, "created_at": at}
    )
    if row.owner_id != owner:
        raise SeriesOfOthers(series=code)
    if not is_new:
        models.Series.objects.filter(code=code).update(**words)
    return _write(code, sheet.rows, sheet.rejects, replace=replace)


def check_series(series: Series) -> None:
    """Check that a series could be shown with its source; nothing is written.

    Raises:
        UnknownRegion: the owner does not exist.
        BadSeries: a name, unit or credit is missing or too long, the code cannot be used, or the
            address is none of the web.
    """
    region = regions.region(series.owner)
    wanted = {
        "code": bool(_CODE.fullmatch(series.code)),
        **{name: bool(getattr(series, name).strip()) for name in ("name", "unit", "credit")},
    }
    missing = [name for name, is_there in wanted.items() if not is_there]
    if series.address and not _ADDRESS.match(series.address):
        missing.append("address")
    missing += [name for name, longest in _LONGEST.items() if len(getattr(series, name)) > longest]
    if missing:
        raise BadSeries(part=", ".join(missing), region=region.code)


def _write(code: str, rows: Sequence[Row], rejects: Sequence[Reject], *, replace: bool) -> Brought:
    """Write what is new, and what differs if it is to."""
    kept = models.Value.objects.filter(series_id=code)
    known = {row[:2]: row[2:] for row in kept.values_list("region_id", "year", "value", "id")}
    new, changed, refused, repeated = [], [], list(rejects), 0
    for row in rows:
        before = known.get((row.region_code, row.year))
        value = models.Value(
            series_id=code, region_id=row.region_code, year=row.year, value=row.value
        )
        if before is None:
            new.append(value)
        elif before[0] == row.value:
            repeated += 1
        elif replace:
            value.pk = before[1]
            changed.append(value)
        else:
            told = f"{row.region_code} {row.year}"
            refused.append(Reject(row.line, "value", "other_value_is_in", told))
    models.Value.objects.bulk_create(new, batch_size=_BATCH)
    models.Value.objects.bulk_update(changed, ["value"], batch_size=_BATCH)
    if new or changed:
        _revise({code})
    refused.sort(key=lambda reject: reject.line)
    return Brought(len(new), repeated, len(changed), tuple(refused))


@transaction.atomic(durable=True)
def remove_series(*, code: str, owner: str) -> None:
    """Take a region's own series away, with its values; again changes nothing.

    Raises:
        SeriesOfOthers: the series is official or another region's.
    """
    row = models.Series.objects.filter(code=code).first()
    if row is None:
        return
    if row.owner_id is None or row.owner_id != owner:
        raise SeriesOfOthers(series=code)
    row.delete()
