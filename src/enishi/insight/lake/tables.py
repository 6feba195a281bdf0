"""The lake's shape: the columns that metrics may ask for, and what each one means."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType

import ibis

# Facts of an activity's own time: age band, sex and home never follow the member's later life.
# `d`, `month` and `fiscal_year` are days of Japan, stored once, never converted in a query.
ACTIVITY_COLUMNS = MappingProxyType(
    {
        "seq": "!int64",  # the activity's number; the key that makes export happen once
        "person": "!string",  # pseudonym, 32 hex digits
        "rk": "!uint64",  # record key of the person (disclosure.md 3.1)
        "region": "!string",  # municipality (an area counts in its municipality)
        "area": "!string",  # the area (地域), where the activity named one
        "prefecture": "!string",  # of the region, six digits
        "sample": "!boolean",  # invented: never mixed with real regions
        "kind": "!string",
        "theme": "!string",
        "evidence": "!string",
        "verified": "!boolean",  # staff scan, own scan or receipt
        "at": "!timestamp('UTC', 6)",
        "d": "!date",
        "month": "!string",  # YYYY-MM
        "fiscal_year": "!int32",
        "sex": "!string",
        "age_band": "!string",
        "home_code": "!string",
        "home_prefecture": "!string",  # six digits, or unknown
        "home_area": "!string",  # one of the eight 地方, or unknown
        "online": "!boolean",
        "amount_yen": "int64",
        "event": "!string",
        "place": "!string",
        "business_id": "!string",
        "trade": "!string",
    }
)
ANSWER_COLUMNS = MappingProxyType(
    {
        "seq": "!int64",  # the activity it came with
        "survey": "!string",
        "area": "!string",
        "purposes": "!array<string>",
        "companions": "!string",
        "information": "!array<string>",
        "nights_total": "!string",
        "nights_in_prefecture": "!string",
        "lodging_band": "!string",
        "transport_band": "!string",
        "spend_prefecture_band": "!string",
        "spend_area_band": "!string",
        "times_visited": "!string",
        "satisfaction": "!string",
        "inconvenience": "!string",
        "nps": "int16",
        "wish_to_return": "!string",
    }
)
WITHDRAWAL_COLUMNS = MappingProxyType({"seq": "!int64"})
# Grades that staff lifted later: a closed month keeps the grade it was closed with.
LIFT_COLUMNS = MappingProxyType({"seq": "!int64", "evidence": "!string", "verified": "!boolean"})
# Who holds a card of which region: members, also those who never did anything (dormant ones).
CARD_COLUMNS = MappingProxyType(
    {
        "person": "!string",
        "rk": "!uint64",
        "region": "!string",  # as of an activity: the municipality, or the area's place
        "area": "!string",
        "prefecture": "!string",
        "sample": "!boolean",
        "kind": "!string",  # of the card
        "since": "!date",  # the day of Japan on which the first card of the region was given
        "sex": "!string",
        "age_band": "!string",
        "home_code": "!string",
        "home_prefecture": "!string",
        "home_area": "!string",
    }
)
# Outside statistics: one value of a named series for a region and a year (room `outside`).
SERIES_COLUMNS = MappingProxyType(
    {
        "series": "!string",
        "region": "!string",
        "prefecture": "!string",
        "year": "!int32",  # a fiscal year or the year of a census, as the series says
        "value": "!float64",
    }
)

SHAPES = MappingProxyType(
    {
        "activities": ibis.schema(dict(ACTIVITY_COLUMNS)),
        "answers": ibis.schema(dict(ANSWER_COLUMNS)),
        "withdrawals": ibis.schema(dict(WITHDRAWAL_COLUMNS)),
        "lifts": ibis.schema(dict(LIFT_COLUMNS)),
        "cards": ibis.schema(dict(CARD_COLUMNS)),
        "series": ibis.schema(dict(SERIES_COLUMNS)),
    }
)
# Rows of one region lie together: a question about one town reads little (insight.md 2).
ORDER = MappingProxyType(
    {
        "activities": ("region", "at", "seq"),
        "answers": ("seq",),
        "withdrawals": ("seq",),
        "lifts": ("seq",),
        "cards": ("region", "since", "person"),
        "series": ("series", "region", "year"),
    }
)

# Metrics are written over these; an engine brings tables of the same names.
# Activities are those in force: withdrawn ones are already gone, lifted grades are in.
ACTIVITIES = ibis.table(SHAPES["activities"], name="activities")
ANSWERS = ibis.table(SHAPES["answers"], name="answers")
CARDS = ibis.table(SHAPES["cards"], name="cards")
SERIES = ibis.table(SHAPES["series"], name="series")


@dataclass(frozen=True, slots=True)
class Sources:
    """What a metric may ask of; an engine brings tables of these names."""

    activities: ibis.Table = ACTIVITIES
    answers: ibis.Table = ANSWERS
    cards: ibis.Table = CARDS
    series: ibis.Table = SERIES

    def between(self, place: str, after: str, last: str) -> Sources:
        """Keep activities and cards of the places from `after` (without it) to `last`; "": all."""
        return replace(
            self,
            activities=_between(self.activities, place, after, last),
            cards=_between(self.cards, place, after, last),
        )


def _between(rows: ibis.Table, place: str, after: str, last: str) -> ibis.Table:
    if after:
        rows = rows.filter(rows[place] > after)
    return rows.filter(rows[place] <= last) if last else rows


SOURCES = Sources()
