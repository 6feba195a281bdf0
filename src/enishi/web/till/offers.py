"""What the shop tells members: written here, read by the town, sent to those who want it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from enishi.kit.periods import jst_day
from enishi.kit.refusal import Refusal
from enishi.merchants import offer as rules
from enishi.merchants import operations, queries
from enishi.merchants.offer import NewOffer
from enishi.regions import queries as regions
from enishi.web.design import clock, sentences
from enishi.web.till.door import Till, till

_AUDIENCES = (
    (rules.CUSTOMERS, _("この店で買ったことのある方へ")),
    (rules.TOWN, _("町のお知らせを受け取る方、みなさんへ")),
)
_USUAL_DAYS = 7


def _day(**attrs: str) -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"} | attrs, format="%Y-%m-%d")


class OfferForm(forms.Form):
    """An offer: short, and with a last day."""

    title = forms.CharField(label=_("見出し"), max_length=rules.TITLE_MAX)
    text = forms.CharField(
        label=_("ひとこと"),
        max_length=rules.TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    from_on = forms.DateField(label=_("いつから"), widget=_day())
    until_on = forms.DateField(label=_("最後の日"), widget=_day())
    audience = forms.ChoiceField(label=_("だれに"), choices=_AUDIENCES)


@till
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def offers(request: HttpRequest, till: Till) -> HttpResponse:
    """Show what the shop offers, and take a new offer."""
    at = clock.now()
    today = jst_day(at)
    started = {
        "from_on": today,
        "until_on": today + timedelta(days=_USUAL_DAYS),
        "audience": rules.CUSTOMERS,
    }
    form = OfferForm(request.POST or None, initial=started)
    page: dict[str, Any] = {"till": till, "form": form, "here": "shop", "today": today}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            new = NewOffer(**form.cleaned_data)
            operations.make_offer(shop_code=till.shop.code, new=new, at=at)
        except (operations.BadOffer, operations.TooManyOffers) as refusal:
            page["wrong"] = sentences.sentence(refusal.code, _told(refusal, form))
            status = refusal.status
        else:
            return HttpResponseRedirect(f"{reverse('till-offers')}?done=made")
    page |= {
        "found": [(one, one.state(today)) for one in queries.offers_of([till.shop.code])][:20],
        "done": request.GET.get("done", ""),
        "region": regions.region(till.shop.region_code),
    }
    return render(request, "till/offers.html", page, status=422 if form.errors else status)


def _told(refusal: Refusal, form: OfferForm) -> dict[str, object]:
    """Name the part that cannot be as the form does."""
    part = str(refusal.facts.get("part", ""))
    label = str(form.fields[part].label) if part in form.fields else ""
    return {**refusal.facts, "part": label}


@till
@require_POST
def end(request: HttpRequest, till: Till, offer_id: int) -> HttpResponse:  # noqa: ARG001
    """Let the shop end its own offer."""
    operations.end_offer(
        offer_id=offer_id,
        region_code=till.shop.region_code,
        shop_code=till.shop.code,
        at=clock.now(),
    )
    return HttpResponseRedirect(f"{reverse('till-offers')}?done=ended")
