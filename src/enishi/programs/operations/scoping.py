"""Where which card earns and spends an asset's points."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from enishi.kit.refusal import Refusal
from enishi.programs import models, scopes
from enishi.programs.queries import UnknownAsset
from enishi.programs.scopes import Scope


class BadScopes(Refusal):
    """The table names a card that is none, or one card twice; or the asset is a coin."""

    code = "bad_scopes"
    status = 422


@transaction.atomic(durable=True)
def set_scopes(*, asset: str, table: Sequence[Scope]) -> None:
    """Say where which card earns and spends from now on; an empty table lets everybody.

    Raises:
        UnknownAsset: no asset has the code.
        BadScopes: a card is none of ours or told twice, or the asset is a coin.
    """
    row = models.Asset.objects.select_for_update().filter(code=asset).first()
    if row is None:
        raise UnknownAsset(asset=asset)
    kinds = [scope.card_kind for scope in table]
    known = {*scopes.CARDS, scopes.OTHERS}
    if row.kind != "point" or len(set(kinds)) < len(kinds) or not known.issuperset(kinds):
        raise BadScopes(asset=asset)
    models.Scope.objects.filter(asset=row).delete()
    models.Scope.objects.bulk_create(
        models.Scope(asset=row, card_kind=scope.card_kind, earn=scope.earn, spend=scope.spend)
        for scope in table
    )
