"""By what terms a region settles with its shops."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from enishi.kit.periods import Month
from enishi.settlement import bankdays

GRANT, USE = "grant", "use"
# When those who promised points pay for them: as they are given, or as they are used.
PAID_AT = (GRANT, USE)
POINTS, SALES = "points", "sales"
# What a fee in per mille is of: points that members used, or prices sold with the card.
FEE_OF = (POINTS, SALES)
ISSUER, SHOP = "issuer", "shop"
BEARERS = (ISSUER, SHOP)
BANK, CASH = "bank", "cash"
WAYS = (BANK, CASH)
TAX_PERMILLE = 100
_LAST_DAY = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms of one asset's settlement. Fees are without tax; nothing is charged unless told."""

    asset: str
    paid_at: str = USE
    fee_of: str = POINTS
    fee_permille: int = 0
    fee_monthly_yen: int = 0
    tax_permille: int = TAX_PERMILLE
    payout_day: int = 20  # of the month after
    minimum_yen: int = 1
    bank_fee_yen: int = 0
    bank_fee_by: str = ISSUER
    issuer_number: str = ""  # T and 13 digits: who invoices the fees
    issuer_address: str = ""
    desk: str = ""  # where and when a shop that owes something pays it in cash
    # The issuer's own account, out of which shops are paid, for the file to the bank.
    client_code: str = ""  # ten digits that the bank gave (委託者コード)
    client_kana: str = ""
    bank_code: str = ""
    bank_kana: str = ""
    branch_code: str = ""
    branch_kana: str = ""
    account_kind: str = "1"
    account_number: str = ""

    @property
    def has_account(self) -> bool:
        """Whether the issuer's own account is told, so that a shop can pay into it."""
        return all((self.bank_kana, self.branch_kana, self.account_number, self.client_kana))

    @property
    def says_where_to_pay(self) -> bool:
        """Whether a shop that owes something finds where to bring it."""
        return self.has_account or bool(self.desk)

    @property
    def takes_fees(self) -> bool:
        """Whether shops pay anything."""
        return bool(self.fee_permille or self.fee_monthly_yen)

    def pay_on(self, month: Month, *, told_on: date) -> date:
        """Return the day on which a month is paid: the payout day of the next month.

        A month told on that day or later is paid on the next payout day: nobody is asked to have
        paid already. A month that is too short is paid on its last day; where banks are closed,
        on the next day on which they work.
        """
        then = month.next
        while self._payout_day_of(then) <= told_on:
            then = then.next
        return self._payout_day_of(then)

    def _payout_day_of(self, month: Month) -> date:
        day = min(self.payout_day, monthrange(month.year, month.number)[1])
        return bankdays.from_day(month.first.replace(day=day))


def faults(terms: Terms) -> list[str]:
    """Name the parts of terms that cannot be."""
    checks = (
        ("paid_at", terms.paid_at in PAID_AT),
        ("fee_of", terms.fee_of in FEE_OF),
        ("fee_permille", 0 <= terms.fee_permille < 1000),  # noqa: PLR2004 - per mille
        ("fee_monthly_yen", terms.fee_monthly_yen >= 0),
        ("tax_permille", 0 <= terms.tax_permille < 1000),  # noqa: PLR2004 - per mille
        ("payout_day", 1 <= terms.payout_day <= _LAST_DAY),
        ("minimum_yen", terms.minimum_yen >= 1),
        ("bank_fee_yen", terms.bank_fee_yen >= 0),
        ("bank_fee_by", terms.bank_fee_by in BEARERS),
    )
    return [name for name, is_good in checks if not is_good]


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutAccount:
    """Where a shop is paid: its account at a bank, or cash at the office."""

    way: str = CASH
    bank_code: str = ""
    bank_kana: str = ""
    branch_code: str = ""
    branch_kana: str = ""
    kind: str = "1"  # 1 ordinary, 2 current, 4 savings
    number: str = ""
    holder_kana: str = ""

    @property
    def masked(self) -> str:
        """The last three digits: enough to know it by."""
        return f"••••{self.number[-3:]}" if self.number else ""
