"""Every reading of surveys for others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Count, F, Q

from enishi.surveys import models
from enishi.surveys.answer import DETRACTORS, PROMOTERS, Score, Survey
from enishi.surveys.written import WrittenAnswer

_CHUNK = 10_000
_AFTER_DAY = WrittenAnswer._fields[2:]


def surveys() -> list[Survey]:
    """Return all questionnaires with their credits."""
    return [
        Survey(row.code, row.title, row.credit, row.licence)
        for row in models.Survey.objects.order_by("code")
    ]


def written_between(first_xid: int, until_xid: int) -> Iterator[WrittenAnswer]:
    """Yield the answers that transactions from `first_xid` (inclusive) to `until_xid` wrote.

    An answer is written in the transaction of its activity, so the activity's number tells both.
    """
    rows = models.Answer.objects.filter(
        activity__xid__gte=first_xid, activity__xid__lt=until_xid
    ).order_by("activity_id")
    columns = rows.values_list("activity_id", "activity__on", "survey_id", *_AFTER_DAY[1:])
    yield from (WrittenAnswer(*row) for row in columns.iterator(chunk_size=_CHUNK))


def answers(survey_code: str) -> int:
    """Return how many answers a survey has."""
    return models.Answer.objects.filter(survey_id=survey_code).count()


def score(survey_code: str) -> Score:
    """Return the net promoter score of a survey over the answers that gave a number."""
    promoters = Q(nps__gte=PROMOTERS.start, nps__lt=PROMOTERS.stop)
    detractors = Q(nps__gte=DETRACTORS.start, nps__lt=DETRACTORS.stop)
    found = models.Answer.objects.filter(survey_id=survey_code).aggregate(
        answers=Count("nps"),
        promoters=Count("nps", filter=promoters),
        detractors=Count("nps", filter=detractors),
    )
    return Score(**found)


def tally(survey_code: str, question: str) -> dict[str, int]:
    """Count the answers to a question with one answer each (`times_visited`, `wish_to_return`)."""
    assert question in _AFTER_DAY, question
    rows = models.Answer.objects.filter(survey_id=survey_code).order_by()
    counted = rows.values_list(F(question)).annotate(n=Count("id"))
    return dict(counted)


def answers_of(seqs: Iterable[int]) -> list[dict[str, object]]:
    """Return the answers that came with these activities, every question by its name."""
    names = ("survey_id", "activity_id", *_AFTER_DAY[1:])
    rows = models.Answer.objects.filter(activity_id__in=list(seqs)).order_by("activity_id")
    return [dict(row) for row in rows.values(*names)]
