"""A firm that gives a share of what cards are used for, and uses of cards."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from tests.world import NOW, TOWN, a_point

from enishi.sales import operations as sales
from enishi.sales.sale import NewSale, Sold
from enishi.sponsors import operations
from enishi.sponsors.pledge import NewPledge, NewSponsor, Pledge

POINT = f"{TOWN}:point"
FIRST = datetime(2026, 6, 1, 9, tzinfo=NOW.tzinfo)


def a_pledge(
    *, name: str = "見本物流", rate_permille: int = 5, head_office: str = "131016", **told: object
) -> Pledge:
    """A firm of another place that gives 0.5 % from June on."""
    a_point()
    sponsor = operations.add_sponsor(
        new=NewSponsor(region_code=TOWN, name=name, head_office=head_office), at=FIRST
    )
    usual = {"since": date(2026, 6, 1)} | told
    return operations.make_pledge(
        new=NewPledge(
            sponsor_id=sponsor.id,
            asset=POINT,
            rate_permille=rate_permille,
            **usual,  # type: ignore[arg-type]
        ),
        at=FIRST,
    )


def a_use(shop: str, member: UUID, yen: int, *, at: datetime = NOW) -> Sold:
    """A sale at a shop, paid in money."""
    return sales.sell(
        NewSale(
            key=str(uuid4()),
            shop_code=shop,
            member_id=member,
            asset=POINT,
            amount_yen=yen,
            at=at,
        )
    )
