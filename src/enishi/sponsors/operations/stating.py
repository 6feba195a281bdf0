"""Close a month of a pledge: add up what counted, to the whole yen, and carry on the rest."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q, Sum

from enishi.kit import periods
from enishi.kit.periods import Month, month_of
from enishi.kit.refusal import Refusal
from enishi.sponsors import accruing, models
from enishi.sponsors.operations.following import follow
from enishi.sponsors.pledge import Statement
from enishi.sponsors.queries import UnknownPledge, statement_value

# Sales made without network come within these days; later ones stand in the next statement.
WAIT = timedelta(days=5)


class MonthIsNotOverYet(Refusal):
    """A month of a pledge can be stated once it has ended, and those before it are stated."""

    code = "month_is_not_over_yet"


def state_month(*, pledge_id: int, month: Month, at: datetime) -> Statement:
    """Close a month of a pledge, once; asking again returns what was stated.

    Months are closed in their order, with those without uses, so that nothing is left out.

    Raises:
        UnknownPledge: there is no such pledge.
        MonthIsNotOverYet: it has not ended in Japan, or lies before the pledge.
    """
    while follow(at=at):
        pass
    return _state(pledge_id, month, at)


@transaction.atomic(durable=True)
def _state(pledge_id: int, month: Month, at: datetime) -> Statement:
    pledge = models.Pledge.objects.select_for_update().filter(pk=pledge_id).first()
    if pledge is None:
        raise UnknownPledge(pledge=pledge_id)
    first = month_of(pledge.since)
    if month < first or periods.end_of_day(month.last) > at:
        raise MonthIsNotOverYet(month=str(month))
    last = pledge.statements.order_by("-month").first()
    open_from = periods.parse_month(last.month).next if last else first
    for one in periods.months(open_from, month):
        last = _close(pledge, one, last.carried_out if last else 0, at)
    return statement_value(models.Statement.objects.get(pledge=pledge, month=str(month)))


def _close(pledge: models.Pledge, month: Month, carried: int, at: datetime) -> models.Statement:
    """Add one month up."""
    used, back = Q(yen__gte=0), Q(yen__lt=0)
    told = pledge.accruals.filter(month=str(month)).aggregate(
        uses=Count("pk", filter=used),
        used_yen=Sum("yen", filter=used),
        returns=Count("pk", filter=back),
        returned_yen=Sum("yen", filter=back),
        counted=Sum("mills"),
        over=Sum("over"),
    )
    mills = told["counted"] or 0
    yen, left = accruing.in_yen(carried, mills)
    return models.Statement.objects.create(
        pledge=pledge,
        month=str(month),
        uses=told["uses"],
        used_yen=told["used_yen"] or 0,
        returns=told["returns"],
        returned_yen=-(told["returned_yen"] or 0),
        mills=mills,
        carried_in=carried,
        carried_out=left,
        over_cap=told["over"] or 0,
        yen=yen,
        made_at=at,
    )


def state_due(*, at: datetime) -> int:
    """Close the months that ended some days ago; say how many statements. A follower.

    A pledge that ended is stated until its last month, and on while something still comes.
    """
    until = _month_before(month_of(periods.jst_day(at - WAIT)))
    made = 0
    for pledge in models.Pledge.objects.order_by("pk"):
        wanted = min(until, _last_month(pledge, until))
        stated = pledge.statements.order_by("-month").values_list("month", flat=True).first()
        if wanted < month_of(pledge.since) or (stated is not None and str(wanted) <= stated):
            continue
        before = pledge.statements.count()
        state_month(pledge_id=pledge.pk, month=wanted, at=at)
        made += pledge.statements.count() - before
    return made


def _month_before(month: Month) -> Month:
    return month_of(month.first - timedelta(days=1))


def _last_month(pledge: models.Pledge, until: Month) -> Month:
    """Return the last month in which a pledge has something to state."""
    if pledge.until is None:
        return until
    late = pledge.accruals.order_by("-month").values_list("month", flat=True).first()
    ended = month_of(pledge.until - timedelta(days=1))
    return max(ended, periods.parse_month(late)) if late else ended
