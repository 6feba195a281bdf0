"""What a member may tell of themselves: everything optional, each with the reason why."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enishi.kit import codes
from enishi.kit.periods import jst_day
from enishi.membership import attributes, operations, queries
from enishi.membership.member import NAME_LENGTH_MAX, Member
from enishi.regions import queries as regions
from enishi.web.design import clock
from enishi.web.design.permission import anyone
from enishi.web.member import device, keeping

_UNKNOWN = "unknown"
_SEXES = (
    (_UNKNOWN, _("答えない")),
    ("female", _("女性")),
    ("male", _("男性")),
    ("other", _("どちらでもない")),
)


class About(forms.Form):
    """The name to be greeted by, and what makes the town's figures tell more."""

    display_name = forms.CharField(
        label=_("お呼びする名前"), required=False, max_length=NAME_LENGTH_MAX
    )
    birth_year = forms.TypedChoiceField(
        label=_("生まれた年"), required=False, coerce=int, empty_value=None
    )
    sex = forms.ChoiceField(label=_("性別"), required=False, choices=_SEXES)
    prefecture = forms.ChoiceField(label=_("お住まいの都道府県"), required=False)
    home_code = forms.ChoiceField(label=_("お住まいの市町村"), required=False)

    def __init__(self, *args: object, year: int, prefecture: str, **more: object) -> None:
        """Offer the years people can have been born in, and the towns of one prefecture."""
        super().__init__(*args, **more)  # type: ignore[arg-type]
        years = [(one, str(one)) for one in range(year, year - attributes.OLDEST, -1)]
        self.fields["birth_year"].choices = [("", _("答えない")), *years]  # type: ignore[attr-defined]
        named = [(one.code, one.name) for one in regions.prefectures()]
        self.fields["prefecture"].choices = [("", _("答えない")), *named]  # type: ignore[attr-defined]
        towns = regions.children(prefecture) if prefecture else []
        inside = [(one.code, one.name) for one in towns if one.kind == "municipality"]
        self.fields["home_code"].choices = [("", _("答えない")), *inside]  # type: ignore[attr-defined]


def _told(member: Member) -> dict[str, object]:
    prefecture = codes.prefecture_of(member.home_code) if member.home_code else ""
    return {
        "display_name": member.display_name,
        "birth_year": member.birth_year or "",
        "sex": member.sex,
        "prefecture": prefecture,
        "home_code": "" if member.home_code == prefecture else member.home_code,
    }


def _prefecture(posted: Mapping[str, str]) -> str:
    """Return the prefecture that was chosen, if there is one of this code."""
    wanted = posted.get("prefecture", "")
    return wanted if wanted in {one.code for one in regions.prefectures()} else ""


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def about(request: HttpRequest) -> HttpResponse:
    """Show what a member told, and keep what they tell now; nothing has to be told."""
    at = clock.now()
    member_id = device.person(request)
    if member_id is None:
        return HttpResponseRedirect(f"{reverse('sign-in')}?next={reverse('about')}")
    year = jst_day(at).year
    if request.method == "POST":
        prefecture = _prefecture(request.POST)
        form = About(request.POST, year=year, prefecture=prefecture)
        if "towns" not in request.POST and form.is_valid():
            told = form.cleaned_data
            operations.set_display_name(member_id=member_id, display_name=told["display_name"])
            operations.set_attributes(
                member_id=member_id,
                sex=told["sex"] or _UNKNOWN,
                birth_year=told["birth_year"],
                home_code=told["home_code"] or told["prefecture"],
                at=at,
            )
            return HttpResponseRedirect(reverse("home"))
        if "towns" in request.POST:
            form = About(initial=request.POST.dict(), year=year, prefecture=prefecture)
    else:
        told = _told(queries.member(member_id))
        prefecture = str(told["prefecture"])
        form = About(initial=told, year=year, prefecture=prefecture)
    page = {
        "form": form,
        "has_towns": bool(prefecture),
        "is_new": request.GET.get("new") == "1",
        "keeping": keeping.keeping(member_id, at),
        "returned": queries.holding_of(member_id).returned_at,
        "here": "home",
    }
    return render(request, "member/about.html", page)
