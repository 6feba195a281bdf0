"""Assets opened, their lapse set, rules made, switched and ended."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction

from enishi.kit import periods
from enishi.kit.refusal import Refusal
from enishi.ledger import queries as books
from enishi.programs import budgets, models, pilot, prepaid, queries, rules
from enishi.programs import lapse as lapses
from enishi.programs.programme import NewRule
from enishi.programs.queries import UnknownAsset
from enishi.regions import queries as regions


@transaction.atomic(durable=True)
def open_programme(*, region_code: str, issuer: str, at: datetime) -> str:
    """Open a region's coin with the pilot's rules and return the coin's code.

    Opening again changes nothing: rules that the region changed meanwhile stay as they are.

    Raises:
        UnknownRegion: no region has the code.
    """
    region = regions.region(region_code)
    code = f"{region_code}:coin"
    asset, is_new = models.Asset.objects.get_or_create(
        code=code,
        defaults={
            "region_id": region_code,
            "kind": "coin",
            "name": f"{region.name}コイン",
            "issuer": issuer,
        },
    )
    if is_new:
        first_day = periods.jst_day(at)
        models.Rule.objects.bulk_create(
            models.Rule(asset=asset, payer=issuer, valid_from=first_day, **asdict(promise))
            for promise in pilot.COINS
        )
    return code


class UnknownLapse(Refusal):
    """Points lapse never, at the end of the fiscal year or month, after days, or on a fixed day."""

    code = "unknown_lapse"
    status = 422


class FundHoldsNoMoney(Refusal):
    """A fund takes lapsed points worth yen only: nothing stands behind a coin."""

    code = "fund_holds_no_money"
    status = 422


@transaction.atomic(durable=True)
def open_points(
    *,
    region_code: str,
    name: str,
    issuer: str,
    lapse: str,
    lapse_to: str = lapses.TO_UNUSED,
    refund_days: int = lapses.REFUND_DAYS,
) -> str:
    """Open a region's point, worth 1 yen and without rules, and return its code.

    Opening again changes nothing.

    Raises:
        UnknownRegion: no region has the code.
        UnknownLapse: the lapse is none of never, fiscal-year-end, month-end, days:N, on:DAY; or
            lapsed points go to no known place; or the days of grace are none.
    """
    regions.region(region_code)
    _check_lapse(lapse, lapse_to, refund_days)
    code = f"{region_code}:point"
    models.Asset.objects.get_or_create(
        code=code,
        defaults={
            "region_id": region_code,
            "kind": "point",
            "name": name,
            "issuer": issuer,
            "lapse": lapse,
            "lapse_to": lapse_to,
            "refund_days": refund_days,
        },
    )
    return code


class RollOverForbidden(Refusal):
    """Sold points of the six-month form would live longer than six months from their issue."""

    code = "roll_over_forbidden"
    status = 422


@transaction.atomic(durable=True)
def set_lapse(*, asset: str, lapse: str, lapse_to: str, refund_days: int) -> None:
    """Say when points of an asset lapse from now on, and where they go then.

    Points that were given before keep their dates.

    Raises:
        UnknownAsset: no asset has the code.
        UnknownLapse: the rule, the place or the days are none that we know.
        FundHoldsNoMoney: coins cannot lapse to a fund.
        RollOverForbidden: sold points of the six-month form would live longer.
    """
    _check_lapse(lapse, lapse_to, refund_days)
    row = models.Asset.objects.select_for_update().filter(code=asset).first()
    if row is None:
        raise UnknownAsset(asset=asset)
    if lapse_to == lapses.TO_FUND and row.kind != "point":
        raise FundHoldsNoMoney(asset=asset)
    told = queries.prepaid_of(asset)
    is_bound = told is not None and prepaid.kind_of(told) == prepaid.EXEMPT_SHORT
    if is_bound and not prepaid.is_short(lapse, refund_days):
        raise RollOverForbidden(asset=asset)
    row.lapse, row.lapse_to, row.refund_days = lapse, lapse_to, refund_days
    row.save(update_fields=["lapse", "lapse_to", "refund_days"])


def _check_lapse(lapse: str, lapse_to: str, refund_days: int) -> None:
    """Refuse what is no policy.

    Raises:
        UnknownLapse: the rule, the place or the days are none that we know.
    """
    if not lapses.is_known(lapse):
        raise UnknownLapse(lapse=lapse)
    if lapse_to not in lapses.PLACES:
        raise UnknownLapse(lapse=lapse_to)
    if not 0 <= refund_days <= lapses.REFUND_DAYS_MAX:
        raise UnknownLapse(lapse=refund_days)


class BadRule(Refusal):
    """A part of the rule is not one of its words."""

    code = "bad_rule"
    status = 422


class SupportRuleNeedsCap(Refusal):
    """Points worth yen for 担い手活動 can look like wages: a yearly cap and a note are needed."""

    code = "support_rule_needs_cap"
    status = 422


class SoldPointsStayApart(Refusal):
    """Points that are sold are never given: free ones are an asset of their own."""

    code = "sold_points_stay_apart"
    status = 422


@transaction.atomic(durable=True)
def add_rule(*, rule: NewRule) -> int:
    """Make a rule and return its number.

    Raises:
        UnknownAsset: no asset has the code.
        BadRule: a part is not one of its words, or its campaign has no budget.
        SupportRuleNeedsCap: points for support without a yearly cap and a note.
        SoldPointsStayApart: the asset's points are sold, so none are given.
    """
    asset = models.Asset.objects.filter(code=rule.asset).first()
    if asset is None:
        raise UnknownAsset(asset=rule.asset)
    if queries.prepaid_of(rule.asset) is not None:
        raise SoldPointsStayApart(asset=rule.asset)
    if rule.per not in rules.PER:
        raise BadRule(part="per", given=rule.per)
    if rule.home and rule.home not in rules.HOMES:
        raise BadRule(part="home", given=rule.home)
    if rule.valid_until is not None and rule.valid_until <= rule.valid_from:
        raise BadRule(part="valid_until", given=rule.valid_until)
    if rule.campaign and not books.budgets([budgets.of_campaign(rule.campaign)], rule.asset):
        raise BadRule(part="campaign", given=rule.campaign)
    worth_yen = asset.kind == "point"
    if worth_yen and rule.kind == "support" and not (rule.yearly_cap and rule.note.strip()):
        raise SupportRuleNeedsCap(rule=rule.name)
    columns = asdict(rule)
    del columns["asset"]
    return models.Rule.objects.create(asset=asset, **columns).pk


class UnknownRule(Refusal):
    """No rule has this number."""

    code = "unknown_rule"
    status = 404


@transaction.atomic(durable=True)
def switch_rule(*, rule_id: int, is_on: bool) -> None:
    """Let a rule give, or stop it; what it gave stays given.

    Raises:
        UnknownRule: no rule has the number.
    """
    if not models.Rule.objects.filter(pk=rule_id).update(is_on=is_on):
        raise UnknownRule(rule=rule_id)


@transaction.atomic(durable=True)
def end_rule(*, rule_id: int, until: date) -> None:
    """Let a rule end before a day.

    Raises:
        UnknownRule: no rule has the number.
        BadRule: the day is not after the rule's first.
    """
    row = models.Rule.objects.select_for_update().filter(pk=rule_id).first()
    if row is None:
        raise UnknownRule(rule=rule_id)
    if until <= row.valid_from:
        raise BadRule(part="valid_until", given=until)
    row.valid_until = until
    row.save(update_fields=["valid_until"])
