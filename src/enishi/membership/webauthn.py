"""Passkeys checked: what a browser is asked for, and whether what it answers is true (WebAuthn)."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from enishi.kit.refusal import Refusal

_NAME = "縁 Enishi"
# What a library that reads foreign bytes says about bytes that are no such thing.
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, struct.error)


@dataclass(frozen=True, slots=True)
class Site:
    """Where pages stand: passkeys are made for a host and signed from an address."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class Question:
    """What the browser is told, and what must be kept until it answers."""

    options: dict[str, Any]
    kept: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Made:
    """A key that a browser has just made."""

    credential_id: bytes
    credential: bytes
    sign_count: int


class PasskeyFailed(Refusal):
    """What the browser answered does not prove the key."""

    code = "passkey_failed"
    status = 422


def _server(site: Site) -> Fido2Server:
    return Fido2Server(
        PublicKeyCredentialRpEntity(name=_NAME, id=site.host),
        verify_origin=lambda origin: origin == site.origin,
    )


def ask_for_new(site: Site, *, member_id: UUID, shown: str, known: Sequence[bytes]) -> Question:
    """Ask a browser to make a key that it can find by itself later, behind finger, face or PIN."""
    options, kept = _server(site).register_begin(
        PublicKeyCredentialUserEntity(name=shown, display_name=shown, id=member_id.bytes),
        credentials=[AttestedCredentialData(one) for one in known],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return Question(dict(options), kept)


def made(site: Site, kept: Mapping[str, Any], answer: Mapping[str, Any]) -> Made:
    """Check a new key.

    Raises:
        PasskeyFailed: the answer is to another question, of another site, or no answer at all.
    """
    try:
        data = _server(site).register_complete(kept, answer)
    except _UNREADABLE as fault:
        raise PasskeyFailed from fault
    credential = data.credential_data
    assert credential is not None, "checked by the library"
    return Made(credential.credential_id, bytes(credential), data.counter)


def ask_for_known(site: Site) -> Question:
    """Ask a browser to sign with any key it has for this site: it tells us whose it is."""
    options, kept = _server(site).authenticate_begin(
        user_verification=UserVerificationRequirement.REQUIRED
    )
    return Question(dict(options), kept)


def credential_id(answer: Mapping[str, Any]) -> bytes:
    """Return which key an answer says it is of.

    Raises:
        PasskeyFailed: it says nothing readable.
    """
    try:
        return websafe_decode(answer["rawId"])
    except _UNREADABLE as fault:
        raise PasskeyFailed from fault


def signed(
    site: Site, kept: Mapping[str, Any], answer: Mapping[str, Any], credential: bytes
) -> int:
    """Check a signature and return how many the key says it has made.

    Raises:
        PasskeyFailed: the answer is to another question, of another site, or not by this key.
    """
    try:
        _server(site).authenticate_complete(kept, [AttestedCredentialData(credential)], answer)
        return AuthenticationResponse.from_dict(answer).response.authenticator_data.counter
    except _UNREADABLE as fault:
        raise PasskeyFailed from fault
