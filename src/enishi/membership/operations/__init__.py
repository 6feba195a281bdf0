"""Every change to members, their devices, cards and consents."""

from __future__ import annotations

from enishi.membership.operations.cards import (
    HasCard,
    UnknownCard,
    UnknownCardKind,
    issue_card,
    replace_card,
)
from enishi.membership.operations.consents import (
    UnknownConsent,
    give_consent,
    withdraw_consent,
)
from enishi.membership.operations.locking import (
    lock,
    lock_one,
)
from enishi.membership.operations.looks import note_look
from enishi.membership.operations.people import (
    BadAttribute,
    EmailIsTaken,
    PasswordIsWeak,
    create_staff,
    end_device,
    find_or_make_many,
    hold_on_device,
    set_attributes,
    set_display_name,
)

__all__ = [
    "BadAttribute",
    "EmailIsTaken",
    "HasCard",
    "PasswordIsWeak",
    "UnknownCard",
    "UnknownCardKind",
    "UnknownConsent",
    "create_staff",
    "end_device",
    "find_or_make_many",
    "give_consent",
    "hold_on_device",
    "issue_card",
    "lock",
    "lock_one",
    "note_look",
    "replace_card",
    "set_attributes",
    "set_display_name",
    "withdraw_consent",
]
