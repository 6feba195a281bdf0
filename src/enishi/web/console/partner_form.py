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
from enishi.web.console import in_english, lapse_choice
from enishi.web.console.lapse_choice import LapseChoice
from enishi.web.console.partners import IDENTIFIERS, KINDS, own
from enishi.web.design import clock
from enishi.web.design.permission import needs

_KEPT = ("code", "kind", "identifier")
_AS_WRITTEN = ("name", "code", "kind", "identifier", "about", "denominator", "numerator", "minimum",
               "adapter", "address", "earns", "name_en", "about_en")  # fmt: skip
_FIELD_OF = {"fee_permille": "fee_percent", "lapse": "when"}
_FIRST_DAYS = 180
_ADAPTERS = {partner.FILE: _("ファイルで届く"), partner.API: _("こちらから提携先にたずねる（API）")}


class PartnerForm(LapseChoice):
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
    name_en = in_english.name()
    about_en = in_english.text()

    def __init__(
        self, *args: Any, region_code: str, changed: Partner | None = None, **kwargs: Any
    ) -> None:
        """Offer the kinds and the ways of naming people."""
        if changed is not None:
            kwargs["initial"] = _initial(changed)
        else:
            kwargs["initial"] = lapse_choice.first_values(f"days:{_FIRST_DAYS}")
        super().__init__(*args, **kwargs)
        self.region_code = region_code
        self.fields["when"].label = gettext("移したポイントは、いつまで使えるか")
        for name, words in (("kind", KINDS), ("identifier", IDENTIFIERS)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(code, gettext(word)) for code, word in words.items()]
        for name in _KEPT:
            self.fields[name].disabled = changed is not None

    def partner(self) -> NewPartner:
        """Return what was written, as the operation takes it."""
        told = {name: self.cleaned_data[name] for name in _AS_WRITTEN}
        permille = int(self.cleaned_data["fee_percent"] * 10)
        made = NewPartner(
            region_code=self.region_code, fee_permille=permille, lapse=self.rule(), **told
        )
        points = [one.code for one in programs.assets(self.region_code) if one.kind == "point"]
        is_points = made.kind == partner.POINTS
        return replace(made, asset=points[0] if is_points and points else "")

    def blame(self, part: str) -> None:
        """Say at a field what cannot be."""
        name = _FIELD_OF.get(part, part)
        if part == "identifier":
            fit = partner.NAMED_BY[self.cleaned_data["kind"]]
            names = "・".join(f"「{gettext(IDENTIFIERS[one])}」" for one in fit)
            words = gettext("ここは、%(names)sから選んでください。") % {"names": names}
        else:
            words = str(_WRONG.get(part, _ANY))
        self.add_error(name if name in self.fields else None, words)


_ANY = _("ここを見なおしてください。")
_WRONG = {
    "asset": _("さきに、町のポイントをはじめてください。"),
    "address": _(
        "たずねる先と通信販売の店は、https:// から始まるアドレスを入れます。"
        "ファイルで届く提携先では、空らんにします。通信販売の店は、ファイルで届きます。"
    ),
}


def _initial(changed: Partner) -> dict[str, object]:
    """Return what the form of an agreement begins with."""
    told = {name: getattr(changed, name) for name in _AS_WRITTEN}
    told["fee_percent"] = changed.fee_permille / 10
    return told | lapse_choice.first_values(changed.lapse)


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
