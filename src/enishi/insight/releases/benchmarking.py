"""What the other shops of a trade come to in a prefecture's last closed quarter, for one of them.

The shop that asks is left out, four others must be there, and none of them may stand out; what is
told is a mean with noise, of three digits. A quarter is told once: later closings change nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import ibis

from enishi.insight.disclosure import language, magnitudes, ptable, rules
from enishi.insight.disclosure.magnitudes import Part, Sum
from enishi.insight.metrics.sums import sums
from enishi.insight.releases import frames
from enishi.insight.releases.released import Closed
from enishi.insight.releases.snapshot import Snapshot
from enishi.transparency import canonical

_QUARTER = 3
KIND, MEASURE = "purchase", "benchmark"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The question: which quarter of which prefecture and trade, and who is left out."""

    prefecture: str
    months: tuple[str, ...]
    trade: str
    asking: str

    @property
    def question(self) -> dict[str, Any]:
        """The question as it is stored and sealed."""
        frame = {
            "prefecture": self.prefecture,
            "quarter": self.months[0],
            "trade": self.trade,
            "without": self.asking,
        }
        return {"filters": frame, "by": [], "measure": MEASURE}

    @property
    def digest(self) -> str:
        """What the same question is known by."""
        return hashlib.sha256(canonical.text(self.question).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Means of the other shops: yen a shop in the quarter, and yen a sale; None: untold."""

    prefecture: str
    first_month: str
    last_month: str
    trade: str
    others: int
    yen_a_shop: int
    yen_a_sale: int | None


def wanted(closed: Closed, *, region: str, trade: str, asking: str) -> Wanted | None:
    """Return the question for a shop; None where its prefecture has no whole closed quarter."""
    place = closed.catalogue.nodes.get(region)
    if place is None or place.prefecture not in closed.catalogue.prefectures:
        return None
    months = closed.catalogue.months
    ends = [number for number, month in enumerate(months) if int(month[5:]) % _QUARTER == 0]
    if not ends or ends[-1] + 1 < _QUARTER:
        return None
    last = ends[-1] + 1
    return Wanted(place.prefecture, tuple(months[last - _QUARTER : last]), trade, asking)


def made(snapshot: Snapshot, closed: Closed, asked: Wanted, *, secret: bytes) -> dict[str, object]:
    """Count, protect, and return what is stored of the answer."""
    catalogue = closed.catalogue
    yen = _others(snapshot, asked, "yen", catalogue.cap("yen"))
    rows: list[list[object]] = [[[], None, "hidden", None, None, None]]
    if yen.businesses.contributors >= magnitudes.OTHERS_LEAST:
        table = ptable.SENSITIVE
        told = magnitudes.told(yen, "yen", secret=secret, table=table)
        sales = _others(snapshot, asked, "activities", catalogue.cap("activities"))
        number = magnitudes.told(sales, "activities", secret=secret, table=table)
        if told is not None:
            others = yen.businesses.contributors
            a_shop = magnitudes.to_three_digits(told / others)
            a_sale = magnitudes.to_three_digits(told / number) if number else None
            rows = [[[], None, "shown", a_shop, a_sale, others]]
    frame = {"filters": {"prefecture": asked.prefecture}, "by": []}
    question = language.parse(frame, catalogue)
    note = frames.note_of(question, catalogue, closed.credits, rules.OPERATOR_LIMIT)
    told_note = asdict(note) | {
        "measure": MEASURE,
        "first_month": asked.months[0],
        "last_month": asked.months[-1],
        "cap": catalogue.cap("yen"),
    }
    return {"question": asked.question, "rows": rows, "note": told_note}


def _others(snapshot: Snapshot, asked: Wanted, measure: str, cap: int) -> Sum:
    """Sum purchases at the other shops of the trade in the quarter, by person and by shop."""
    rows = snapshot.deeds
    kept = rows.filter(
        rows.prefecture == asked.prefecture,
        rows.kind == KIND,
        rows.trade == asked.trade,
        rows.month.isin(list(asked.months)),
        rows.business_id != asked.asking,
        rows.business_id != "",
        rows.amount_yen > 0,
    )
    value = ibis.literal(1, "int64") if measure == "activities" else kept.amount_yen
    found = snapshot.engine.answer(sums(kept.mutate(value=value), by=(), where={}, cap=cap))
    (row,) = found.to_pylist()
    return Sum(_part(row, "person"), row["key"], _part(row, "business"))


def _part(row: Mapping[str, int], name: str) -> Part:
    return Part(
        *(row[f"{name}_{one}"] or 0 for one in ("total", "contributors", "first", "second"))
    )


def read(asked: Wanted, rows: Sequence[Sequence[Any]]) -> Benchmark | None:
    """Return a stored answer; None where nothing may be told."""
    _, _, reason, a_shop, a_sale, others = rows[0]
    if reason != "shown":
        return None
    first, last = asked.months[0], asked.months[-1]
    return Benchmark(asked.prefecture, first, last, asked.trade, others, a_shop, a_sale)
