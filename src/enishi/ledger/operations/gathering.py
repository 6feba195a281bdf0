"""Put together what one person held under two names; give up what somebody holds who leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import product

from django.db import connection, transaction
from django.db.models import Sum

from enishi.kit.ids import new_id
from enishi.kit.periods import jst_day
from enishi.kit.refusal import Refusal
from enishi.ledger import models
from enishi.ledger.operations.posting import post_many
from enishi.ledger.transfers import FORGO, MERGE, NewTransfer


@transaction.atomic(savepoint=False)
def lock_wallets(*, names: Iterable[str], others: Iterable[str] = ()) -> Sequence[str]:
    """Keep all accounts of these holders as they are, and name the assets they hold.

    In the caller's transaction. Of each asset the accounts `other:<asset>` are locked with them
    (others is what stands before the colon: fund), so that whatever is posted afterwards between
    them waits for nobody: accounts are locked in the order of their names, as posting does.
    """
    holders = sorted(set(names))
    rows = models.Account.objects.filter(name__in=holders, has_floor=True)
    assets = sorted(set(rows.values_list("asset", flat=True)))
    asked = list(product(holders, assets))
    asked += [(f"{other}:{asset}", asset) for other in others for asset in assets]
    if asked:
        with connection.cursor() as cursor:
            cursor.callproc(
                "ledger_lock_accounts_v1", [list(one) for one in zip(*asked, strict=True)]
            )
    return assets


class PointsArePromised(Refusal):
    """Some of the points are promised to somebody just now; once that is over it can be done."""

    code = "points_are_promised"


class PointsStay(Refusal):
    """The other account takes no points, or not so many on one day."""

    code = "points_stay"


@transaction.atomic(savepoint=False)
def gather(*, source: str, target: str, at: datetime) -> dict[str, int]:
    """Move all that one holder has to another, each point with the date it has; say how many.

    In the caller's transaction, which has locked both (`lock_wallets`). What is past its last day
    stays: it lapses where it is.

    Raises:
        PointsArePromised: a hold on the source is open.
        PointsStay: the target does not take them.
    """
    free = free_points(name=source, at=at)
    moves = [
        NewTransfer(new_id(), source, target, asset, points, MERGE, at)
        for asset, points in free.items()
    ]
    for move, result in zip(moves, post_many(moves), strict=True):
        if not result.stands:
            raise PointsStay(asset=move.asset, points=move.amount, result=result)
    return free


@transaction.atomic(savepoint=False)
def forgo(*, name: str, targets: Mapping[str, str], at: datetime) -> dict[str, int]:
    """Give up all that somebody holds to where each asset's lapsed points go; say how many.

    In the caller's transaction, which has locked the wallets and the funds (`lock_wallets`).

    Raises:
        PointsArePromised: a hold is open.
        PointsStay: the other side does not take them.
    """
    free = free_points(name=name, at=at)
    moves = [
        NewTransfer(new_id(), name, targets[asset], asset, points, FORGO, at)
        for asset, points in free.items()
    ]
    for move, result in zip(moves, post_many(moves), strict=True):
        if not result.stands:
            raise PointsStay(asset=move.asset, points=move.amount, result=result)
    return free


def free_points(*, name: str, at: datetime) -> dict[str, int]:
    """Tell what a holder has of each asset and may move: what is not past its day.

    Raises:
        PointsArePromised: a hold is open.
    """
    accounts = models.Account.objects.filter(name=name, has_floor=True, balance__gt=0)
    overdue = dict(
        models.Pocket.objects.filter(
            account__in=accounts, remaining__gt=0, expires_on__lt=jst_day(at)
        )
        .values_list("account__asset")
        .annotate(points=Sum("remaining"))
        .order_by()
    )
    found = {}
    for asset, balance, held in accounts.order_by("asset").values_list("asset", "balance", "held"):
        if held:
            raise PointsArePromised(asset=asset, points=held)
        if balance > overdue.get(asset, 0):
            found[asset] = balance - overdue.get(asset, 0)
    return found
