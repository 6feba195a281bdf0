"""The forms that write down a firm, and what it promises."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from enishi.kit import codes
from enishi.kit.periods import jst_day
from enishi.programs import queries as programs
from enishi.regions import queries as regions
from enishi.sponsors import operations, queries
from enishi.sponsors.pledge import CORPORATE_TAX, YEN_MAX, NewPledge, NewSponsor, Sponsor
from enishi.web.console import in_english
from enishi.web.console.sponsors import KINDS
from enishi.web.design import clock
from enishi.web.design.permission import needs

_NUMBER = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})


class SponsorForm(forms.Form):
    """What staff write down of a firm."""

    name = forms.CharField(label=_("会社の名前"), max_length=80)
    name_en = in_english.name(120)
    head_office = forms.CharField(
        label=_("本社のある市区町村のコード（6けた）"),
        required=False,
        max_length=6,
        widget=_NUMBER,
        help_text=_("企業版ふるさと納税のときに要ります。例：千代田区は131016。"),
    )
    corporate_number = forms.CharField(
        label=_("法人番号（13けた）"), required=False, max_length=13, widget=_NUMBER
    )
    address = forms.CharField(label=_("住所"), required=False, max_length=160)
    contact = forms.CharField(label=_("担当の方"), required=False, max_length=60)
    email = forms.EmailField(label=_("メール"), required=False)
    url = forms.URLField(label=_("ホームページ"), required=False, assume_scheme="https")

    def __init__(self, *args: Any, taken: Collection[str] = (), **kwargs: Any) -> None:
        """Know the names of the region's other firms."""
        super().__init__(*args, **kwargs)
        self.taken = taken

    def clean_name(self) -> str:
        """Take a name once: nothing that is typed is dropped for what stood before."""
        name = str(self.cleaned_data["name"])
        if name in self.taken:
            raise forms.ValidationError(gettext("この名前の企業は、もう書きとめてあります。"))
        return name

    def clean_head_office(self) -> str:
        """Take a code only with its check digit."""
        code = str(self.cleaned_data["head_office"])
        fits = codes.is_six_digits(code) and codes.check_digit(code[:5]) == code[5]
        if code and not fits:
            raise forms.ValidationError(gettext("6けたのコードを見なおしてください。"))
        return code

    def clean_corporate_number(self) -> str:
        """Take thirteen digits."""
        number = str(self.cleaned_data["corporate_number"])
        if number and not (number.isascii() and number.isdigit() and len(number) == 13):  # noqa: PLR2004
            raise forms.ValidationError(gettext("13けたの数字で入れてください。"))
        return number


@needs("money.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def new_sponsor(request: HttpRequest, region_code: str) -> HttpResponse:
    """Write down a firm."""
    return _sponsor(request, region_code, None)


@needs("money.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def change_sponsor(request: HttpRequest, region_code: str, sponsor_id: int) -> HttpResponse:
    """Write down a firm anew."""
    return _sponsor(request, region_code, queries.sponsor(sponsor_id, region_code))


def _sponsor(request: HttpRequest, region_code: str, known: Sponsor | None) -> HttpResponse:
    fields = list(SponsorForm.base_fields)
    before = {name: getattr(known, name) for name in fields} if known else {}
    others = {one.name for one in queries.sponsors_of(region_code)} - {before.get("name")}
    told = request.POST if request.method == "POST" else None
    form = SponsorForm(told, initial=before, taken=others)
    if form.is_valid():
        new = NewSponsor(region_code=region_code, **form.cleaned_data)
        kept = (
            operations.change_sponsor(sponsor_id=known.id, new=new)
            if known
            else operations.add_sponsor(new=new, at=clock.now())
        )
        return HttpResponseRedirect(reverse("console-sponsor", args=[region_code, kept.id]))
    page = {
        "region": regions.region(region_code),
        "form": form,
        "known": known,
        "here": "sponsors",
    }
    return render(request, "console/sponsor_form.html", page, status=422 if form.errors else 200)


def _yen(label: Any, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=YEN_MAX, widget=_NUMBER, help_text=hint
    )


def _day(label: Any, hint: Any = "", *, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=hint,
    )


class PledgeForm(forms.Form):
    """What a firm promises."""

    asset = forms.ChoiceField(label=_("どのポイントの会員証か"))
    rate = forms.DecimalField(
        label=_("会員証で使われた額の何%か"),
        min_value=Decimal("0.1"),
        max_value=Decimal(100),
        decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=_("0.1%きざみ。例：0.5 なら、1,000円の買い物で5円。"),
    )
    since = _day(_("いつから"), _("きょうか、それより後の日。"), required=True)
    last = _day(_("いつまで"), _("その日もふくみます。空らんなら、決めません。"))
    cap_month_yen = _yen(_("ひと月の上限（円）"))
    cap_total_yen = _yen(_("ぜんぶの上限（円）"))
    purpose = forms.CharField(
        label=_("何のために"),
        required=False,
        max_length=200,
        help_text=_("会員のページに出ます。例：こどもの読書のために"),
    )
    kind = forms.ChoiceField(label=_("寄附の種類"), choices=tuple(KINDS.items()))
    plan_number = forms.CharField(label=_("認定地域再生計画の番号"), required=False, max_length=40)
    plan_name = forms.CharField(label=_("計画の名前"), required=False, max_length=120)
    plan_until = _day(_("計画の終わりの日"))
    plan_cost_yen = _yen(_("計画の事業費（円）"), _("寄附の合計は、これを超えられません。"))
    benefits = forms.CharField(
        label=_("企業への見返り"),
        required=False,
        max_length=200,
        help_text=_("あれば書きます。企業版ふるさと納税では、見返りは認められません。"),
    )

    def __init__(self, *args: Any, region_code: str, **kwargs: Any) -> None:
        """Offer the region's points, and words for the kinds."""
        super().__init__(*args, **kwargs)
        assets = [one for one in programs.assets(region_code) if one.kind == "point"]
        for name, choices in (
            ("asset", [(one.code, one.name) for one in assets]),
            ("kind", [(code, gettext(word)) for code, word in KINDS.items()]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order, and a benefit where none may be."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        since, last = told.get("since"), told.get("last")
        if since and since < jst_day(clock.now()):
            self.add_error("since", gettext("きょうか、それより後の日を入れてください。"))
        if since and last and last < since:
            self.add_error("last", gettext("はじめの日より後の日を入れてください。"))
        if told.get("kind") == CORPORATE_TAX and told.get("benefits"):
            self.add_error("benefits", gettext("見返りがあるものは、ふつうの寄附にしてください。"))
        return told

    def new(self, sponsor_id: int) -> NewPledge:
        """Return the promise."""
        told = dict(self.cleaned_data)
        last: date | None = told.pop("last")
        rate = told.pop("rate")
        until = date.fromordinal(last.toordinal() + 1) if last else None
        return NewPledge(sponsor_id=sponsor_id, rate_permille=int(rate * 10), until=until, **told)


@needs("money.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def new_pledge(request: HttpRequest, region_code: str, sponsor_id: int) -> HttpResponse:
    """Write down what a firm promises."""
    sponsor = queries.sponsor(sponsor_id, region_code)
    form = PledgeForm(
        request.POST if request.method == "POST" else None,
        region_code=region_code,
        initial={"since": jst_day(clock.now())},
    )
    if form.is_valid():
        operations.make_pledge(new=form.new(sponsor.id), at=clock.now())
        address = reverse("console-sponsor", args=[region_code, sponsor.id])
        return HttpResponseRedirect(f"{address}?done=pledge")
    page = {
        "region": regions.region(region_code),
        "sponsor": sponsor,
        "form": form,
        "here": "sponsors",
    }
    return render(request, "console/pledge_form.html", page, status=422 if form.errors else 200)
