"""Tell a shop's other systems of its sales and returns (for this room)."""

from __future__ import annotations

from collections.abc import Sequence

from enishi.merchants import shop
from enishi.sales import told
from enishi.sales.sale import Return, Sold
from enishi.webhooks import operations as webhooks
from enishi.webhooks.endpoint import SALE_MADE, SALE_RETURNED, Event


def of_sales(*, keys: Sequence[str], sold: Sequence[Sold]) -> None:
    """Put a message in for each new sale.

    In the caller's transaction.
    """
    webhooks.emit_many(
        [
            Event(
                owner=shop.account(one.shop_code),
                kind=SALE_MADE,
                key=f"sale:{one.code}",
                at=one.at,
                data=told.sale(one, key),
            )
            for key, one in zip(keys, sold, strict=True)
        ]
    )


def of_return(*, sold: Sold, key: str, returned: Return) -> None:
    """Put a message in for a return; `sold` is what stands of the sale after it.

    In the caller's transaction.
    """
    webhooks.emit(
        owner=shop.account(sold.shop_code),
        kind=SALE_RETURNED,
        key=f"return:{sold.code}:{returned.key}"[:200],
        at=returned.at,
        data=told.returned(returned, sold, key),
    )
