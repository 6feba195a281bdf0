"""Files of released numbers: the same rows as CSV and as JSON, each saying where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext

from enishi.insight.releases import additive
from enishi.regions.region import Region
from enishi.web.design.numbers import naming, shares, tables, writing
from enishi.web.design.numbers.asking import Numbers
from enishi.web.design.numbers.naming import Names

SAMPLE = "見本"


@dataclass(frozen=True, slots=True)
class Part:
    """One question's numbers of one region, with all its people."""

    region: Region
    numbers: Numbers
    whole: int | None


@dataclass(frozen=True, slots=True)
class File:
    """What a file holds, and everything a reader of the file alone must know."""

    parts: Sequence[Part]
    period: str
    fiscal_year: str | None
    last_month: str
    limit: int
    credit: str
    is_sample: bool
    licence: str = ""
    is_adjusted: bool = False
    """The parts add up (調整済み): asked for, worked out from published values."""


def as_csv(file: File, names: Names, encoding: str) -> bytes:
    """Write one line a row: which table, which values, people, share, range, and the frame."""
    heads = [
        gettext("地域コード"), gettext("地域"), gettext("期間"), gettext("分け方"),
        gettext("コード1"), gettext("項目1"), gettext("コード2"), gettext("項目2"),
        gettext("人数"), gettext("割合（%）"), gettext("割合の幅・下（%）"),
        gettext("割合の幅・上（%）"), gettext("注"), gettext("出典"), gettext("使う条件"),
        gettext("見本"),
    ]  # fmt: skip
    lines = [line for part in file.parts for line in _lines(file, part, names)]
    return tables.sheet(heads, lines, encoding)


def added_up(file: File) -> File | None:
    """Return the file with parts that add up to the whole; None for tables where they cannot.

    Only where nobody is in two parts. Worked out from what is published, and stored nowhere.
    """
    parts = [_added_up(part) for part in file.parts]
    if any(part is None for part in parts):
        return None
    return replace(file, parts=[part for part in parts if part is not None], is_adjusted=True)


def _added_up(part: Part) -> Part | None:
    numbers = part.numbers
    if len(numbers.by) != 1 or numbers.by[0] not in additive.PARTITIONS or part.whole is None:
        return None
    people = [row["n"] if isinstance(row["n"], int) else None for row in numbers.rows]
    found = additive.adjusted(people, part.whole)
    if found is None:
        return None
    rows = [{**row, "n": n} for row, n in zip(numbers.rows, found, strict=True)]
    return replace(part, numbers=replace(numbers, rows=rows))


def note_of(file: File) -> str:
    """Return the note that goes with the numbers: how they are protected, and adjusted or not."""
    adjusted = gettext(
        "調整済み：公表している数から、内訳の合計が全員の人数に合うように計算し直した表です。"
    )
    return writing.text(adjusted if file.is_adjusted else "", writing.protection())


def _lines(file: File, part: Part, names: Names) -> list[list[object]]:
    """Return the lines of one table."""
    by = part.numbers.by
    split = gettext("×").join(names.dimension(name) for name in by) or gettext("全体")
    about = [note_of(file), file.credit, file.licence, SAMPLE if file.is_sample else ""]
    lines: list[list[object]] = []
    for row in part.numbers.rows:
        values, people = [str(row[name]) for name in by], row["n"]
        coded: list[object] = []
        for name, value in zip(by, values, strict=True):
            coded += [value, names.value(name, value)]
        coded += [""] * (4 - len(coded))
        frame = [part.region.code, naming.of_region(part.region), file.period, split]
        share = _share(people, part.whole if by else None)
        lines.append([*frame, *coded, people, *share, *about])
    return lines


def _share(people: str | int | None, whole: int | None) -> list[object]:
    """Return share and range in percent; empty where they mean nothing."""
    share = shares.share(people, whole) if isinstance(people, int) else None
    if share is None:
        return ["", "", ""]
    return [f"{ratio * 100:.1f}" for ratio in (share.ratio, share.low, share.high)]


def as_json(file: File) -> dict[str, object]:
    """Return the same rows as data; a hidden number is null."""
    return {
        "period": file.period,
        "fiscal_year": file.fiscal_year,
        "last_closed_month": file.last_month,
        "unit": "persons",
        "limit": file.limit,
        "adjusted": file.is_adjusted,
        "note": note_of(file),
        "credit": file.credit,
        "licence": file.licence,
        "sample": file.is_sample,
        "tables": [
            {
                "region": part.region.code,
                "region_name": part.region.name,
                "filters": dict(part.numbers.filters),
                "by": list(part.numbers.by),
                "rows": [dict(row) for row in part.numbers.rows],
            }
            for part in file.parts
        ],
    }
