"""Acting for somebody with their consent, and a guardian's word for a young member."""

from __future__ import annotations

import hmac
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from enishi.kit import ids
from enishi.kit.periods import jst_day
from enishi.kit.refusal import Refusal
from enishi.membership import addresses, attributes, family, models, queries
from enishi.membership.contact import EMAIL
from enishi.membership.operations.locking import lock, lock_one
from enishi.membership.queries import UnknownMember
from enishi.outbox import operations as outbox
from enishi.outbox import queries as outbox_queries


class ActsForThemselves(Refusal):
    """Nobody is their own proxy."""

    code = "acts_for_themselves"
    status = 422


class NotYetComplete(Refusal):
    """Whoever acts for others has a way to be reached and to come back."""

    code = "not_yet_complete"


class ProxyDayIsWrong(Refusal):
    """The last day is past, or more than a year away."""

    code = "proxy_day_is_wrong"
    status = 422


class TooYoungToAct(Refusal):
    """Whoever acts for others is 16 or older."""

    code = "too_young_to_act"


@transaction.atomic(durable=True)
def let_act(
    *, member_id: UUID, by: UUID, relation: str, how: str, until_on: date, at: datetime
) -> int:
    """Let somebody act for a member who agreed, until a day; return the proxy's id.

    What was agreed before between the two ends: the last word holds.

    Raises:
        ActsForThemselves: both are one person.
        UnknownMember: one of them is not a living member.
        NotYetComplete, TooYoungToAct: the one who is to act.
        ProxyDayIsWrong: the day is past, or more than a year away.
    """
    assert relation in family.RELATIONS, relation
    assert how in attributes.CONSENT_WAYS, how
    if member_id == by:
        raise ActsForThemselves
    on = jst_day(at)
    if not on < until_on <= family.latest_day(on):
        raise ProxyDayIsWrong(until=until_on, latest=family.latest_day(on))
    lock(member_ids=[member_id, by])
    may_act(member_id=by, on=on)
    if not models.Member.objects.filter(pk=member_id, is_active=True).exists():
        raise UnknownMember(member=member_id)
    models.Proxy.objects.filter(member_id=member_id, by_id=by, ended_at=None).update(ended_at=at)
    made = models.Proxy.objects.create(
        member_id=member_id,
        by_id=by,
        relation=relation,
        how=how,
        version=family.PROXY_WORDS,
        given_at=at,
        until_on=until_on,
    )
    return made.pk


def may_act(*, member_id: UUID, on: date) -> None:
    """Refuse whoever may not act for others.

    Raises:
        UnknownMember: no living member has the id.
        NotYetComplete: nothing proves that they can be reached.
        TooYoungToAct: they are, or may be, under 16.
    """
    row = models.Member.objects.filter(pk=member_id, is_active=True).first()
    if row is None:
        raise UnknownMember(member=member_id)
    if row.completed_at is None:
        raise NotYetComplete
    if family.is_young(row.birth_year, on):
        raise TooYoungToAct


class UnknownProxy(Refusal):
    """Nobody acts so for this member."""

    code = "unknown_proxy"
    status = 404


@transaction.atomic(durable=True)
def end_acting(*, proxy_id: int, member_id: UUID, at: datetime) -> None:
    """End acting, from either side and at once; twice changes nothing.

    Raises:
        UnknownProxy: there is none, or this member is neither side of it.
    """
    either = Q(member_id=member_id) | Q(by_id=member_id)
    rows = models.Proxy.objects.filter(either, pk=proxy_id)
    if not rows.exists():
        raise UnknownProxy
    rows.filter(ended_at=None).update(ended_at=at)


@transaction.atomic(durable=True)
def note_acting(*, member_id: UUID, by: UUID, what: str, at: datetime) -> None:
    """Write down for a member what somebody did for them.

    Raises:
        UnknownMember: no member has the id.
    """
    lock_one(member_id)
    models.Look.objects.create(
        member_id=member_id, reader_id=by, role=family.ROLE_PROXY, purpose=what[:40], at=at
    )


class NeedsNoGuardian(Refusal):
    """The member is 16 or older, or has not told a year of birth."""

    code = "needs_no_guardian"


class TooManyLinks(Refusal):
    """Enough guardians' links were sent today, by this member or to this address."""

    code = "too_many_links"
    status = 429


@transaction.atomic(durable=True)
def ask_guardian(*, member_id: UUID, at: datetime) -> UUID:
    """Ask a guardian for their word by a link that lives 14 days; return its id.

    A link that still waits is the same link.

    Raises:
        UnknownMember: no member has the id.
        NeedsNoGuardian: the member may agree alone, or a guardian did.
        TooManyLinks: the member asked too often today.
    """
    lock_one(member_id)
    if queries.guardian_state(member_id, jst_day(at)) != family.MISSING:
        raise NeedsNoGuardian
    asked = models.Guardianship.objects.filter(member_id=member_id, how="link")
    waiting = asked.filter(given_at=None, withdrawn_at=None, expires_at__gt=at).first()
    if waiting is not None:
        return waiting.id
    if asked.filter(asked_at__gt=at - timedelta(days=1)).count() >= family.LINKS_PER_DAY:
        raise TooManyLinks
    made = ids.new_id()
    models.Guardianship.objects.create(
        id=made,
        member_id=member_id,
        how="link",
        digest=family.digest_of(family.secret_of(settings.TICKET_SECRET, made)),
        version=family.GUARDIAN_WORDS,
        asked_at=at,
        expires_at=at + family.LINK_LIVES,
    )
    return made


@transaction.atomic(durable=True)
def send_guardian_link(
    *, guardianship: UUID, kind: str, value: str, subject: str, text: str, at: datetime
) -> None:
    """Send a guardian's link to a number or an address; nothing of the address is kept beside.

    Raises:
        UnknownContactKind, PhoneIsUnreadable, PhoneTakesNoSms, EmailIsUnreadable: no such address.
        TooManyLinks: this link, or this address, had enough for a day.
    """
    to = addresses.normal(kind, value)
    row = models.Guardianship.objects.select_for_update().get(pk=guardianship)
    day = at - timedelta(days=1)
    own = f"guardian:{row.member_id}:"
    if outbox_queries.count(own, since=day) >= family.LINKS_PER_DAY:
        raise TooManyLinks
    if outbox_queries.count("guardian:", since=day, to=to) >= family.LINKS_PER_DAY:
        raise TooManyLinks
    outbox.send(
        key=f"{own}{ids.new_id()}",
        channel="email" if kind == EMAIL else "sms",
        to=to,
        subject=subject if kind == EMAIL else "",
        text=text,
        at=at,
    )


class GuardianLinkIsDead(Refusal):
    """The link is not one of ours, is too old, or was taken back."""

    code = "guardian_link_is_dead"
    status = 410


class NameIsMissing(Refusal):
    """A guardian gives their word under their name."""

    code = "name_is_missing"
    status = 422


@transaction.atomic(durable=True)
def give_guardian_word(*, guardianship: UUID, secret: str, guardian: str, at: datetime) -> None:
    """Take a guardian's word by the link; again changes nothing.

    Raises:
        GuardianLinkIsDead: the link does not work.
        NameIsMissing: no name was given.
    """
    row = _by_link(guardianship, secret)
    if row.given_at is not None:
        return
    if row.expires_at is None or at >= row.expires_at:
        raise GuardianLinkIsDead
    name = family.as_name(guardian)
    if not name:
        raise NameIsMissing
    row.guardian, row.given_at = name, at
    row.save(update_fields=["guardian", "given_at"])


def _by_link(guardianship: UUID, secret: str) -> models.Guardianship:
    row = models.Guardianship.objects.select_for_update().filter(pk=guardianship).first()
    if row is None or row.digest is None or row.withdrawn_at is not None:
        raise GuardianLinkIsDead
    if not hmac.compare_digest(bytes(row.digest), family.digest_of(secret)):
        raise GuardianLinkIsDead
    return row


@transaction.atomic(durable=True)
def take_back_guardian_word(*, guardianship: UUID, secret: str, at: datetime) -> None:
    """Take a guardian's word back by the same link: messages end with it.

    Raises:
        GuardianLinkIsDead: the link does not work.
    """
    row = _by_link(guardianship, secret)
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    models.Consent.objects.filter(
        member_id=row.member_id, kind="messages", withdrawn_at=None
    ).update(withdrawn_at=at)


@transaction.atomic(durable=True)
def note_guardian_word(*, member_id: UUID, guardian: str, at: datetime) -> None:
    """Note a guardian's word that staff hold on paper.

    Raises:
        UnknownMember: no member has the id.
        NeedsNoGuardian: the member may agree alone, or a guardian did.
        NameIsMissing: no name was given.
    """
    lock_one(member_id)
    if queries.guardian_state(member_id, jst_day(at)) != family.MISSING:
        raise NeedsNoGuardian
    name = family.as_name(guardian)
    if not name:
        raise NameIsMissing
    models.Guardianship.objects.create(
        member_id=member_id,
        guardian=name,
        how="paper",
        version=family.GUARDIAN_WORDS,
        asked_at=at,
        given_at=at,
    )
