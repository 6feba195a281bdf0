"""A sale signed by a device that had no network: what it says, and whether it holds.

A record is a JWS in its short form (RFC 7515, ES256): a browser makes it with WebCrypto alone.
The device's key never leaves it; the office of the shop knows the public half.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from enishi.kit.refusal import Refusal
from enishi.membership import slips

# What a device may sell without network: nobody looked whether the card still counts.
SALE_YEN_MOST = 30_000
DAY_YEN_MOST = 200_000
# So long a record may wait for the network; so far ahead a phone's clock may be.
WAIT_MOST = timedelta(days=7)
CLOCK_AHEAD_MOST = timedelta(minutes=10)
RECORDS_MOST = 500
_BYTES_MOST = 2_000
_NUMBER_MOST = 2**53 - 1
_COORDINATE = 32


class BadDeviceKey(Refusal):
    """It is no public key of the kind that signs sales (P-256 as JWK)."""

    code = "bad_device_key"
    status = 422


def public_key(jwk: str) -> ec.EllipticCurvePublicKey:
    """Read a device's public key.

    Raises:
        BadDeviceKey: it is none, or of another kind, or a private one.
    """
    try:
        told = json.loads(jwk[:_BYTES_MOST])
        if told["kty"] != "EC" or told["crv"] != "P-256" or "d" in told:
            raise BadDeviceKey
        x, y = (_number(told[name]) for name in ("x", "y"))
        return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    except (ValueError, KeyError, TypeError, RecursionError) as wrong:
        raise BadDeviceKey from wrong


def _number(text: Any) -> int:
    raw = _bytes(text)
    if len(raw) != _COORDINATE:
        raise ValueError(text)
    return int.from_bytes(raw, "big")


def signer(jwk: str) -> str:
    """Name a key, however it is written (RFC 7638): a phone enrolled anew keeps its own.

    Raises:
        BadDeviceKey: it is no such key.
    """
    public_key(jwk)
    told = json.loads(jwk)
    plain = {name: told[name] for name in ("crv", "kty", "x", "y")}
    digest = hashlib.sha256(json.dumps(plain, separators=(",", ":")).encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class OfflineSale:
    """What a device says it sold: its own number of the record, the card as it was read."""

    number: int
    card: str
    asset: str
    amount_yen: int
    at: datetime
    shop: str = ""  # where; records of the first tills do not say


class BadOfflineSale(Refusal):
    """A record is not signed by the device, or a part of it is none."""

    code = "bad_offline_sale"
    status = 422


class SpendingNeedsNetwork(Refusal):
    """Without network points are earned only: somewhere else they may be spent just now."""

    code = "spending_needs_network"
    status = 422


def read(record: str, jwk: str) -> OfflineSale:
    """Read what a device signed.

    The payload is `{"n": 12, "card": "…", "asset": "…", "yen": 1580, "at": "2026-06-06T01:00Z",
    "shop": "…"}`; the shop may be missing.

    Raises:
        BadOfflineSale: the signature is not the device's, or a part is missing or none.
        SpendingNeedsNetwork: points were to be used.
        BadDeviceKey: the device has no key that counts.
    """
    key = public_key(jwk)
    told = _signed(record, key)
    if told.get("spend"):
        raise SpendingNeedsNetwork
    number, yen = told.get("n"), told.get("yen")
    for part, value, most in (("n", number, _NUMBER_MOST), ("yen", yen, _NUMBER_MOST)):
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= most:
            raise BadOfflineSale(part=part)
    for part in ("card", "asset", "at"):
        text = told.get(part)
        if not isinstance(text, str) or not text or not text.isprintable():
            raise BadOfflineSale(part=part)
    return OfflineSale(
        number=told["n"],
        card=slips.number_in(told["card"]),
        asset=told["asset"],
        amount_yen=told["yen"],
        at=_moment(told["at"]),
        shop=str(told.get("shop", "")),
    )


def _signed(record: str, key: ec.EllipticCurvePublicKey) -> dict[str, Any]:
    """Return the payload of a record that the key signed.

    Raises:
        BadOfflineSale: it is no record, or somebody else's.
    """
    parts = record.split(".")
    if len(record) > _BYTES_MOST or len(parts) != len(("header", "payload", "signature")):
        raise BadOfflineSale(part="record")
    header, payload, signature = parts
    try:
        raw = _bytes(signature)
        if len(raw) != 2 * _COORDINATE or json.loads(_bytes(header)).get("alg") != "ES256":
            raise BadOfflineSale(part="signature")
        r, s = (int.from_bytes(half, "big") for half in (raw[:_COORDINATE], raw[_COORDINATE:]))
        told = f"{header}.{payload}".encode()
        key.verify(encode_dss_signature(r, s), told, ec.ECDSA(SHA256()))
        said = json.loads(_bytes(payload))
    except (InvalidSignature, ValueError, AttributeError, RecursionError) as wrong:
        raise BadOfflineSale(part="signature") from wrong
    if not isinstance(said, dict):
        raise BadOfflineSale(part="record")
    return said


def _bytes(text: Any) -> bytes:
    """Return what base64url stands for; RFC 7515 leaves the padding away."""
    if not isinstance(text, str) or not text.isascii():
        raise ValueError(text)
    padded = text + "=" * (-len(text) % 4)
    try:
        return base64.b64decode(padded, altchars=b"-_", validate=True)
    except binascii.Error as wrong:
        raise ValueError(text) from wrong


def _moment(text: str) -> datetime:
    try:
        told = datetime.fromisoformat(text)
        if told.tzinfo is not None:
            return told.astimezone(UTC)
    except (ValueError, OverflowError) as wrong:
        raise BadOfflineSale(part="at") from wrong
    raise BadOfflineSale(part="at")


class OfflineSaleOfAnotherShop(Refusal):
    """The phone sold for another shop when it made the record."""

    code = "offline_sale_of_another_shop"
    status = 422


class TooMuchOffline(Refusal):
    """More than a device may sell without network, in one sale or on one day."""

    code = "too_much_offline"
    status = 422


class TooLateToPost(Refusal):
    """The record waited too long, or its phone's clock is wrong."""

    code = "too_late_to_post"
    status = 422


def refusal(sale: OfflineSale, *, shop: str, sold_that_day: int, at: datetime) -> Refusal | None:
    """Say why a record that is the device's own cannot be posted, if anything speaks against it.

    `shop` is the one whose device sends it; `sold_that_day` are the yen that the phone sold
    without network on the sale's day already.
    """
    if sale.shop and sale.shop != shop:
        return OfflineSaleOfAnotherShop(number=sale.number)
    if not at - WAIT_MOST <= sale.at <= at + CLOCK_AHEAD_MOST:
        return TooLateToPost(number=sale.number, days=WAIT_MOST.days)
    if sale.amount_yen > SALE_YEN_MOST or sold_that_day + sale.amount_yen > DAY_YEN_MOST:
        return TooMuchOffline(number=sale.number, sale=SALE_YEN_MOST, day=DAY_YEN_MOST)
    return None
