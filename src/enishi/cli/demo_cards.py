"""Crew cards, supporters and a citizen of the invented town in a demo."""

from __future__ import annotations

from datetime import datetime, timedelta

from enishi.membership import queries as members
from enishi.programs import operations as programs
from enishi.programs.scopes import PRESETS
from enishi.simulation import town
from enishi.supporters import operations as supporters
from enishi.supporters import queries, support
from enishi.web.member import demo_me

# Each with what of it reaches the fund, and what it says in English and as thanks.
_TOLD = (
    (100, "Ripple", "町の便り（年2回）"),
    (1_000, "Sea breeze", "町の便りと、港のてぬぐい"),
    (4_000, "Open sea", "町の便りと、棚田の新米2kg"),
)


def load(*, point: str, at: datetime) -> None:
    """Let points be spent in the town only, and some support it; again adds nothing."""
    if queries.classes(town.HOME_TOWN):
        return
    programs.set_scopes(asset=point, table=PRESETS["crew"])
    classes = [
        supporters.set_class(
            region_code=town.HOME_TOWN,
            name=name,
            name_en=english,
            yen=yen,
            to_fund_yen=part,
            thanks=thanks,
        )
        for (name, yen), (part, english, thanks) in zip(support.USUAL, _TOLD, strict=True)
    ]
    for index, (chosen, name) in enumerate(((1, "見本 花子"), (0, "見本 次郎"))):
        reference = supporters.apply(
            class_id=classes[chosen], region_code=town.HOME_TOWN, member_id=None, name=name, at=at
        )
        supporters.take_cash(
            region_code=town.HOME_TOWN,
            reference=reference,
            yen=support.USUAL[chosen][1],
            key=f"demo:{index}",
            at=at - timedelta(days=9 - index),
        )
    supporters.apply(
        class_id=classes[2], region_code=town.HOME_TOWN, member_id=None, name="見本 商店", at=at
    )
    _by_bank(classes[1], at)


def _by_bank(class_id: int, at: datetime) -> None:
    """Let one pay by the bank; another line of the list says nothing of whom it is for."""
    reference = supporters.apply(
        class_id=class_id, region_code=town.HOME_TOWN, member_id=None, name="見本 三郎", at=at
    )
    day = f"{at:%Y/%m/%d}"
    lines = f"日付,入金額,摘要\n{day},3000,{reference} ミホン サブロウ\n{day},500,フリコミ\n"
    supporters.take_bank_list(region_code=town.HOME_TOWN, content=lines.encode(), at=at)


def let_aoi_belong(*, at: datetime) -> None:
    """Let the demo's member be a citizen of the town who went to school there; again, the same."""
    aoi = members.member_of_device(demo_me.phone())
    if aoi is not None:
        supporters.become_citizen(
            member_id=aoi, region_code=town.HOME_TOWN, category=support.GRADUATE, at=at
        )
