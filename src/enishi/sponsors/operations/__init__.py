"""Every change of sponsors: promising, counting uses, stating months, taking gifts."""

from enishi.sponsors.operations.following import follow
from enishi.sponsors.operations.giving import GiftIsDifferent, GiftMayNotBe, receive_gift
from enishi.sponsors.operations.persons import forget, hand_over
from enishi.sponsors.operations.promising import (
    BadPledge,
    BadSponsor,
    PledgeIsOver,
    add_sponsor,
    change_sponsor,
    end_pledge,
    make_pledge,
)
from enishi.sponsors.operations.stating import MonthIsNotOverYet, state_due, state_month

__all__ = [
    "BadPledge",
    "BadSponsor",
    "GiftIsDifferent",
    "GiftMayNotBe",
    "MonthIsNotOverYet",
    "PledgeIsOver",
    "add_sponsor",
    "change_sponsor",
    "end_pledge",
    "follow",
    "forget",
    "hand_over",
    "make_pledge",
    "receive_gift",
    "state_due",
    "state_month",
]
