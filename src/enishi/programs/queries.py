"""Every reading of programmes for others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from enishi.kit.refusal import Refusal
from enishi.programs import models, rules
from enishi.programs.programme import Asset


class UnknownAsset(Refusal):
    """No asset has this code."""

    code = "unknown_asset"
    status = 404


def asset(code: str) -> Asset:
    """Return one asset.

    Raises:
        UnknownAsset: no asset has the code.
    """
    row = models.Asset.objects.filter(code=code).first()
    if row is None:
        raise UnknownAsset(asset=code)
    return _asset(row)


def assets(region_code: str) -> list[Asset]:
    """Return the assets of a region, coins first."""
    rows = models.Asset.objects.filter(region_id=region_code).order_by("kind", "code")
    return [_asset(row) for row in rows]


def regions_with_programmes() -> frozenset[str]:
    """Return the codes of the regions, prefectures and the nation that have an open programme."""
    open_ones = models.Asset.objects.filter(is_open=True)
    return frozenset(open_ones.values_list("region_id", flat=True))


def _asset(row: models.Asset) -> Asset:
    return Asset(row.code, row.region_id, row.kind, row.name, row.issuer, row.lapse, row.is_open)


def rules_of(region_codes: Iterable[str]) -> list[rules.Rule]:
    """Return every rule of these regions, past and switched-off ones too."""
    rows = models.Rule.objects.filter(asset__region_id__in=set(region_codes), asset__is_open=True)
    return [_rule(row) for row in rows.select_related("asset").order_by("id")]


def rules_in_force(region_codes: Iterable[str], on: date) -> list[rules.Rule]:
    """Return the rules of these regions whose time includes a day; switched-off ones too."""
    return rules.in_force(rules_of(region_codes), on)


def _rule(row: models.Rule) -> rules.Rule:
    return rules.Rule(
        id=row.pk,
        name=row.name,
        region=row.asset.region_id,
        asset=row.asset.code,
        asset_kind=row.asset.kind,
        kind=row.kind,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        amount=row.amount,
        per=row.per,
        rate_permille=row.rate_permille,
        place=row.place,
        event=row.event,
        card_kind=row.card_kind,
        home=row.home,
        daily_limit=row.daily_limit,
        period_limit=row.period_limit,
        yearly_cap=row.yearly_cap,
        fiscal_year_budget=row.fiscal_year_budget,
        lapse=row.asset.lapse,
        payer=row.payer,
        ordinance=row.ordinance,
        note=row.note,
        hometown_tax_by=row.hometown_tax_by,
        is_on=row.is_on,
    )
