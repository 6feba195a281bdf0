"""The row of pickers: which region, which period, compared with whom; answers in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext

from enishi.kit import codes
from enishi.regions import queries as regions
from enishi.regions import roles
from enishi.regions.region import Region
from enishi.web.console.chooser import workable
from enishi.web.console.inquiry import ALL, NATION, PREFECTURE, Inquiry
from enishi.web.design.numbers import naming, writing
from enishi.web.design.numbers.asking import VERIFIED
from enishi.web.design.permission import reader


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a picker."""

    value: str
    name: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Picker:
    """One question of the row of pickers; its answer lives in the address."""

    name: str
    label: str
    choices: Sequence[Choice]

    @property
    def is_useful(self) -> bool:
        """Say whether there is anything to choose."""
        return len(self.choices) > 1


def places(request: HttpRequest, here: Region) -> Picker:
    """Return the picker of regions: those whose numbers the reader may see."""
    choices = [
        Choice(region.code, naming.of_region(region), is_chosen=region.code == here.code)
        for region in _places(request)
    ]
    return Picker("region", gettext("地域"), choices)


def _places(request: HttpRequest) -> list[Region]:
    """Return the regions whose numbers the reader may see."""
    held = regions.staff_roles(reader(request))
    mine = {role.region_code for role in held if roles.may(role.role, "statistics.see")}
    is_everywhere = any(
        role.role == "operator" and role.region_code == codes.NATION for role in held
    )
    return [one for one in workable(request) if is_everywhere or one.code in mine]


def codes_of_places(request: HttpRequest) -> set[str]:
    """Return the codes of the regions whose numbers the reader may see."""
    return {region.code for region in _places(request)}


def years(inquiry: Inquiry) -> Picker:
    """Return the picker of the period."""
    choices = [
        Choice(year, writing.period(year), is_chosen=year == inquiry.year) for year in inquiry.years
    ]
    every = Choice(ALL, gettext("締めた月すべて"), is_chosen=inquiry.year is None)
    return Picker("year", gettext("期間"), [*choices, every])


def months(inquiry: Inquiry) -> Picker:
    """Return the picker of one month of the year that is chosen."""
    whole = Choice("", gettext("年度ぜんぶ"), is_chosen=inquiry.month is None)
    choices = [
        Choice(month, writing.full_month(month), is_chosen=month == inquiry.month)
        for month in inquiry.months
    ]
    return Picker("month", gettext("月"), [whole, *choices])


def others(inquiry: Inquiry) -> Picker:
    """Return the picker of whom to compare with."""
    nation = Choice(NATION, gettext("全国の参加地域"), is_chosen=inquiry.wanted == NATION)
    above = next((r for r in inquiry.above if r.kind == PREFECTURE), None)
    choices = [nation] if not inquiry.region.is_sample else []
    if above is not None:
        name = gettext("%(name)s全体") % {"name": inquiry.names.value("prefecture", above.code)}
        choices.insert(0, Choice(PREFECTURE, name, is_chosen=inquiry.wanted == PREFECTURE))
    return Picker("against", gettext("くらべる相手"), choices)


def grades(inquiry: Inquiry) -> Picker:
    """Return the picker of how sure the records are that count."""
    choices = [
        Choice("", gettext("すべての記録"), is_chosen=not inquiry.verified),
        Choice(VERIFIED, gettext("確かめられた記録だけ"), is_chosen=inquiry.verified),
    ]
    return Picker("evidence", gettext("記録の確かさ"), choices)
