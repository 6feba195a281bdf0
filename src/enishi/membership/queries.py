"""Every reading of members for others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db.models import (
    Count,
    DecimalField,
    Func,
    Min,
    Q,
    QuerySet,
    Sum,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Concat

from enishi.kit import ids, periods
from enishi.kit.refusal import Refusal
from enishi.membership import attributes, family, models, onetime, slips
from enishi.membership.contact import (
    SIGN_IN_SOURCE,
    Asked,
    Contact,
    Credential,
    Holding,
    Passkey,
    Phone,
)
from enishi.membership.family import Guardianship, Proxy
from enishi.membership.member import (
    Addressee,
    Attributes,
    Card,
    Consent,
    Correspondent,
    Holder,
    Look,
    Member,
    Sheet,
)

_CHUNK = 10_000


class UnknownMember(Refusal):
    """No member has this id."""

    code = "unknown_member"
    status = 404


def member(member_id: UUID) -> Member:
    """Return one member.

    Raises:
        UnknownMember: no member has the id.
    """
    row = models.Member.objects.filter(pk=member_id).first()
    if row is None:
        raise UnknownMember(member=member_id)
    return Member(
        id=row.id,
        display_name=row.display_name,
        email=row.email,
        origin=row.origin,
        sex=row.sex,
        birth_year=row.birth_year,
        age_band=row.age_band,
        home_code=row.home_code,
        joined_at=row.joined_at,
    )


def member_of_device(device_id: UUID) -> UUID | None:
    """Return the member that a phone holds; None once the phone was ended."""
    return (
        models.Device.objects.filter(pk=device_id, ended_at=None, member__is_active=True)
        .values_list("member_id", flat=True)
        .first()
    )


def attributes_of(member_ids: Iterable[UUID], on: date) -> dict[UUID, Attributes]:
    """Return what members chose to tell, with the age band they have on a day.

    Whoever was put together with another, or erased, is nobody: nothing is written for them.
    """
    living = models.Member.objects.filter(merged_into=None, erased_at=None)
    rows = living.filter(pk__in=set(member_ids)).values_list(
        "id", "sex", "birth_year", "age_band", "home_code"
    )
    return {
        member_id: Attributes(
            sex=sex,
            age_band=attributes.age_band_of(birth_year, on.year) if birth_year else age_band,
            home_code=home_code,
        )
        for member_id, sex, birth_year, age_band, home_code in rows
    }


def transfer_secrets(member_ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """Return the secrets that make members' transfer ids."""
    rows = models.Member.objects.filter(pk__in=set(member_ids))
    return {key: bytes(secret) for key, secret in rows.values_list("id", "transfer_secret")}


def cards(member_id: UUID) -> list[Card]:
    """Return a member's cards, newest first; ended ones too."""
    rows = models.Card.objects.filter(member_id=member_id).order_by("-issued_at", "-id")
    return [_card(row) for row in rows]


def card_holder(number: str) -> Card | None:
    """Return the living card with a number as typed or scanned; None for a dead one."""
    row = models.Card.objects.filter(number=ids.as_typed(number), ended_at=None).first()
    return _card(row) if row else None


def card_holders(numbers: Iterable[str]) -> dict[str, UUID]:
    """Return who holds the living cards among these numbers."""
    rows = models.Card.objects.filter(number__in=set(numbers), ended_at=None)
    return dict(rows.values_list("number", "member_id"))


def card_kinds(
    member_ids: Iterable[UUID], region_codes: Iterable[str]
) -> dict[tuple[UUID, str], str]:
    """Return which kind of card each member holds in each region, where they hold one."""
    rows = models.Card.objects.filter(
        member_id__in=set(member_ids), region_id__in=set(region_codes), ended_at=None
    ).values_list("member_id", "region_id", "kind")
    return {(holder, region): kind for holder, region, kind in rows}


def holders() -> Iterator[Holder]:
    """Yield who holds a living card of each region: once for a region, since the first card.

    Nobody whose membership ended: erased, put together with another, or returned. The age band
    is that of the year in which the first card was given.
    """
    columns = (
        "member_id", "region_id", "kind", "issued_at", "ended_at", "is_second",
        "member__sex", "member__birth_year", "member__age_band", "member__home_code",
    )  # fmt: skip
    rows = _cards_of_the_living().order_by("member_id", "region_id", "issued_at", "id")
    found = rows.values_list(*columns).iterator(chunk_size=_CHUNK)
    for (member_id, region), group in groupby(found, key=itemgetter(0, 1)):
        cards = list(group)
        # The one in the hand names the kind; one that came with a second membership only if alone.
        living = sorted((is_second, kind) for _, _, kind, _, end, is_second, *_ in cards if not end)
        if not living:
            continue
        since = periods.jst_day(cards[0][3])
        sex, birth_year, age_band, home_code = cards[0][6:]
        yield Holder(
            member_id=member_id,
            region_code=region,
            kind=living[0][1],
            since=since,
            sex=sex,
            age_band=attributes.age_band_of(birth_year, since.year) if birth_year else age_band,
            home_code=home_code,
        )


def mark_of_holders() -> str:
    """Return a mark that changes with what `holders` tells, without reading every row here."""
    told: list[Any] = []
    for name in (
        "id", "member_id", "region_id", "kind", "issued_at", "ended_at", "is_second",
        "member__sex", "member__birth_year", "member__age_band", "member__home_code",
    ):  # fmt: skip
        told += [Cast(name, TextField()), Value("|")]
    one = Func(
        Concat(*told, output_field=TextField()),
        Value(0),
        function="hashtextextended",
        output_field=DecimalField(max_digits=40, decimal_places=0),
    )
    rows = _cards_of_the_living().annotate(one=one)
    found = rows.aggregate(number=Count("id"), total=Sum("one"))
    return f"{found['number']}:{found['total']}" if found["number"] else ""


def _cards_of_the_living() -> QuerySet[models.Card]:
    return models.Card.objects.filter(
        member__erased_at=None, member__merged_into=None, member__returned_at=None
    )


def _card(row: models.Card) -> Card:
    return Card(
        number=row.number,
        member_id=row.member_id,
        region_code=row.region_id,
        kind=row.kind,
        issued_at=row.issued_at,
        is_live=row.ended_at is None,
    )


def consents(member_id: UUID) -> list[Consent]:
    """Return what a member agreed to, newest first; withdrawn ones too."""
    rows = models.Consent.objects.filter(member_id=member_id).order_by("-given_at", "-id")
    return [
        Consent(row.kind, row.version, row.region_id, row.given_at, row.withdrawn_at)
        for row in rows
    ]


def staff_by_email(email: str) -> UUID | None:
    """Return the member who signs in with an e-mail address."""
    rows = models.Member.objects.filter(email__iexact=email)
    return rows.values_list("id", flat=True).first()


def known_as(source: str, names: Iterable[str]) -> dict[str, UUID]:
    """Return the members that another system's names lead to, where it sent them before."""
    rows = models.Identity.objects.filter(source=source, external_id__in=list(names))
    return dict(rows.values_list("external_id", "member_id"))


def looks(member_id: UUID) -> list[Look]:
    """Return who of the staff looked at a member's data, newest first; never the reader's name."""
    rows = models.Look.objects.filter(member_id=member_id).order_by("-at", "-id")
    return [Look(row.at, row.region_id, row.role, row.section, row.purpose) for row in rows]


class UnknownSheet(Refusal):
    """The region prepared no cards under this name."""

    code = "unknown_sheet"
    status = 404


def sheets(region_code: str) -> list[Sheet]:
    """Return the blank cards a region prepared, newest first, and what became of them."""
    rows = (
        models.PreparedCard.objects.filter(region_id=region_code)
        .values("sheet")
        .annotate(
            made=Min("made_at"),
            cards=Count("id"),
            handed=Count("handed_at"),
            voided=Count("voided_at"),
        )
        .order_by("-made")
    )
    return [
        Sheet(row["sheet"], row["made"], row["cards"], row["handed"], row["voided"]) for row in rows
    ]


def blank_cards(sheet: UUID, region_code: str) -> list[str]:
    """Return the numbers of a sheet that can still be handed out, in the order of printing.

    Raises:
        UnknownSheet: the region prepared no such cards.
    """
    rows = models.PreparedCard.objects.filter(sheet=sheet, region_id=region_code)
    if not rows.exists():
        raise UnknownSheet(sheet=sheet)
    left = rows.filter(handed_at=None, voided_at=None).order_by("id")
    return list(left.values_list("number", flat=True))


def is_blank_card(number: str, region_code: str) -> bool:
    """Say whether a card was printed for a region and can still be handed out."""
    return models.PreparedCard.objects.filter(
        number=slips.number_in(number), region_id=region_code, handed_at=None, voided_at=None
    ).exists()


def phones(member_id: UUID) -> list[datetime]:
    """Return since when each phone has held a member, oldest first."""
    rows = models.Device.objects.filter(member_id=member_id, ended_at=None)
    return list(rows.order_by("created_at").values_list("created_at", flat=True))


def on_paper_only(region_code: str) -> list[Card]:
    """Return the living cards of members who have no phone and no address: told on paper."""
    rows = models.Card.objects.filter(
        region_id=region_code,
        ended_at=None,
        member__completed_at=None,
        member__contacts=None,
        member__email=None,
        number__in=models.PreparedCard.objects.filter(region_id=region_code).values("number"),
    ).exclude(member__devices__in=models.Device.objects.filter(ended_at=None))
    return [_card(row) for row in rows.order_by("issued_at", "id")]


_CHILDREN_BANDS = ("0-9", "10-19")
_GROWN_UP_AFTER = 16  # years: before the birthday of that year somebody may still be fifteen


def correspondents(*, region_code: str, on: date) -> dict[UUID, Correspondent]:
    """Return who agreed to messages of a region, or of any; never whoever may be under 16."""
    agreed = models.Consent.objects.filter(kind="messages", withdrawn_at=None).filter(
        Q(region_id=None) | Q(region_id=region_code)
    )
    rows = models.Member.objects.filter(
        pk__in=agreed.values("member_id"), is_active=True, erased_at=None, merged_into=None
    )
    grown_up = Q(birth_year__lt=on.year - _GROWN_UP_AFTER) | (
        Q(birth_year=None) & ~Q(age_band__in=_CHILDREN_BANDS)
    )
    found = {
        member_id: Correspondent(member_id, language or "ja", "")
        for member_id, language in rows.filter(grown_up).values_list("id", "language")
    }
    emails = models.Contact.objects.filter(kind="email", member_id__in=found)
    for member_id, email in emails.values_list("member_id", "value"):
        found[member_id] = replace(found[member_id], email=email)
    return found


def cards_of(region_code: str, member_ids: Iterable[UUID]) -> dict[UUID, Card]:
    """Return the living card of a region that each of these members holds, where they do."""
    rows = models.Card.objects.filter(
        region_id=region_code, member_id__in=set(member_ids), ended_at=None
    )
    return {row.member_id: _card(row) for row in rows}


def members_before(region_codes: Iterable[str], moment: datetime) -> dict[str, int]:
    """Count the members who held a card of each region just before a moment, each once."""
    rows = models.Card.objects.filter(
        Q(ended_at=None) | Q(ended_at__gte=moment),
        region_id__in=set(region_codes),
        issued_at__lt=moment,
    )
    counted = rows.order_by().values("region_id").annotate(n=Count("member_id", distinct=True))
    return dict(counted.values_list("region_id", "n"))


def contacts(member_id: UUID) -> list[Contact]:
    """Return the numbers and addresses a member has proven, the number first."""
    rows = models.Contact.objects.filter(member_id=member_id).order_by("-kind")
    return [Contact(row.kind, row.value, row.proven_at) for row in rows]


def contact_holder(kind: str, value: str) -> UUID | None:
    """Return the member who has proven an address, written in its one form."""
    rows = models.Contact.objects.filter(kind=kind, value=value, member__is_active=True)
    return rows.values_list("member_id", flat=True).first()


def is_complete(member_id: UUID) -> bool:
    """Say whether a member has a way back: a contact, a key, or staff who know them."""
    return models.Member.objects.filter(pk=member_id, completed_at__isnull=False).exists()


def completed_among(member_ids: Iterable[UUID]) -> int:
    """Tell how many of these members are complete."""
    rows = models.Member.objects.filter(pk__in=set(member_ids), completed_at__isnull=False)
    return rows.count()


def holding_of(member_id: UUID) -> Holding:
    """Return how a member's points are kept.

    Raises:
        UnknownMember: no member has the id.
    """
    row = models.Member.objects.filter(pk=member_id).first()
    if row is None:
        raise UnknownMember(member=member_id)
    return Holding(row.completed_at is not None, row.held_until, row.returned_at)


def asked(code_id: UUID) -> Asked | None:
    """Return a code on its way; None for one that nobody asked for. The digits are not known."""
    row = models.Code.objects.filter(pk=code_id).first()
    if row is None:
        return None
    left = 0 if row.used_at else max(0, onetime.TRIES_MAX - row.tries)
    return Asked(
        id=row.id,
        kind=row.kind,
        value=row.value,
        purpose=row.purpose,
        created_at=row.created_at,
        expires_at=row.expires_at,
        tries_left=left,
        again_at=row.created_at + onetime.AGAIN_AFTER,
    )


def devices(member_id: UUID) -> list[Phone]:
    """Return the phones that hold a member now, the newest first."""
    rows = models.Device.objects.filter(member_id=member_id, ended_at=None)
    return [Phone(row.id, row.label, row.created_at) for row in rows.order_by("-created_at", "id")]


def passkeys(member_id: UUID) -> list[Passkey]:
    """Return a member's passkeys, the newest first."""
    rows = models.Passkey.objects.filter(member_id=member_id).order_by("-created_at", "-id")
    return [Passkey(row.pk, row.name, row.created_at, row.used_at) for row in rows]


def credential(credential_id: bytes) -> Credential | None:
    """Return what checks a signature of a passkey; None for a key that nobody has."""
    row = models.Passkey.objects.filter(credential_id=credential_id, member__is_active=True).first()
    if row is None:
        return None
    return Credential(row.member_id, bytes(row.credential), row.sign_count)


def credentials(member_id: UUID) -> list[bytes]:
    """Return a member's keys as a new one must know them: the same phone makes no second."""
    rows = models.Passkey.objects.filter(member_id=member_id).order_by("id")
    return [bytes(one) for one in rows.values_list("credential", flat=True)]


def services(member_id: UUID) -> list[str]:
    """Return the services (line, google ...) that sign a member in."""
    rows = models.Identity.objects.filter(member_id=member_id, source__startswith=SIGN_IN_SOURCE)
    return sorted(
        source.removeprefix(SIGN_IN_SOURCE) for source in rows.values_list("source", flat=True)
    )


def guardian_state(member_id: UUID, on: date) -> str:
    """Say whether a member needs a guardian's word: not_needed, missing or given."""
    year = models.Member.objects.filter(pk=member_id).values_list("birth_year", flat=True).first()
    if not family.is_young(year, on):
        return family.NOT_NEEDED
    rows = models.Guardianship.objects.filter(member_id=member_id, withdrawn_at=None)
    return family.GIVEN if rows.exclude(given_at=None).exists() else family.MISSING


def guardianships(member_id: UUID) -> list[Guardianship]:
    """Return the guardians' words of a member, asked for and given, newest first."""
    rows = models.Guardianship.objects.filter(member_id=member_id).select_related("member")
    return [_guardianship(row) for row in rows.order_by("-asked_at")]


def guardianship(guardianship_id: UUID) -> Guardianship | None:
    """Return one guardian's word, asked for or given."""
    rows = models.Guardianship.objects.filter(pk=guardianship_id).select_related("member")
    row = rows.first()
    return _guardianship(row) if row else None


def _guardianship(row: models.Guardianship) -> Guardianship:
    return Guardianship(
        id=row.id,
        member_id=row.member_id,
        member_name=row.member.display_name,
        guardian=row.guardian,
        how=row.how,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        given_at=row.given_at,
        withdrawn_at=row.withdrawn_at,
    )


def proxies(member_id: UUID) -> list[Proxy]:
    """Return who acts for a member and for whom the member acts, ended ones too, newest first."""
    rows = models.Proxy.objects.filter(Q(member_id=member_id) | Q(by_id=member_id))
    return [_proxy(row) for row in rows.select_related("member", "by").order_by("-given_at", "-id")]


def acting_for(proxy_id: int, *, by: UUID, on: date) -> Proxy | None:
    """Return for whom somebody acts on a day; None when it ended, or was never theirs."""
    row = (
        models.Proxy.objects.filter(
            pk=proxy_id,
            by_id=by,
            ended_at=None,
            until_on__gt=on,
            member__is_active=True,
            by__is_active=True,
        )
        .select_related("member", "by")
        .first()
    )
    return _proxy(row) if row else None


def _proxy(row: models.Proxy) -> Proxy:
    return Proxy(
        id=row.pk,
        member_id=row.member_id,
        by_id=row.by_id,
        member_name=row.member.display_name,
        by_name=row.by.display_name,
        relation=row.relation,
        how=row.how,
        given_at=row.given_at,
        until_on=row.until_on,
        ended_at=row.ended_at,
    )


def held_between(since: datetime, until: datetime) -> list[tuple[UUID, datetime]]:
    """Return whose points are held until a moment in a span, and until when."""
    rows = models.Member.objects.filter(
        completed_at=None, is_active=True, held_until__gte=since, held_until__lt=until
    )
    return [(id_, held) for id_, held in rows.values_list("id", "held_until") if held]


def members_of_person(member_id: UUID) -> list[UUID]:
    """Return a member and those that were put together with it: all that is one person."""
    rows = models.Member.objects.filter(merged_into_id=member_id).order_by("id")
    return [member_id, *rows.values_list("id", flat=True)]


def addresses_of(member_ids: Iterable[UUID]) -> list[str]:
    """Return where messages to these members may have gone: numbers, addresses, LINE names."""
    gone = list(member_ids)
    contacts = models.Contact.objects.filter(member_id__in=gone).values_list("value", flat=True)
    named = models.Identity.objects.filter(member_id__in=gone, source__startswith=SIGN_IN_SOURCE)
    return [*contacts, *named.values_list("external_id", flat=True)]


def not_erased(member_ids: Iterable[UUID]) -> list[UUID]:
    """Return which of these members are here and were not erased."""
    rows = models.Member.objects.filter(pk__in=set(member_ids), erased_at=None)
    return list(rows.order_by("id").values_list("id", flat=True))


def merged_members() -> list[tuple[UUID, UUID]]:
    """Return every member who was given up, and whom they were put together with."""
    rows = models.Member.objects.exclude(merged_into=None).order_by("id")
    return list(rows.values_list("id", "merged_into_id"))


def addressees(member_ids: Iterable[UUID]) -> dict[UUID, Addressee]:
    """Return how these members are written to; the erased and those put together with others not.

    Whoever may be under 16 agrees to messages with a guardian's word, and the consent ends with
    it; so a consent that stands is enough here.
    """
    living = models.Member.objects.filter(
        pk__in=set(member_ids), is_active=True, erased_at=None, merged_into=None
    )
    languages = dict(living.values_list("id", "language"))
    contacts = models.Contact.objects.filter(member_id__in=languages)
    addresses = {
        (member_id, kind): value
        for member_id, kind, value in contacts.values_list("member_id", "kind", "value")
    }
    agreed: dict[UUID, set[str | None]] = {}
    consents = models.Consent.objects.filter(
        member_id__in=languages, kind="messages", withdrawn_at=None
    )
    for member_id, region in consents.values_list("member_id", "region_id"):
        agreed.setdefault(member_id, set()).add(region)
    return {
        member_id: Addressee(
            member_id=member_id,
            language=language or "ja",
            email=addresses.get((member_id, "email"), ""),
            phone=addresses.get((member_id, "phone"), ""),
            agreed=frozenset(agreed.get(member_id, ())),
        )
        for member_id, language in languages.items()
    }
