"""An offer of a shop reaches those whom it is for, and who want messages."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.kit.periods import jst_day
from enishi.membership import queries as membership
from enishi.merchants import offer as offers
from enishi.merchants import operations as merchants
from enishi.merchants import queries as shops
from enishi.outbox import operations as outbox
from enishi.sales import models, notices


@transaction.atomic(durable=True)
def tell_offer(*, offer_id: int, region_code: str, by: UUID | None, at: datetime) -> int:
    """Allow a shop's offer, and message its customers (or the town's members) who agreed.

    Returns to how many; a second time tells nobody. Never whoever may be under 16.

    Raises:
        UnknownOffer: no shop of the region has it.
    """
    allowed = merchants.allow_offer(offer_id=offer_id, region_code=region_code, by=by, at=at)
    if allowed is None:
        return 0
    agreed = membership.correspondents(region_code=region_code, on=jst_day(at))
    if allowed.audience == offers.CUSTOMERS:
        bought = models.Sale.objects.filter(shop_id=allowed.shop_code, member_id__in=agreed)
        wanted = set(bought.values_list("member_id", flat=True).distinct())
        agreed = {one: agreed[one] for one in agreed if one in wanted}
    shop = shops.shop(allowed.shop_code)
    for one in agreed.values():
        words = notices.of_offer(allowed, shop, language=one.language)
        ways = [("push", f"member:{one.member_id}")]
        ways += [("email", one.email)] if one.email else []
        for channel, to in ways:
            outbox.send(
                key=f"offer:{offer_id}:{one.member_id}:{channel}",
                channel=channel,
                to=to,
                subject=words.subject,
                text=words.text,
                at=at,
            )
    return len(agreed)
