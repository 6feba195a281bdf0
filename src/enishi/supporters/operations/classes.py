"""Classes of supporters: made, and closed for new applications."""

from __future__ import annotations

from django.db import transaction

from enishi.kit.refusal import Refusal
from enishi.programs import queries as programs
from enishi.programs.programme import Asset
from enishi.regions import queries as regions
from enishi.supporters import models, support

_MONTHS_MAX = 60


class BadSupportClass(Refusal):
    """The class has no name or price, or gives the fund more than it takes."""

    code = "bad_support_class"
    status = 422


class NoFundForSupport(Refusal):
    """The region has no fund that holds money: its points end as unused."""

    code = "no_fund_for_support"
    status = 422


@transaction.atomic(durable=True)
def set_class(
    *,
    region_code: str,
    name: str,
    name_en: str = "",
    yen: int,
    to_fund_yen: int = 0,
    months: int = 12,
    thanks: str = "",
) -> int:
    """Make a class of supporters, or change what it asks from the next application on.

    Raises:
        UnknownRegion: no region has the code.
        BadSupportClass: no name, no price, or more for the fund than is paid.
        NoFundForSupport: a part for the fund, and no fund that holds money.
    """
    regions.region(region_code)
    name = name.strip()
    fits = 0 < yen <= support.YEN_MAX and 0 <= to_fund_yen <= yen and 0 < months <= _MONTHS_MAX
    if not name or not fits:
        raise BadSupportClass(most=support.YEN_MAX)
    if to_fund_yen and fund_asset(region_code) is None:
        raise NoFundForSupport(region=region_code)
    row, _ = models.SupportClass.objects.update_or_create(
        region_id=region_code,
        name=name,
        defaults={
            "name_en": name_en,
            "yen": yen,
            "to_fund_yen": to_fund_yen,
            "months": months,
            "thanks": thanks.strip(),
            "is_open": True,
        },
    )
    return row.pk


class UnknownSupportClass(Refusal):
    """No class of this region has the number, or it takes no one now."""

    code = "unknown_support_class"
    status = 404


@transaction.atomic(durable=True)
def close_class(*, class_id: int, region_code: str) -> None:
    """Take no new supporters of a class; those it has stay.

    Raises:
        UnknownSupportClass: the region has no such class.
    """
    rows = models.SupportClass.objects.filter(pk=class_id, region_id=region_code)
    if not rows.update(is_open=False):
        raise UnknownSupportClass(support=class_id)


def fund_asset(region_code: str) -> Asset | None:
    """Return the asset whose fund takes a region's money (for this room); None: it has none."""
    found = programs.assets(region_code)
    return next((one for one in found if one.takes_donations and not one.is_sold), None)
