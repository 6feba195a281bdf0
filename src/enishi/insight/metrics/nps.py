"""Whether people would recommend the place."""

from __future__ import annotations

import ibis

from enishi.insight.effects import proportions
from enishi.insight.lake.tables import Sources
from enishi.insight.metrics.answered import told
from enishi.insight.metrics.metric import Metric, Rows
from enishi.insight.metrics.scope import Scope, per_group
from enishi.surveys.answer import DETRACTORS, PROMOTERS

_PERCENT = 100
_MOMENTS = ("squares", "products", "counts")


def nps(lake: Sources, scope: Scope) -> ibis.Table:
    """Promoters (9 and 10) less detractors (0 to 6) in percent of all who gave a score (NPS).

    The range counts persons: whoever answered often is one voice. Answers without a score are
    told as `unknown` and are in no share (Reichheld, Harvard Business Review 81(12), 2003).
    """
    answers = told(lake, scope, ("nps",))
    scored = answers.nps.notnull()
    up = scored & (answers.nps >= PROMOTERS.start)
    down = scored & (answers.nps < DETRACTORS.stop)
    each = answers.group_by([*scope.by, "person"]).aggregate(
        answers=scored.sum().cast("int64"),
        promoters=up.fill_null(False).sum().cast("int64"),  # noqa: FBT003 - ibis takes no name
        detractors=down.fill_null(False).sum().cast("int64"),  # noqa: FBT003
        unknown=(~scored).sum().cast("int64"),
    )
    score = each.promoters - each.detractors
    return per_group(
        each,
        scope.by,
        answers=each.answers.sum().fill_null(0),
        people=(each.answers > 0).sum().fill_null(0),
        promoters=each.promoters.sum().fill_null(0),
        detractors=each.detractors.sum().fill_null(0),
        unknown=each.unknown.sum().fill_null(0),
        squares=(score * score).sum().fill_null(0),
        products=(score * each.answers).sum().fill_null(0),
        counts=(each.answers * each.answers).sum().fill_null(0),
    )


def score(rows: Rows, _scope: Scope) -> Rows:
    """Put the score and its range in the place of the sums they are made from."""
    found = []
    for row in rows:
        total = row["promoters"] - row["detractors"]
        squares, products, counts = (row[name] for name in _MOMENTS)
        value = proportions.mean(total, squares, products, counts, row["answers"])
        kept = {name: row[name] for name in row if name not in _MOMENTS}
        ends = (value.value, value.low, value.high) if value else (None, None, None)
        names = ("nps", "nps_low", "nps_high")
        told = {
            name: None if end is None else _PERCENT * end
            for name, end in zip(names, ends, strict=True)
        }
        passives = row["answers"] - row["promoters"] - row["detractors"]
        found.append({**kept, "passives": passives, **told})
    return found


def all_scores(lake: Sources, scope: Scope) -> ibis.Table:
    """Every answer with a score."""
    answers = told(lake, scope, ("nps",))
    return answers.aggregate(n=answers.nps.count())


METRIC = Metric(
    name="nps",
    sentence="人にすすめたいと思う人はどのくらいいますか",
    sentence_en="How many would recommend the place to others?",
    unit="points from -100 to 100; answers",
    denominator="answers: those with a score",
    rows=nps,
    base=all_scores,
    is_local=True,
    finish=score,
)
