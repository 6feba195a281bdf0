"""One shop: the answer to its wish, its programmes, what opens its till, its papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enishi.kit.periods import jst_day
from enishi.ledger import queries as books
from enishi.merchants import operations, queries
from enishi.merchants import shop as rules
from enishi.merchants.shop import Shop
from enishi.programs import queries as programs
from enishi.programs.programme import Asset
from enishi.regions import queries as regions
from enishi.web.console import shops
from enishi.web.design import clock, shop_papers
from enishi.web.design.paper import printing
from enishi.web.design.permission import needs, reader
from enishi.web.design.shop_form import ShopForm, told_of, trade_name

_BOTH, _EARNS, _SPENDS = "both", "earns", "spends"
_USES = ((_BOTH, _("ためる・使う")), (_EARNS, _("ためるだけ")), (_SPENDS, _("使うだけ")))
_PAYERS = ((rules.ISSUER, _("発行者（お店の負担は0円）")), (rules.SHOP, _("お店")))
_CHANGES = (rules.PAUSED, rules.OPEN, rules.CLOSED)


class PartForm(forms.Form):
    """In which programme a shop takes part, and who pays for what is earned there."""

    asset = forms.ChoiceField(label=_("どのポイントか"))
    uses = forms.ChoiceField(label=_("できること"), choices=_USES)
    earn_payer = forms.ChoiceField(label=_("ついたポイントを払うのは"), choices=_PAYERS)
    since = forms.DateField(
        label=_("いつから"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=_("いつまで"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("この日から、できなくなります。空らんなら、ずっと。"),
    )

    def __init__(self, *args: Any, assets: list[Asset], **kwargs: Any) -> None:
        """Offer the points that the region's shops may take."""
        super().__init__(*args, **kwargs)
        chosen = self.fields["asset"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [(asset.code, asset.name) for asset in assets]


def _assets(region_code: str) -> list[Asset]:
    """Return the points of a region and of the areas it lies in."""
    found = [*programs.assets(region_code)]
    for above in regions.ancestors(region_code):
        found += programs.assets(above.code)
    return [asset for asset in found if asset.kind == "point" and asset.is_open]


def _part(request: HttpRequest, region_code: str) -> PartForm:
    started = {"since": jst_day(clock.now()), "uses": _BOTH, "earn_payer": rules.ISSUER}
    return PartForm(request.POST or None, assets=_assets(region_code), initial=started)


def _take_part(form: PartForm, shop_code: str) -> None:
    told = form.cleaned_data
    operations.take_part(
        shop_code=shop_code,
        asset=told["asset"],
        since=told["since"],
        until=told["until"],
        earns=told["uses"] != _SPENDS,
        spends=told["uses"] != _EARNS,
        earn_payer=told["earn_payer"],
    )


def _page(found: Shop, form: PartForm, done: str, *, may_see_all: bool) -> dict[str, object]:
    parts = queries.participations([found.code])
    return {
        "region": regions.region(found.region_code),
        "shop": found,
        "trade": trade_name(found.trade),
        "state": gettext(shops.STATES[found.state]),
        "parts": [
            (
                one,
                programs.asset(one.asset),
                books.balance(rules.account(found.code), one.asset),
            )
            for one in parts
        ],
        "devices": queries.devices(found.code),
        "form": form,
        "week": shop_papers.last_week(jst_day(clock.now())),
        "done": done,
        "may_see_all": may_see_all,
        "here": "shops",
    }


@needs("shop.manage")
@never_cache
@require_safe
def shop(request: HttpRequest, region_code: str, shop_code: str) -> HttpResponse:
    """Show one shop."""
    found = shops.of_region(region_code, shop_code)
    form = _part(request, region_code)
    page = _page(
        found,
        form,
        request.GET.get("done", ""),
        may_see_all=found.state in {rules.OPEN, rules.PAUSED, rules.CLOSED},
    )
    return render(request, "console/shop.html", page)


def _back(region_code: str, shop_code: str, done: str) -> HttpResponse:
    address = reverse("console-shop", args=[region_code, shop_code])
    return HttpResponseRedirect(f"{address}?done={done}")


@needs("shop.manage")
@require_POST
def decide(request: HttpRequest, region_code: str, shop_code: str) -> HttpResponse:
    """Answer a shop's wish: yes with a programme, or no with the reason."""
    found = shops.of_region(region_code, shop_code)
    at, by = clock.now(), reader(request)
    link = request.build_absolute_uri(reverse("shop-applied", args=[region_code, found.code]))
    if request.POST.get("answer") != "yes":
        why = request.POST.get("why", "")[:200]
        operations.refuse(shop_code=found.code, why=why, by=by, at=at, link=link)
        return _back(region_code, found.code, "refused")
    form = _part(request, region_code)
    if not form.is_valid():
        page = _page(found, form, "", may_see_all=False)
        return render(request, "console/shop.html", page, status=422)
    _take_part(form, found.code)  # first: a shop is never open without a programme
    operations.approve(shop_code=found.code, by=by, at=at, link=link)
    return _back(region_code, found.code, "approved")


@needs("shop.manage")
@require_POST
def part(request: HttpRequest, region_code: str, shop_code: str) -> HttpResponse:
    """Let a shop take part in a programme, or change how it does."""
    found = shops.of_region(region_code, shop_code)
    form = _part(request, region_code)
    if not form.is_valid():
        page = _page(found, form, "", may_see_all=True)
        return render(request, "console/shop.html", page, status=422)
    _take_part(form, found.code)
    return _back(region_code, found.code, "part")


@needs("shop.manage")
@require_POST
def change(request: HttpRequest, region_code: str, shop_code: str) -> HttpResponse:
    """Let a shop pause, go on, or end, with the reason that it reads."""
    found = shops.of_region(region_code, shop_code)
    state = request.POST.get("state", "")
    if state not in _CHANGES:
        raise operations.BadShop(part="state")
    operations.change_state(
        shop_code=found.code,
        state=state,
        why=request.POST.get("why", "")[:200],
        by=reader(request),
        at=clock.now(),
    )
    return _back(region_code, found.code, state)


@needs("shop.manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, region_code: str, shop_code: str) -> HttpResponse:
    """Correct what is known of a shop."""
    found = shops.of_region(region_code, shop_code)
    form = CorrectForm(request.POST or None, initial=told_of(found))
    if request.method == "POST" and form.is_valid():
        new = form.new_shop(region_code, found.terms_version)
        operations.amend(shop_code=found.code, new=new)
        return _back(region_code, found.code, "corrected")
    page = {
        "region": regions.region(region_code),
        "shop": found,
        "form": form,
        "fields": [one for one in form.visible_fields() if one.name != "is_online"],
        "here": "shops",
    }
    return render(request, "console/shop_correct.html", page, status=422 if form.errors else 200)


class CorrectForm(ShopForm):
    """The same, with the place as numbers."""

    latitude = forms.FloatField(label=_("緯度"), required=False)
    longitude = forms.FloatField(label=_("経度"), required=False)


@needs("shop.manage")
@never_cache
@require_POST
def card(request: HttpRequest, region_code: str, shop_code: str) -> HttpResponse:
    """Print a fresh card with its number; the one before no longer opens a till."""
    found = shops.of_region(region_code, shop_code)
    if not found.is_open:
        raise queries.ShopIsNotOpen(shop=found.code, state=found.state)
    made = operations.make_shop_card(shop_code=found.code, at=clock.now())
    with translation.override(shop_papers.wanted_language(request)):
        facts = shop_papers.card(request, regions.region(region_code), found, made)
        return shop_papers.download(printing.pdf("shop_card", facts), f"shop-card-{found.name}")


@needs("shop.manage")
@never_cache
@require_safe
def counter(request: HttpRequest, region_code: str, shop_code: str) -> HttpResponse:
    """Print the code that hangs at the counter."""
    found = shops.of_region(region_code, shop_code)
    with translation.override(shop_papers.wanted_language(request)):
        facts = shop_papers.counter(request, regions.region(region_code), found)
        return shop_papers.download(printing.pdf("counter", facts), f"counter-{found.name}")


@needs("shop.manage")
@never_cache
@require_safe
def week(request: HttpRequest, region_code: str, shop_code: str) -> HttpResponse:
    """Print a shop's week."""
    found, asked = shops.of_region(region_code, shop_code), shops.asked_week(request)
    with translation.override(shop_papers.wanted_language(request)):
        facts = shop_papers.week(regions.region(region_code), [found], asked)
        name = f"week-{asked.monday}-{found.name}"
        return shop_papers.download(printing.pdf("week", facts), name)


@needs("shop.manage")
@require_POST
def end_device(request: HttpRequest, region_code: str, shop_code: str) -> HttpResponse:
    """Let a phone of a shop sell no more."""
    found = shops.of_region(region_code, shop_code)
    known = {str(one.id): one.id for one in queries.devices(found.code)}
    device_id = known.get(request.POST.get("device", ""))
    if device_id is not None:
        operations.end_device(shop_code=found.code, device_id=device_id, at=clock.now())
    return _back(region_code, found.code, "device")
