"""Put two members together who turn out to be one person."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from enishi.kit.refusal import Refusal
from enishi.membership import models
from enishi.membership.queries import UnknownMember

_UNKNOWN = "unknown"


@transaction.atomic(savepoint=False)
def lock_persons(*, member_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Hold these members and whom they were put together with; say who each is now.

    In the caller's transaction; rows are locked in the order of their ids.

    Raises:
        UnknownMember: no member has one of the ids, or the person was erased.
    """
    wanted = set(member_ids)
    rows = models.Member.objects.filter(
        Q(pk__in=wanted)
        | Q(pk__in=models.Member.objects.filter(pk__in=wanted).values("merged_into_id"))
    )
    locked = rows.order_by("id").select_for_update(no_key=True).in_bulk()
    persons = {}
    for asked in wanted:
        found = locked.get(asked)
        if found is None or found.erased_at is not None:
            raise UnknownMember(member=asked)
        persons[asked] = found.merged_into_id or found.id
    return persons


class StaffStays(Refusal):
    """Somebody who works for a region is not given up in favour of another member."""

    code = "staff_stays"


@transaction.atomic(savepoint=False)
def hand_over(*, keep: UUID, gone: UUID) -> None:
    """Let all that stands for one member stand for another; the first is an empty shell then.

    In the caller's transaction, which holds both. Where both have the same, what the kept one has
    stays; cards alone live on beside each other, for both are printed.

    Raises:
        StaffStays: the one to be given up signs in with a password.
    """
    kept, left = (models.Member.objects.get(pk=key) for key in (keep, gone))
    if left.email or left.has_usable_password():
        raise StaffStays(member=gone)
    models.Device.objects.filter(member=left).update(member=kept)
    models.Passkey.objects.filter(member=left).update(member=kept)
    models.Identity.objects.filter(member=left).update(member=kept)
    models.Guardianship.objects.filter(member=left).update(member=kept)
    models.Look.objects.filter(member=left).update(member=kept)
    models.Look.objects.filter(reader=left).update(reader=kept)
    _contacts(kept, left)
    _cards(kept, left)
    _consents(kept, left)
    _proxies(kept, left)
    _attributes(kept, left)
    models.Member.objects.filter(merged_into=left).update(merged_into=kept)
    empty(left)
    left.merged_into = kept
    left.save()


def _contacts(kept: models.Member, left: models.Member) -> None:
    """Move the addresses of a kind that the kept one has none of; forget the others."""
    has = models.Contact.objects.filter(member=kept).values("kind")
    models.Contact.objects.filter(member=left, kind__in=has).delete()
    models.Contact.objects.filter(member=left).update(member=kept)


def _cards(kept: models.Member, left: models.Member) -> None:
    """Move all cards; of two living ones of a region, the given up one's is the second."""
    living = models.Card.objects.filter(ended_at=None)
    has = list(living.filter(member=kept, is_second=False).values_list("region_id", flat=True))
    living.filter(member=left, region__in=has).update(is_second=True)
    models.Card.objects.filter(member=left).update(member=kept)


def _consents(kept: models.Member, left: models.Member) -> None:
    """Keep every word that was given; the last one about a thing is the one that holds."""
    models.Consent.objects.filter(member=left).update(member=kept)
    rows = models.Consent.objects.filter(member=kept).order_by("given_at", "id")
    refused = rows.exclude(withdrawn_at=None)
    for row in rows.filter(withdrawn_at=None):
        later = refused.filter(
            kind=row.kind, region=row.region_id, withdrawn_at__gt=row.given_at
        ).order_by("-withdrawn_at")
        last = later.values_list("withdrawn_at", flat=True).first()
        if last is not None:
            models.Consent.objects.filter(pk=row.pk).update(withdrawn_at=last)


def _proxies(kept: models.Member, left: models.Member) -> None:
    """Move who acts for whom; nobody acts for themselves, nor twice for the same person."""
    both = Q(member=left, by=kept) | Q(member=kept, by=left)
    models.Proxy.objects.filter(both).delete()
    living = models.Proxy.objects.filter(ended_at=None)
    own = living.filter(member=kept).values("by")
    living.filter(member=left, by__in=own).delete()
    models.Proxy.objects.filter(member=left).update(member=kept)
    acted = living.filter(by=kept).values("member")
    living.filter(by=left, member__in=acted).delete()
    models.Proxy.objects.filter(by=left).update(by=kept)


def _attributes(kept: models.Member, left: models.Member) -> None:
    """Keep what the kept one told; where it told nothing, what the other told."""
    if kept.sex == _UNKNOWN:
        kept.sex = left.sex
    if kept.age_band == _UNKNOWN and kept.birth_year is None:
        kept.age_band, kept.birth_year = left.age_band, left.birth_year
    for name in ("home_code", "display_name", "language"):
        setattr(kept, name, getattr(kept, name) or getattr(left, name))
    kept.joined_at = min(kept.joined_at, left.joined_at)
    if kept.completed_at is None:
        kept.completed_at = left.completed_at
    if kept.completed_at or kept.held_until is None or left.held_until is None:
        kept.held_until = None
    else:
        kept.held_until = max(kept.held_until, left.held_until)
    kept.save()


def empty(member: models.Member) -> None:
    """Take from a member all that tells of a person; the row itself stays, for the books."""
    member.email = None
    member.display_name = member.home_code = member.language = ""
    member.sex = member.age_band = _UNKNOWN
    member.birth_year = member.completed_at = member.held_until = member.last_login = None
    member.transfer_secret = models.new_secret()
    member.set_unusable_password()
    member.is_active = False
