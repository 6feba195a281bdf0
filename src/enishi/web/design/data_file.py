"""All that is kept about somebody, in one file: words to read, data, tables, every receipt."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from enishi.kit.periods import JST, jst_day
from enishi.regions import queries as regions
from enishi.regions.region import Controller, Region
from enishi.rights import queries as rights
from enishi.rights.copy import Copy
from enishi.web.design import data_words
from enishi.web.design.formulas import disarmed

FORMAT = "enishi-my-data/1"
_ACTIVITIES = ("at", "region_code", "kind", "place", "event", "theme", "evidence", "is_withdrawn")
_MOVEMENTS = ("at", "region", "asset", "kind", "counterpart", "amount", "balance", "expires_on",
              "transfer")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of data in plain words, and how much of it there is."""

    name: str
    why: str
    count: int


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who answers for the data of one region, and until when they keep them from now on."""

    region: Region
    controller: Controller
    until: date


def kinds(copied: Copy) -> list[Kind]:
    """Name every kind of data with its number; what there is none of is said too."""
    return [
        Kind(data_words.section(one.code), data_words.why(one.code), one.count)
        for one in copied.sections
    ]


def keepers(copied: Copy) -> list[Keeper]:
    """Say who answers for what a region knows, and when it ends after the last record."""
    found = regions.regions([one.region_code for one in copied.controllers])
    on = jst_day(copied.at)
    return [
        Keeper(found[one.region_code], one, _months_after(on, one.retention_months))
        for one in copied.controllers
    ]


def _months_after(day: date, months: int) -> date:
    """Return the first of the month so many months later: no day may be missing there."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def plain(value: object) -> object:
    """Write what JSON knows no word for."""
    if isinstance(value, datetime):
        return value.astimezone(JST).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(type(value).__name__)


def as_json(copied: Copy) -> str:
    """Write the whole copy for programs."""
    told = {
        "format": FORMAT,
        "member": copied.member_id,
        "made_at": copied.at,
        "kept_by": [asdict(one) for one in copied.controllers],
        **{section.code: section.rows for section in copied.sections},
    }
    return json.dumps(told, ensure_ascii=False, indent=1, default=plain) + "\n"


def as_csv(rows: Iterable[Mapping[str, Any]], names: Sequence[str]) -> str:
    """Write a table that spreadsheets open in Japanese too (with a byte order mark)."""
    out = io.StringIO()
    out.write("\ufeff")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(names)
    for row in rows:
        table.writerow([_cell(row[name]) for name in names])
    return out.getvalue()


def _cell(value: object) -> object:
    """Write one cell; what a spreadsheet would compute is text."""
    told = plain(value) if isinstance(value, datetime | date | UUID) else value
    if isinstance(told, str):
        return disarmed(told)
    return "" if told is None else told


def packed(copied: Copy) -> bytes:
    """Pack everything into one ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for language, name in (("ja", "はじめにお読みください.txt"), ("en", "README.txt")):
            archive.writestr(name, _readme(copied, language))
        archive.writestr("data.json", as_json(copied))
        archive.writestr("activities.csv", as_csv(copied.rows("activities"), _ACTIVITIES))
        archive.writestr("movements.csv", as_csv(copied.rows("movements"), _MOVEMENTS))
        for transfer, receipt in rights.receipts_of(copied):
            told = json.dumps(receipt, ensure_ascii=False, indent=1)
            archive.writestr(f"receipts/{transfer}.json", told)
    return out.getvalue()


def _readme(copied: Copy, language: str) -> str:
    with translation.override(language):
        page = {
            "copied": copied,
            "kinds": kinds(copied),
            "keepers": keepers(copied),
            "log": reverse("log"),
        }
        return render_to_string("design/data_file.txt", page)


def answer(copied: Copy) -> HttpResponse:
    """Answer with the file, to keep."""
    told = HttpResponse(packed(copied), content_type="application/zip")
    name = f"enishi-my-data-{jst_day(copied.at)}.zip"
    told["Content-Disposition"] = f'attachment; filename="{name}"'
    return told
