"""Coins and points as the books have them: supply, lapse, the fund, budgets, papers."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import uuid4

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enishi.kit import periods
from enishi.ledger import queries as ledger
from enishi.ledger.accounting import Movement, Supply
from enishi.ledger.transfers import FUND
from enishi.programs import operations
from enishi.programs import queries as programs
from enishi.programs.programme import Asset, NewFundUse
from enishi.regions import queries as regions
from enishi.web.console import account, journal, stand
from enishi.web.console.figures import forecast, lapses, spending, supply
from enishi.web.console.figures.key import Key
from enishi.web.console.figures.spending import Used
from enishi.web.console.page import Choice, Picker
from enishi.web.console.stand import Stand
from enishi.web.design import clock, dates
from enishi.web.design.permission import needs, reader


class FundUseForm(forms.Form):
    """What a region writes down about money that left the fund."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    amount = forms.IntegerField(
        label=_("金額（円）"),
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    purpose = forms.CharField(
        label=_("何に使ったか"),
        max_length=200,
        help_text=_("町のページにも、このまま出ます。例：駅前子ども文庫の絵本 31冊"),
    )
    payee = forms.CharField(label=_("支払先"), required=False, max_length=120)
    on = forms.DateField(
        label=_("いつ"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, asset: Asset, **kwargs: Any) -> None:
        """Know the fund whose money it is."""
        super().__init__(*args, **kwargs)
        self.asset = asset

    def clean(self) -> dict[str, Any]:
        """Refuse a day to come, and more than the fund held at the end of the day."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return told
        if told["on"] > periods.jst_day(clock.now()):
            self.add_error("on", gettext("今日か、それより前の日を入れてください。"))
            return told
        then = ledger.balance_as_of(self.fund, self.asset.code, periods.end_of_day(told["on"]))
        held = min(then, ledger.balance(self.fund, self.asset.code))
        if told["amount"] > held and not self.is_written(clock.now()):
            facts = {"held": f"{held:,}"}
            fault = gettext(
                "その日に基金にあったのは、%(held)s円までです。金額か日を直してください。"
            )
            self.add_error("amount", fault % facts)
        return told

    def is_written(self, now: datetime) -> bool:
        """Say whether the same use stands in the books already: the form was sent twice."""
        told = self.cleaned_data
        wanted = (told["on"], told["amount"], told["purpose"])
        known = programs.fund_uses(self.asset.code, until=now)
        return wanted in {(use.on, use.points, use.purpose) for use in known}

    @property
    def fund(self) -> str:
        """The account the money leaves."""
        return f"{FUND}{self.asset.code}"

    def at(self, now: datetime) -> datetime:
        """Return when it happened: noon of an earlier day, or now."""
        on = self.cleaned_data["on"]
        return min(now, datetime.combine(on, time(12), tzinfo=periods.JST))


@needs("books.see")
@never_cache
@require_safe
def points(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show the books of one asset as they stood at the end of a day."""
    return _show(request, region_code)


def _show(request: HttpRequest, region_code: str, form: FundUseForm | None = None) -> HttpResponse:
    """Render the page with a form for the fund, empty or with its faults."""
    wanted = stand.asked(request, region_code)
    page: dict[str, object] = {
        "region": regions.region(region_code),
        "asked": wanted,
        "here": "points",
    }
    if wanted is not None:
        may_change = regions.may(
            member_id=reader(request), region_code=region_code, permission="region.manage"
        )
        empty = FundUseForm(asset=wanted.asset, initial={"on": wanted.today})
        page |= _books(wanted) | {"form": form or empty, "may_change": may_change}
        if request.GET.get("done"):
            page["done"] = gettext("書きとめました。")
    return render(request, "console/points.html", page, status=200 if form is None else 422)


def _books(wanted: Stand) -> dict[str, object]:
    """Read everything that the page shows of one asset."""
    asset, kind = wanted.asset, wanted.asset.kind
    stock = ledger.supply(asset.code, until=wanted.until)
    report = programs.lapse_report(asset.code, until=wanted.until)
    return {
        "head": _head(wanted, stock),
        "scope": _scope(wanted),
        "assets": _picker(wanted),
        "record_days": stand.record_days(wanted.today),
        "keys": _keys(stock, asset),
        "supply": supply.figure(stock, kind),
        "holders": supply.holders(stock, kind),
        "forecast": forecast.figure(ledger.forecast(asset.code, on=wanted.today), kind),
        "report": lapses.figure(report) if asset.lapse != "never" or report.years else None,
        "uses": lapses.uses(report),
        "is_fund": report.is_donation,
        "budgets": spending.figure(_budgets(wanted), kind),
        "since": stand.begin_of_year(wanted.on),
        "papers": journal.papers(),
        "accounts": account.choices(asset, wanted.until),
    }


def _head(wanted: Stand, stock: Supply) -> list[str]:
    """Say what is still promised, and who has to keep it."""
    facts = {
        "day": dates.day(wanted.on, get_language() or "ja", year=True),
        "points": supply.amount(stock.outstanding, wanted.asset.kind),
        "issuer": wanted.asset.issuer,
    }
    first = gettext("%(day)sの終わりに、会員が持っているのは%(points)s。") % facts
    if wanted.asset.kind == "coin":
        return [first, gettext("出しているのは%(issuer)sです。") % facts]
    return [first, gettext("引き受けているのは%(issuer)sです。") % facts]


def _scope(wanted: Stand) -> str:
    """Say what is counted."""
    if wanted.asset.kind == "coin":
        return gettext(
            "帳簿にあるすべての移動を、日本の日付で数えています。コインはお金ではありません。"
        )
    return gettext("帳簿にあるすべての移動を、日本の日付で数えています。1ポイントは1円ぶんです。")


def _picker(wanted: Stand) -> Picker:
    """Offer the region's assets."""
    found = sorted(programs.assets(wanted.region_code), key=lambda one: one.kind, reverse=True)
    choices = [Choice(one.kind, one.name, is_chosen=one == wanted.asset) for one in found]
    return Picker("asset", gettext("コイン・ポイント"), choices)


def _keys(stock: Supply, asset: Asset) -> list[Key]:
    """Return the figures a reader asks for first; of coins those that there are."""
    came = sum(line.wallets for line in stock.lines if line.wallets > 0)
    is_coin = asset.kind == "coin"
    told = [
        (gettext("会員に届いた"), came),
        (gettext("使われた"), stock.of(Movement.SPENT)),
        (gettext("期限が来た"), stock.lapsed),
    ]
    if is_coin:
        told = [(title, points) for title, points in told if points]
    if asset.takes_donations:
        told.append((gettext("会員が寄附した"), stock.of(Movement.DONATED)))
    last = gettext("会員が持っている") if is_coin else gettext("未使用残高")
    told.append((last, stock.outstanding))
    unit = supply.unit(asset.kind)
    return [Key(title, f"{points:,}", unit, []) for title, points in told]


def _budgets(wanted: Stand) -> list[Used]:
    """Name the budgets of the asset's rules for the fiscal year of the day."""
    year = periods.fiscal_year_of(wanted.on)
    names = {rule.id: rule.name for rule in programs.rules_of([wanted.region_code])}
    found = []
    for budget in ledger.budgets_under("", wanted.asset.code):
        word, _colon, rest = budget.name.partition(":")
        subject, _colon, told_year = rest.partition(":")
        if told_year and told_year != str(year):
            continue
        name = budget.name
        if word == "rule" and subject.isdigit():
            name = gettext(names.get(int(subject), name))
        elif word == "year":
            name = gettext("年度の全部")
        elif word == "campaign":
            name = gettext("キャンペーン %(code)s") % {"code": rest}
        found.append(Used(name, budget))
    return found


@needs("region.manage")
@never_cache
@require_POST
def use(request: HttpRequest, region_code: str) -> HttpResponse:
    """Write down what the fund was spent on, once however often the form is sent."""
    found = [one for one in programs.assets(region_code) if one.takes_donations]
    if not found:
        raise Http404
    form = FundUseForm(request.POST, asset=found[0])
    if not form.is_valid():
        return _show(request, region_code, form)
    now = clock.now()
    told = form.cleaned_data
    spent = NewFundUse(found[0].code, told["amount"], told["purpose"], told["payee"])
    operations.use_fund(use=spent, key=str(told["key"]), at=form.at(now))
    address = reverse("console-points", args=[region_code])
    return HttpResponseRedirect(f"{address}?asset=point&done=1#lapsed")
