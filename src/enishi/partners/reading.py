"""Reads what a partner delivers, file or answer alike: one row at a time, each faulty cell told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from enishi.activities import cells, sheet, words
from enishi.activities.cells import Cells, Headers, Layout, Reject
from enishi.activities.sheet import Record
from enishi.kit.refusal import Refusal
from enishi.partners import partner
from enishi.partners.holders import LONGEST, SHORTEST
from enishi.partners.partner import Delivery, Partner, Told

BYTES_MAX, ROWS_MAX = 5_000_000, 20_000
CONFIRMED, CANCELLED = "confirmed", "cancelled"
_STATES = {
    "confirmed": CONFIRMED, "確定": CONFIRMED, "承認": CONFIRMED, "": CONFIRMED,
    "cancelled": CANCELLED, "canceled": CANCELLED, "取消": CANCELLED, "キャンセル": CANCELLED,
}  # fmt: skip
REQUIRED = ("id", "holder", "at", "amount")
OPTIONAL = ("place", "state", "consent")
COLUMNS = REQUIRED + OPTIONAL
# What other systems call the columns, beside our names.
_ALSO: Mapping[str, Sequence[str]] = {
    "id": ("取引番号", "乗車番号", "券番号", "注文番号", "受付番号", "番号"),
    "holder": ("会員証番号", "カード番号", "メールアドレス", "電話番号", "案内番号", "会員番号"),
    "at": ("日時", "利用日", "乗車日", "注文日時", "寄附日", "日付"),
    "amount": ("ポイント", "運賃", "金額", "寄附額", "運賃合計", "円"),
    "place": ("場所", "区間", "停留所", "スキー場"),
    "state": ("状態",),
    "consent": ("同意",),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row as the partner tells it; `holder` is nobody's name until it is looked up."""

    line: int
    id: str
    holder: str
    at: datetime
    units: int
    place: str
    is_cancelled: bool
    consents: bool


@dataclass(frozen=True, slots=True)
class Outside:
    """A row that cannot be read: what is wrong with it, and its amount where that is readable."""

    line: int
    rejects: Sequence[Reject]
    units: int


class DeliveryIsTooLarge(Refusal):
    """The file has more bytes or rows than is taken in one go."""

    code = "delivery_is_too_large"
    status = 413


class DeliveryIsEmpty(Refusal):
    """The file has no line with words."""

    code = "delivery_is_empty"
    status = 422


def delivery(content: bytes, *, source: str, told: Told) -> Delivery:
    """Take a file apart: UTF-8 or Shift_JIS, the first line names the columns.

    Raises:
        DeliveryIsTooLarge, DeliveryIsEmpty: there is too much or nothing to read.
        SheetIsNotText: it is UTF-16 or a workbook.
    """
    if len(content) > BYTES_MAX:
        raise DeliveryIsTooLarge(most=f"{BYTES_MAX // 1_000_000} MB")
    lines = content.splitlines(keepends=True)
    shape = sheet.shape_of(lines)
    if shape.lines > ROWS_MAX:
        raise DeliveryIsTooLarge(most=f"{ROWS_MAX:,}")
    found = list(sheet.records(line.decode(shape.encoding, "surrogateescape") for line in lines))
    if not found:
        raise DeliveryIsEmpty
    rows = [[str(one.line), *(one.cells or [])] for one in found]
    return Delivery(source, rows[0], rows[1:], told)


def read(of: Delivery, by: Partner, today: date) -> Iterator[Row | Outside]:
    """Read a delivery row by row.

    Raises:
        ColumnsAreMissing: it does not name id, holder, at and amount.
    """
    header = Record(1, list(of.header[1:]))
    layout = cells.layout_of(header, _headers(header), REQUIRED, OPTIONAL)
    for line, *found in of.rows:
        yield _row(Record(int(line), found or None), layout, by, today)


def names(of: Delivery) -> Mapping[str, str]:
    """Return how a delivery names our columns, where it has other names."""
    return _headers(Record(1, list(of.header[1:]))).columns


def _headers(header: Record) -> Headers:
    """Find our columns under the names that others use."""
    there = {words.plain(cell) for cell in header.cells or []}
    named = {}
    for ours, others in _ALSO.items():
        other = next((name for name in others if name in there), None)
        if ours not in there and other is not None:
            named[ours] = other
    return Headers(columns=named)


def _row(record: Record, layout: Layout, by: Partner, today: date) -> Row | Outside:
    found = Cells(record, layout)
    if found.rejects:
        return Outside(record.line, found.rejects, 0)
    id_ = found.required("id", 80)
    holder = found.required("holder", LONGEST)
    if holder and len(words.plain(holder)) < SHORTEST:
        found.refuse("holder", "unknown_holder", "")
    at = found.moment("at", today)
    is_points = by.kind == partner.POINTS
    reads = "bad_points" if is_points else "bad_amount"
    units = found.read("amount", words.yen, reads) if found.required("amount") else None
    place = found.text("place", 80)
    state = found.read(
        "state", lambda word: _STATES.get(words.plain(word).lower()), "unknown_state"
    )
    consents = found.read("consent", words.yes_or_no, "no_consent")
    if units is not None and units == 0 and is_points:
        found.refuse("amount", "bad_points", "0")
    if found.rejects or at is None or units is None:
        return Outside(record.line, _without_names(found.rejects, layout), units or 0)
    cancelled = state == CANCELLED
    return Row(record.line, id_, holder, at, units, place, cancelled, bool(consents))


def _without_names(rejects: Sequence[Reject], layout: Layout) -> list[Reject]:
    """Keep no name of a person among what is told of faulty cells."""
    header = layout.header("holder")
    return [
        Reject(one.line, one.column, one.code) if one.column == header else one for one in rejects
    ]
