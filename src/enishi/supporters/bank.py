"""A bank's list of what came in (CSV), read line by line: what each says, or why it says nothing.

Banks name their columns differently and write Shift_JIS or UTF-8; the first line decides.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from enishi.kit.refusal import Refusal
from enishi.supporters.support import is_reference

DATE, AMOUNT, SUMMARY = COLUMNS = ("date", "amount", "summary")
_NAMES: Mapping[str, tuple[str, ...]] = {
    DATE: ("日付", "取引日", "勘定日", "お取引日", "入金日", "年月日"),
    AMOUNT: (
        "入金額", "入金金額", "お預り金額", "お預かり金額", "預入金額", "受入金額", "入金", "金額",
    ),
    SUMMARY: ("振込依頼人名", "依頼人名", "摘要", "お取引内容", "取引内容", "内容", "備考"),
}  # fmt: skip
_DAY = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?")
_REFERENCE = re.compile(r"(?<![0-9])[0-9]{8}(?![0-9])")
LINES_MAX = 5_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line that says who paid what; `key` is its own, the same when the file comes again."""

    number: int
    key: str
    on: date
    yen: int
    reference: str
    summary: str


@dataclass(frozen=True, slots=True)
class Reject:
    """A line that could not be booked: where, in which column, and why."""

    number: int
    column: str
    reason: str
    text: str


class NotABankList(Refusal):
    """The file has no line that names a date, an amount and who paid."""

    code = "not_a_bank_list"
    status = 422


def read(content: bytes) -> Iterator[Line | Reject]:
    """Yield what each line says of money that came in; what went out is passed over.

    Raises:
        NotABankList: no line names the columns, or the file is too long or in unknown letters.
    """
    try:
        rows = list(csv.reader(io.StringIO(_text(content), newline="")))
    except csv.Error as broken:
        raise NotABankList from broken
    if len(rows) > LINES_MAX:
        raise NotABankList
    start, places = _head(rows)
    seen: Counter[tuple[str, ...]] = Counter()
    for number, row in enumerate(rows[start + 1 :], start=start + 2):
        if not any(cell.strip() for cell in row):
            continue
        told = {name: _cell(row, place) for name, place in places.items()}
        if told[AMOUNT] in ("", "0"):
            continue
        same = tuple(told[name] for name in COLUMNS)
        seen[same] += 1
        yield _line(number, told, seen[same])


def _text(content: bytes) -> str:
    for letters in ("utf-8-sig", "cp932"):
        try:
            return content.decode(letters)
        except UnicodeDecodeError:
            continue
    raise NotABankList


def _head(rows: list[list[str]]) -> tuple[int, dict[str, int]]:
    """Find the line that names the columns, and where each stands."""
    for index, row in enumerate(rows):
        names = [unicodedata.normalize("NFKC", cell).strip().strip("()円") for cell in row]
        places = {
            column: next((names.index(name) for name in known if name in names), -1)
            for column, known in _NAMES.items()
        }
        if min(places.values()) >= 0:
            return index, places
    raise NotABankList


def _cell(row: list[str], place: int) -> str:
    return unicodedata.normalize("NFKC", row[place]).strip() if place < len(row) else ""


def _line(number: int, told: Mapping[str, str], nth: int) -> Line | Reject:
    on = _day(told[DATE])
    if on is None:
        return Reject(number, DATE, "bad_date", told[DATE])
    digits = told[AMOUNT].replace(",", "").removeprefix("¥").removesuffix("円")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 9:  # noqa: PLR2004
        return Reject(number, AMOUNT, "bad_amount", told[AMOUNT])
    found = _REFERENCE.search(told[SUMMARY])
    if found is None:
        return Reject(number, SUMMARY, "no_reference", told[SUMMARY])
    if not is_reference(found[0]):
        return Reject(number, SUMMARY, "mistyped_reference", told[SUMMARY])
    content = "\x1f".join([on.isoformat(), digits, told[SUMMARY], str(nth)])
    key = "bank:" + hashlib.sha256(content.encode()).hexdigest()[:32]
    return Line(number, key, on, int(digits), found[0], told[SUMMARY])


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
