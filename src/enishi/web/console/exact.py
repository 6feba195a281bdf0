"""内部限りの表: exact figures of the own region, for a purpose typed in, and every view kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
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

from enishi.insight.releases import offered, queries
from enishi.insight.releases import operations as releases
from enishi.insight.releases.released import Exact, ExactQuestion
from enishi.kit import periods
from enishi.membership import queries as members
from enishi.membership.member import Member
from enishi.regions import queries as regions
from enishi.web.console import exact_words, page, questions
from enishi.web.console.figures import together
from enishi.web.design import clock, moves
from enishi.web.design.numbers import naming, writing
from enishi.web.design.numbers.naming import Names
from enishi.web.design.numbers.tables import Row, Table
from enishi.web.design.permission import needs, reader

_SPLITS = {
    "": _("分けない"),
    "month": _("月ごと"),
    "fiscal_year": _("年度ごと"),
    "kind": _("したことごと"),
    "theme": _("テーマごと"),
    "event": _("催しごと"),
    "evidence": _("確かさごと"),
    "age_band": _("年代ごと"),
    "sex": _("性別ごと"),
    "home_prefecture": _("住まいの都道府県ごと"),
}
CORRELATION = "correlation"
_CLOSES_AFTER_SECONDS = 1800
_PURPOSE_MIN = 5


def _questions() -> dict[str, str]:
    """Return every question about the own region, in the reader's language."""
    return {
        one.name: writing.in_language(one.sentence, one.sentence_en)
        for one in offered.of_own_region()
    }


def _grades() -> list[tuple[str, str]]:
    """Return all records, or those of one grade alone."""
    return [("", gettext("すべての記録")), *((code, moves.grade(code)) for code in moves.GRADES)]


class ExactForm(forms.Form):
    """What is asked and what for; without a purpose nothing is shown."""

    metric = forms.ChoiceField(label=_("見る数字"), choices=lambda: list(_questions().items()))
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
    evidence = forms.ChoiceField(label=_("記録の確かさ"), choices=_grades, required=False)
    purpose = forms.CharField(
        label=_("目的（何のために見るか）"),
        min_length=_PURPOSE_MIN,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a split that the question does not know."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        splits = {one.name: one.splits for one in offered.of_own_region()}
        if told.get("by") and told["by"] not in splits.get(told.get("metric", ""), ()):
            self.add_error("by", gettext("この数字は、このようには分けられません。"))
        return told


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
    begun = {"metric": request.GET.get("metric", "")}
    form = ExactForm(request.POST or None, initial=begun, label_suffix="")
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
    if shown.question.metric == CORRELATION:
        told |= _together(shown)
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
        where=(f"evidence={given['evidence']}",) if given["evidence"] else (),
    )


def _together(shown: Exact) -> dict[str, object]:
    """Return sentence, chart and warnings of what happens together."""
    found = together.of_exact(shown.rows, Names())
    return {
        "together": together.figure(found),
        "head": [_frame(shown.question), *together.headline(found)],
        "people": found.people,
        "warnings": together.warnings(found),
    }


def _frame(question: ExactQuestion) -> str:
    """Name the place and the days of a headline."""
    facts = {
        "place": naming.of_region(regions.region(question.region)),
        "since": question.since.isoformat() if question.since else "",
        "until": (question.until - timedelta(days=1)).isoformat() if question.until else "",
    }
    if question.since or question.until:
        return gettext("%(place)sの記録（%(since)s〜%(until)s）では、") % facts
    return gettext("%(place)sのこれまでの記録では、") % facts


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
    questions_by_name = _questions()
    return [
        Seen(
            view.at,
            _actor(view.actor),
            questions_by_name.get(view.metric, view.metric),
            view.purpose,
        )
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
    first = shown.rows[0] if shown.rows else {}
    about = exact_words.labels(first, shown.question.by)
    # The warning repeats in a sentence what the columns say; it is made for the command line.
    columns = [name for name in first if name not in {*about, "warning"}]
    rows = [
        Row(
            " ".join(exact_words.label(name, row[name], names) for name in about)
            or gettext("全体"),
            [exact_words.cell(column, row[column], names) for column in columns],
        )
        for row in shown.rows
    ]
    split = " ".join(exact_words.head(name, names) for name in about) or gettext("範囲")
    heads = [split, *(exact_words.head(column, names) for column in columns)]
    return Table(writing.in_language(shown.sentence, shown.sentence_en), heads, rows)
