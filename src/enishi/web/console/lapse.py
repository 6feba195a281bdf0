"""When coins or points of a region end, where they go then, and how long a refund lasts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from enishi.kit.periods import jst_day
from enishi.programs import lapse as lapses
from enishi.programs import operations, queries
from enishi.programs.programme import Asset
from enishi.regions import queries as regions
from enishi.web.console import lapse_choice
from enishi.web.console.lapse_choice import LapseChoice
from enishi.web.design import clock, dates
from enishi.web.design.permission import needs

_TO = (
    (lapses.TO_UNUSED, _("町の不用額として報告する（町が予算から出している場合）")),
    (lapses.TO_FUND, _("基金への寄附にする（発行者が、その分のお金を持っている場合）")),
)


class LapseForm(LapseChoice):
    """A policy as staff set it."""

    lapse_to = forms.ChoiceField(label=_("期限が来た分は、どうなるか"), choices=_TO)
    refund_days = forms.IntegerField(
        label=_("もどした分を、少なくとも使える日数"),
        min_value=0,
        max_value=lapses.REFUND_DAYS_MAX,
        help_text=_("返品などでもどした分の期限が過ぎていても、この日数は使えます。ふつうは30日。"),
    )

    def __init__(self, *args: Any, asset: Asset, **kwargs: Any) -> None:
        """Offer a fund to points only: coins are not money."""
        super().__init__(*args, **kwargs)
        if asset.kind != "point":
            place = self.fields["lapse_to"]
            assert isinstance(place, forms.ChoiceField)
            place.choices = _TO[:1]


def first_values(asset: Asset) -> dict[str, object]:
    """Fill the form with what stands."""
    kept = {"lapse_to": asset.lapse_to, "refund_days": asset.refund_days}
    return lapse_choice.first_values(asset.lapse) | kept


def told(asset: Asset) -> str:
    """Say in plain words until when an asset can be used and what happens then."""
    when, _colon, value = asset.lapse.partition(":")
    if when == lapses.NEVER:
        return gettext("期限はありません。いつまでも使えます。")
    if when == "on":
        day = dates.day(date.fromisoformat(value), get_language() or "ja", year=True)
        until = gettext("%(day)sまで使えます。") % {"day": day}
    elif when == "days":
        until = gettext("届いた日から%(days)s日のあいだ使えます。") % {"days": value}
    elif when == "month-end":
        until = gettext("届いた月の末日まで使えます。")
    else:
        until = gettext("3月31日（年度末）まで使えます。")
    if asset.takes_donations:
        facts = {"issuer": asset.issuer}
        return until + gettext("残りは、%(issuer)sの基金への寄附になります。") % facts
    return until + gettext("残りは、不用額として報告します。")


@needs("region.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def lapse(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show the policy of one asset and change it for what is given from now on."""
    found = {one.slug: one for one in queries.assets(region_code)}
    asset = found.get(request.GET.get("asset", "point")) or next(iter(found.values()), None)
    back = reverse("console-programme", args=[region_code])
    if asset is None:
        return HttpResponseRedirect(back)
    if request.method == "POST":
        form = LapseForm(request.POST, asset=asset)
        if form.is_valid():
            operations.set_lapse(
                asset=asset.code,
                lapse=form.rule(),
                lapse_to=form.cleaned_data["lapse_to"],
                refund_days=form.cleaned_data["refund_days"],
            )
            return HttpResponseRedirect(back)
    else:
        form = LapseForm(initial=first_values(asset), asset=asset)
    page = {
        "region": regions.region(region_code),
        "asset": asset,
        "now": told(asset),
        "year_end": lapses.expires_on("fiscal-year-end", jst_day(clock.now())),
        "form": form,
        "here": "programme",
    }
    return render(request, "console/lapse.html", page, status=422 if form.errors else 200)
