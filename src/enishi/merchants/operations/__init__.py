"""Every change of shops: joining, programmes, devices."""

from enishi.merchants.operations.devices import (
    PinIsWrong,
    TillIsLocked,
    TooManyDevices,
    UnknownShopCard,
    end_device,
    enrol_phone,
    enrol_pos,
    make_shop_card,
)
from enishi.merchants.operations.joining import (
    BadShop,
    ShopIsDecided,
    apply,
    approve,
    change_state,
    refuse,
)
from enishi.merchants.operations.taking_part import take_part

__all__ = [
    "BadShop",
    "PinIsWrong",
    "ShopIsDecided",
    "TillIsLocked",
    "TooManyDevices",
    "UnknownShopCard",
    "apply",
    "approve",
    "change_state",
    "end_device",
    "enrol_phone",
    "enrol_pos",
    "make_shop_card",
    "refuse",
    "take_part",
]
