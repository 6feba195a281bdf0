"""Web push (RFC 8030), encrypted for one browser (RFC 8291), signed with our key (RFC 8292)."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02
from py_vapid.utils import b64urlencode
from pywebpush import WebPusher

from enishi.outbox.adapters import web
from enishi.outbox.adapters.letter import Letter, NotDeliveredError
from enishi.outbox.message import Subscription

# Whose servers we call: a browser's word alone must not make us call any address there is.
HOSTS = (
    "fcm.googleapis.com",
    "push.services.mozilla.com",
    "push.apple.com",
    "notify.windows.com",
)
_LOCAL = {"127.0.0.1", "localhost"}
_KEPT = timedelta(days=2)
_SIGNED_FOR = timedelta(hours=12)
_AUTH_BYTES = 16
_KEY = re.compile(r"[A-Za-z0-9_=-]+")
_KEY_LENGTH_MAX = 120
_AUTH_LENGTH_MAX = 40
_ENDPOINT_LENGTH_MAX = 1000
_TEXT_MAX = 900  # a push service takes 4,096 bytes in all
_TOPIC = 32  # signs (RFC 8030, 5.4)
# FIPS 186-5: the number of points of P-256.
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class BrowserIsGoneError(NotDeliveredError):
    """The browser takes no messages any more (RFC 8030, 7.3)."""


def is_push_service(endpoint: str, more: tuple[str, ...] = ()) -> bool:
    """Say whether an address is one of a push service, safe to be called from here."""
    if len(endpoint) > _ENDPOINT_LENGTH_MAX or not endpoint.isascii():
        return False
    if not endpoint.isprintable() or " " in endpoint:
        return False
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    if host in _LOCAL:
        return host in more
    known = any(host == name or host.endswith(f".{name}") for name in (*HOSTS, *more))
    return known and parts.scheme == "https" and port in {None, 443}


def are_keys(p256dh: str, auth: str) -> bool:
    """Say whether these are a point of P-256 and 16 bytes, as a browser tells them."""
    if not _KEY.fullmatch(p256dh) or not _KEY.fullmatch(auth):
        return False
    try:
        point, secret = (base64.urlsafe_b64decode(one + "=" * (-len(one) % 4)) for one in
                         (p256dh, auth))  # fmt: skip
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except (binascii.Error, ValueError):
        return False
    is_short = len(p256dh) <= _KEY_LENGTH_MAX and len(auth) <= _AUTH_LENGTH_MAX
    return is_short and len(secret) == _AUTH_BYTES


def _private(secret: bytes) -> ec.EllipticCurvePrivateKey:
    """Turn 32 secret bytes into a key of P-256."""
    return ec.derive_private_key(int.from_bytes(secret) % (_ORDER - 1) + 1, ec.SECP256R1())


def public_key(secret: bytes) -> str:
    """Return what a browser needs to know to take our messages and nobody else's."""
    point = (
        _private(secret)
        .public_key()
        .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    )
    return str(b64urlencode(point))


@dataclass(frozen=True, slots=True)
class Push:
    """Our key, and whom a push service may write to about us."""

    secret: bytes
    about: str
    link: str
    hosts: tuple[str, ...] = ()

    def carry(self, letter: Letter, to: Subscription) -> None:
        """Hand a message to the push service of one browser.

        Raises:
            BrowserIsGoneError: the browser takes no messages any more.
            NotDeliveredError: nobody answers, or the answer is not a good one.
        """
        if not is_push_service(to.endpoint, self.hosts):
            raise BrowserIsGoneError("not a push service", is_final=True)
        keys = {"p256dh": to.p256dh, "auth": to.auth}
        browser = WebPusher({"endpoint": to.endpoint, "keys": keys})
        told = {"title": letter.subject, "text": letter.text[:_TEXT_MAX], "link": self.link,
                "tag": str(letter.id)}  # fmt: skip
        body = browser.encode(json.dumps(told, ensure_ascii=False).encode())["body"]
        headers = self._signed(to.endpoint, letter) | {
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(int(_KEPT.total_seconds())),
            # A second try replaces the first one where it still waits.
            "Topic": letter.id.hex[:_TOPIC],
        }
        try:
            web.post(to.endpoint, headers=headers, content=body)
        except NotDeliveredError as refused:
            if refused.reason in {"HTTP 404", "HTTP 410"}:
                raise BrowserIsGoneError(refused.reason, is_final=True) from refused
            raise

    def _signed(self, endpoint: str, letter: Letter) -> dict[str, str]:
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int((letter.at + _SIGNED_FOR).timestamp()),
            "sub": self.about,
        }
        return dict(Vapid02(_private(self.secret)).sign(claims))
