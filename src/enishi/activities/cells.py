"""The cells of one row, found by our names for the columns, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

from enishi.activities import words
from enishi.activities.sheet import Record
from enishi.kit.periods import JST
from enishi.kit.refusal import Refusal

Value = TypeVar("Value")

REASONS = {
    "missing": "必ず要る値が空です",
    "bad_time": "日時として読めません（例：2024-05-01 10:30、2024-05-01T01:30:00Z、2024-05-01）",
    "time_out_of_range": (
        "1990年より前か、取り込む日の翌日より後の日時です（年の打ちまちがいではありませんか）"
    ),
    "unknown_kind": "活動の種類が登録されていません",
    "unknown_region": (
        "参加している地域ではありません"
        "（先に ./enishi region add コード 名前 --parent 県コード で加えてください）"
    ),
    "unknown_home": "市区町村や都道府県の6桁のコードではありません",
    "unknown_sex": "性別として読めません（男・女・その他・無回答、または空）",
    "unknown_age_band": "年代として読めません（例：30代、30-39、80歳以上）",
    "unknown_evidence": "記録の確かさの区分ではありません",
    "bad_birth_year": "生まれた年（西暦4桁）として読めません",
    "bad_amount": "0以上の円の金額として読めません",
    "bad_points": "0以上の整数のポイントとして読めません（例：1200、1,200、1200pt）",
    "bad_day": "日として読めません（例：2027-03-31、2027/3/31、令和9年3月31日、無期限）",
    "expired_already": "期限を過ぎています（前のしくみで失効したポイントは移せません）",
    "unknown_card": "使えるカードの番号ではありません",
    "same_person_twice": "同じ人の同じ期限の行が二つあります（足すのか重なりなのか分かりません）",
    "other_row_kept_out": "同じ人の別の行が読めないので、この行も移しません",
    "opened_differently": (
        "この人の残高は、ちがう内容で既に移されています"
        "（直すときは、移した分を取り消してから、もう一度取り込んでください）"
    ),
    "not_posted": "帳簿がこの人への記帳を受けつけませんでした",
    "bad_online": "オンラインかどうかを読めません（true・false、オンライン・会場、1・0）",
    "bad_score": "0から10の点数として読めません",
    "too_long": "長すぎます",
    "bad_characters": "読めない文字があります（文字コードか、こわれた文字）",
    "broken_quotes": '引用符（"）の対応がとれません',
    "wrong_number_of_columns": "列の数が見出しと合いません",
    "unknown_place": "登録されている地域のコード（6桁）ではありません",
    "bad_year": "年（西暦4桁）として読めません（例：2023）",
    "bad_value": "数として読めません（15桁まで。例：1234、1,234.5、-3）",
    "same_place_and_year_twice": "同じ地域の同じ年の行が、上にもあります",
    "other_value_is_in": (
        "この地域のこの年には、ちがう値が既にあります（直すときは「前の値を置きかえる」を選びます）"
    ),
    "unknown_holder": (
        "この番号とつながった会員がいません（会員が同意してつなぐと、次に取り込めます）"
    ),
    "no_consent": "同意が確かめられないので、取り込みません",
    "below_minimum": "提携先と決めた、1回の最小数に足りません",
    "comes_to_nothing": "レートと手数料を引くと、1ポイントになりません",
    "unknown_click": "この番号の、お店への案内が見つかりません",
    "click_is_old": "案内してから30日より後の注文です",
    "unknown_state": "状態として読めません（確定・取消）",
    "earned_was_spent": "ついたポイントがもう使われているので、取り消せません",
    "same_id_other_content": (
        "同じ番号の記録が、ちがう内容で既にあります"
        "（別の記録なら番号を、別のシステムのデータなら --source を変えてください）"
    ),
}
TEXT_LENGTH_MAX = 200
EARLIEST = date(1990, 1, 1)
_VALUE_SHOWN_MAX = 80


@dataclass(frozen=True, slots=True)
class Reject:
    """One cell that could not be taken in; its row stays out until it is corrected."""

    line: int
    column: str
    code: str
    value: str = ""

    @property
    def reason(self) -> str:
        """Say in Japanese what is wrong."""
        return REASONS[self.code]


@dataclass(frozen=True, slots=True)
class Headers:
    """How someone else's sheet names our columns, its words for ours, and what never varies."""

    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)


class HeadersAreUnclear(Refusal):
    """The map of headers names something that is not one of our columns."""

    code = "headers_are_unclear"
    status = 422
    sentence = "The map of headers says {unknown}, which is none of: {known}."


def headers_from(table: Mapping[str, object], ours: Sequence[str]) -> Headers:
    """Read a map: `our_column = "their header"`, and the tables [values.COLUMN] and [fixed].

    Lines outside a table may also be written the other way round, `"their header" = "our_column"`.

    Raises:
        HeadersAreUnclear: a name is not one of `ours`, both could be, or a value is not text.
    """
    lines = _texts({name: value for name, value in table.items() if name not in _TABLES})
    pairs = [_our_name_first(left, right, ours) for left, right in lines.items()]
    columns = {**dict(pairs), **_table(table.get("columns", {}), "columns")}
    if len(dict(pairs)) < len(pairs):
        raise HeadersAreUnclear(unknown="one column twice", known=", ".join(ours))
    fixed = _table(table.get("fixed", {}), "fixed")
    values = _table(table.get("values", {}), "values")
    strange = sorted(name for name in (*columns, *fixed, *values) if name not in ours)
    if strange:
        raise HeadersAreUnclear(unknown=", ".join(strange), known=", ".join(ours))
    own = {name: _texts(_table(value, name)) for name, value in values.items()}
    return Headers(_texts(columns), own, _texts(fixed))


_TABLES = ("columns", "fixed", "values")


def _our_name_first(left: str, right: str, ours: Sequence[str]) -> tuple[str, str]:
    """Return (our column, their header) of a line written either way round."""
    if left in ours and right in ours and left != right:
        raise HeadersAreUnclear(
            unknown=f"{left} = {right}, both names of ours",
            known='[columns], where every line is our_column = "their header"',
        )
    return (right, left) if right in ours else (left, right)


def _table(value: object, name: str) -> Mapping[str, object]:
    """Return a table of the map, or refuse what is not one."""
    if not isinstance(value, Mapping):
        raise HeadersAreUnclear(unknown=name, known="[columns], [values.COLUMN], [fixed]")
    return value


def _texts(table: Mapping[str, object]) -> dict[str, str]:
    """Return the entries as text (a code written as a number would have lost its zero)."""
    for name, value in table.items():
        if not isinstance(value, str):
            raise HeadersAreUnclear(unknown=f"{name} = {value}", known=f'{name} = "…"')
    return {name: str(value) for name, value in table.items()}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each of our columns stands in a sheet."""

    place_of: Mapping[str, int]
    width: int
    headers: Headers

    def header(self, column: str) -> str:
        """Name a column as the sheet does."""
        return self.headers.columns.get(column, column)

    def has(self, column: str) -> bool:
        """Say whether the sheet tells this column at all."""
        return column in self.place_of or column in self.headers.fixed


class ColumnsAreMissing(Refusal):
    """The first line does not name the columns that an import needs."""

    code = "columns_are_missing"
    status = 422
    sentence = (
        "The first line of the file must name the columns. Missing: {missing}. Found: {found}. "
        "If they only have other names, write them into a file for --map, "
        'one line each: our_column = "their header".'
    )


def layout_of(
    record: Record, headers: Headers, required: Sequence[str], optional: Sequence[str] = ()
) -> Layout:
    """Find our columns in the first line of a sheet; columns we do not know are left alone.

    Raises:
        ColumnsAreMissing: a required column is missing, or one that the map names.
    """
    found = [words.plain(cell) for cell in record.cells or []]
    places: dict[str, int] = {}
    missing: list[str] = []
    for column in (*required, *optional):
        header = words.plain(headers.columns.get(column, column))
        if header in found:
            places[column] = found.index(header)
        elif column in headers.columns or (column in required and column not in headers.fixed):
            missing.append(header)
    if missing:
        raise ColumnsAreMissing(missing=", ".join(missing), found=", ".join(found))
    return Layout(places, len(found), headers)


class Cells:
    """Reads the cells of one row and gathers what keeps the row out."""

    __slots__ = ("_cells", "_layout", "line", "rejects")

    def __init__(self, record: Record, layout: Layout) -> None:
        """Begin; broken quotes or a wrong number of columns keep the whole row out."""
        self.line = record.line
        self.rejects: list[Reject] = []
        self._layout = layout
        self._cells = record.cells or []
        beyond = self._cells[layout.width :]
        if record.cells is None:
            self.rejects.append(Reject(record.line, "", "broken_quotes"))
        elif len(self._cells) < layout.width or any(cell.strip() for cell in beyond):
            count = str(len(self._cells))
            self.rejects.append(Reject(record.line, "", "wrong_number_of_columns", count))

    def refuse(self, column: str, code: str, value: str) -> None:
        """Note that a cell keeps the row out."""
        shown = value.encode("utf-8", "replace").decode()[:_VALUE_SHOWN_MAX]
        self.rejects.append(Reject(self.line, self._layout.header(column), code, shown))

    def text(self, column: str, longest: int = TEXT_LENGTH_MAX) -> str:
        """Return a cell without the spaces around it, in our words; empty when refused."""
        headers = self._layout.headers
        place = self._layout.place_of.get(column)
        value = "" if place is None else self._cells[place].strip()
        if not value:
            return headers.fixed.get(column, "")
        if not words.is_readable(value):
            self.refuse(column, "bad_characters", value)
            return ""
        if len(value) > longest:
            self.refuse(column, "too_long", value)
            return ""
        own = headers.words.get(column)
        return own.get(value, value) if own else value

    def required(self, column: str, longest: int = TEXT_LENGTH_MAX) -> str:
        """Return a cell that may not be empty."""
        before = len(self.rejects)
        value = self.text(column, longest)
        if not value and len(self.rejects) == before:
            self.refuse(column, "missing", "")
        return value

    def moment(self, column: str, today: date) -> datetime | None:
        """Return the moment a cell tells, on a day from 1990 to tomorrow in Japan.

        One mistyped year would stretch every table of months.
        """
        value = self.required(column)
        at = words.moment(value) if value else None
        if value and at is None:
            self.refuse(column, "bad_time", value)
        elif at and not EARLIEST <= at.astimezone(JST).date() <= today + timedelta(days=1):
            self.refuse(column, "time_out_of_range", value)
            return None
        return at

    def read(self, column: str, meaning: Callable[[str], Value | None], code: str) -> Value | None:
        """Return what a cell means; None when it is empty, or refused because nobody can say."""
        value = self.text(column)
        if not value:
            return None
        found = meaning(value)
        if found is None:
            self.refuse(column, code, value)
        return found
