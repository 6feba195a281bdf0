"""A member lets a partner's records be theirs, ends that, or goes to a partner's shop."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from enishi.kit import ids
from enishi.kit.refusal import Refusal
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.membership.contact import EMAIL, PHONE
from enishi.partners import holders, models, partner
from enishi.partners.partner import Partner
from enishi.partners.queries import partner_of

_TOKEN_LENGTH = 16
# A person has a card or two, and a new one now and then; who types more is guessing other people's.
LINKS_MOST, LINKS_WITHIN = 5, timedelta(days=30)


class PartnerHasNoLinks(Refusal):
    """Nothing is to be linked to this partner, or it is switched off."""

    code = "partner_has_no_links"


class LinkNeedsNumber(Refusal):
    """The number is missing or too short to be one."""

    code = "link_needs_number"
    status = 422


class LinkNeedsContact(Refusal):
    """The member has proven no address of the kind by which the partner names people."""

    code = "link_needs_contact"


class LinkIsTaken(Refusal):
    """Somebody else agreed to be known by this number; the desk can look into it."""

    code = "link_is_taken"


class TooManyNumbers(Refusal):
    """The member has linked as many numbers of this partner as a person has, ended ones too."""

    code = "too_many_numbers"
    status = 429


@transaction.atomic(durable=True)
def link(*, member_id: UUID, partner_code: str, typed: str = "", version: str, at: datetime) -> int:
    """Let what a partner brings under a name be this member's; say how many names are linked now.

    A number is typed in; an address is one that the member has proven, so nobody takes another's.
    Only a keyed digest is kept. Told again it changes nothing.

    Raises:
        UnknownMember, UnknownPartner: there is no such member or partner.
        PartnerHasNoLinks: nothing is to be linked there.
        LinkNeedsNumber, LinkNeedsContact: the name is missing.
        LinkIsTaken: it is linked to another member.
        TooManyNumbers: five were linked within thirty days, ended ones too.
    """
    members.member(member_id)
    found = partner_of(partner_code)
    if not found.needs_link or not found.is_on:
        raise PartnerHasNoLinks(partner=partner_code)
    membership.lock(member_ids=[member_id])
    digest = _digest(found, _name(found, member_id, typed))
    living = models.Link.objects.filter(partner_id=partner_code, ended_at=None)
    row, is_new = living.get_or_create(
        partner_id=partner_code,
        digest=digest,
        ended_at=None,
        defaults={"member_id": member_id, "version": version, "given_at": at},
    )
    if not is_new and row.member_id != member_id:
        raise LinkIsTaken(partner=partner_code)
    made = models.Link.objects.filter(partner_id=partner_code, member_id=member_id)
    if is_new and made.filter(given_at__gt=at - LINKS_WITHIN).count() > LINKS_MOST:
        raise TooManyNumbers(most=LINKS_MOST, days=LINKS_WITHIN.days)
    return living.filter(member_id=member_id).count()


def _name(found: Partner, member_id: UUID, typed: str) -> str:
    """Return the name by which the partner knows the member."""
    if found.identifier in (EMAIL, PHONE):
        proven = [one for one in members.contacts(member_id) if one.kind == found.identifier]
        if not proven:
            raise LinkNeedsContact(kind=found.identifier)
        return proven[0].value
    plain = holders.plain(found.identifier, typed)
    if not holders.SHORTEST <= len(plain) <= holders.LONGEST:
        raise LinkNeedsNumber
    return plain


def _digest(found: Partner, name: str) -> bytes:
    return holders.digest(
        settings.TRANSFER_SECRET,
        scope=holders.scope(
            partner_code=found.code, region_code=found.region_code, identifier=found.identifier
        ),
        identifier=found.identifier,
        typed=name,
    )


@transaction.atomic(durable=True)
def unlink(*, member_id: UUID, partner_code: str, at: datetime) -> int:
    """End a member's word: nothing more comes under it, and the digest goes. Say how many."""
    living = models.Link.objects.filter(partner_id=partner_code, member_id=member_id, ended_at=None)
    digests = [bytes(one) for one in living.values_list("digest", flat=True)]
    models.Mark.objects.filter(digest__in=digests).delete()
    return living.update(ended_at=at, digest=b"")


@transaction.atomic(durable=True)
def go(*, member_id: UUID, partner_code: str, at: datetime) -> str:
    """Note that a member goes to a partner's shop; return the token that an order tells.

    Raises:
        UnknownMember, UnknownPartner: there is no such member or partner.
        PartnerHasNoLinks: the partner is no shop, or switched off.
    """
    members.member(member_id)
    found = partner_of(partner_code)
    if found.kind != partner.SHOP or not found.is_on:
        raise PartnerHasNoLinks(partner=partner_code)
    token = ids.readable_code(_TOKEN_LENGTH)
    models.Click.objects.create(token=token, partner_id=found.code, member_id=member_id, at=at)
    return token
