"""Numbers and addresses as people type them, brought to one form."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers

from enishi.kit.refusal import Refusal
from enishi.membership.contact import EMAIL, PHONE

_REGION = "JP"
_JAPAN = 81
_PHONE_LENGTH_MAX = 40
_EMAIL_LENGTH_MAX = 254
# The form that browsers check (HTML, "valid e-mail address"): older Japanese carriers gave out
# addresses with two dots in a row, so the stricter grammar of RFC 5321 would turn people away.
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_EMAIL = re.compile(rf"[a-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})+")


class PhoneIsUnreadable(Refusal):
    """The text is no telephone number."""

    code = "phone_is_unreadable"
    status = 422


class PhoneTakesNoSms(Refusal):
    """The number is of a landline, an internet telephone or another country."""

    code = "phone_takes_no_sms"
    status = 422


def phone(typed: str) -> str:
    """Return a mobile number of Japan as E.164, from whatever width and signs it was typed in.

    Raises:
        PhoneIsUnreadable: no such number can exist.
        PhoneTakesNoSms: it exists, but we send no SMS there.
    """
    plain = unicodedata.normalize("NFKC", typed).strip()
    if not plain or len(plain) > _PHONE_LENGTH_MAX:
        raise PhoneIsUnreadable
    try:
        number = phonenumbers.parse(plain, _REGION)
    except phonenumbers.NumberParseException as fault:
        raise PhoneIsUnreadable from fault
    if not phonenumbers.is_valid_number(number) or number.extension:
        raise PhoneIsUnreadable
    is_mobile = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    if number.country_code != _JAPAN or not is_mobile:
        raise PhoneTakesNoSms
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class EmailIsUnreadable(Refusal):
    """The text is no e-mail address."""

    code = "email_is_unreadable"
    status = 422


def email(typed: str) -> str:
    """Return an e-mail address in small letters, from whatever width it was typed in.

    Raises:
        EmailIsUnreadable: the text is no address.
    """
    plain = unicodedata.normalize("NFKC", typed).strip().lower()
    if len(plain) > _EMAIL_LENGTH_MAX or _EMAIL.fullmatch(plain) is None:
        raise EmailIsUnreadable
    return plain


class UnknownContactKind(Refusal):
    """There are numbers and addresses, and nothing else."""

    code = "unknown_contact_kind"
    status = 422


def normal(kind: str, typed: str) -> str:
    """Return a number or an address in its one form.

    Raises:
        UnknownContactKind: neither a number nor an address is asked for.
        PhoneIsUnreadable, PhoneTakesNoSms: as `phone`.
        EmailIsUnreadable: as `email`.
    """
    if kind == PHONE:
        return phone(typed)
    if kind == EMAIL:
        return email(typed)
    raise UnknownContactKind(kind=kind[:_PHONE_LENGTH_MAX])
