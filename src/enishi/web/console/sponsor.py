"""One firm: its promises, its statements, what it paid, and what it may pay now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enishi.kit.periods import jst_day
from enishi.regions import queries as regions
from enishi.sponsors import guards, operations, queries
from enishi.sponsors.operations import GiftMayNotBe
from enishi.sponsors.pledge import CORPORATE_TAX, Gift, NewGift, Statement
from enishi.web.console import sponsors
from enishi.web.console.sponsors import Promised
from enishi.web.design import clock
from enishi.web.design.permission import needs, reader

PAPERS = {
    guards.OFFER: _("寄附申出書（企業から）"),
    guards.PLAN: _("認定地域再生計画の写しと、事業費のわかる書類"),
    guards.ACCEPTED: _("受け入れの決裁（見返りがないことの確認をふくむ）"),
    guards.RECEIPT: _("受領証（企業へわたす。税の申告に要ります）"),
}


class GiftForm(forms.Form):
    """Money that came in."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    yen = forms.IntegerField(
        label=_("入った金額（円）"),
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    on = forms.DateField(
        label=_("入った日"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    receipt = forms.CharField(label=_("受領証の番号"), required=False, max_length=80)
    papers = forms.MultipleChoiceField(
        label=_("そろった書類"),
        required=False,
        choices=tuple(PAPERS.items()),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, of: Promised, **kwargs: Any) -> None:
        """Ask for papers only where the law does; two forms of a page have their own names."""
        kwargs["auto_id"] = f"id_{of.pledge.id}_%s"
        super().__init__(*args, **kwargs)
        if of.pledge.kind != CORPORATE_TAX:
            del self.fields["papers"]


@dataclass(frozen=True, slots=True)
class Shown:
    """One promise of the page."""

    of: Promised
    statements: Sequence[Statement]
    gifts: Sequence[Gift]
    form: GiftForm | None
    last: date | None


@needs("money.manage")
@never_cache
@require_safe
def sponsor(request: HttpRequest, region_code: str, sponsor_id: int) -> HttpResponse:
    """Show one firm."""
    return _show(request, region_code, sponsor_id)


def _show(
    request: HttpRequest, region_code: str, sponsor_id: int, typed: GiftForm | None = None
) -> HttpResponse:
    found = queries.sponsor(sponsor_id, region_code)
    office = regions.regions([found.head_office]) if found.head_office else {}
    page = {
        "region": regions.region(region_code),
        "sponsor": found,
        "name": sponsors.name_of(found),
        "office": office.get(found.head_office),
        "shown": [
            _shown(sponsors.promised(pledge), typed)
            for pledge in queries.pledges_of(region_code, sponsor_id=found.id)
        ],
        "papers": PAPERS,
        "done": request.GET.get("done", ""),
        "here": "sponsors",
    }
    return render(request, "console/sponsor.html", page, status=422 if typed else 200)


def _shown(of: Promised, typed: GiftForm | None) -> Shown:
    number = of.pledge.id
    first = {"yen": of.account.owed_yen, "on": jst_day(clock.now())}
    form = GiftForm(of=of, initial=first) if of.account.owed_yen > 0 else None
    if typed is not None and typed.auto_id == f"id_{number}_%s":
        form = typed
    until = of.pledge.until
    last = until - timedelta(days=1) if until else None
    return Shown(of, queries.statements(number), queries.gifts(number), form, last)


@needs("money.manage")
@require_POST
def receive(request: HttpRequest, region_code: str, pledge_id: int) -> HttpResponse:
    """Write down money that came in."""
    account = queries.account(pledge_id, region_code)
    form = GiftForm(request.POST, of=sponsors.promised(account.pledge))
    if form.is_valid():
        told = form.cleaned_data
        new = NewGift(
            key=told["key"],
            pledge_id=pledge_id,
            yen=told["yen"],
            on=told["on"],
            receipt=told["receipt"],
            papers=tuple(told.get("papers", ())),
        )
        try:
            operations.receive_gift(new=new, by=reader(request), at=clock.now())
        except GiftMayNotBe as refused:
            reason = str(refused.facts["reason"])
            form.add_error(_field_of(reason, form), gettext(sponsors.OBSTACLES[reason]))
        else:
            return _back(region_code, account.pledge.sponsor.id, "gift")
    return _show(request, region_code, account.pledge.sponsor.id, form)


def _field_of(reason: str, form: GiftForm) -> str:
    """Return the field beside which a reason is told."""
    if reason == guards.PAPER_MISSING and "papers" in form.fields:
        return "papers"
    return "on" if reason in ("day_to_come", guards.TOO_LATE, guards.PLAN_OVER) else "yen"


def _back(region_code: str, sponsor_id: int, done: str) -> HttpResponse:
    address = reverse("console-sponsor", args=[region_code, sponsor_id])
    return HttpResponseRedirect(f"{address}?done={done}")


@needs("money.manage")
@require_POST
def end(request: HttpRequest, region_code: str, pledge_id: int) -> HttpResponse:  # noqa: ARG001
    """End a promise with today."""
    ended = operations.end_pledge(pledge_id=pledge_id, region_code=region_code, at=clock.now())
    return _back(region_code, ended.sponsor.id, "ended")
