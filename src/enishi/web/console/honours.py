"""A region's honours: set up, looked for, invited; one person at a time or all who wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enishi.activities import queries as activities
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.regions import queries as regions
from enishi.ties import honour as rules
from enishi.ties import operations, queries
from enishi.ties.honour import Criteria, Honoured, NewHonour
from enishi.ties.wording import Named
from enishi.web.design import clock
from enishi.web.design.permission import needs, reader

STATES: Mapping[str, str] = {
    rules.FOUND: gettext_noop("まだ招待していません"),
    rules.INVITED: gettext_noop("返事を待っています"),
    rules.ACCEPTED: gettext_noop("受けてくれました"),
    rules.DECLINED: gettext_noop("辞退されました"),
}


class HonourForm(forms.Form):
    """An honour and its criteria."""

    name = forms.CharField(
        label=_("呼び名"),
        max_length=40,
        initial=rules.NAME.ja,
        help_text=_("会員証にのります。会員が呼ばれてうれしい名前に。"),
    )
    name_en = forms.CharField(
        label=_("呼び名（英語）"), max_length=60, required=False, initial=rules.NAME.en
    )
    least = forms.IntegerField(
        label=_("何回以上"),
        min_value=1,
        max_value=rules.LEAST_MAX,
        initial=10,
        help_text=_("会場やお店で確かめられた記録だけを数えます。"),
    )
    months = forms.IntegerField(
        label=_("何か月のあいだに"), min_value=1, max_value=rules.MONTHS_MAX, initial=12
    )
    kinds = forms.MultipleChoiceField(
        label=_("活動の種類（選ばなければ、すべて）"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    benefits = forms.CharField(
        label=_("受けると、何があるか"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("品物よりも、体験や、席や、名前で。"),
    )
    benefits_en = forms.CharField(
        label=_("受けると、何があるか（英語）"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def offer(self) -> None:
        """Offer the kinds of activity in the reader's language."""
        english = not (get_language() or "ja").startswith("ja")
        self.fields["kinds"].choices = [  # type: ignore[attr-defined]
            (kind.code, kind.name_en if english else kind.name) for kind in activities.kinds()
        ]


@needs("region.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, region_code: str) -> HttpResponse:
    """Set up an honour."""
    form = HonourForm(request.POST if request.method == "POST" else None)
    form.offer()
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        made = NewHonour(
            region_code=region_code,
            name=Named(told["name"].strip(), told["name_en"]),
            criteria=Criteria(told["least"], told["months"], tuple(told["kinds"])),
            benefits=Named(told["benefits"], told["benefits_en"]),
        )
        number = operations.make_honour(honour=made, at=clock.now())
        return HttpResponseRedirect(reverse("console-honour", args=[region_code, number]))
    page = {"region": regions.region(region_code), "form": form, "here": "ties"}
    return render(request, "console/new_honour.html", page)


@dataclass(frozen=True, slots=True)
class Line:
    """One person of the list: the end of a card's number, no name."""

    one: Honoured
    card: str
    state: str


def _lines(honour_id: int, region_code: str) -> list[Line]:
    found = queries.on_list(honour_id, region_code)
    cards = members.cards_of(region_code, [one.member_id for one in found])
    return [
        Line(
            one,
            cards[one.member_id].number[-4:] if one.member_id in cards else "",
            gettext(STATES[one.state]),
        )
        for one in found
    ]


@needs("event.manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def honour(request: HttpRequest, region_code: str, honour_id: int) -> HttpResponse:
    """Show who meets the criteria; look again, invite all who wait, or end it."""
    shown = queries.honour(honour_id, region_code)
    at = clock.now()
    if request.method == "POST":
        address = reverse("console-honour", args=[region_code, honour_id])
        return HttpResponseRedirect(f"{address}?{_do(request, region_code, honour_id)}")
    page = {
        "region": regions.region(region_code),
        "honour": shown,
        "name": shown.name.of(get_language() or "ja"),
        "kinds": _kinds(shown.criteria.kinds),
        "lines": _lines(honour_id, region_code),
        "looked": request.GET.get("looked", ""),
        "invited": request.GET.get("invited", ""),
        "at": at,
        "here": "ties",
    }
    return render(request, "console/honour.html", page)


def _do(request: HttpRequest, region_code: str, honour_id: int) -> str:
    """Do what the button says, and tell it in the address."""
    at = clock.now()
    if "look" in request.POST:
        operations.look_for_honoured(honour_id=honour_id, region_code=region_code, at=at)
        return "looked=1"
    if "invite" in request.POST:
        waiting = [
            one.id for one in queries.on_list(honour_id, region_code) if one.state == rules.FOUND
        ]
        operations.invite(invitation_ids=waiting, region_code=region_code, at=at)
        return "invited=1"
    if "close" in request.POST:
        operations.close_honour(honour_id=honour_id, region_code=region_code, at=at)
    return ""


def _kinds(codes: tuple[str, ...]) -> str:
    """Name the kinds that count; empty for all."""
    english = not (get_language() or "ja").startswith("ja")
    names = {kind.code: kind.name_en if english else kind.name for kind in activities.kinds()}
    return gettext("・").join(names.get(code, code) for code in codes)


@needs("event.manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, region_code: str, invitation_id: int) -> HttpResponse:
    """Open one person of the list, which is written down for them; invite them."""
    one = queries.one_on_list(invitation_id, region_code)
    at = clock.now()
    if request.method == "POST":
        operations.invite(invitation_ids=[one.id], region_code=region_code, at=at)
        return HttpResponseRedirect(reverse("console-invitation", args=[region_code, one.id]))
    if request.method == "GET":
        membership.note_look(
            member_id=one.member_id,
            reader_id=reader(request),
            region_code=region_code,
            purpose="honour",
            at=at,
        )
    cards = members.cards_of(region_code, [one.member_id])
    page = {
        "region": regions.region(region_code),
        "one": one,
        "name": one.name.of(get_language() or "ja"),
        "member_name": members.member(one.member_id).display_name,
        "card": cards[one.member_id].number if one.member_id in cards else "",
        "state": gettext(STATES[one.state]),
        "waits": one.state == rules.FOUND,
        "here": "ties",
    }
    return render(request, "console/invitation.html", page)
