"""精算のきまり: fees, payout day, minimum, who bears the bank fee, the issuer's account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enishi.regions import queries as regions
from enishi.settlement import operations, queries, terms
from enishi.settlement.terms import Terms
from enishi.web.console import settling
from enishi.web.design import statement_papers
from enishi.web.design.permission import needs

_TENTH = 10
_NUMBER = {"inputmode": "numeric", "autocomplete": "off"}
_TEXT = {"autocomplete": "off"}
KINDS = (("1", _("普通")), ("2", _("当座")))


def _number(label: Any, help_text: Any = "", *, least: int = 0, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        min_value=least,
        max_value=most,
        widget=forms.TextInput(attrs=_NUMBER),
    )


def _word(label: Any, most: int, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=False,
        help_text=help_text,
        widget=forms.TextInput(attrs=_TEXT),
    )


class TermsForm(forms.Form):
    """What a region decides about paying its shops."""

    payout_day = _number(
        _("支払う日（次の月の何日）"), _("銀行が休みの日なら、次の営業日に"), least=1, most=31
    )
    minimum_yen = _number(
        _("最低額（円）"), _("これより少ない月は、次の月へ繰り越します。"), least=1, most=1_000_000
    )
    bank_fee_yen = _number(_("振込手数料（円）"), most=10_000)
    bank_fee_by = forms.ChoiceField(
        label=_("振込手数料を負担するのは"),
        choices=((terms.ISSUER, _("発行者")), (terms.SHOP, _("お店"))),
    )
    paid_at = forms.ChoiceField(
        label=_("地域や団体が、もとになるお金を出すとき"),
        help_text=_("いくつかの地域が同じポイントを使うときの、地域のあいだの精算に効きます。"),
        choices=((terms.USE, _("使われたとき")), (terms.GRANT, _("付いたとき"))),
    )
    fee_percent = forms.DecimalField(
        label=_("お店の手数料（%、税抜）"),
        help_text=_("0なら、お店の負担はありません。"),
        min_value=0,
        max_value=50,
        decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    fee_of = forms.ChoiceField(
        label=_("手数料は何に対して"),
        choices=(
            (terms.POINTS, _("使われたポイント")),
            (terms.SALES, _("会員証での売上")),
        ),
    )
    fee_monthly_yen = _number(_("月ごとの手数料（円、税抜）"), most=100_000)
    tax_percent = forms.DecimalField(
        label=_("消費税（%）"), min_value=0, max_value=30, decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    issuer_number = _word(_("登録番号（インボイス）"), 14, _("T と13けた"))
    issuer_address = _word(_("発行者の住所"), 160)
    desk = _word(_("現金で受け取る窓口"), 160, _("例：観光協会の窓口（平日 9:00〜17:00）"))
    client_code = _word(_("委託者コード"), 10, _("銀行からもらった10けた"))
    client_kana = _word(_("委託者名（カタカナ）"), 40)
    bank_code = _word(_("銀行コード"), 4)
    bank_kana = _word(_("銀行名（カタカナ）"), 15)
    branch_code = _word(_("支店コード"), 3)
    branch_kana = _word(_("支店名（カタカナ）"), 15)
    account_kind = forms.ChoiceField(label=_("預金の種類"), choices=KINDS)
    account_number = _word(_("口座番号"), 7)

    def terms(self, asset: str) -> Terms:
        """Return the terms that the form says."""
        told = dict(self.cleaned_data)
        told["fee_permille"] = int(told.pop("fee_percent") * _TENTH)
        told["tax_permille"] = int(told.pop("tax_percent") * _TENTH)
        return Terms(asset=asset, **told)


GROUPS = (
    (_("支払い"), ("payout_day", "minimum_yen", "bank_fee_yen", "bank_fee_by", "paid_at")),
    (_("お店の手数料"), ("fee_percent", "fee_of", "fee_monthly_yen", "tax_percent")),
    (_("請求書に書く発行者"), ("issuer_number", "issuer_address")),
    (_("お店が支払う月の、受け取り方"), ("desk",)),
    (
        _("発行者の口座（総合振込ファイルと、お店からの振込先）"),
        ("client_code", "client_kana", "bank_code", "bank_kana", "branch_code", "branch_kana",
         "account_kind", "account_number"),
    ),
)  # fmt: skip


def _show(request: HttpRequest, region_code: str, asset_code: str, form: TermsForm) -> HttpResponse:
    may_settle = settling.may_settle(request, region_code)
    if not may_settle:
        for field in form.fields.values():
            field.disabled = True
    page = {
        "region": regions.region(region_code),
        "asset": asset_code,
        "form": form,
        "groups": [(title, [form[name] for name in names]) for title, names in GROUPS],
        "may_settle": may_settle,
        "done": request.GET.get("done", ""),
        "here": "settlement",
    }
    status = 422 if form.errors else 200
    return render(request, "console/settlement_terms.html", page, status=status)


@needs("books.see")
@never_cache
@require_safe
def show(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show the terms; whoever may settle can change them."""
    asset = settling.wanted(request, region_code)
    agreed = queries.terms(asset.code)
    initial: dict[str, object] = {
        name: getattr(agreed, name) for name in TermsForm.base_fields if hasattr(agreed, name)
    }
    for name in ("client_kana", "bank_kana", "branch_kana"):
        initial[name] = statement_papers.wide(str(initial[name]))
    initial["fee_percent"] = f"{agreed.fee_permille / _TENTH:g}"
    initial["tax_percent"] = f"{agreed.tax_permille / _TENTH:g}"
    return _show(request, region_code, asset.code, TermsForm(initial=initial))


@needs("money.manage")
@never_cache
@require_POST
def change(request: HttpRequest, region_code: str) -> HttpResponse:
    """Set the terms from the next closing on."""
    asset = settling.wanted(request, region_code)
    form = TermsForm(request.POST)
    if not form.is_valid():
        return _show(request, region_code, asset.code, form)
    operations.set_terms(terms=form.terms(asset.code))
    address = reverse("console-settlement-terms", args=[region_code])
    return HttpResponseRedirect(f"{address}?asset={asset.code}&done=1")
