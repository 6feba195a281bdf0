"""What a member's points became: the fund they went to, and what it bought last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from enishi.ledger import queries as ledger
from enishi.programs import queries as programs
from enishi.programs.programme import Asset
from enishi.regions.region import Region
from enishi.web.member import report, shelf
from enishi.web.member.shelf import Shelf
from enishi.web.member.tie import Known, Tie


@dataclass(frozen=True, slots=True)
class Became:
    """What a town's points became, and how many of them were the member's own."""

    region: Region
    asset: Asset
    purpose: str
    came: int
    mine: int
    drawn: Shelf


def told(mine: Known, shown: Sequence[Tie], at: datetime) -> Became | None:
    """Tell of the fund that got most of a member's points, else of the town most often met.

    Only where the issuer holds money for a fund and has bought something from it.
    """
    gave = ledger.became_of(f"member:{mine.member_id}")
    order = {tie.region.code: number for number, tie in enumerate(shown)}
    named = {tie.region.code: tie.region for tie in shown}
    assets = sorted(
        (one for one in programs.assets_in(list(order)) if one.takes_donations),
        key=lambda one: (-gave.get(one.code, 0), order[one.region_code]),
    )
    for asset in assets[:1]:
        told = report.account(programs.lapse_report(asset.code, until=at))
        if told.uses:
            own = gave.get(asset.code, 0)
            return Became(
                region=named[asset.region_code],
                asset=asset,
                purpose=told.uses[0].purpose,
                came=told.came,
                mine=own,
                drawn=shelf.draw(came=told.came, used=told.used, mine=own, seed=asset.code),
            )
    return None
