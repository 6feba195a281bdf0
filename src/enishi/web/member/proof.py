"""What this browser has asked for and just proven: short-lived signed cookies, read nowhere else.

They are bound to the phone that the browser was at that moment, so one planted by somebody else
proves nothing on another phone.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from enishi.kit.refusal import Refusal
from enishi.membership import queries
from enishi.membership.contact import EMAIL, PHONE, SIGN_IN_SOURCE
from enishi.web.member import device

ASKED = "enishi_code"
PROVEN = "enishi_proof"
KEPT_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Asked:
    """A code that this browser waits for, and where it wanted to go."""

    code_id: UUID
    purpose: str
    then: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A number, an address, a key or an account that this browser's holder has just proven.

    `way` is phone, email, passkey or the name of a service; `name` what stands for the person
    there (of a passkey: the member).
    """

    way: str
    name: str
    then: str = ""

    @property
    def is_contact(self) -> bool:
        """Say whether it is a number or an address."""
        return self.way in (PHONE, EMAIL)

    def holder(self) -> UUID | None:
        """Return the member who has it now."""
        if self.is_contact:
            return queries.contact_holder(self.way, self.name)
        if self.way == "passkey":
            return UUID(self.name)
        return queries.known_as(f"{SIGN_IN_SOURCE}{self.way}", [self.name]).get(self.name)


def safe(address: str) -> str:
    """Return an address of our own pages; nothing for one that leads elsewhere."""
    ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if ours else ""


def _here(request: HttpRequest) -> str:
    return str(device.this(request) or "")


def _set(answer: HttpResponse, name: str, told: dict[str, str]) -> None:
    answer.set_cookie(
        name,
        signing.dumps(told, key=settings.TICKET_SECRET, salt=f"enishi.{name}"),
        max_age=KEPT_SECONDS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _get(request: HttpRequest, name: str) -> dict[str, str] | None:
    try:
        told = signing.loads(
            request.COOKIES.get(name, ""),
            key=settings.TICKET_SECRET,
            salt=f"enishi.{name}",
            max_age=KEPT_SECONDS,
        )
    except signing.BadSignature:
        return None
    return told if told["phone"] == _here(request) else None


def remember_asked(
    request: HttpRequest, answer: HttpResponse, code_id: UUID, purpose: str, then: str
) -> None:
    """Note which code this browser waits for: nobody else can type it."""
    told = {"code": str(code_id), "purpose": purpose, "then": then, "phone": _here(request)}
    _set(answer, ASKED, told)


def asked(request: HttpRequest) -> Asked | None:
    """Return the code that this browser waits for; None without one of the last ten minutes."""
    told = _get(request, ASKED)
    return Asked(UUID(told["code"]), told["purpose"], told["then"]) if told else None


def remember_proven(request: HttpRequest, answer: HttpResponse, proof: Proof) -> None:
    """Note what was proven, until the one question that follows is answered."""
    told = {"way": proof.way, "name": proof.name, "then": proof.then, "phone": _here(request)}
    _set(answer, PROVEN, told)
    answer.delete_cookie(ASKED, samesite="Lax")


class ProofIsGone(Refusal):
    """What was proven was proven too long ago, or on another phone."""

    code = "proof_is_gone"
    status = 410


def proven(request: HttpRequest) -> Proof:
    """Return what this browser has just proven.

    Raises:
        ProofIsGone: nothing, too long ago, or on another phone.
    """
    told = _get(request, PROVEN)
    if told is None:
        raise ProofIsGone
    return Proof(told["way"], told["name"], told["then"])


def forget(answer: HttpResponse) -> None:
    """Let nothing that was asked or proven stay behind."""
    answer.delete_cookie(ASKED, samesite="Lax")
    answer.delete_cookie(PROVEN, samesite="Lax")
