"""What a member adds to an activity, and who it belongs to; files go when their rows do."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from enishi.actions import action as rules
from enishi.actions import links, models, photos
from enishi.actions.queries import photo_path
from enishi.activities import queries as activities
from enishi.activities.operations import UnknownActivity
from enishi.kit import ids, periods
from enishi.kit.refusal import Refusal
from enishi.membership import family
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.membership.operations import NeedsGuardian


class NothingAdded(Refusal):
    """Neither a link nor a photo was given."""

    code = "nothing_added"
    status = 422


def attach(
    *, member_id: UUID, key: str, link: str = "", photo: bytes | None = None, at: datetime
) -> None:
    """Add a link, a photo or both to what the member recorded; what is new replaces the old.

    The grade stays: nobody but the member has seen it. Durable.

    Raises:
        UnknownActivity: the member has no living record of an action under this key.
        NothingAdded: neither a link nor a photo.
        BadLink: no address of a page.
        PhotoIsTooLarge, PhotoIsUnreadable: no picture that we keep.
        NeedsGuardian: a photo of a member under 16 whose guardian has not agreed.
    """
    address = links.tidy(link)
    if not address and not photo:
        raise NothingAdded
    if photo and members.guardian_state(member_id, periods.jst_day(at)) == family.MISSING:
        raise NeedsGuardian
    drawn = photos.redraw(photo) if photo else None
    name = ids.new_id() if drawn is not None else None
    if name is not None and drawn is not None:
        _write(name, drawn)
    try:
        _keep(member_id, key, address, name, at)
    except Refusal:
        _remove([name])
        raise


@transaction.atomic(durable=True)
def _keep(member_id: UUID, key: str, link: str, photo: UUID | None, at: datetime) -> None:
    past = activities.own(member_id, key) if rules.is_key(key) else None
    if past is None or past.is_withdrawn:
        raise UnknownActivity(key=key)
    membership.lock_one(member_id)  # two at once queue here
    before = models.Evidence.objects.filter(key=key).first()
    kept = {
        "member_id": member_id,
        "region_id": past.region_code,
        "link": link or (before.link if before else ""),
        "photo": photo or (before.photo if before else None),
        "at": at,
    }
    models.Evidence.objects.update_or_create(key=key, defaults=kept)
    if before is not None and photo is not None:
        _remove_at_end([before.photo])


def _write(name: UUID, data: bytes) -> None:
    """Write a photo so that it is there whole or not at all, for our own eyes only."""
    path = photo_path(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
    draft.replace(path)


def _remove(names: Iterable[UUID | None]) -> None:
    for name in names:
        if name is not None:
            photo_path(name).unlink(missing_ok=True)


def _remove_at_end(names: Iterable[UUID | None]) -> None:
    """Remove files once the transaction stands."""
    gone = [name for name in names if name is not None]
    transaction.on_commit(lambda: _remove(gone))


def drop(keys: Iterable[str]) -> int:
    """Delete what was added to these activities, in the caller's transaction."""
    return _delete(models.Evidence.objects.filter(key__in=list(keys)))


def _delete(rows: QuerySet[models.Evidence]) -> int:
    _remove_at_end(rows.values_list("photo", flat=True))
    return rows.delete()[0]


@transaction.atomic(savepoint=False)
def forget(*, member_id: UUID) -> int:
    """Delete a member's evidence and places in teams, and return how many rows went.

    In the caller's transaction; the files go when it is committed.
    """
    gone = _delete(models.Evidence.objects.filter(member_id=member_id))
    return gone + models.TeamMember.objects.filter(member_id=member_id).delete()[0]


@transaction.atomic(savepoint=False)
def hand_over(*, keep: UUID, gone: UUID) -> None:
    """Give everything of one member to another: two phones were one person.

    In the caller's transaction; a team that both are in is counted once. Again changes nothing.
    """
    models.Evidence.objects.filter(member_id=gone).update(member_id=keep)
    places = models.TeamMember.objects.filter(member_id=gone)
    held = models.TeamMember.objects.filter(member_id=keep, left_at=None)
    places.filter(left_at=None, team_id__in=held.values("team_id")).delete()
    places.update(member_id=keep)
