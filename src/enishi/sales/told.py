"""A sale and a return as other systems read them: yen and points, and no person."""

from __future__ import annotations

from enishi.sales.sale import Return, Sold

# Keys that other systems chose begin so: they never meet those of our own pages.
FOREIGN = "pos:"


def own_key(key: str) -> str:
    """Return a key as its system told it; nothing for those of our own pages."""
    return key.removeprefix(FOREIGN) if key.startswith(FOREIGN) else ""


def sale(one: Sold, key: str) -> dict[str, object]:
    """Tell what stands of a sale."""
    return {
        "sale": one.code,
        "shop": one.shop_code,
        "key": own_key(key),
        "asset": one.asset,
        "amount_yen": one.amount_yen,
        "spent": one.spent,
        "paid_yen": one.paid_yen,
        "earned": one.earned,
        "channel": one.channel,
        "at": one.at.isoformat(),
        "returned_yen": one.returned_yen,
        "returned_points": one.returned_points,
        "taken_back": one.taken_back,
        "reason": one.reason,
    }


def returned(one: Return, of: Sold, key: str) -> dict[str, object]:
    """Tell what was given back, and what stands of the sale."""
    return {
        "sale": of.code,
        "shop": of.shop_code,
        "key": own_key(one.key),
        "sale_key": own_key(key),
        "asset": of.asset,
        "yen": one.yen,
        "cash_yen": one.cash_yen,
        "points_back": one.points_back,
        "taken_back": one.taken_back,
        "short": one.short,
        "at": one.at.isoformat(),
        "left_yen": of.amount_yen - of.returned_yen - of.returned_points,
    }
