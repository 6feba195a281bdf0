"""What members are told of a shop's offer, in their own language; pure."""

from __future__ import annotations

from dataclasses import dataclass

from enishi.merchants.offer import Offer
from enishi.merchants.shop import Shop


@dataclass(frozen=True, slots=True)
class Words:
    """A message as it is sent."""

    subject: str
    text: str


def of_offer(offer: Offer, shop: Shop, *, language: str) -> Words:
    """Write a shop's offer as a message: the shop's own words, its name and the last day."""
    until = offer.until_on
    if language == "en":
        name = shop.name_en or shop.name
        return Words(
            f"{name}: {offer.title}",
            f"{offer.title}\n{offer.text}\nUntil {until:%d.%m.%Y}.\n{name}  {shop.address}".strip(),
        )
    return Words(
        f"{shop.name}から：{offer.title}",
        f"{offer.title}\n{offer.text}\n{until.month}月{until.day}日まで\n"
        f"{shop.name}　{shop.address}".strip(),
    )
