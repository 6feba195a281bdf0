"""How sure a check-in is: the grade that its code, its moment and its place allow, and why less.

A doubt lowers the grade, never what is earned; staff at the door can lift it again. The words
that a member reads of it accuse nobody (`web/member/words.py`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from enishi.events import places, windows
from enishi.events.checkin import TicketIsOld
from enishi.events.event import Event, Told
from enishi.kit.refusal import Refusal

LOWERED = "self_report"
# How long after opening the code a press still is the same visit (slow hands, slow networks).
PRESSED_WITHIN = timedelta(minutes=10)
# Things of one day that a member may tell by themselves, in all regions together.
TOLD_A_DAY_MOST = 10
DOUBTS = (
    "static_code",  # the event shows a turning code, and this one is printed
    "late_code",  # opened in time and pressed long after, or kept by a phone without a network
    "far_away",  # the phone said that it is elsewhere
    "place_unknown",  # the event asks where the phone is, and it did not say
    "same_phone",  # another member came to the event with this phone
    "impossible",  # too far from where the member was just before
    "many_at_once",  # more events within an hour than anybody visits
)


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade of evidence, and why it is not a better one."""

    evidence: str
    doubt: str = ""


BY_STAFF, BY_PHONE = Grade("staff_scan"), Grade("own_scan")


class CodeHasTurned(TicketIsOld):
    """The screen shows a new code by now: this one is a photograph, or was opened too late."""

    code = "code_has_turned"


def grade(event: Event, window: int | None, told: Told, at: datetime) -> Grade:
    """Grade a scan by its code, its moment and its place.

    `window` is the one of a screen's code, None for a printed one. Told when it was opened, the
    code has to count at that moment; the press may come later.

    Raises:
        CodeHasTurned: the screen's code did not count when it was read.
    """
    opened_at = at if told.opened_at is None else min(told.opened_at, at)
    if window is not None and not windows.counts(window, opened_at):
        raise CodeHasTurned(event=event.code, title=event.title)
    near = places.nearness(event.venue, told.position)
    if near == "far":
        return Grade(LOWERED, "far_away")
    if window is not None:
        is_late = at - opened_at > PRESSED_WITHIN
        return Grade(LOWERED, "late_code") if is_late else BY_PHONE
    if event.rotating:
        return Grade(LOWERED, "static_code")
    if event.venue is not None and near == "unknown":
        return Grade(LOWERED, "place_unknown")
    return BY_PHONE


def at_most(evidence: str, given: Grade) -> Grade:
    """Return the grade, or the lower one that a phone's late word allows at most."""
    if evidence == BY_PHONE.evidence or given.doubt:
        return given
    return Grade(evidence, "late_code")


class ToldEnoughToday(Refusal):
    """So many things of one day cannot all be told by one person, however much they did."""

    code = "told_enough_today"
    status = 429


def allow_one_more(told: int) -> None:
    """Let a member who told so many things of a day tell one more.

    Raises:
        ToldEnoughToday: ten are told already, in all regions together.
    """
    if told >= TOLD_A_DAY_MOST:
        raise ToldEnoughToday(most=TOLD_A_DAY_MOST)


def mark_at(event_code: str, mark: UUID, secret: bytes) -> UUID:
    """Return what is kept of a phone's mark at one event: the same phone elsewhere is another."""
    plain = event_code.encode() + mark.bytes
    return UUID(bytes=hashlib.blake2b(plain, key=secret[:64], digest_size=16).digest())
