"""Every change to surveys: answers come in, each with its visit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from enishi.activities import operations as activities
from enishi.activities.activity import Recorded
from enishi.membership import operations as membership
from enishi.membership.member import ExternalPerson
from enishi.surveys import models
from enishi.surveys.answer import NewAnswer, Survey
from enishi.surveys.fukui import Visit

_QUESTIONS = tuple(question.name for question in fields(NewAnswer))


@transaction.atomic(durable=True)
def open_survey(survey: Survey) -> None:
    """Keep a questionnaire and its credit; opening it again renews the words."""
    words = asdict(survey)
    models.Survey.objects.update_or_create(code=words.pop("code"), defaults=words)


@transaction.atomic(durable=True)
def record_answers(
    *, survey_code: str, source: str, visits: Sequence[Visit], at: datetime
) -> Sequence[Recorded]:
    """Write visits with their answers, all or none; what is in already stays as it is.

    Imported answers earn nothing.
    """
    people = [
        ExternalPerson(
            external_id=visit.member,
            sex=visit.sex,
            age_band=visit.age_band,
            home_code=visit.home_code,
        )
        for visit in visits
    ]
    members = membership.find_or_make_many(source=source, people=people, at=at)
    recorded = activities.record_many(
        [visit.activity(members[visit.member]) for visit in visits], earn=False
    )
    assert len(recorded) == len(visits), "every visit is answered for"
    new = [
        {"activity_id": done.seq, **{name: getattr(visit.answer, name) for name in _QUESTIONS}}
        for visit, done in zip(visits, recorded, strict=True)
        if not done.repeated
    ]
    with connection.cursor() as cursor:
        cursor.callproc("surveys_write_answers_v1", [survey_code, Jsonb(new)])
        assert cursor.fetchone()[0] == len(new), "every new visit has its answer"
    return recorded


@transaction.atomic(savepoint=False)
def forget(*, member_ids: Iterable[UUID]) -> int:
    """Delete the answers that came with these members' activities; say how many.

    In the caller's transaction, which deletes the activities next.
    """
    return models.Answer.objects.filter(activity__member__in=list(member_ids)).delete()[0]
