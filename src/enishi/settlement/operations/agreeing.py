"""By what terms a region settles, and where its shops are paid."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.kit.refusal import Refusal
from enishi.merchants import queries as merchants
from enishi.settlement import models, queries, zengin
from enishi.settlement.terms import BANK, WAYS, PayoutAccount, Terms, faults

_INVOICE_NUMBER = re.compile(r"(T[0-9]{13})?")
_OWN_NAMES = (("client_kana", 40), ("bank_kana", 15), ("branch_kana", 15))
_OWN_NUMBERS = (
    ("client_code", 10),
    ("bank_code", 4),
    ("branch_code", 3),
    ("account_number", 7),
)
_OWN_WORDS = (("issuer_address", 160), ("desk", 160))


class BadTerms(Refusal):
    """A part of the terms cannot be, as a payout day that no month has."""

    code = "bad_settlement_terms"
    status = 422


@transaction.atomic(durable=True)
def set_terms(*, terms: Terms) -> None:
    """Set by what terms an asset's shops are paid from the next closing on.

    Months that are closed keep the terms they had.

    Raises:
        UnknownAsset: no asset has the code.
        CoinsAreNoMoney: nobody is paid for coins.
        BadTerms: a part cannot be.
        NotKana: a name for the bank has a sign that its file does not know.
    """
    queries.terms(terms.asset)
    wrong = faults(terms)
    if not _INVOICE_NUMBER.fullmatch(terms.issuer_number):
        wrong.append("issuer_number")
    for part, length in _OWN_NUMBERS:
        text = getattr(terms, part)
        if not re.fullmatch(rf"[0-9]{{0,{length}}}", text, re.ASCII):
            wrong.append(part)
    wrong += [part for part, most in _OWN_WORDS if len(getattr(terms, part)) > most]
    if wrong:
        raise BadTerms(part=wrong[0])
    told = asdict(terms)
    for part, most in _OWN_NAMES:
        told[part] = zengin.kana(told[part])[:most]
    asset = told.pop("asset")
    models.Terms.objects.update_or_create(asset=asset, defaults=told)


@transaction.atomic(durable=True)
def set_payout_account(
    *, shop_code: str, account: PayoutAccount, by: UUID | None, at: datetime
) -> None:
    """Set where a shop is paid from the next closing on: an account at a bank, or cash.

    Raises:
        UnknownShop: no shop has the code.
        BadBankAccount: a part of the account is missing or no number of its length.
        NotKana: a name has a sign that the bank's file does not know.
    """
    merchants.shop(shop_code)
    if account.way not in WAYS:
        raise zengin.BadBankAccount(part="way")
    told = zengin.checked(account) if account.way == BANK else PayoutAccount()
    models.PayoutAccount.objects.update_or_create(
        shop_id=shop_code, defaults=asdict(told) | {"changed_at": at, "changed_by": by}
    )
