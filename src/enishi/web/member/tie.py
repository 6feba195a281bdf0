"""A member's ties: a card per region with its step, its coins and its points, read at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import get_language

from enishi.activities import queries as activities
from enishi.activities.activity import Met
from enishi.kit.periods import jst_day
from enishi.ledger import queries as ledger
from enishi.ledger.pockets import Pocket
from enishi.membership import queries as membership
from enishi.membership.member import Card
from enishi.regions import queries as regions
from enishi.regions.region import Region
from enishi.ties import honour as honours
from enishi.ties import queries as ties_room
from enishi.ties import stages
from enishi.ties.honour import Honoured
from enishi.ties.wording import Wording
from enishi.web.design import clock
from enishi.web.member import ladder, purse
from enishi.web.member.purse import Soon


@dataclass(frozen=True, slots=True)
class Tie:
    """One region as a member sees it: card and step, coins and points apart, how often they met."""

    region: Region
    wording: Wording
    ladder: ladder.Told
    coins: int
    points: int
    times: int
    card: Card | None
    lapses: Soon | None
    honours: Sequence[str]

    @property
    def card_name(self) -> str:
        """What the region calls its card."""
        return self.wording.card.of(get_language() or "ja")


@dataclass(frozen=True, slots=True)
class Known:
    """What is read once about a member for the whole page."""

    member_id: UUID
    on: date
    met: Sequence[Met]
    times: Mapping[str, int]
    held: Mapping[str, int]
    nearest: Mapping[str, Pocket]
    cards: Mapping[str, Card]
    honours: Sequence[Honoured]

    @property
    def codes(self) -> set[str]:
        """The regions there is a tie with."""
        return {
            *self.times,
            *self.cards,
            *(asset.partition(":")[0] for asset in self.held),
            *(one.region_code for one in self.honours),
        }


def known(member_id: UUID, on: date) -> Known:
    """Read a member's ties, each kind of thing in one question."""
    name = f"member:{member_id}"
    return Known(
        member_id=member_id,
        on=on,
        met=activities.met(member_id, stages.window_from(on, stages.MONTHS_MAX)),
        times=activities.times_met(member_id),
        held=ledger.balances(name),
        nearest=ledger.next_lapses(name, on=on),
        cards={one.region_code: one for one in membership.cards(member_id) if one.is_live},
        honours=ties_room.honours_of(member_id),
    )


def ties(member_id: UUID, on: date | None = None) -> list[Tie]:
    """Return a card per region that the member has a tie with, the most often met first."""
    return of(known(member_id, on or jst_day(clock.now())))


def of(mine: Known) -> list[Tie]:
    """Return the ties that what is known of a member makes, the most often met first."""
    found = regions.regions(sorted(mine.codes))
    told = ties_room.wordings(list(found))
    kinds = {code: card.kind for code, card in mine.cards.items()}
    standings = ties_room.standings(mine.met, told, kinds, on=mine.on)
    language = get_language() or "ja"
    made = [
        Tie(
            region=region,
            wording=told[code],
            ladder=ladder.told(standings[code], told[code]),
            coins=mine.held.get(f"{code}:coin", 0),
            points=mine.held.get(f"{code}:point", 0),
            times=mine.times.get(code, 0),
            card=mine.cards.get(code),
            lapses=_near(mine.nearest.get(f"{code}:point"), mine.on),
            honours=[
                one.name.of(language)
                for one in mine.honours
                if one.region_code == code and one.state == honours.ACCEPTED
            ],
        )
        for code, region in found.items()
    ]
    return sorted(made, key=lambda tie: (-tie.times, tie.region.code))


def _near(pocket: Pocket | None, on: date) -> Soon | None:
    """Return what lapses within the days in which a member is told; None before."""
    if pocket is None:
        return None
    next_one = purse.soon([pocket], on)
    return next_one if next_one and next_one.within else None
