"""May this ticket enter now, and if not, why."""

from __future__ import annotations

from datetime import datetime, time

from enishi.events import event as events
from enishi.events.event import Event, Poster
from enishi.kit import periods
from enishi.kit.refusal import Refusal


class TicketIsOld(Refusal):
    """Another code hangs at the event now, or the month of this one has passed."""

    code = "ticket_is_old"


class TicketIsEarly(Refusal):
    """The code is for a month that has not begun."""

    code = "ticket_is_early"


class EventNotStarted(Refusal):
    """The day of the event has not come."""

    code = "event_not_started"


class EventIsOver(Refusal):
    """The time to collect has ended: it is past 24:00 of the day, or the event was closed."""

    code = "event_is_over"


def decide(event: Event, poster: Poster | None, at: datetime) -> None:
    """Let a ticket in from 0:00 JST of the first day until 24:00 JST of the last.

    `poster` is None where staff stand at the door: then only the event's own times count.

    Raises:
        EventIsOver: the time to collect has ended.
        EventNotStarted: the day of the event has not come.
        TicketIsOld: the code was killed or its month has passed.
        TicketIsEarly: the code's month has not begun.
    """
    until = events.collect_until(event)
    if until is not None and at >= until:
        raise EventIsOver(event=event.code, title=event.title, until=until)
    opens_at = datetime.combine(periods.jst_day(event.starts_at), time(), tzinfo=periods.JST)
    if at < opens_at:
        raise EventNotStarted(event=event.code, title=event.title, opens_at=opens_at.date())
    if poster is None:
        return
    if poster.killed_at is not None:
        raise TicketIsOld(event=event.code, title=event.title)
    if poster.valid_until is not None and at >= poster.valid_until:
        raise TicketIsOld(event=event.code, title=event.title)
    if at < poster.valid_from:
        raise TicketIsEarly(event=event.code, title=event.title, valid_from=poster.valid_from)


def key(event: Event, member: object, at: datetime) -> str:
    """Return the key of a member's check-in: once, or once a month where the code is monthly."""
    once = f"check-in:{event.code}:{member}"
    if not event.monthly_code:
        return once
    return f"{once}:{periods.month_of(periods.jst_day(at))}"
