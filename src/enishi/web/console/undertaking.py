"""One undertaking of the fund: what it spends, how it goes on, and how it looks."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enishi.actions import photos
from enishi.actions.photos import PhotoIsTooLarge, PhotoIsUnreadable
from enishi.funds import operations, queries
from enishi.funds import undertaking as works
from enishi.funds.undertaking import News
from enishi.kit import periods
from enishi.kit.periods import jst_day
from enishi.ledger import queries as ledger
from enishi.ledger.transfers import FUND
from enishi.programs.operations import FundUseRefused
from enishi.programs.programme import NewFundUse
from enishi.regions import queries as regions
from enishi.web.console.undertakings import STATES
from enishi.web.design import clock, pictures
from enishi.web.design.permission import needs

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_TEXT = forms.Textarea(attrs={"rows": 3})
KINDS = ((works.PROGRESS, _("経過")), (works.THANKS, _("お礼の声")))


class PayForm(forms.Form):
    """Points that leave the fund for it."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    points = forms.IntegerField(
        label=_("使った額（円ぶん）"),
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    purpose = forms.CharField(
        label=_("何に使ったか"), max_length=200, help_text=_("町のページに、このまま出ます。")
    )
    payee = forms.CharField(label=_("支払先"), required=False, max_length=120)
    receipt = forms.CharField(label=_("領収書の番号や置き場所"), required=False, max_length=200)


class NewsForm(forms.Form):
    """How it goes on, or thanks."""

    kind = forms.ChoiceField(label=_("種類"), choices=KINDS)
    on = forms.DateField(label=_("いつのこと"), widget=_DAY)
    text = forms.CharField(label=_("お知らせの文"), max_length=600, widget=_TEXT)
    text_en = forms.CharField(label=_("英語の文"), required=False, max_length=900, widget=_TEXT)


class PictureForm(forms.Form):
    """A picture, and what is seen on it."""

    file = forms.FileField(label=_("写真（JPEG、PNG、WebP）"))
    words = forms.CharField(
        label=_("何が写っているか"),
        max_length=160,
        help_text=_("目の見えない人に読み上げます。例：新しい本棚と、絵本をえらぶこどもたち"),
    )
    words_en = forms.CharField(label=_("英語で"), required=False, max_length=200)


FORMS: dict[str, type[forms.Form]] = {"pay": PayForm, "news": NewsForm, "picture": PictureForm}


@needs("money.manage")
@never_cache
@require_safe
def undertaking(request: HttpRequest, region_code: str, undertaking_id: int) -> HttpResponse:
    """Show one undertaking with its forms."""
    return _show(request, region_code, undertaking_id, {})


def _show(
    request: HttpRequest, region_code: str, undertaking_id: int, typed: dict[str, forms.Form]
) -> HttpResponse:
    at = clock.now()
    until = periods.end_of_day(jst_day(at))
    found = queries.report(undertaking_id, region_code, until=until)
    first: dict[str, Any] = {"on": jst_day(at)}
    made = {
        name: typed.get(name) or form(initial=first, auto_id=f"id_{name}_%s")
        for name, form in FORMS.items()
    }
    asset = found.undertaking.asset
    page = {
        "region": regions.region(region_code),
        "one": found,
        "state": gettext(STATES[found.undertaking.state]),
        "states": [(code, gettext(word)) for code, word in STATES.items()],
        "held": ledger.balance(f"{FUND}{asset}", asset),
        "kinds": dict(KINDS),
        "forms": made,
        "done": request.GET.get("done", ""),
        "here": "fund",
    }
    return render(request, "console/undertaking.html", page, status=422 if typed else 200)


def _back(region_code: str, undertaking_id: int, done: str) -> HttpResponse:
    address = reverse("console-undertaking", args=[region_code, undertaking_id])
    return HttpResponseRedirect(f"{address}?done={done}")


@needs("money.manage")
@require_POST
def state(request: HttpRequest, region_code: str, undertaking_id: int) -> HttpResponse:
    """Say how far it is."""
    operations.set_state(
        undertaking_id=undertaking_id,
        region_code=region_code,
        state=request.POST.get("state", ""),
        at=clock.now(),
    )
    return _back(region_code, undertaking_id, "state")


@needs("money.manage")
@require_POST
def pay(request: HttpRequest, region_code: str, undertaking_id: int) -> HttpResponse:
    """Spend points of the fund on it."""
    found = queries.undertaking(undertaking_id, region_code)
    form = PayForm(request.POST, auto_id="id_pay_%s")
    if form.is_valid():
        told = form.cleaned_data
        use = NewFundUse(
            found.asset, told["points"], told["purpose"], told["payee"], told["receipt"]
        )
        try:
            operations.pay(
                undertaking_id=found.id,
                region_code=region_code,
                use=use,
                key=str(told["key"]),
                at=clock.now(),
            )
        except FundUseRefused:
            form.add_error("points", gettext("基金にあるぶんを超えています。"))
        else:
            return _back(region_code, undertaking_id, "pay")
    return _show(request, region_code, undertaking_id, {"pay": form})


@needs("money.manage")
@require_POST
def add_news(request: HttpRequest, region_code: str, undertaking_id: int) -> HttpResponse:
    """Tell how it goes on."""
    form = NewsForm(request.POST, auto_id="id_news_%s")
    if form.is_valid() and form.cleaned_data["on"] > jst_day(clock.now()):
        form.add_error("on", gettext("今日か、それより前の日を入れてください。"))
    if form.is_valid():
        news = News(id=0, undertaking_id=undertaking_id, **form.cleaned_data)
        operations.add_news(region_code=region_code, news=news, at=clock.now())
        return _back(region_code, undertaking_id, "news")
    return _show(request, region_code, undertaking_id, {"news": form})


@needs("money.manage")
@require_POST
def add_picture(request: HttpRequest, region_code: str, undertaking_id: int) -> HttpResponse:
    """Show a picture with it, drawn anew: no place, no time, no camera."""
    form = PictureForm(request.POST, request.FILES, auto_id="id_picture_%s")
    if form.is_valid():
        try:
            data = photos.redraw(form.cleaned_data["file"].read(photos.BYTES_MAX + 1))
        except (PhotoIsTooLarge, PhotoIsUnreadable):
            form.add_error("file", gettext("この写真は読めません。12MBまでのJPEGなどをどうぞ。"))
        else:
            operations.add_picture(
                undertaking_id=undertaking_id,
                region_code=region_code,
                data=data,
                words=form.cleaned_data["words"],
                words_en=form.cleaned_data["words_en"],
                at=clock.now(),
            )
            return _back(region_code, undertaking_id, "picture")
    return _show(request, region_code, undertaking_id, {"picture": form})


@needs("money.manage")
@require_POST
def remove(request: HttpRequest, region_code: str, undertaking_id: int) -> HttpResponse:
    """Take a picture or news away."""
    told = request.POST.get("news", "")
    if told.isascii() and told.isdigit() and len(told) <= 18:  # noqa: PLR2004 - a bigint
        operations.remove_news(news_id=int(told), region_code=region_code)
    try:
        operations.remove_picture(
            picture_id=UUID(request.POST.get("picture", "")), region_code=region_code
        )
    except ValueError:  # no picture was meant
        return _back(region_code, undertaking_id, "removed")
    return _back(region_code, undertaking_id, "removed")


@needs("money.manage")
@require_safe
def picture(request: HttpRequest, region_code: str, picture: UUID) -> HttpResponse:  # noqa: ARG001
    """Show staff a picture, also of what was given up."""
    return pictures.answer(queries.picture_bytes(picture, region_code))
