"""A better grade for an activity, because staff vouch for it."""

from __future__ import annotations

from django.db import transaction

from enishi.activities import evidence, models
from enishi.activities.activity import Lifted
from enishi.activities.operations.recording import UnknownEvidence
from enishi.activities.operations.withdrawing import UnknownActivity
from enishi.kit.refusal import Refusal


class GradeOnlyRises(Refusal):
    """Staff may say that they saw it themselves; nobody makes a record less sure by hand."""

    code = "grade_only_rises"


@transaction.atomic(savepoint=False)
def lift(*, key: str, grade: str) -> Lifted:
    """Give an activity a better grade, because staff vouch for it; return what it was before.

    In the caller's transaction, which also keeps who did it and when (`events.Review`). A doubt
    that lowered the grade is settled by it. What was earned does not hang on the grade.

    Raises:
        UnknownActivity: no activity has the key.
        UnknownEvidence: no grade of evidence has this name.
        GradeOnlyRises: the activity was taken back, or has a better grade already.
    """
    if grade not in evidence.GRADES:
        raise UnknownEvidence(evidence=grade, key=key)
    row = models.Activity.objects.select_for_update().filter(key=key).first()
    if row is None:
        raise UnknownActivity(key=key)
    is_worse = evidence.GRADES.index(grade) > evidence.GRADES.index(row.evidence)
    if is_worse or models.Withdrawal.objects.filter(activity=row).exists():
        raise GradeOnlyRises(key=key, evidence=row.evidence, wanted=grade)
    models.Activity.objects.filter(pk=row.pk).update(evidence=grade, doubt="")
    return Lifted(row.seq, row.member_id, row.region_id, row.evidence, row.doubt)
