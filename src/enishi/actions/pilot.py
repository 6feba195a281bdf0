"""The five actions that a region starts with: those of the pilot, in its order and words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proposal:
    """One of the five, before a region makes it its own."""

    kind: str
    title: str
    title_en: str
    hint: str
    hint_en: str
    icon: str
    coins: int | None = None


ACTIONS = (
    Proposal(
        "post",
        "町のことを発信した",
        "Posted about the town",
        "写真や感想を、だれかに伝えた",
        "You shared a photo or a thought with somebody",
        "megaphone",
    ),
    Proposal(
        "purchase",
        "町の品を買った",
        "Bought something of the town",
        "お店でも、通信販売でも",
        "In a shop or by mail order",
        "shopping-bag",
    ),
    Proposal(
        "visit",
        "家族や友人に会いに行った",
        "Went to see family or friends",
        "町にいる、だれかのところへ",
        "Somebody who lives in the town",
        "map-pin",
    ),
    Proposal(
        "contact",
        "家族や友人に連絡した",
        "Contacted family or friends",
        "電話でも、手紙でも、SNSでも",
        "By telephone, letter or message",
        "message-square-text",
    ),
    # An attendance is promised by the hour; nobody timed this one, so it says its coins itself.
    Proposal(
        "event",
        "町の集まりに出た",
        "Attended an event of the town",
        "会場のQRを読まなかったときに",
        "When you did not scan the code there",
        "flag",
        coins=100,
    ),
)
