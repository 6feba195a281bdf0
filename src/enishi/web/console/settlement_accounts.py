"""Where each shop is paid: its account at a bank, or cash at the office."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enishi.merchants import queries as merchants
from enishi.merchants.queries import UnknownShop
from enishi.merchants.shop import Shop
from enishi.regions import queries as regions
from enishi.settlement import operations, queries, terms
from enishi.settlement.terms import PayoutAccount
from enishi.web.console import settling
from enishi.web.design import clock, statement_papers
from enishi.web.design.permission import needs, reader

_TEXT = {"autocomplete": "off"}
_KINDS = (("1", _("普通")), ("2", _("当座")), ("4", _("貯蓄")))


def _word(label: object, most: int, help_text: object = "") -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        max_length=most,
        required=False,
        help_text=help_text,  # type: ignore[arg-type]
        widget=forms.TextInput(attrs=_TEXT),
    )


class AccountForm(forms.Form):
    """Where a shop wants to be paid."""

    way = forms.ChoiceField(
        label=_("支払い方"),
        choices=((terms.CASH, _("現金（窓口）")), (terms.BANK, _("振込"))),
    )
    bank_code = _word(_("銀行コード"), 4, _("4けた"))
    bank_kana = _word(_("銀行名（カタカナ）"), 30)
    branch_code = _word(_("支店コード"), 3, _("3けた"))
    branch_kana = _word(_("支店名（カタカナ）"), 30)
    kind = forms.ChoiceField(label=_("預金の種類"), choices=_KINDS)
    number = _word(_("口座番号"), 7)
    holder_kana = _word(_("名義（カタカナ）"), 60, _("例：カ）マルコウスイサン"))


def _shops(region_code: str) -> dict[str, Shop]:
    """Return the shops of the region, and those elsewhere that take its points."""
    found = {one.code: one for one in merchants.shops_of(region_code) if one.decided_at}
    for asset in settling.points_of(region_code):
        found |= {one.code: one for one in merchants.shops_taking(asset.code)}
    return found


def _account(told: PayoutAccount | None) -> str:
    """Write an account so that it is known again, and no more."""
    if told is None or not told.number:
        return ""
    names = statement_papers.wide(f"{told.bank_kana} {told.branch_kana}")
    return f"{names} {told.masked}"


def _own(found: dict[str, Shop], region_code: str) -> dict[str, Shop]:
    """Return the shops whose account this region writes down; a neighbour's are its own region's.

    One account stands for all points that a shop is paid for, by whichever region.
    """
    return {code: one for code, one in found.items() if one.region_code == region_code}


@needs("money.manage")
@never_cache
@require_safe
def accounts(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show where shops are paid; with `shop=` the form of one of the region's own."""
    found = _shops(region_code)
    known = queries.payout_accounts(found)
    chosen = _own(found, region_code).get(request.GET.get("shop", ""))
    form = None
    if chosen is not None:
        told = known.get(chosen.code, PayoutAccount())
        form = AccountForm(
            initial={
                name: statement_papers.wide(getattr(told, name)) for name in AccountForm.base_fields
            }
        )
    search = settling.search(request, ())
    sheet = search.sheet(
        [
            one
            for one in sorted(found.values(), key=settling.by_name)
            if search.finds("", settling.names(one))
        ],
        kept={},
    )
    page = {
        "region": regions.region(region_code),
        "shops": [
            (
                one,
                settling.WAYS[known.get(one.code, PayoutAccount()).way],
                _account(known.get(one.code)),
                one.region_code == region_code,
            )
            for one in sheet.rows
        ],
        "all": len(found),
        "search": search,
        "sheet": sheet,
        "chosen": chosen,
        "form": form,
        "done": found.get(request.GET.get("done", "")),
        "here": "settlement",
    }
    return render(request, "console/settlement_accounts.html", page)


@needs("money.manage")
@require_POST
def change(request: HttpRequest, region_code: str) -> HttpResponse:
    """Set where one shop is paid from the next closing on."""
    code = request.POST.get("shop", "").replace("\0", "")
    if code not in _own(_shops(region_code), region_code):
        raise UnknownShop(shop=code)
    told = {name: request.POST.get(name, "").replace("\0", "") for name in AccountForm.base_fields}
    operations.set_payout_account(
        shop_code=code, account=PayoutAccount(**told), by=reader(request), at=clock.now()
    )
    address = reverse("console-settlement-accounts", args=[region_code])
    return HttpResponseRedirect(f"{address}?done={code}")
