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
        "発信した",
        "Posted about the town",
        "町のことを、だれかに伝えた",
        "You told somebody, in pictures or words",
        "megaphone",
    ),
    Proposal(
        "purchase",
        "買った",
        "Bought something of the town",
        "町の品を、お店や通信販売で",
        "In a shop or by mail order",
        "shopping-bag",
    ),
    Proposal(
        "visit",
        "会いに行った",
        "Went to see family or friends",
        "町にいる家族や友人に",
        "Somebody who lives in the town",
        "map-pin",
    ),
    Proposal(
        "contact",
        "連絡した",
        "Contacted family or friends",
        "町にいる家族や友人に",
        "By telephone, letter or message",
        "message-square-text",
    ),
    # An attendance is promised by the hour; nobody timed this one, so it says its coins itself.
    Proposal(
        "event",
        "催しに出た",
        "Attended an event of the town",
        "会場のQRを読まなかったときに",
        "When you did not scan the code there",
        "flag",
        coins=100,
    ),
)
