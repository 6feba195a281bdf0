"""Every change of supporters: classes, applications, payments, citizens."""

from enishi.supporters.operations.applying import SupporterNeedsName, apply
from enishi.supporters.operations.citizens import UnknownGround, become_citizen, end_citizen
from enishi.supporters.operations.classes import (
    BadSupportClass,
    NoFundForSupport,
    UnknownSupportClass,
    close_class,
    set_class,
)
from enishi.supporters.operations.paying import (
    PaymentDiffers,
    PaymentStays,
    UnknownApplication,
    cancel_payment,
    take_bank_list,
    take_cash,
)
from enishi.supporters.operations.persons import forget, hand_over

__all__ = [
    "BadSupportClass",
    "NoFundForSupport",
    "PaymentDiffers",
    "PaymentStays",
    "SupporterNeedsName",
    "UnknownApplication",
    "UnknownGround",
    "UnknownSupportClass",
    "apply",
    "become_citizen",
    "cancel_payment",
    "close_class",
    "end_citizen",
    "forget",
    "hand_over",
    "set_class",
    "take_bank_list",
    "take_cash",
]
