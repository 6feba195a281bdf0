"""Signatures by which a receiver knows that a message is ours (Standard Webhooks 1.0)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime

PREFIX = "whsec_"
SECRET_BYTES = 32
_VERSION = "v1"


def secret_as_told(secret: bytes) -> str:
    """Write a secret as its receiver keeps it."""
    return PREFIX + base64.b64encode(secret).decode()


def body_of(kind: str, at: datetime, data: Mapping[str, object]) -> str:
    """Write a message: its kind, when it happened, and what."""
    told = {"type": kind, "timestamp": at.isoformat(), "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def signature(secret: bytes, message_id: str, timestamp: int, body: str) -> str:
    """Sign id, moment of sending and body together."""
    signed = f"{message_id}.{timestamp}.{body}".encode()
    digest = hmac.new(secret, signed, hashlib.sha256).digest()
    return f"{_VERSION},{base64.b64encode(digest).decode()}"


def headers(secret: bytes, message_id: str, at: datetime, body: str) -> dict[str, str]:
    """Return the headers with which a message goes out."""
    timestamp = int(at.timestamp())
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, message_id, timestamp, body),
    }
