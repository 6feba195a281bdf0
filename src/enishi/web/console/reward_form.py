"""The form that puts a reward on a region's list, or words one anew."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enishi.merchants import queries as merchants
from enishi.merchants.shop import OPEN
from enishi.programs import queries as programs
from enishi.regions import queries as regions
from enishi.rewards import operations, reward
from enishi.rewards.operations import BadReward
from enishi.rewards.reward import NewReward, Reward
from enishi.web.console import in_english
from enishi.web.console.rewards import KINDS, WAYS, own
from enishi.web.design import clock
from enishi.web.design.permission import needs

_DAY = forms.DateInput(attrs={"type": "date"})
_FIELD_OF = {"shop_code": "shop"}
_KEPT = ("kind", "asset")


class RewardForm(forms.Form):
    """What staff write down about a reward."""

    title = forms.CharField(label=_("特典の名前"), max_length=60)
    kind = forms.ChoiceField(label=_("種類"))
    asset = forms.ChoiceField(
        label=_("何と引き換えるか"),
        help_text=_("コインは、町がこの特典に使うと決めたときだけ選びます。"),
    )
    price = forms.IntegerField(
        label=_("いくつと引き換えるか"),
        min_value=1,
        max_value=reward.PRICE_MAX,
        help_text=_("ポイントは、1つが1円ぶんです。"),
    )
    stock = forms.IntegerField(
        label=_("用意する数（個・席・人分）"),
        required=False,
        min_value=0,
        max_value=reward.STOCK_MAX,
        help_text=_("空らんなら、数を決めません。"),
    )
    each_most = forms.IntegerField(
        label=_("おひとりいくつまで"),
        required=False,
        min_value=1,
        max_value=1000,
        help_text=_("空らんなら、いくつでも。"),
    )
    ways = forms.MultipleChoiceField(
        label=_("渡しかた"), widget=forms.CheckboxSelectMultiple, required=False
    )
    place = forms.CharField(
        label=_("窓口の場所"),
        required=False,
        max_length=120,
        help_text=_("窓口で渡すときは、かならず。例：役場1階 総合政策課"),
    )
    shop = forms.ChoiceField(label=_("使えるお店"), required=False)
    drone_places = forms.CharField(
        label=_("ドローンが降りる場所"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("1行に1つ。許可を受けた場所だけを書きます。"),
    )
    about = forms.CharField(
        label=_("説明"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )
    voucher_days = forms.IntegerField(
        label=_("引き換えてから使える日数（日）"),
        min_value=1,
        max_value=reward.VOUCHER_DAYS_MAX,
        initial=reward.VOUCHER_DAYS,
    )
    since = forms.DateField(label=_("いつから"), required=False, widget=_DAY)
    until = forms.DateField(label=_("いつの前日まで"), required=False, widget=_DAY)
    title_en = in_english.name()
    about_en = in_english.text()

    def __init__(
        self, *args: Any, region_code: str, changed: Reward | None = None, **kwargs: Any
    ) -> None:
        """Offer the region's assets and its open shops."""
        if changed is not None:
            kwargs["initial"] = _initial(changed)
        super().__init__(*args, **kwargs)
        self.region_code = region_code
        shops = merchants.shops_of(region_code, state=OPEN)
        self._choices("kind", [(code, gettext(name)) for code, name in KINDS.items()])
        self._choices("ways", [(code, gettext(name)) for code, name in WAYS.items()])
        assets = sorted(programs.assets(region_code), key=lambda one: one.kind, reverse=True)
        self._choices("asset", [(one.code, one.name) for one in assets])
        self._choices("shop", [("", "—"), *((one.code, one.name) for one in shops)])
        for name in _KEPT:
            self.fields[name].disabled = changed is not None
        if changed is not None:
            del self.fields["stock"]  # counted on the list, where exchanges change it too

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def reward(self) -> NewReward:
        """Return what was written, as the operation takes it."""
        told = dict(self.cleaned_data)
        return NewReward(
            region_code=self.region_code,
            shop_code=told.pop("shop"),
            drone_places=[one for one in told.pop("drone_places").splitlines() if one.strip()],
            stock=told.pop("stock", None),
            **told,
        )

    def blame(self, part: str) -> None:
        """Say at a field that the reward cannot be so."""
        name = _FIELD_OF.get(part, part)
        self.add_error(name if name in self.fields else None, str(_WRONG.get(part, _ANY)))


_ANY = _("この内容では、特典にできません。")
_WRONG = {
    "ways": _("渡しかたを選んでください。町への寄附は「基金へうつす」だけです。"),
    "place": _("窓口で渡すときは、窓口の場所を書いてください。"),
    "shop_code": _("「お店で使う」を選んだときだけ、お店を選んでください。"),
    "drone_places": _("「ドローンで届ける」を選んだときだけ、降りる場所を書いてください。"),
    "asset": _("寄附にできるのは、失効したときに基金へうつるポイントだけです。"),
    "until": _("はじまりより後の日にしてください。"),
}


def _initial(changed: Reward) -> dict[str, object]:
    """Return what the form of an existing reward begins with."""
    names = ("title", "kind", "asset", "price", "each_most", "place", "about", "voucher_days",
             "since", "until", "title_en", "about_en")  # fmt: skip
    told: dict[str, object] = {name: getattr(changed, name) for name in names}
    return told | {
        "ways": list(changed.ways),
        "shop": changed.shop_code,
        "drone_places": "\n".join(changed.drone_places),
    }


@needs("money.manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, region_code: str) -> HttpResponse:
    """Ask for one more reward."""
    form = RewardForm(request.POST or None, region_code=region_code)
    if request.method == "POST" and form.is_valid():
        try:
            operations.add_reward(new=form.reward(), at=clock.now())
        except BadReward as refused:
            form.blame(str(refused.facts["part"]))
        else:
            return _listed(region_code)
    return _shown(request, region_code, form, None)


@needs("money.manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, region_code: str, reward_id: int) -> HttpResponse:
    """Word a reward anew; its kind, what it is paid in and its stock stay."""
    changed = own(region_code, reward_id)
    form = RewardForm(request.POST or None, region_code=region_code, changed=changed)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_reward(reward_id=changed.id, new=form.reward())
        except BadReward as refused:
            form.blame(str(refused.facts["part"]))
        else:
            return _listed(region_code)
    return _shown(request, region_code, form, changed)


def _listed(region_code: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("console-rewards", args=[region_code]) + "?done=reward")


def _shown(
    request: HttpRequest, region_code: str, form: RewardForm, changed: Reward | None
) -> HttpResponse:
    page = {
        "region": regions.region(region_code),
        "form": form,
        "changed": changed,
        "here": "rewards",
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/reward_form.html", page, status=status)
