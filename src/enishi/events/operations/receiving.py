"""What the desk at the door does: hands out a paper card with the visit, takes a slip back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.activities import operations as activities
from enishi.activities.activity import Recorded
from enishi.events import checkin, models
from enishi.events.operations.attending import last_under, receive
from enishi.events.queries import UnknownEvent, event_value
from enishi.kit import ids, periods
from enishi.kit.refusal import Refusal
from enishi.membership import operations as membership

_UNDONE = "受付で取り消し"


def _event(code: str) -> models.Event:
    row = models.Event.objects.filter(pk=ids.as_typed(code)).first()
    if row is None:
        raise UnknownEvent(event=code)
    return row


@transaction.atomic(durable=True)
def receive_card(*, event_code: str, number: str, at: datetime) -> tuple[UUID, Recorded]:
    """Admit whoever holds a paper card; a fresh one is handed out here: both, or neither.

    The same card read again, also at once, is the same member's second scan.

    Raises:
        UnknownEvent: no event has the code.
        UnknownCard: the region neither prepared nor gave out a card of this number.
        EventNotStarted, EventIsOver, EventIsFull, CheckInWasWithdrawn: as `receive`.
    """
    row = _event(event_code)
    member_id = membership.hand_out(number=number, region_code=row.region_id, at=at)
    return member_id, receive(event_code=row.pk, member_id=member_id, at=at)


class NotReceivedToday(Refusal):
    """No reception of this day stands for the member; what a poster gave is not the desk's."""

    code = "not_received_today"


@transaction.atomic(durable=True)
def undo_reception(*, event_code: str, member_id: UUID, at: datetime) -> None:
    """Take back a wrong reception on its own day, and what it earned; twice changes nothing.

    Raises:
        UnknownEvent: no event has the code.
        NotReceivedToday: staff did not receive the member today.
        AlreadySpent: the member holds less than it earned.
    """
    event = event_value(_event(event_code))
    past = last_under(checkin.key(event, member_id, at))
    if past is None or past.evidence != "staff_scan" or past.on != periods.jst_day(at):
        raise NotReceivedToday(event=event.code)
    activities.withdraw(key=past.key, at=at, reason=_UNDONE)
