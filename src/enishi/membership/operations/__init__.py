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
from enishi.membership.operations.paper import (
    CardHasPhone,
    CardIsBlank,
    CardIsUsed,
    HasSignedUp,
    TieIsLocked,
    TooManySheets,
    WrongTieCode,
    give_card,
    hand_out,
    prepare_cards,
    reissue_card,
    tie_card,
    untie_phones,
    void_sheet,
)
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
    "CardHasPhone",
    "CardIsBlank",
    "CardIsUsed",
    "EmailIsTaken",
    "HasCard",
    "HasSignedUp",
    "PasswordIsWeak",
    "TieIsLocked",
    "TooManySheets",
    "UnknownCard",
    "UnknownCardKind",
    "UnknownConsent",
    "WrongTieCode",
    "create_staff",
    "end_device",
    "find_or_make_many",
    "give_card",
    "give_consent",
    "hand_out",
    "hold_on_device",
    "issue_card",
    "lock",
    "lock_one",
    "note_look",
    "prepare_cards",
    "reissue_card",
    "replace_card",
    "set_attributes",
    "set_display_name",
    "tie_card",
    "untie_phones",
    "void_sheet",
    "withdraw_consent",
]
