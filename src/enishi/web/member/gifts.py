"""What an event promises, and what an activity brought: coins and points, never in one sum."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from enishi.activities.activity import AwardValue
from enishi.events import event as events
from enishi.events.event import Event
from enishi.programs import queries as programs
from enishi.programs import rules
from enishi.web.member import words

_OWN_WORD = "own_word"


@dataclass(frozen=True, slots=True)
class Gift:
    """Coins on one side, points on the other, and the words when one or both did not come."""

    coins: int
    points: int
    why_none: str = ""
    why_no_points: str = ""


def promised(event: Event, on: date, *, is_own_word: bool = False) -> Gift:
    """Ask the one evaluator what somebody unknown would earn by attending on a day."""
    facts = rules.Facts(
        kind=event.kind,
        region=event.region_code,
        on=on,
        place=event.place,
        event=event.code,
        theme=event.theme,
        hours=events.hours(event),
        coins=event.coins,
        is_own_word=is_own_word,
    )
    return _sum(rules.evaluate(facts, programs.rules_in_force([event.region_code], on)))


def received(awards: Iterable[AwardValue | rules.Award]) -> Gift:
    """Add up what an activity brought, or would bring."""
    return _sum(awards)


def _sum(awards: Iterable[AwardValue | rules.Award]) -> Gift:
    found = list(awards)
    coins = sum(award.amount for award in found if award.asset_kind == "coin")
    points = sum(award.amount for award in found if award.asset_kind == "point")
    refused = [award.reason for award in found if not award.amount]
    why = "" if coins or points else words.reason(refused[0] if refused else "nothing_due")
    own_word = [one for one in found if one.asset_kind == "point" and one.reason == _OWN_WORD]
    return Gift(coins, points, why, words.reason(_OWN_WORD) if own_word and not points else "")
