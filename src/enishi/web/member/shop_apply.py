"""A shop asks to join: what it costs (nothing), what is asked, and what happens next."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from enishi.merchants import operations, queries, terms
from enishi.merchants.shop import APPLIED
from enishi.programs import queries as programs
from enishi.regions import queries as regions
from enishi.regions.queries import UnknownController
from enishi.web.design import clock
from enishi.web.design.permission import anyone
from enishi.web.design.shop_form import ShopForm
from enishi.web.member import region


class Application(ShopForm):
    """The same, with the terms."""

    agrees = forms.BooleanField(
        label=_("この約束で、申し込みます"),
        error_messages={"required": _("約束を読んで、しるしを付けてください。")},
    )


# In the order in which one would tell it at a counter; the rest stands folded below.
_FIRST = ("name", "kana", "trade", "contact", "phone", "email", "address")
_REST = ("hours", "about", "url", "name_en", "invoice_number")


def _office(region_code: str) -> str:
    try:
        return regions.controller(region_code).contact
    except UnknownController:
        return gettext("町の窓口")


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def shop_apply(request: HttpRequest, region_code: str) -> HttpResponse:
    """Take a shop's application."""
    shown = region.public_region(region_code)
    if not any(one.kind == "point" for one in programs.assets(shown.code)):
        raise Http404
    form = Application(request.POST or None)
    if request.method == "POST" and form.is_valid():
        new = form.new_shop(shown.code, terms.VERSION)
        code = operations.apply(new=new, at=clock.now())
        return HttpResponseRedirect(reverse("shop-applied", args=[shown.code, code]))
    language = (get_language() or "ja")[:2]
    page = {
        "region": shown,
        "form": form,
        "first": [form[name] for name in _FIRST],
        "rest": [form[name] for name in _REST],
        "rest_open": any(form[name].errors for name in _REST) if form.is_bound else False,
        "terms": [one.told(language) for one in terms.TERMS],
        "office": _office(shown.code),
    }
    return render(request, "member/shop_apply.html", page, status=422 if form.errors else 200)


@anyone
@never_cache
@require_safe
def applied(request: HttpRequest, region_code: str, shop_code: str) -> HttpResponse:
    """Show how an application stands, to whoever has its address."""
    shown = region.public_region(region_code)
    shop = queries.shop(shop_code)
    if shop.region_code != shown.code:
        raise Http404
    page = {
        "region": shown,
        "shop": shop,
        "waits": shop.state == APPLIED,
        "office": _office(shown.code),
    }
    return render(request, "member/shop_applied.html", page)
