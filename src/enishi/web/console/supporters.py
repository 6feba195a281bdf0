"""Supporters at the office: classes, who asked, cash at the counter, the bank's list, receipts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _n
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enishi.regions import queries as regions
from enishi.supporters import bank, operations, queries, support
from enishi.supporters.bank import NotABankList, Reject
from enishi.web.design import clock, receipts
from enishi.web.design.permission import needs

HOW: Mapping[str, str] = {support.CASH: _n("窓口"), support.BANK: _n("銀行")}
COLUMNS: Mapping[str, str] = {
    bank.DATE: _n("日付"),
    bank.AMOUNT: _n("入金額"),
    bank.SUMMARY: _n("摘要"),
}
REASONS: Mapping[str, str] = {
    "bad_date": _n("日付として読めません"),
    "bad_amount": _n("金額として読めません"),
    "no_reference": _n("8けたの番号がありません"),
    "mistyped_reference": _n("番号のどこかが、ちがっています"),
    "unknown_reference": _n("この番号の申し込みがありません"),
    "amount_differs": _n("会費の金額とちがいます"),
    "paid_already": _n("もう入金済みです"),
}
_LIST_MAX = 2_000_000


class ClassForm(forms.Form):
    """A class of supporters."""

    name = forms.CharField(label=_("名前"), max_length=40)
    name_en = forms.CharField(label=_("英語で"), max_length=60, required=False)
    yen = forms.IntegerField(label=_("会費（円）"), min_value=1, max_value=support.YEN_MAX)
    to_fund_yen = forms.IntegerField(
        label=_("そのうち基金へ（円）"), min_value=0, max_value=support.YEN_MAX, initial=0
    )
    months = forms.IntegerField(label=_("何か月"), min_value=1, max_value=60, initial=12)
    thanks = forms.CharField(label=_("お礼（任意）"), max_length=200, required=False)


@dataclass(frozen=True, slots=True)
class Fault:
    """A line of the bank's list that could not be booked, in words."""

    number: int
    column: str
    reason: str
    text: str


def fault(one: Reject) -> Fault:
    """Say in words why a line could not be booked."""
    return Fault(one.number, gettext(COLUMNS[one.column]), gettext(REASONS[one.reason]), one.text)


def _page(region_code: str, form: ClassForm, **more: object) -> dict[str, object]:
    found = queries.applications(region_code)
    taken, fund = queries.taken(region_code)
    return {
        "region": regions.region(region_code),
        "classes": queries.classes(region_code),
        "usual": support.USUAL,
        "waiting": [one for one in found if one.payment is None],
        "payments": [(one, gettext(HOW[one.how])) for one in queries.payments(region_code)],
        "taken": taken,
        "fund": fund,
        "form": form,
        "key": uuid4(),
        "here": "supporters",
        **more,
    }


@needs("money.manage")
@never_cache
@require_safe
def supporters(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show the classes, who waits to pay, and what was paid."""
    page = _page(region_code, ClassForm(), done=request.GET.get("done", ""))
    return render(request, "console/supporters.html", page)


def _back(region_code: str, done: str) -> HttpResponse:
    address = reverse("console-supporters", args=[region_code])
    return HttpResponseRedirect(f"{address}?done={done}")


@needs("money.manage")
@require_POST
def set_class(request: HttpRequest, region_code: str) -> HttpResponse:
    """Make or change a class; `usual` makes the three usual ones."""
    if "usual" in request.POST:
        for name, yen in support.USUAL:
            operations.set_class(region_code=region_code, name=name, yen=yen)
        return _back(region_code, "class")
    form = ClassForm(request.POST)
    if not form.is_valid():
        return render(request, "console/supporters.html", _page(region_code, form), status=422)
    operations.set_class(region_code=region_code, **form.cleaned_data)
    return _back(region_code, "class")


@needs("money.manage")
@require_POST
def close_class(request: HttpRequest, region_code: str, class_id: int) -> HttpResponse:  # noqa: ARG001
    """Take no new supporters of a class."""
    operations.close_class(class_id=class_id, region_code=region_code)
    return _back(region_code, "closed")


@needs("money.manage")
@require_POST
def take_cash(request: HttpRequest, region_code: str) -> HttpResponse:
    """Book cash for an application; one of somebody at the counter is made on the way."""
    reference = request.POST.get("reference", "").strip()
    told = request.POST.get("class", "")
    classes = {str(one.id): one for one in queries.classes(region_code, open_only=True)}
    key = f"cash:{request.POST.get('key', '')[:60] or uuid4()}"
    before = queries.payment_under(region_code, key)
    name = request.POST.get("name", "").strip()
    if before is not None:  # the same form again, or the page of one taken out of the history
        if reference != before.reference and (reference or name != before.name):
            raise operations.PaymentDiffers(reference=reference, why="paid_already", yen=before.yen)
        return _back(region_code, before.receipt)
    known = queries.application(region_code, reference)
    if not reference and told in classes:
        at = clock.now()
        reference = operations.apply(
            class_id=int(told), region_code=region_code, member_id=None, name=name, at=at
        )
        yen = classes[told].yen
    else:
        yen = known.support.yen if known else 0
    paid = operations.take_cash(
        region_code=region_code,
        reference=reference,
        yen=yen,
        key=key,
        at=clock.now(),
    )
    return _back(region_code, paid.receipt)


@needs("money.manage")
@never_cache
@require_POST
def take_bank_list(request: HttpRequest, region_code: str) -> HttpResponse:
    """Book a bank's list, and show which lines could not be and why."""
    given = request.FILES.get("list")
    if not isinstance(given, UploadedFile) or (given.size or 0) > _LIST_MAX:
        raise NotABankList
    found = operations.take_bank_list(region_code=region_code, content=given.read(), at=clock.now())
    page = _page(
        region_code, ClassForm(), intake=found, faults=[fault(one) for one in found.rejects]
    )
    return render(request, "console/supporters.html", page)


@needs("money.manage")
@require_POST
def cancel(request: HttpRequest, region_code: str, receipt: str) -> HttpResponse:
    """Cancel a payment that was booked by mistake."""
    operations.cancel_payment(
        region_code=region_code, receipt=receipt, why=request.POST.get("why", ""), at=clock.now()
    )
    return _back(region_code, "cancelled")


@needs("money.manage")
@never_cache
@require_safe
def receipt_pdf(request: HttpRequest, region_code: str, receipt: str) -> HttpResponse:  # noqa: ARG001
    """Print a receipt."""
    found = queries.payment(region_code, receipt)
    if found is None or found.is_cancelled:
        raise Http404
    return receipts.answer(regions.region(region_code), found)
