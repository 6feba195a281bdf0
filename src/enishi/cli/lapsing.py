"""Run the lapse of an asset step by step, where its issuer's policy says, and tell how it goes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from enishi.kit.periods import jst_day
from enishi.ledger import operations as ledger
from enishi.ledger import queries as books
from enishi.ledger.lapsing import START, LapseStep
from enishi.ledger.operations import LapseWasRefused
from enishi.programs import queries as programs
from enishi.programs.programme import Asset

# A turn of the follower ends here, so that others have theirs; the next goes on at once.
TURN_ACCOUNTS = 5_000
logger = logging.getLogger(__name__)


def lapse_asset(
    asset: Asset,
    at: datetime,
    tell: Callable[[LapseStep], None],
    *,
    accounts_max: int | None = None,
) -> int:
    """Lapse an asset to its end, or until so many accounts moved; return how many did."""
    moved, place = 0, START
    while accounts_max is None or moved < accounts_max:
        step = ledger.lapse(asset=asset.code, target=asset.lapse_target, at=at, after=place)
        tell(step)
        moved += step.accounts
        if step.place is None:
            break
        place = step.place
    return moved


def lapse_due(at: datetime) -> int:
    """Lapse what is past its last day, of every asset; a closed fund stops only its own."""
    known = {asset.code: asset for asset in programs.all_assets()}
    moved = 0
    for code in books.assets_to_lapse(on=jst_day(at)):
        asset = known.get(code)
        if asset is None:
            continue
        try:
            moved += lapse_asset(asset, at, lambda _: None, accounts_max=TURN_ACCOUNTS)
        except LapseWasRefused as refusal:
            logger.warning("points of %s cannot lapse: %s", code, refusal)
    return moved
