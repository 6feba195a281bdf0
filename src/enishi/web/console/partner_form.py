"""The form that writes a partner into a region's table, or agrees anew."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enishi.partners import operations, partner
from enishi.partners.operations import BadPartner, PartnerIsTaken
from enishi.partners.partner import NewPartner, Partner
from enishi.programs import queries as programs
from enishi.regions import queries as regions
from enishi.web.console.partners import IDENTIFIERS, KINDS, own
from enishi.web.design import clock
from enishi.web.design.permission import needs

_KEPT = ("code", "kind", "identifier")
_ADAPTERS = {partner.FILE: _("ファイルで届く"), partner.API: _("こちらから提携先にたずねる（API）")}


class PartnerForm(forms.Form):
    """What staff write down of an agreement."""

    name = forms.CharField(label=_("提携先の名前"), max_length=60)
    code = forms.RegexField(
        label=_("記号"),
        regex=r"^[a-z][a-z0-9-]{1,23}$",
        max_length=24,
        help_text=_("英字の小文字と数字で。あとから変えられません。例：sora-miles"),
    )
    kind = forms.ChoiceField(label=_("何が届くか"))
    identifier = forms.ChoiceField(
        label=_("何で、会員と照らし合わせるか"),
        help_text=_("提携先の番号やアドレスのときは、会員が自分でつなぐと、届くようになります。"),
    )
    about = forms.CharField(
        label=_("会員に見せる説明"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    denominator = forms.IntegerField(
        label=_("提携先の、いくつが"), min_value=1, max_value=partner.RATE_MAX, initial=1
    )
    numerator = forms.IntegerField(
        label=_("町の、いくつになるか"),
        min_value=1,
        max_value=partner.RATE_MAX,
        initial=1,
        help_text=_("端数は切り捨てます。"),
    )
    fee_percent = forms.DecimalField(
        label=_("提携先の手数料（％）"),
        min_value=0,
        max_value=99,
        decimal_places=1,
        initial=0,
        help_text=_("提携先の数から先に引きます。端数は切り捨てます。"),
    )
    minimum = forms.IntegerField(label=_("1回の最小の数"), min_value=1, initial=1)
    lapse = forms.CharField(
        label=_("移したポイントの期限"),
        max_length=20,
        initial="days:180",
        help_text=_("days:180 は届いてから180日。ほかに month-end、fiscal-year-end、never。"),
    )
    adapter = forms.ChoiceField(label=_("届きかた"), choices=tuple(_ADAPTERS.items()))
    address = forms.CharField(
        label=_("アドレス"),
        required=False,
        max_length=300,
        help_text=_("たずねる先か、通信販売の店。https:// から始めます。"),
    )
    earns = forms.BooleanField(
        label=_("届いた記録に、町のきまりでポイントをつける"), required=False, initial=True
    )
    name_en = forms.CharField(label=_("英語の名前"), required=False, max_length=100)
    about_en = forms.CharField(
        label=_("英語の説明"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, *args: Any, region_code: str, changed: Partner | None = None, **kwargs: Any
    ) -> None:
        """Offer the kinds and the ways of naming people."""
        if changed is not None:
            told = {
                name: getattr(changed, name) for name in self.base_fields if name != "fee_percent"
            }
            kwargs["initial"] = told | {"fee_percent": changed.fee_permille / 10}
        super().__init__(*args, **kwargs)
        self.region_code = region_code
        for name, words in (("kind", KINDS), ("identifier", IDENTIFIERS)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(code, gettext(word)) for code, word in words.items()]
        for name in _KEPT:
            self.fields[name].disabled = changed is not None

    def partner(self) -> NewPartner:
        """Return what was written, as the operation takes it."""
        told = dict(self.cleaned_data)
        permille = int(told.pop("fee_percent") * 10)
        made = NewPartner(region_code=self.region_code, fee_permille=permille, **told)
        points = [one.code for one in programs.assets(self.region_code) if one.kind == "point"]
        is_points = made.kind == partner.POINTS
        return replace(made, asset=points[0] if is_points and points else "")

    def blame(self, part: str) -> None:
        """Say at a field what cannot be."""
        name = "fee_percent" if part == "fee_permille" else part
        words = gettext("ここを見なおしてください。")
        self.add_error(name if name in self.fields else None, words)


@needs("money.manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, region_code: str) -> HttpResponse:
    """Ask for one more partner."""
    form = PartnerForm(request.POST or None, region_code=region_code)
    if request.method == "POST" and form.is_valid():
        try:
            operations.add_partner(new=form.partner(), at=clock.now())
        except BadPartner as refused:
            form.blame(str(refused.facts["part"]))
        except PartnerIsTaken:
            form.add_error("code", gettext("この記号は、もう使われています"))
        else:
            return _shown_at(region_code, form.cleaned_data["code"])
    return _shown(request, region_code, form, None)


@needs("money.manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, region_code: str, partner_code: str) -> HttpResponse:
    """Agree anew; what came in keeps its rate."""
    changed = own(region_code, partner_code)
    form = PartnerForm(request.POST or None, region_code=region_code, changed=changed)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_partner(new=form.partner())
        except BadPartner as refused:
            form.blame(str(refused.facts["part"]))
        else:
            return _shown_at(region_code, changed.code)
    return _shown(request, region_code, form, changed)


def _shown_at(region_code: str, code: str) -> HttpResponse:
    address = reverse("console-partner", args=[region_code, code])
    return HttpResponseRedirect(f"{address}?done=partner")


def _shown(
    request: HttpRequest, region_code: str, form: PartnerForm, changed: Partner | None
) -> HttpResponse:
    page = {
        "region": regions.region(region_code),
        "form": form,
        "changed": changed,
        "here": "partners",
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/partner_form.html", page, status=status)
