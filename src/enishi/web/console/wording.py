"""The form that names a region's card and its three steps, and draws its corners."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from enishi.regions import queries as regions
from enishi.ties import operations, queries, stages
from enishi.ties.stages import Rules
from enishi.ties.wording import Named, Square, Step, Wording, grid
from enishi.web.console import ties
from enishi.web.design import clock
from enishi.web.design.permission import needs

_SIDES = (1, 2, 3)
_NAME_MAX, _LINE_MAX = 20, 60


class WordingForm(forms.Form):
    """What a region's members read on their card."""

    card_ja = forms.CharField(
        label=_("会員証の名前"),
        max_length=_NAME_MAX,
        help_text=_("乗組員証、県民証、村人証など。町らしい名前に。"),
    )
    card_en = forms.CharField(label=_("英語で"), max_length=40, required=False)
    about_ja = forms.CharField(
        label=_("町をひとことで"),
        max_length=200,
        required=False,
        help_text=_("町の公開ページの、いちばん上にのります。"),
    )
    about_en = forms.CharField(label=_("英語で"), max_length=200, required=False)
    days_least = forms.IntegerField(
        label=_("何日会うと、二段めか"),
        min_value=2,
        max_value=stages.DAYS_LEAST_MAX,
        help_text=_("会場やお店で確かめられた日を、ちがう日ごとに数えます。"),
    )
    months = forms.IntegerField(label=_("さかのぼる月数"), min_value=1, max_value=stages.MONTHS_MAX)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add the fields of each step and of each square."""
        super().__init__(*args, **kwargs)
        for number in _SIDES:
            self._add(f"step{number}_ja", _("名前"), _NAME_MAX, required=True)
            self._add(f"step{number}_en", _("英語で"), 40)
            self._add(f"meaning{number}_ja", _("どんな人か"), _LINE_MAX)
            self._add(f"meaning{number}_en", _("英語で"), 120)
        for square in grid(()):
            at = f"s{square.row}{square.column}"
            self._add(f"{at}_ja", _("名前"), 12)
            self._add(f"{at}_en", _("英語で"), 20)
            self._add(f"{at}_also", _("ほかの呼び方"), 80)
            self._add(f"{at}_about", _("何があるか"), _LINE_MAX)
            self._add(f"{at}_about_en", _("英語で"), 80)
            self.fields[f"{at}_water"] = forms.BooleanField(label=_("海や湖"), required=False)

    def _add(self, name: str, label: Any, longest: int, *, required: bool = False) -> None:
        self.fields[name] = forms.CharField(label=label, max_length=longest, required=required)

    def steps(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields of each step, under its fraction."""
        parts = ("step{}_ja", "step{}_en", "meaning{}_ja", "meaning{}_en")
        return [
            (stages.FRACTIONS[number], [self[part.format(number)] for part in parts])
            for number in _SIDES
        ]

    def squares(self) -> list[tuple[int, int, list[forms.BoundField]]]:
        """Return the fields of each square, row by row."""
        parts = ("ja", "en", "also", "about", "about_en", "water")
        return [
            (one.row, one.column, [self[f"s{one.row}{one.column}_{part}"] for part in parts])
            for one in grid(())
        ]


def _values(wording: Wording) -> dict[str, object]:
    """Return a wording as the form shows it."""
    values: dict[str, object] = {
        "card_ja": wording.card.ja,
        "card_en": wording.card.en,
        "about_ja": wording.about.ja,
        "about_en": wording.about.en,
        "days_least": wording.rules.days_least,
        "months": wording.rules.months,
    }
    for number, step in enumerate(wording.steps, start=1):
        values |= {f"step{number}_ja": step.name.ja, f"step{number}_en": step.name.en}
        values |= {f"meaning{number}_ja": step.meaning.ja, f"meaning{number}_en": step.meaning.en}
    for one in wording.shape:
        at = f"s{one.row}{one.column}"
        values |= {f"{at}_ja": one.name.ja, f"{at}_en": one.name.en, f"{at}_water": one.is_water}
        values |= {f"{at}_also": " ".join(one.also), f"{at}_about": one.about.ja}
        values |= {f"{at}_about_en": one.about.en}
    return values


def _read(region_code: str, given: Mapping[str, Any]) -> Wording:
    """Return what the form says."""
    return Wording(
        region_code=region_code,
        card=Named(given["card_ja"], given["card_en"]),
        steps=[
            Step(
                stages.FRACTIONS[number],
                Named(given[f"step{number}_ja"], given[f"step{number}_en"]),
                Named(given[f"meaning{number}_ja"], given[f"meaning{number}_en"]),
            )
            for number in _SIDES
        ],
        rules=Rules(given["days_least"], given["months"]),
        shape=[_square(one.row, one.column, given) for one in grid(())],
        about=Named(given["about_ja"], given["about_en"]),
        is_own=True,
    )


def _square(row: int, column: int, given: Mapping[str, Any]) -> Square:
    at = f"s{row}{column}"
    return Square(
        row=row,
        column=column,
        name=Named(given[f"{at}_ja"], given[f"{at}_en"]),
        also=tuple(given[f"{at}_also"].replace("、", " ").split()),
        about=Named(given[f"{at}_about"], given[f"{at}_about_en"]),
        is_water=given[f"{at}_water"] and not given[f"{at}_ja"],
    )


@needs("region.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def wording(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show the form and a card as it would look; keep it when it was decided."""
    told = queries.wording(region_code)
    form = WordingForm(request.POST if request.method == "POST" else None, initial=_values(told))
    if form.is_bound and form.is_valid():
        told = _read(region_code, form.cleaned_data)
        if "preview" not in request.POST:
            operations.set_wording(wording=told, at=clock.now())
            return HttpResponseRedirect(reverse("console-ties", args=[region_code]) + "?done=1")
    page = {
        "region": regions.region(region_code),
        "form": form,
        "preview": ties.preview(told),
        "here": "ties",
    }
    return render(request, "console/wording.html", page)
