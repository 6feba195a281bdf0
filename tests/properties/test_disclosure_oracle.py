"""Protection against a slow, obvious oracle that reads the rules off the page, on random lakes."""

from __future__ import annotations

import hashlib
import hmac

from hypothesis import given, settings
from hypothesis import strategies as st

from enishi.insight.disclosure import cellkey, protect
from enishi.insight.disclosure.catalogue import Catalogue, Place
from enishi.insight.disclosure.groupings import Grouping
from enishi.insight.disclosure.language import DIMENSIONS, OutsideLanguage, parse
from enishi.insight.disclosure.ptable import USUAL
from enishi.regions import places

SECRET = b"the secret of the oracle, longer"
REGIONS = {
    "182010": "180009", "182028": "180009", "182036": "180009", "182044": "180009",
    "172014": "170003",
}  # fmt: skip
NEAR = "182010-182028-182036"
MONTHS = ("2024-02", "2024-03", "2024-04", "2024-05")
HOMES = ("010006", "130001", "140007")
CATALOGUE = Catalogue(
    places=tuple(Place(code, prefecture) for code, prefecture in REGIONS.items()),
    months=MONTHS,
    kinds=("visit", "event"),
    themes=("食", "自然"),
    home_prefectures=HOMES,
    neighbours=(("182010", "182028", "182036"),),
)
AGES = {"20-29": "20-39", "30-39": "20-39", "unknown": "unknown"}
VALUES = {
    "region": tuple(REGIONS), "prefecture": ("180009", "170003"), "month": MONTHS,
    "fiscal_year": ("2023", "2024"), "kind": ("visit", "event"), "theme": ("食", "自然"),
    "evidence": ("all", "verified"), "age_band": ("20-29", "30-39", "unknown"),
    "age_band20": ("20-39", "unknown"), "neighbours": (NEAR,), "sex": ("female", "male"),
    "home_prefecture": (*HOMES, "unknown"), "home_area": ("北海道", "関東", "unknown"),
}  # fmt: skip
Row = dict[str, str]


@st.composite
def lakes(draw: st.DrawFn) -> list[Row]:
    """Draw a lake of a few skewed groups, so that cells lie around every border."""
    rows: list[Row] = []
    people = 0
    for _ in range(draw(st.integers(1, 5))):
        common = {name: draw(st.sampled_from(values)) for name, values in VALUES.items()}
        for _ in range(draw(st.integers(1, 45))):
            people += 1
            rows.append(row_of(people, common))
        for _ in range(draw(st.integers(0, 6))):
            other = {**common, **draw(changes())}
            rows.append(row_of(draw(st.integers(1, people + 1)), other))
    return rows


def changes() -> st.SearchStrategy[Row]:
    return st.sampled_from(
        ["month", "theme", "kind", "sex", "age_band", "home_prefecture"]
    ).flatmap(lambda name: st.sampled_from(VALUES[name]).map(lambda value: {name: value}))


def row_of(person: int, given_values: Row) -> Row:
    home = given_values["home_prefecture"]
    return {
        **given_values,
        "person": f"{person:032x}",
        "prefecture": REGIONS[given_values["region"]],
        "fiscal_year": "2023" if given_values["month"] < "2024-04" else "2024",
        "home_area": places.home_area(home) or "unknown",
        "neighbours": NEAR if given_values["region"] in NEAR else "",
        "age_band20": AGES[given_values["age_band"]],
    }


@st.composite
def questions(draw: st.DrawFn) -> dict[str, object]:
    names = draw(st.lists(st.sampled_from(sorted(VALUES)), max_size=4, unique=True))
    cut = draw(st.integers(0, len(names)))
    filters = {name: draw(st.sampled_from(VALUES[name])) for name in names[:cut]}
    return {"filters": filters, "by": names[cut:]}


def met(row: Row, conditions: Row) -> bool:
    return all(
        value == "all" if name == "evidence" and value == "all" else row[name] == value
        for name, value in conditions.items()
    )


def people(rows: list[Row], conditions: Row) -> frozenset[str]:
    return frozenset(row["person"] for row in rows if met(row, conditions))


def number(persons: frozenset[str]) -> int:
    """Return the perturbed count, from the definition."""
    key = 0
    for person in persons:
        digest = hmac.new(SECRET, person.encode(), hashlib.sha256).digest()
        key ^= int.from_bytes(digest[:8], "big")
    drawn = hashlib.blake2b(b"count" + key.to_bytes(8, "big"), digest_size=8, key=SECRET).digest()
    u, passed = int.from_bytes(drawn, "big") / 2**64, 0.0
    row = USUAL.rows[min(len(persons), 13)]
    for move, chance in row.items():
        passed += chance
        if u < passed:
            return len(persons) + move
    return len(persons) + max(row)


def wider(conditions: Row) -> list[Row]:
    """Return every cell with one non-geographic condition dropped or made coarser."""
    found = []
    for name, value in conditions.items():
        rest = {other: text for other, text in conditions.items() if other != name}
        if name in ("region", "neighbours", "prefecture"):
            continue
        if name == "month":
            found.append({**rest, "fiscal_year": "2023" if value < "2024-04" else "2024"})
        if name == "home_prefecture" and value not in ("010006", "unknown"):
            found.append({**rest, "home_area": "関東"})
        found.append(rest)
    return found


def allowed(rows: list[Row], conditions: Row) -> int | None:
    """Apply the show rules of the page, one after the other."""
    conditions = {
        name: value
        for name, value in conditions.items()
        if (name, value) != ("evidence", "all")
        and not (name == "fiscal_year" and "month" in conditions)
        and not (name == "home_area" and "home_prefecture" in conditions)
        and not (name == "age_band20" and "age_band" in conditions)
    }
    is_small = "region" in conditions or "neighbours" in conditions
    if not is_small and conditions.get("prefecture") != "180009":
        return None  # Ishikawa has one region, the nation two prefectures
    if is_small:
        conditions.pop("prefecture", None)
    if "region" in conditions:
        conditions.pop("neighbours", None)
    persons = people(rows, conditions)
    shown = number(persons)
    if shown < 10 or len(persons) < 5:
        return None
    if any(len(people(rows, parent)) - len(persons) <= 2 for parent in wider(conditions)):
        return None
    return None if is_nearly_ten_years(rows, conditions, persons) else shown


def is_nearly_ten_years(rows: list[Row], conditions: Row, persons: frozenset[str]) -> bool:
    """Say whether a wide age band has two or fewer outside of one of its ten-year bands."""
    wide = conditions.get("age_band20", "unknown")
    rest = {name: text for name, text in conditions.items() if name != "age_band20"}
    return wide != "unknown" and any(
        len(persons) - len(people(rows, {**rest, "age_band": band})) <= 2
        for band, around in AGES.items()
        if around == wide
    )


def answer(rows: list[Row], wanted: Grouping) -> dict[tuple[str, ...], protect.Count]:
    """Run a grouping the slow way."""
    groups: dict[tuple[str, ...], set[str]] = {}
    for row in rows:
        in_frame = row["region"] in wanted.regions and row["month"] in wanted.months
        if in_frame and met(row, dict(wanted.filters)):
            groups.setdefault(tuple(row[name] for name in wanted.by), set()).add(row["person"])
    return {
        values: protect.Count(
            len(persons), cellkey.cell_key(cellkey.record_key(SECRET, one) for one in persons)
        )
        for values, persons in groups.items()
    }


@settings(max_examples=200, deadline=None)
@given(rows=lakes(), body=questions())
def test_every_row_is_what_the_rules_of_the_page_say(rows, body):
    try:
        question = parse(body, CATALOGUE)
    except OutsideLanguage:
        return
    counts = {
        wanted: answer(rows, wanted) for wanted in protect.needed_groupings(question, CATALOGUE)
    }
    shown = protect.protect(
        question, catalogue=CATALOGUE, counts=counts, settings=protect.Settings(secret=SECRET)
    )
    filters = body["filters"]
    for row in shown:
        cell = {**filters, **dict(zip(question.by, row.values, strict=True))}
        assert row.persons == allowed(rows, cell), cell


@settings(max_examples=300, deadline=None)
@given(body=questions(), data=st.data())
def test_adding_what_is_implied_changes_neither_question_nor_refusal(body, data):
    def outcome(asked: dict[str, object]) -> object:
        try:
            return parse(asked, CATALOGUE)
        except OutsideLanguage as refusal:
            return refusal.reason

    filters, by = dict(body["filters"]), list(body["by"])
    wordier = dict(filters)
    if "region" in filters and "prefecture" not in by:
        wordier.setdefault("prefecture", REGIONS[filters["region"]])
    if "month" in filters and "fiscal_year" not in by:
        wordier.setdefault("fiscal_year", "2023" if filters["month"] < "2024-04" else "2024")
    if "evidence" not in by:
        wordier.setdefault("evidence", "all")
    shuffled = dict(data.draw(st.permutations(list(wordier.items()))))
    again = {"filters": shuffled, "by": data.draw(st.permutations(by))}
    assert outcome(again) == outcome(body)
    assert [name for name in DIMENSIONS if name in by] == sorted(by, key=DIMENSIONS.index)
