"""Members made and changed: held by a phone, brought in, staff, and what they tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from psycopg.types.json import Jsonb

from enishi.kit import codes, ids, periods
from enishi.kit.refusal import Refusal
from enishi.membership import attributes, holding, models
from enishi.membership.member import NAME_LENGTH_MAX, ExternalPerson, Held
from enishi.membership.queries import UnknownMember, known_as

_BATCH = 5_000
# Signs that nobody sees and that turn the direction of all that follows (Unicode, UAX 9).
_TURNS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


@transaction.atomic(savepoint=False)
def hold_on_device(*, device_id: UUID | None = None, at: datetime) -> Held:
    """Make a member who is known by a phone only: no name, no address, no account.

    In the caller's transaction. The same phone again, also at once, holds the same member; one
    that was ended holds nobody again, so a new one takes its place. What the member earns is held
    for a week, until they complete.
    """
    wanted = device_id or ids.new_id()
    known = models.Device.objects.filter(pk=wanted).first()
    if known is not None and known.ended_at is None:
        return Held(known.member_id, known.id)
    if known is not None:
        wanted = ids.new_id()
    member = models.Member(origin="device", joined_at=at, held_until=holding.until(at))
    member.set_unusable_password()
    try:
        with transaction.atomic():
            member.save(force_insert=True)
            models.Device.objects.create(pk=wanted, member=member, created_at=at)
    except IntegrityError:  # a second tap: the first has just ended
        first = models.Device.objects.get(pk=wanted)
        return Held(first.member_id, first.id)
    return Held(member.id, wanted)


@transaction.atomic(durable=True)
def make_member(*, at: datetime) -> UUID:
    """Make a member for somebody who has proven an address and has no phone of ours yet."""
    member = models.Member(origin="device", joined_at=at, held_until=holding.until(at))
    member.set_unusable_password()
    member.save(force_insert=True)
    return member.id


@transaction.atomic(durable=True)
def end_device(*, device_id: UUID, at: datetime) -> None:
    """Let a phone hold its member no longer; ending it twice changes nothing."""
    models.Device.objects.filter(pk=device_id, ended_at=None).update(ended_at=at)


class EmailIsTaken(Refusal):
    """Another member signs in with this address."""

    code = "email_is_taken"


class PasswordIsWeak(Refusal):
    """The password is short, common, or only digits."""

    code = "password_is_weak"
    status = 422


@transaction.atomic(durable=True)
def create_staff(*, email: str, password: str, display_name: str = "", at: datetime) -> UUID:
    """Make a member who signs in by e-mail and password.

    Raises:
        EmailIsTaken: another member has the address.
        PasswordIsWeak: a validator of the settings refuses the password.
    """
    member = models.Member(
        email=email.strip().lower(), display_name=display_name, origin="staff", joined_at=at
    )
    try:
        password_validation.validate_password(password, member, _validators())
    except ValidationError as weak:
        raise PasswordIsWeak(reasons=", ".join(_codes_of(weak))) from weak
    member.set_password(password)
    if models.Member.objects.filter(email__iexact=email.strip()).exists():
        raise EmailIsTaken(email=email)
    try:
        with transaction.atomic():
            member.save(force_insert=True)
    except IntegrityError as taken:
        raise EmailIsTaken(email=email) from taken
    return member.id


def _validators() -> list[password_validation.PasswordValidator]:
    """Return what a staff password must pass whatever the settings say (NIST SP 800-63B)."""
    return [
        password_validation.MinimumLengthValidator(12),
        password_validation.CommonPasswordValidator(),
        password_validation.NumericPasswordValidator(),
        password_validation.UserAttributeSimilarityValidator(("email", "display_name")),
    ]


def _codes_of(weak: ValidationError) -> list[str]:
    return sorted({str(error.code) for error in weak.error_list})


@transaction.atomic(savepoint=False)
def find_or_make_many(
    *, source: str, people: Sequence[ExternalPerson], at: datetime
) -> dict[str, UUID]:
    """Return the members that another system's people are, making those it never sent before.

    In the caller's transaction. A known person keeps what the first call told; activities keep
    the attributes of their own time anyway. The same name twice in one call is one person, and
    two callers at once end with one member each.
    """
    wanted = {person.external_id: person for person in reversed(people)}
    found = known_as(source, wanted)
    missing = sorted(wanted.keys() - found.keys())
    if not missing:
        return found
    for first in range(0, len(missing), _BATCH):
        rows = [_imported(wanted[name]) for name in missing[first : first + _BATCH]]
        with connection.cursor() as cursor:
            cursor.callproc("membership_bring_in_v1", [source, Jsonb(rows), at])
    return found | known_as(source, missing)


def _imported(person: ExternalPerson) -> dict[str, object]:
    """Return the columns that `sql/bring_in_v1.sql` reads."""
    return {
        "external_id": person.external_id,
        "id": str(ids.new_id()),
        "transfer_secret": models.new_secret().hex(),
        "sex": person.sex,
        "birth_year": person.birth_year,
        "age_band": person.age_band,
        "home_code": person.home_code,
    }


class BadAttribute(Refusal):
    """An attribute is not one of its words, or cannot be true."""

    code = "bad_attribute"
    status = 422


@transaction.atomic(durable=True)
def set_attributes(
    *,
    member_id: UUID,
    sex: str = "unknown",
    birth_year: int | None = None,
    age_band: str = "unknown",
    home_code: str = "",
    at: datetime,
) -> None:
    """Keep what a member chose to tell; everything may stay unknown.

    Raises:
        BadAttribute: a word is not in its list, or the birth year cannot be true.
        UnknownMember: no member has the id.
    """
    if sex not in attributes.SEXES:
        raise BadAttribute(name="sex", given=sex)
    if age_band not in attributes.AGE_BANDS:
        raise BadAttribute(name="age_band", given=age_band)
    if birth_year is not None:
        age_band = attributes.age_band_of(birth_year, periods.jst_day(at).year)
        if age_band == "unknown":
            raise BadAttribute(name="birth_year", given=birth_year)
    if home_code and not codes.is_six_digits(home_code):
        raise BadAttribute(name="home_code", given=home_code)
    changed = models.Member.objects.filter(pk=member_id).update(
        sex=sex, birth_year=birth_year, age_band=age_band, home_code=home_code
    )
    if not changed:
        raise UnknownMember(member=member_id)


@transaction.atomic(durable=True)
def set_display_name(*, member_id: UUID, display_name: str) -> None:
    """Keep the name a member wants to be greeted by; it may be empty, and turns no words around.

    Raises:
        BadAttribute: the name is too long.
        UnknownMember: no member has the id.
    """
    name = display_name.translate(_TURNS).strip()
    if len(name) > NAME_LENGTH_MAX:
        raise BadAttribute(name="display_name", given=len(name))
    if not models.Member.objects.filter(pk=member_id).update(display_name=name):
        raise UnknownMember(member=member_id)
