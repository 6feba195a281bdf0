"""The demo's family: あおい acts for her grandmother, who has a card of paper and no phone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from enishi.kit.periods import jst_day
from enishi.membership import family, operations
from enishi.membership import queries as members
from enishi.membership.operations import holding
from enishi.outbox import operations as outbox
from enishi.simulation import town
from enishi.web.member import demo_me

NAME = "佐久間とめ"
_MONTHS = 6


def load(*, at: datetime) -> None:
    """Make the grandmother, her card, her word, and one notice to あおい; again adds nothing."""
    aoi = members.member_of_device(demo_me.phone())
    if aoi is None or members.proxies(aoi):
        return
    tome = _grandmother(at)
    operations.let_act(
        member_id=tome,
        by=aoi,
        relation="grandchild",
        how="paper",
        until_on=family.months_later(jst_day(at), _MONTHS),
        at=at,
    )
    outbox.send(
        key=f"demo:{aoi}",
        channel="push",
        to=f"member:{aoi}",
        subject="縁ヶ浦町：期限が近づいています",
        text="縁ヶ浦ポイントの一部が、年度の終わりに期限になります。"
        "それまでに、お使いいただくか、町の基金へ寄附できます。",
        at=at,
    )


def _grandmother(at: datetime) -> UUID:
    """Make a member with a card of paper; her device lies in no hand."""
    held = operations.hold_on_device(device_id=uuid5(demo_me.phone(), NAME), at=at)
    operations.set_attributes(member_id=held.member_id, birth_year=at.year - 84, at=at)
    operations.set_display_name(member_id=held.member_id, display_name=NAME)
    operations.issue_card(
        member_id=held.member_id, region_code=town.HOME_TOWN, kind="resident", at=at
    )
    holding.confirm(member_id=held.member_id, at=at)
    operations.end_device(device_id=held.device_id, at=at)
    return held.member_id
