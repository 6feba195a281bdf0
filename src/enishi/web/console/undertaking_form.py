"""The form that writes down what the fund is to pay for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from enishi.funds import operations, queries
from enishi.funds.undertaking import POINTS_MAX, NewUndertaking, Undertaking
from enishi.programs import queries as programs
from enishi.regions import queries as regions
from enishi.web.console import in_english
from enishi.web.design import clock
from enishi.web.design.permission import needs

_STORY = forms.Textarea(attrs={"rows": 5})


class UndertakingForm(forms.Form):
    """What staff write down about it."""

    asset = forms.ChoiceField(label=_("どの基金から"))
    title = forms.CharField(
        label=_("取り組みの名前"), max_length=80, help_text=_("例：駅前子ども文庫の本棚")
    )
    story = forms.CharField(
        label=_("どんな取り組みか"),
        required=False,
        max_length=1_000,
        widget=_STORY,
        help_text=_("町のページに、このまま出ます。"),
    )
    goal_points = forms.IntegerField(
        label=_("目標（円ぶん）"),
        required=False,
        min_value=1,
        max_value=POINTS_MAX,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("空らんなら、決めません。"),
    )
    title_en = in_english.name(120)
    story_en = in_english.text(1_500, rows=5)

    def __init__(self, *args: Any, region_code: str, **kwargs: Any) -> None:
        """Offer the region's funds."""
        super().__init__(*args, **kwargs)
        asset = self.fields["asset"]
        assert isinstance(asset, forms.ChoiceField)
        asset.choices = [
            (one.code, one.name) for one in programs.assets(region_code) if one.takes_donations
        ]


@needs("money.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, region_code: str) -> HttpResponse:
    """Write down what is planned."""
    return _form(request, region_code, None)


@needs("money.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, region_code: str, undertaking_id: int) -> HttpResponse:
    """Write it down anew."""
    return _form(request, region_code, queries.undertaking(undertaking_id, region_code))


def _form(request: HttpRequest, region_code: str, known: Undertaking | None) -> HttpResponse:
    fields = list(UndertakingForm.base_fields)
    before = {name: getattr(known, name) for name in fields} if known else {}
    form = UndertakingForm(
        request.POST if request.method == "POST" else None, initial=before, region_code=region_code
    )
    if form.is_valid():
        told = NewUndertaking(**form.cleaned_data)
        made = (
            operations.change_undertaking(
                undertaking_id=known.id, region_code=region_code, new=told
            )
            if known
            else operations.add_undertaking(new=told, at=clock.now())
        )
        return HttpResponseRedirect(reverse("console-undertaking", args=[region_code, made.id]))
    page = {
        "region": regions.region(region_code),
        "form": form,
        "known": known,
        "here": "fund",
    }
    status = 422 if form.errors else 200
    return render(request, "console/undertaking_form.html", page, status=status)
