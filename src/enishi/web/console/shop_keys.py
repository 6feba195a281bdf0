"""The keys with which a shop's POS tills and its online shop sell: made, seen in use, ended."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from enishi.merchants import operations, queries
from enishi.merchants.shop import POS, Shop
from enishi.regions import queries as regions
from enishi.web.console import shops
from enishi.web.design import clock
from enishi.web.design.permission import needs


class KeyForm(forms.Form):
    """What a key is for, so that the right one is ended later."""

    label = forms.CharField(
        label=_("どのレジ・通販か"), max_length=40, help_text=_("例：本店の1番レジ、通信販売")
    )


@needs("shop.manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest, region_code: str, shop_code: str) -> HttpResponse:
    """Show a shop's keys; make one, whose secret stands in this one answer and nowhere else."""
    found = shops.of_region(region_code, shop_code)
    form = KeyForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _shown(request, found, form, "", status=422 if form.errors else 200)
    made = operations.enrol_pos(
        shop_code=found.code, label=form.cleaned_data["label"], at=clock.now()
    )
    return _shown(request, found, KeyForm(), made.secret, status=201)


@needs("shop.manage")
@require_POST
def end(request: HttpRequest, region_code: str, shop_code: str) -> HttpResponse:
    """End a key; what was sold with it stays."""
    found = shops.of_region(region_code, shop_code)
    of_shop = {str(one.id): one.id for one in queries.devices(found.code) if one.kind == POS}
    device_id = of_shop.get(request.POST.get("key", ""))
    if device_id is None:
        raise operations.UnknownDevice(device=request.POST.get("key", "")[:36])
    operations.end_device(shop_code=found.code, device_id=device_id, at=clock.now())
    address = reverse("console-shop-keys", args=[region_code, found.code])
    return HttpResponseRedirect(f"{address}?done=ended")


def _shown(
    request: HttpRequest, found: Shop, form: KeyForm, secret: str, *, status: int
) -> HttpResponse:
    of_shop = [one for one in queries.devices(found.code) if one.kind == POS]
    page = {
        "region": regions.region(found.region_code),
        "shop": found,
        "form": form,
        "secret": secret,
        "living": [one for one in of_shop if one.ended_at is None],
        "ended": [one for one in of_shop if one.ended_at is not None],
        "done": request.GET.get("done", ""),
        "here": "shops",
    }
    return render(request, "console/shop_keys.html", page, status=status)
