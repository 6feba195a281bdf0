"""Paper cards of the invented town in a demo: a sheet to hand out, three people who hold one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from enishi.ledger import queries as ledger
from enishi.ledger.transfers import MEMBER
from enishi.membership import operations as membership
from enishi.membership import queries as members

NAMES = ("ハル", "きぬえ", "正一")


def load(region_code: str, *, point: str, people: Sequence[UUID], at: datetime) -> None:
    """Print a sheet and give its first cards to people who hold points; again adds nothing."""
    if members.sheets(region_code):
        return
    sheet = membership.prepare_cards(region_code=region_code, sheets=1, at=at)
    blank = members.blank_cards(sheet, region_code)
    for member_id, name, fresh in zip(_with_points(people, point), NAMES, blank, strict=False):
        lost = membership.issue_card(
            member_id=member_id, region_code=region_code, kind="visitor", at=at
        )
        membership.reissue_card(lost=lost, fresh=fresh, region_code=region_code, at=at)
        membership.set_display_name(member_id=member_id, display_name=name)


def _with_points(people: Sequence[UUID], point: str) -> list[UUID]:
    """Return the first few who have something to be told of, and no card yet."""
    found: list[UUID] = []
    for member_id in people:
        if len(found) == len(NAMES):
            break
        if ledger.balance(f"{MEMBER}{member_id}", point) and not members.cards(member_id):
            found.append(member_id)
    return found
