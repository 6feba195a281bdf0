"""The signed text on a poster or a screen: short, so that its QR is coarse and reads from afar.

A poster's: eight characters of event, eight of serial, ten of signature (50 bits of HMAC-SHA256,
RFC 2104): enough against guessing over a network, where every wrong guess is a request. A
screen's has five more for its window of time (`windows.py`), under the signature too.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from enishi.events import windows
from enishi.kit import ids
from enishi.kit.refusal import Refusal

EVENT_LENGTH = 8
SERIAL_LENGTH = 8
_SIGNATURE_LENGTH = 10
_BITS = 5
LENGTH = EVENT_LENGTH + SERIAL_LENGTH + _SIGNATURE_LENGTH
TURNING_LENGTH = LENGTH + windows.LENGTH


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a code says: which event, which of its codes, and on a screen which window of time."""

    event: str
    serial: str
    window: int | None = None


def _signature(secret: bytes, plain: str) -> str:
    # Posters and screens differ in length, so that no text of one is one of the other.
    digest = hmac.new(secret, b"ticket:" + plain.encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest[:8], "big")
    return "".join(
        ids.READABLE[number >> (_BITS * place) & 31] for place in range(_SIGNATURE_LENGTH)
    )


def issue(*, secret: bytes, event: str, serial: str, window: int | None = None) -> str:
    """Return the text for the address `/e/<event>?t=<text>`; of a screen, for one window."""
    assert len(event) == EVENT_LENGTH, event
    assert len(serial) == SERIAL_LENGTH, serial
    plain = event + serial + ("" if window is None else windows.written(window))
    return plain + _signature(secret, plain)


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
    if len(typed) not in (LENGTH, TURNING_LENGTH) or not typed.isascii():
        raise TicketIsForged
    if not hmac.compare_digest(signed, _signature(secret, plain)):
        raise TicketIsForged
    event, serial = plain[:EVENT_LENGTH], plain[EVENT_LENGTH : EVENT_LENGTH + SERIAL_LENGTH]
    turning = plain[EVENT_LENGTH + SERIAL_LENGTH :]
    return Ticket(event, serial, windows.read(turning) if turning else None)
