"""What is asked before a sale: a price, which points, how many of them; for both phones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext

from enishi.kit.refusal import Refusal
from enishi.ledger import queries as ledger
from enishi.ledger.transfers import MEMBER
from enishi.merchants import queries as merchants
from enishi.merchants.shop import Participation
from enishi.programs import queries as programs
from enishi.programs.programme import Asset
from enishi.sales import operations
from enishi.sales.sale import YEN_MAX, NewSale, Sold
from enishi.web.design import amounts, sentences


@dataclass(frozen=True, slots=True)
class Offer:
    """Points that the shop takes or gives, and how many of them the customer can use now."""

    asset: Asset
    part: Participation
    has: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed, as far as it can be read."""

    amount_yen: int
    spend: int
    choice: str
    points: str  # as typed
    fault: str  # what is wrong with it, in words; empty when it can be sold

    @property
    def paid_yen(self) -> int:
        """What the customer pays in money."""
        return self.amount_yen - self.spend


def offers(shop_code: str, member_id: UUID, on: date) -> list[Offer]:
    """Return the points that count at a shop on a day, those the customer has most of first."""
    parts = [part for part in merchants.participations([shop_code]) if part.holds_on(on)]
    wallet = f"{MEMBER}{member_id}"
    found = [
        Offer(
            asset=programs.asset(part.asset),
            part=part,
            has=ledger.free_to_move(wallet, part.asset, on=on) if part.spends else 0,
        )
        for part in parts
    ]
    return sorted(found, key=lambda one: -one.has)


def chosen(found: Sequence[Offer], code: str) -> Offer | None:
    """Return the points a page is about: those asked for and no others, else the first."""
    return next((one for one in found if not code or one.asset.code == code), None)


def fault(amount: int | None, spend: int | None, has: int) -> str:
    """Say what is wrong with a price or with points, and what to do; empty when all is well."""
    if not amount:
        return gettext("お会計の金額を、1から始まる数字で入れてください。")
    if amount > YEN_MAX:
        return gettext("金額が大きすぎます。けた数を見なおしてください。")
    if spend is None:
        return gettext("使うポイントは、数字で入れてください。")
    if spend > has:
        facts = {"has": f"{has:,}"}
        return gettext("使えるのは%(has)s円ぶんまでです。小さい数に直してください。") % facts
    if spend > amount:
        return gettext("使うポイントが、お会計より多くなっています。小さい数に直してください。")
    return ""


def asked(told: Mapping[str, str], has: int) -> Asked:
    """Read what was typed: a price, and how points are to be used."""
    amount = amounts.typed(told.get("amount", ""))
    points = told.get("points", "").strip()
    choice = told.get("use", "") or ("typed" if points else "none")
    spend = amounts.spend(choice, points, amount or 0, has)
    return Asked(amount or 0, spend or 0, choice, points, fault(amount, spend, has))


def is_same(sold: Sold, told: Mapping[str, str]) -> bool:
    """Say whether what is sent is the sale that stands: its points may be gone from the card since.

    "All" and "odd" were read when it was made.
    """
    points = told.get("points", "").strip()
    choice = told.get("use", "") or ("typed" if points else "none")
    is_read = choice in ("all", "odd")
    spend = sold.spent if is_read else amounts.spend(choice, points, sold.amount_yen, sold.spent)
    asked_for = (told.get("asset") or sold.asset, amounts.typed(told.get("amount", "")), spend)
    return asked_for == (sold.asset, sold.amount_yen, sold.spent)


def would_earn(new: NewSale) -> tuple[int | None, str]:
    """Return what a sale would earn, or why it cannot be."""
    try:
        return operations.quote(new).earned, ""
    except Refusal as refusal:
        told = sentences.sentence(refusal.code, refusal.facts)
        return None, f"{told.what} {told.then}"
