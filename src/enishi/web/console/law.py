"""What the law asks of points: sold ones, prizes, and gifts by hometown tax."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _n
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from enishi.kit.periods import jst_day
from enishi.ledger.transfers import MEMBER
from enishi.membership import queries as membership
from enishi.membership import slips
from enishi.membership.operations import UnknownCard
from enishi.programs import operations, prepaid, prizes, queries
from enishi.programs.prepaid import Answers, Unused
from enishi.programs.prizes import Draw
from enishi.programs.programme import SOLD, Asset
from enishi.regions import queries as regions
from enishi.web.design import clock
from enishi.web.design.permission import needs

KINDS: Mapping[str, str] = {
    prepaid.EXEMPT_ISSUER: _n(
        "町や国が発行するので、資金決済法の前払式支払手段の決まりは、かかりません。"
    ),
    prepaid.EXEMPT_SHORT: _n(
        "発行から6か月以内に終わるので、登録も届け出もいりません。期限は延ばせません。"
    ),
    prepaid.OWN_USE: _n(
        "自家型です。基準日の未使用が1,000万円をこえたら、届け出と、半分以上の供託がいります。"
    ),
    prepaid.THIRD_PARTY: _n("第三者型です。はじめて売る前に、財務局への登録がいります。"),
}  # fmt: skip
WHY_NOT: Mapping[str, str] = {
    "not_registered": _n("登録番号と登録の日が入るまで、売れません。"),
    "longer_than_six_months": _n("期限が6か月をこえるので、売れません。"),
}
FAULTS: Mapping[str, str] = {
    "prize": _n("いちばん高い景品が、上限をこえています"),
    "prizes": _n("景品の合計が、上限をこえています"),
    "times": _n("商店街の共同の福引は、年に3回までです"),
    "days": _n("商店街の共同の福引は、年に70日までです"),
}
_MONEY = 10**12
_DATES_BACK = 760


class AnswersForm(forms.Form):
    """Who issues sold points, and where they are taken."""

    name = forms.CharField(label=_("売るポイントの名前"), max_length=40)
    issuer_name = forms.CharField(label=_("発行者の名前"), max_length=120)
    issuer = forms.ChoiceField(
        label=_("発行者は"),
        choices=[
            ("town", _("町・県（地方公共団体）")),
            ("state", _("国")),
            ("other", _("それ以外（商工会、観光協会、DMOなど）")),
        ],
    )
    taken_at = forms.ChoiceField(
        label=_("使えるのは"),
        choices=[("others", _("ほかの人のお店でも使える")), ("own", _("発行者の店や施設だけ"))],
    )
    is_short = forms.BooleanField(
        label=_("発行から6か月以内に終わる形にする"),
        required=False,
        help_text=_("期限は179日以内。もどした分の延長も、まとめての延長もできません。"),
    )
    days = forms.IntegerField(
        label=_("売った日から使える日数"),
        required=False,
        min_value=1,
        max_value=9_999,
        help_text=_("空らんなら、期限なし。"),
    )
    registration = forms.CharField(
        label=_("登録番号"), max_length=60, required=False, help_text=_("第三者型のとき。")
    )
    registered_on = forms.DateField(
        label=_("登録の日"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    answered_by = forms.CharField(label=_("答えた方のお名前"), max_length=60)

    def answers(self) -> Answers:
        """Return what was answered."""
        told = self.cleaned_data
        return Answers(
            issuer=told["issuer"],
            taken_at=told["taken_at"],
            is_short=told["is_short"],
            registration=told["registration"],
            registered_on=told["registered_on"],
            answered_by=told["answered_by"],
        )


class PrizeForm(forms.Form):
    """A drawing as it is planned; the page's address keeps it."""

    kind = forms.ChoiceField(
        label=_("くじのかたち"),
        choices=[
            (prizes.TIED, _("お店がひとりで（買った人に）")),
            (prizes.JOINT, _("商店街などで、いっしょに（買った人に）")),
            (prizes.OPEN, _("だれでも（買わなくても）")),
        ],
    )
    purchase_yen = forms.IntegerField(
        label=_("くじ1回に要る買い物（円）"), min_value=0, max_value=_MONEY
    )
    prize_yen = forms.IntegerField(label=_("いちばん高い景品（円）"), min_value=0, max_value=_MONEY)
    prizes_yen = forms.IntegerField(label=_("景品の合計（円）"), min_value=0, max_value=_MONEY)
    sales_yen = forms.IntegerField(
        label=_("その間の売り上げの見込み（円）"), min_value=0, max_value=_MONEY
    )
    times = forms.IntegerField(label=_("今年、何回め"), min_value=1, max_value=99)
    days = forms.IntegerField(label=_("今年、合わせて何日"), min_value=1, max_value=366)


_FIRST: Mapping[str, Any] = {
    "kind": prizes.JOINT,
    "purchase_yen": 500,
    "prize_yen": 30_000,
    "prizes_yen": 90_000,
    "sales_yen": 5_000_000,
    "times": 1,
    "days": 14,
}


@dataclass(frozen=True, slots=True)
class Sold:
    """Sold points as staff read of them."""

    asset: Asset
    told: Answers
    kind: str
    why_not: str
    unused: list[Unused]
    outstanding: int


def _sold(region_code: str) -> Sold | None:
    at = clock.now()
    asset = next((one for one in queries.assets(region_code) if one.is_sold), None)
    told = queries.prepaid_of(asset.code) if asset else None
    if asset is None or told is None:
        return None
    on = jst_day(at)
    why = prepaid.why_not_sold(told, asset.lapse, asset.refund_days, on)
    since, until = on - timedelta(days=_DATES_BACK), on + timedelta(days=1)
    stock = next(one for one in queries.supplies(region_code) if one.asset.code == asset.code)
    return Sold(
        asset=asset,
        told=told,
        kind=gettext(KINDS[prepaid.kind_of(told)]),
        why_not=gettext(WHY_NOT[why]) if why else "",
        unused=queries.unused(asset.code, since=since, until=until)[::-1],
        outstanding=stock.supply.outstanding,
    )


def _prizes(request: HttpRequest) -> dict[str, object]:
    """Read the drawing out of the address, and say what its limits are."""
    asked = "kind" in request.GET
    form = PrizeForm(request.GET if asked else None, initial=dict(_FIRST))
    if asked and not form.is_valid():
        return {"prize_form": form}
    draw = Draw(**(form.cleaned_data if asked else _FIRST))
    return {
        "prize_form": form,
        "draw": draw,
        "limits": prizes.limits(draw),
        "faults": [gettext(FAULTS[one]) for one in prizes.faults(draw)],
    }


@needs("money.manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def law(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show sold points, the check of prizes and the guard of hometown tax; keep the answers."""
    form = AnswersForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _keep(region_code, form)
        return HttpResponseRedirect(reverse("console-law", args=[region_code]) + "?done=asked")
    found = _sold(region_code)
    if request.method != "POST" and found is not None:
        form = AnswersForm(initial=_values(found))
    page = {
        "region": regions.region(region_code),
        "sold": found,
        "form": form,
        "key": uuid4(),
        "overrides": [
            one for one in queries.rules_of([region_code]) if one.hometown_tax_by and one.is_on
        ],
        "done": request.GET.get("done", ""),
        "here": "law",
        **_prizes(request),
    }
    return render(request, "console/law.html", page, status=422 if form.errors else 200)


def _values(found: Sold) -> dict[str, object]:
    days = found.asset.lapse.removeprefix("days:")
    return {
        "name": found.asset.name,
        "issuer_name": found.asset.issuer,
        "issuer": found.told.issuer,
        "taken_at": found.told.taken_at,
        "is_short": found.told.is_short,
        "days": days if days.isdigit() else None,
        "registration": found.told.registration,
        "registered_on": found.told.registered_on,
        "answered_by": found.told.answered_by,
    }


def _keep(region_code: str, form: AnswersForm) -> None:
    told, at = form.answers(), clock.now()
    days = form.cleaned_data["days"]
    if any(one.is_sold for one in queries.assets(region_code)):
        operations.answer_prepaid(asset=f"{region_code}:{SOLD}", told=told, at=at)
        return
    operations.open_prepaid(
        region_code=region_code,
        name=form.cleaned_data["name"],
        issuer=form.cleaned_data["issuer_name"],
        lapse=f"days:{days}" if days else "never",
        told=told,
        at=at,
    )


_DIGITS_MAX = 7


@needs("money.manage")
@require_POST
def sell(request: HttpRequest, region_code: str) -> HttpResponse:
    """Sell points at the counter to the holder of a card."""
    card = membership.card_holder(slips.number_in(request.POST.get("number", "")))
    if card is None:
        raise UnknownCard(number=request.POST.get("number", ""))
    typed = request.POST.get("yen", "").strip()
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= _DIGITS_MAX
    operations.sell_points(
        asset=f"{region_code}:{SOLD}",
        account=f"{MEMBER}{card.member_id}",
        yen=int(typed) if is_number else 0,
        key=request.POST.get("key", "")[:80],
        at=clock.now(),
    )
    return HttpResponseRedirect(reverse("console-law", args=[region_code]) + "?done=sold")
