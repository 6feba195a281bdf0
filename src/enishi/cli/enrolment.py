"""Give a member of staff the second factor (TOTP, RFC 6238) from the command line."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user_model
from django.db import transaction


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app needs: the secret as text, or the address its QR carries."""

    secret: str
    url: str


@transaction.atomic(durable=True)
def enrol(member_id: UUID, secret: str | None = None) -> Enrolment:
    """Activate TOTP for a member and return what their app needs; an older one ends.

    `secret` (base 32) is for samples whose codes a printed page tells.
    """
    member = get_user_model().objects.get(pk=member_id)
    chosen = secret or generate_totp_secret()
    Authenticator.objects.filter(user=member, type=Authenticator.Type.TOTP).delete()
    TOTP.activate(member, chosen)
    return Enrolment(chosen, get_adapter().build_totp_url(member, chosen))
