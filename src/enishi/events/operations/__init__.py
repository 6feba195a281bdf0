"""Every change to projects and events: made, hung up, attended, looked at again, closed."""

from enishi.events.grading import ToldEnoughToday
from enishi.events.operations.attending import (
    CheckInWasWithdrawn,
    allow_own_report,
    check_in,
    check_in_newcomer,
    forget_phones,
    receive,
)
from enishi.events.operations.making import (
    BadEvent,
    EventIsFull,
    UnknownProject,
    cancel_sign_up,
    change_event,
    close_event,
    make_event,
    make_poster,
    make_project,
    renew_monthly_posters,
    set_evidence,
    sign_up,
    sign_up_newcomer,
)
from enishi.events.operations.persons import forget, hand_over
from enishi.events.operations.receiving import (
    NotReceivedToday,
    receive_card,
    undo_reception,
)
from enishi.events.operations.reviewing import (
    ReasonIsMissing,
    UnknownRecord,
    keep,
    keep_many,
    lift,
    take_back,
)

__all__ = [
    "BadEvent",
    "CheckInWasWithdrawn",
    "EventIsFull",
    "NotReceivedToday",
    "ReasonIsMissing",
    "ToldEnoughToday",
    "UnknownProject",
    "UnknownRecord",
    "allow_own_report",
    "cancel_sign_up",
    "change_event",
    "check_in",
    "check_in_newcomer",
    "close_event",
    "forget",
    "forget_phones",
    "hand_over",
    "keep",
    "keep_many",
    "lift",
    "make_event",
    "make_poster",
    "make_project",
    "receive",
    "receive_card",
    "renew_monthly_posters",
    "set_evidence",
    "sign_up",
    "sign_up_newcomer",
    "take_back",
    "undo_reception",
]
