"""Every change of shops: joining, programmes, devices, offers."""

from enishi.merchants.operations.devices import (
    PinIsWrong,
    TillIsLocked,
    TooManyDevices,
    UnknownDevice,
    UnknownShopCard,
    end_device,
    enrol_phone,
    enrol_pos,
    keep_public_key,
    lock_device,
    make_shop_card,
)
from enishi.merchants.operations.joining import (
    BadShop,
    ShopIsDecided,
    amend,
    apply,
    approve,
    change_state,
    refuse,
)
from enishi.merchants.operations.offering import (
    BadOffer,
    TooManyOffers,
    UnknownOffer,
    allow_offer,
    end_offer,
    make_offer,
)
from enishi.merchants.operations.taking_part import take_part
from enishi.merchants.operations.using import note_use, note_uses

__all__ = [
    "BadOffer",
    "BadShop",
    "PinIsWrong",
    "ShopIsDecided",
    "TillIsLocked",
    "TooManyDevices",
    "TooManyOffers",
    "UnknownDevice",
    "UnknownOffer",
    "UnknownShopCard",
    "allow_offer",
    "amend",
    "apply",
    "approve",
    "change_state",
    "end_device",
    "end_offer",
    "enrol_phone",
    "enrol_pos",
    "keep_public_key",
    "lock_device",
    "make_offer",
    "make_shop_card",
    "note_use",
    "note_uses",
    "refuse",
    "take_part",
]
