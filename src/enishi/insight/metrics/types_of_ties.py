"""In which way people are tied to a place, as the ministry of land (MLIT) tells ties apart."""

from __future__ import annotations

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics.metric import Metric
from enishi.insight.metrics.people import all_people
from enishi.insight.metrics.scope import DIMENSIONS, Scope, per_group

# What somebody is counted by has to be the same for all they did in the group.
SPLITS = tuple(name for name in DIMENSIONS if name not in ("kind", "theme", "online"))
# The nearest tie first: whoever has several is counted in the first of them.
TYPES = (
    "resident", "contribution", "working", "exchange", "consumption", "kinship",
    "donation", "online_purchase", "online_exchange", "unknown",
)  # fmt: skip
_WORK_THEMES = ("働き方", "ワーケーション")
_WORK_PURPOSES = ("出張など仕事関係",)
_KIN_PURPOSES = ("友人・親戚を尋ねる",)


def types_of_ties(lake: Sources, scope: Scope) -> ibis.Table:
    """People by the type of their tie to each region: each person once a region, nearest type.

    Visiting: direct contribution (support), working (themes or purposes of work), exchange
    (events), hobby and consumption (visits and purchases on the spot), kinship (who came only to
    see friends or relatives). Not visiting: donation, purchase and exchange online (posts,
    contact, e-visits). Residents and ties that no rule knows are told apart.
    """
    scope.allow(SPLITS)
    kept = scope.within(lake.activities)
    asked = _purposes(lake)
    each = kept.left_join(asked, "seq")
    each = each.mutate(rank=_rank(each))
    by = tuple(dict.fromkeys((*scope.by, "region", "person")))
    nearest = each.group_by(list(by)).aggregate(rank=each["rank"].min())
    named = nearest.mutate(
        type=ibis.cases(
            *((nearest["rank"] == place, name) for place, name in enumerate(TYPES[:-1])),
            else_=TYPES[-1],
        )
    )
    found = (*scope.by, "type")
    return per_group(named, found, ties=named.count(), people=named.person.nunique())


def _purposes(lake: Sources) -> ibis.Table:
    """Return of each answer whether it names work, and whether it names friends only."""
    named = lake.answers.select("seq", purpose=lake.answers.purposes.unnest())
    return named.group_by("seq").aggregate(
        work=named.count(where=named.purpose.isin(_WORK_PURPOSES)),
        kin=named.count(where=named.purpose.isin(_KIN_PURPOSES)),
        purposes=named.count(),
    )


def _rank(each: ibis.Table) -> ibis.Value:
    """Return the place of an activity's type in TYPES."""
    there = ~each.online
    work = each.work.fill_null(0) > 0
    only_kin = (each.kin.fill_null(0) > 0) & (each.kin.fill_null(0) == each.purposes.fill_null(0))
    place = {name: number for number, name in enumerate(TYPES)}
    return ibis.cases(
        (each.home_code == each.region, place["resident"]),
        ((each.kind == "support") & there, place["contribution"]),
        (there & (work | each.theme.isin(_WORK_THEMES)), place["working"]),
        ((each.kind == "event") & there, place["exchange"]),
        ((each.kind == "visit") & there & only_kin, place["kinship"]),
        (each.kind.isin(("visit", "purchase", "step")) & there, place["consumption"]),
        (each.kind == "donation", place["donation"]),
        (each.kind == "purchase", place["online_purchase"]),
        (
            each.kind.isin(("e_visit", "post", "contact"))
            | (each.online & each.kind.isin(("event", "support", "visit"))),
            place["online_exchange"],
        ),
        else_=place["unknown"],
    )


METRIC = Metric(
    name="types_of_ties",
    sentence="どんな関わり方の人が何人いますか(国土交通省の分類)",
    sentence_en="Which types of ties do people have (MLIT classification)?",
    unit="persons; ties: a person once for each region",
    denominator="none: counts",
    rows=types_of_ties,
    base=all_people,
    is_local=True,
    splits=SPLITS,
)
