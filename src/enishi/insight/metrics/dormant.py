"""How many members hold a card and do nothing with it."""

from __future__ import annotations

import ibis

from enishi.insight.lake.tables import CARD_COLUMNS, Sources
from enishi.insight.metrics.metric import Metric
from enishi.insight.metrics.scope import DIMENSIONS, Scope, per_group

MONTHS = (3, 6, 12)
_A_YEAR = 12
# A card's kind is another thing than an activity's.
SPLITS = tuple(name for name in DIMENSIONS if name in CARD_COLUMNS and name != "kind")


def dormant(lake: Sources, scope: Scope) -> ibis.Table:
    """Members with a card of the region, and those of them who never did anything there.

    `quiet_N` of `held_N`: nothing in the last N months by those who have held the card at least
    so long. Months are counted back from the last one of the scope with any record anywhere; cards
    given after the scope are left out. Whoever holds cards of two regions is one person where both
    are together, and quiet, or one who never did anything, if that holds for either.
    """
    scope.allow(SPLITS)
    done = scope.meeting(lake.activities.filter(scope.covers(lake.activities)))
    if scope.until is not None:
        done = done.filter(done.d < scope.until)
    last = done.group_by(["person", "region"]).aggregate(last=_month(done.d).max())
    cards = _held(lake, scope)
    seen = cards.left_join(last, ["person", "region"]).cross_join(_today(lake, scope))
    since = _month(seen.since)
    never = seen.last.isnull()
    counts = {"members": seen.person.nunique(), "never": seen.person.nunique(where=never)}
    for months in MONTHS:
        held = since <= seen.today - months
        quiet = held & (never | (seen.last <= seen.today - months))
        counts[f"held_{months}"] = seen.person.nunique(where=held)
        counts[f"quiet_{months}"] = seen.person.nunique(where=quiet)
    return per_group(seen, scope.by, **counts)


def _month(days: ibis.Value) -> ibis.Value:
    """Number the months, so that they can be taken from each other."""
    return (days.year() * _A_YEAR + days.month()).cast("int64")


def _held(lake: Sources, scope: Scope) -> ibis.Table:
    """Return the cards of the place that were given before the end of the scope."""
    cards = lake.cards.filter(scope.covers(lake.cards))
    if scope.until is not None:
        cards = cards.filter(cards.since < scope.until)
    return cards.select("person", "region", "since", *(n for n in scope.by if n != "region"))


def _today(lake: Sources, scope: Scope) -> ibis.Table:
    """Return the month that counts as now: the last with any record before the scope's end."""
    every = lake.activities
    if scope.until is not None:
        every = every.filter(every.d < scope.until)
    return every.aggregate(today=_month(every.d).max())


def all_members(lake: Sources, scope: Scope) -> ibis.Table:
    """Everybody with a card, once."""
    held = _held(lake, Scope(scope.code, scope.level, scope.prefecture, until=scope.until))
    return held.aggregate(n=held.person.nunique())


METRIC = Metric(
    name="dormant",
    sentence="会員証を持つ人のうち、使っていない人は何人ですか",
    sentence_en="How many members hold a card and never or no longer use it?",
    unit="persons",
    denominator="members: those with a card; held_N: those with it for N months",
    rows=dormant,
    base=all_members,
    splits=SPLITS,
)
