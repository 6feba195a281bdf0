"""内部限りの表: exact figures of the own region, for a purpose typed in, and every view kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enishi.insight.releases import operations as releases
from enishi.insight.releases import queries
from enishi.insight.releases.released import Exact, ExactQuestion
from enishi.kit import periods
from enishi.membership import queries as members
from enishi.membership.member import Member
from enishi.regions import queries as regions
from enishi.web.console import page, questions
from enishi.web.design import clock
from enishi.web.design.numbers.naming import Names
from enishi.web.design.numbers.tables import Cell, Row, Table
from enishi.web.design.permission import needs, reader

# Figures of the own region only: what compares regions exactly is not offered here.
_METRICS = {
    "people": _("何人か（実人数）"),
    "activities": _("何件か（延べ）"),
    "activities_by_kind": _("したことごとに何件・何人か"),
    "per_head": _("1人あたり何件か"),
    "repeat": _("2回以上の人は何人か"),
    "people_outside": _("県外から何人・何件か"),
}
_SPLITS = {
    "": _("分けない"),
    "month": _("月ごと"),
    "kind": _("したことごと"),
    "theme": _("テーマごと"),
    "evidence": _("確かさごと"),
    "age_band": _("年代ごと"),
    "sex": _("性別ごと"),
    "home_prefecture": _("住まいの都道府県ごと"),
}
_CLOSES_AFTER_SECONDS = 1800
_PURPOSE_MIN = 5


class ExactForm(forms.Form):
    """What is asked and what for; without a purpose nothing is shown."""

    metric = forms.ChoiceField(label=_("見る数字"), choices=list(_METRICS.items()))
    by = forms.ChoiceField(label=_("分け方"), choices=list(_SPLITS.items()), required=False)
    since = forms.DateField(
        label=_("いつから（空欄なら最初から）"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = forms.DateField(
        label=_("いつまで（その日を含みます）"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    purpose = forms.CharField(
        label=_("目的（何のために見るか）"),
        min_length=_PURPOSE_MIN,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@dataclass(frozen=True, slots=True)
class Seal:
    """What the watermark and the bar name: the reader, the time, the purpose."""

    reader: str
    at: datetime
    purpose: str


@needs("exact.see")
@never_cache
@require_http_methods(["GET", "POST"])
def exact(request: HttpRequest, region_code: str) -> HttpResponse:
    """Ask for a purpose, keep it, show exact figures that cannot be printed or downloaded."""
    form = ExactForm(request.POST or None, label_suffix="")
    told = page.around(request, region_code, questions.EXACT) | {
        "form": form,
        "views": seen(region_code),
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "console/exact.html", told)
    at = clock.now()
    shown = releases.exact(
        question=_question(region_code, form.cleaned_data),
        actor=str(reader(request)),
        purpose=form.cleaned_data["purpose"],
        at=at,
    )
    told |= {
        "seal": Seal(_reader_name(request, region_code), at, form.cleaned_data["purpose"]),
        "exact": shown,
        "table": table(shown, Names()),
        "marks": _marks(),
    }
    answer = render(request, "console/exact_shown.html", told)
    answer["Refresh"] = f"{_CLOSES_AFTER_SECONDS}; url={reverse('portrait', args=[region_code])}"
    return answer


def _question(region_code: str, given: Mapping[str, Any]) -> ExactQuestion:
    """Return the question; a period is half-open, the form's last day is inside."""
    until = given["until"]
    return ExactQuestion(
        metric=given["metric"],
        region=region_code,
        since=given["since"],
        until=periods.end_of_day(until).date() if until else None,
        by=(given["by"],) if given["by"] else (),
    )


def _reader_name(request: HttpRequest, region_code: str) -> str:
    """Return who reads: section and name."""
    member = members.member(reader(request))
    sections = [
        role.section
        for role in regions.staff_roles(member.id)
        if role.region_code == region_code and role.section
    ]
    return " ".join([*sections[:1], _name(member)])


def _marks() -> list[tuple[int, int]]:
    """Return where the watermark is repeated."""
    return [(x, y) for y in range(120, 2200, 300) for x in range(220, 2600, 460)]


@dataclass(frozen=True, slots=True)
class Seen:
    """One line of the record of views."""

    at: datetime
    reader: str
    metric: str
    purpose: str


def seen(region_code: str) -> Sequence[Seen]:
    """Return who looked at the region's exact figures last, and what for."""
    views = queries.exact_views(region_code, length=10)
    return [
        Seen(view.at, _actor(view.actor), str(_METRICS.get(view.metric, view.metric)), view.purpose)
        for view in views
    ]


def _actor(actor: str) -> str:
    """Name who looked: a member of staff, or whoever ran the command line."""
    try:
        member = members.member(UUID(actor))
    except (ValueError, members.UnknownMember):
        return actor
    return _name(member)


def _name(member: Member) -> str:
    return member.display_name or str(member.email or "")


def table(shown: Exact, names: Names) -> Table:
    """Return exact figures as a table; zeros are zeros here."""
    by = [name for name in shown.question.by if shown.rows and name in shown.rows[0]]
    columns = [name for name in (shown.rows[0] if shown.rows else {}) if name not in by]
    rows = [
        Row(
            " ".join(names.value(name, str(row[name])) for name in by) or gettext("全体"),
            [_cell(column, row[column], names) for column in columns],
        )
        for row in shown.rows
    ]
    split = " ".join(names.dimension(name) for name in by) or gettext("範囲")
    heads = [split, *(_head(column) for column in columns)]
    return Table(str(_METRICS.get(shown.question.metric, shown.sentence)), heads, rows)


def _cell(column: str, value: object, names: Names) -> Cell:
    """Write one exact figure."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Cell(names.value(column, str(value)) if column == "kind" else str(value))
    if isinstance(value, float):
        return Cell(f"{value:,.1f}")
    return Cell(f"{value:,}", is_soft=value == 0)


def _head(column: str) -> str:
    """Name a column of exact figures."""
    heads = {
        "people": gettext("実人数"),
        "activities": gettext("延べ件数"),
        "kind": gettext("したこと"),
        "per_head": gettext("1人あたり件数"),
        "two_or_more": gettext("2回以上の人"),
        "five_or_more": gettext("5回以上の人"),
        "most_by_one": gettext("1人の最多回数"),
        "two_days_or_more": gettext("2日以上の人"),
        "five_days_or_more": gettext("5日以上の人"),
        "most_days_by_one": gettext("1人の最多日数"),
        "activities_known": gettext("住まいの分かる件数"),
        "people_known": gettext("住まいの分かる人"),
    }
    return heads.get(column, column)
