"""Activities when two persons turn out to be one, or when one is forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.activities import models
from enishi.activities.operations.withdrawing import take_back_awards

MERGED = "merged"
_BATCH = 1_000


@transaction.atomic(savepoint=False)
def hand_over(*, keep: UUID, gone: UUID, at: datetime) -> dict[str, str]:
    """Let what one member did be another's, for they are one person; tell the keys that changed.

    In the caller's transaction, which holds both members and their wallets. Keys name the other
    from now on, so nothing can be earned a second time. Where both did the same, the later one
    is withdrawn and what it earned goes back, as far as it is still there.
    """
    rows = list(models.Activity.objects.filter(member_id=gone).order_by("seq"))
    before = {row.seq: row.key for row in rows}
    renamed = {row.key.replace(str(gone), str(keep)): row for row in rows}
    later = _withdraw_twins(renamed, at)
    for key, row in renamed.items():
        row.member_id = keep
        if row.seq not in later:
            row.key = key
    models.Activity.objects.bulk_update(rows, ["member", "key"], batch_size=_BATCH)
    _tell_followers([row.seq for row in rows], at)
    others = {first: last for seq, (first, last) in later.items() if seq not in before}
    return others | {before[row.seq]: row.key for row in rows if before[row.seq] != row.key}


def _withdraw_twins(
    renamed: Mapping[str, models.Activity], at: datetime
) -> dict[int, tuple[str, str]]:
    """Withdraw the later of two that were the same; it gets a key of its own, old and new told."""
    theirs = {row.seq for row in renamed.values()}
    own = models.Activity.objects.filter(key__in=list(renamed)).exclude(seq__in=theirs)
    twins = [(row, renamed[row.key]) for row in own.order_by("seq")]
    seqs = [row.seq for pair in twins for row in pair]
    over = models.Withdrawal.objects.filter(activity__in=seqs)
    withdrawn = set(over.values_list("activity_id", flat=True))
    told, fresh = {}, []
    for mine, other in twins:
        last = max(mine, other, key=lambda row: (row.seq in withdrawn, row.at, row.seq))
        told[last.seq] = (last.key, f"{mine.key}:{MERGED}:{last.seq}")
        last.key = told[last.seq][1]
        last.save(update_fields=["key"])
        if last.seq not in withdrawn:
            fresh.append(last)
    models.Withdrawal.objects.bulk_create(
        [models.Withdrawal(activity=row, at=at, reason=MERGED) for row in fresh]
    )
    take_back_awards(rows=fresh, at=at)
    return told


def _tell_followers(seqs: Sequence[int], at: datetime) -> None:
    """Let followers read these activities again, in place of what they hold of them."""
    _drop(seqs, at)
    models.Activity.objects.filter(seq__in=seqs).update(xid=models.WRITTEN_BY)


def _drop(seqs: Iterable[int], at: datetime) -> None:
    """Note that what followers hold under these numbers no longer counts."""
    wanted = list(seqs)
    models.Forgotten.objects.filter(seq__in=wanted).delete()
    models.Forgotten.objects.bulk_create(
        [models.Forgotten(seq=seq, at=at) for seq in wanted], batch_size=_BATCH
    )


@transaction.atomic(savepoint=False)
def forget(*, member_ids: Iterable[UUID], at: datetime) -> int:
    """Delete what these members did, and what rules said of it; say how many activities.

    In the caller's transaction, which has deleted what hangs on them (answers). Only their
    numbers stay, so that followers drop what they hold; the books keep the amounts.
    """
    rows = models.Activity.objects.filter(member_id__in=list(member_ids))
    seqs = list(rows.order_by("seq").values_list("seq", flat=True))
    models.Award.objects.filter(activity__in=seqs).delete()
    models.Withdrawal.objects.filter(activity__in=seqs).delete()
    models.Activity.objects.filter(seq__in=seqs).delete()
    _drop(seqs, at)
    return len(seqs)
