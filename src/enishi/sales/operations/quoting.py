"""Say beforehand what a sale would come to."""

from __future__ import annotations

from django.db import transaction

from enishi.kit.refusal import Refusal
from enishi.sales.operations.selling import sell_many
from enishi.sales.sale import NewSale, Sold


@transaction.atomic(durable=True)
def quote(new: NewSale) -> Sold:
    """Return what a sale would be, rules, budgets and limits asked; nothing of it is kept.

    Raises:
        The refusals of `sell`.
    """
    answer = sell_many([new])[0]
    transaction.set_rollback(True)
    if isinstance(answer, Refusal):
        raise answer
    return answer
