"""The signed text on a poster: short, so that its QR is coarse and reads from far away.

Eight characters of event, eight of serial, ten of signature (50 bits of HMAC-SHA256, RFC 2104):
enough against guessing over a network, where every wrong guess is a request.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from enishi.kit import ids
from enishi.kit.refusal import Refusal

EVENT_LENGTH = 8
SERIAL_LENGTH = 8
_SIGNATURE_LENGTH = 10
_BITS = 5
LENGTH = EVENT_LENGTH + SERIAL_LENGTH + _SIGNATURE_LENGTH


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a poster says: which event, and which of its codes this is."""

    event: str
    serial: str


def _signature(secret: bytes, plain: str) -> str:
    digest = hmac.new(secret, b"ticket:" + plain.encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest[:8], "big")
    return "".join(
        ids.READABLE[number >> (_BITS * place) & 31] for place in range(_SIGNATURE_LENGTH)
    )


def issue(*, secret: bytes, event: str, serial: str) -> str:
    """Return the text for the poster's address `/e/<event>?t=<text>`."""
    assert len(event) == EVENT_LENGTH, event
    assert len(serial) == SERIAL_LENGTH, serial
    return event + serial + _signature(secret, event + serial)


class TicketIsForged(Refusal):
    """The code is damaged, cut short, or was not made here."""

    code = "ticket_is_forged"
    status = 422


def read(text: str, *, secret: bytes) -> Ticket:
    """Read a ticket, also one typed in by hand.

    Raises:
        TicketIsForged: length, letters or signature are wrong.
    """
    typed = ids.as_typed(text)
    plain, signed = typed[:-_SIGNATURE_LENGTH], typed[-_SIGNATURE_LENGTH:]
    if len(typed) != LENGTH or not typed.isascii():
        raise TicketIsForged
    if not hmac.compare_digest(signed, _signature(secret, plain)):
        raise TicketIsForged
    return Ticket(event=plain[:EVENT_LENGTH], serial=plain[EVENT_LENGTH:])
