"""The shapes of roll-ups and the expressions that make them; what each sum may be merged from."""

from __future__ import annotations

from types import MappingProxyType

import ibis

from enishi.activities import vocabulary
from enishi.kit import codes

# What a person did in one region in one month, as they were then. A person is named by the record
# key alone: eight bytes instead of thirty-two signs.
KINDS = (*sorted(vocabulary.KINDS), "other")
_OF_KINDS = {f"of_{kind}": "!int64" for kind in KINDS}
_KEYS = (
    "region", "prefecture", "sample", "rk", "month", "fiscal_year",
    "sex", "age_band", "home_prefecture", "home_area",
)  # fmt: skip
PERSON_MONTHS = ibis.table(
    {
        "region": "!string",
        "prefecture": "!string",
        "sample": "!boolean",
        "rk": "!uint64",
        "month": "!string",
        "fiscal_year": "!int32",
        "sex": "!string",
        "age_band": "!string",
        "home_prefecture": "!string",
        "home_area": "!string",
        "activities": "!int64",
        "days": "!int64",  # a bit for each day of the month: days of several rows are or-ed
        "amount_yen": "!int64",
        "first": "!date",
        "last": "!date",
        **_OF_KINDS,
    },
    name="person_months",
)
# All that a person did in one region, ever.
LIVES = ibis.table(
    {
        "region": "!string",
        "prefecture": "!string",
        "sample": "!boolean",
        "rk": "!uint64",
        "activities": "!int64",
        "days": "!int64",  # how many distinct days
        "months": "!int64",
        "amount_yen": "!int64",
        "first": "!date",
        "last": "!date",
        **_OF_KINDS,
    },
    name="lives",
)
# How many people of a region came first in which month, and came in which months since.
COHORTS = ibis.table(
    {"region": "!string", "first": "!string", "month": "!string", "people": "!int64"},
    name="cohorts",
)
# What a dashboard shows of a place (region, area, prefecture, nation) and a month; kind "": all.
FIGURES = ibis.table(
    {
        "level": "!string",
        "code": "!string",
        "month": "!string",
        "kind": "!string",
        "activities": "!int64",
        "people": "!int64",
        "amount_yen": "!int64",
    },
    name="figures",
)
SHAPES = MappingProxyType(
    {table.get_name(): table.schema() for table in (PERSON_MONTHS, LIVES, COHORTS, FIGURES)}
)


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def bit_count(mask: int) -> int:  # type: ignore[empty-body]
    """Count the days of a mask; the engine's own function."""


def person_months(activities: ibis.Table) -> ibis.Table:
    """Roll up activities by month, ordered so that one region lies together.

    Counts and amounts add up over rows; days are or-ed; people are distinct record keys, and are
    never added.
    """
    day = (activities.d.day() - 1).cast("int64")
    rolled = activities.group_by(list(_KEYS)).aggregate(
        activities=activities.count(),
        days=(ibis.literal(1, "int64") << day).bit_or(),
        amount_yen=activities.amount_yen.sum().fill_null(0),
        first=activities.d.min(),
        last=activities.d.max(),
        **{f"of_{kind}": activities.count(where=_is(activities, kind)) for kind in KINDS},
    )
    return rolled.select(*PERSON_MONTHS.columns).order_by(*_KEYS)


def lives(months: ibis.Table) -> ibis.Table:
    """Roll up the months of whole regions: one row for each person of a region."""
    whole = ("region", "prefecture", "sample", "rk")
    counts = ("activities", "amount_yen", *_OF_KINDS)
    each = months.group_by([*whole, "month"]).aggregate(
        days=months.days.bit_or(),
        first=months["first"].min(),
        last=months["last"].max(),
        **{name: months[name].sum() for name in counts},
    )
    rolled = each.group_by(list(whole)).aggregate(
        days=bit_count(each.days).sum(),
        months=each.count(),
        first=each["first"].min(),
        last=each["last"].max(),
        **{name: each[name].sum() for name in counts},
    )
    return rolled.select(*LIVES.columns).order_by("region", "rk")


def _is(activities: ibis.Table, kind: str) -> ibis.ir.BooleanValue:
    known = sorted(vocabulary.KINDS)
    return activities.kind.notin(known) if kind == "other" else activities.kind == kind


def cohorts(months: ibis.Table, lives: ibis.Table) -> ibis.Table:
    """Count the people of each region by their first month there and each month since."""
    seen = months.select("region", "rk", "month").distinct()
    first = lives.select("region", "rk", first=lives["first"].strftime("%Y-%m"))
    both = seen.inner_join(first, ["region", "rk"])
    counted = both.group_by("region", "first", "month").aggregate(people=both.count())
    return counted.select(*COHORTS.columns).order_by("region", "first", "month")


def deeds(activities: ibis.Table) -> ibis.Table:
    """Sum up what each person did of each kind at each place: what figures are counted from."""
    where = ("region", "area", "prefecture", "sample", "month", "kind", "rk")
    return activities.group_by(list(where)).aggregate(
        activities=activities.count(), amount_yen=activities.amount_yen.sum().fill_null(0)
    )


# As Scope.covers says of an activity whether it happened in a place.
_CODES = MappingProxyType({"municipality": "region", "area": "area", "prefecture": "prefecture"})


def figures(deeds: ibis.Table) -> ibis.Table:
    """Count activities, people and yen of every place and month, by kind and altogether.

    Kinds keep their names here, however rare; people are counted by their record keys.
    """
    nation = deeds.filter(~deeds["sample"]).mutate(code=ibis.literal(codes.NATION))
    of_level = {"nation": nation}
    for level, column in _CODES.items():
        of_level[level] = deeds.filter(deeds[column] != "").mutate(code=deeds[column])
    found = []
    for level, rows in of_level.items():
        for keys in (("code", "month"), ("code", "month", "kind")):
            counted = rows.group_by(list(keys)).aggregate(
                activities=rows.activities.sum(),
                people=rows.rk.nunique(),
                amount_yen=rows.amount_yen.sum(),
            )
            whole = counted if "kind" in keys else counted.mutate(kind=ibis.literal(""))
            named = whole.mutate(level=ibis.literal(level)).select(*FIGURES.columns)
            found.append(named.cast(FIGURES.schema()))
    return ibis.union(*found).order_by("level", "code", "month", "kind")
