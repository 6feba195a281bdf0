"""The form that asks members which planned undertaking comes first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from enishi.funds import operations, queries, voting
from enishi.funds.undertaking import PLANNED
from enishi.funds.voting import CHOICES_MOST, NewBallot
from enishi.kit import periods
from enishi.regions import queries as regions
from enishi.web.design import clock
from enishi.web.design.permission import needs

_DAYS = 14
_WHO = (
    (voting.COMPLETE, _("登録のすんだ会員（この町の会員証があるか、活動したことのある人）")),
    (voting.CARDS, _("この町の会員証を持つ人（紙の会員証もふくむ）")),
)


class BallotForm(forms.Form):
    """What is asked, whom, and until when."""

    title = forms.CharField(
        label=_("何を決めるか"), max_length=80, help_text=_("例：つぎは、どれから？")
    )
    title_en = forms.CharField(label=_("英語で"), required=False, max_length=120)
    text = forms.CharField(
        label=_("説明"), required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 3})
    )
    choices = forms.MultipleChoiceField(
        label=_("えらぶもの（計画中の取り組み）"), widget=forms.CheckboxSelectMultiple
    )
    who = forms.ChoiceField(label=_("だれの投票か"), choices=_WHO)
    last = forms.DateField(
        label=_("しめきりの日"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("その日の終わりまで。きょうからはじまります。"),
    )

    def __init__(self, *args: Any, region_code: str, **kwargs: Any) -> None:
        """Offer what is planned."""
        super().__init__(*args, **kwargs)
        choices = self.fields["choices"]
        assert isinstance(choices, forms.MultipleChoiceField)
        choices.choices = [
            (str(one.id), one.title)
            for one in queries.undertakings_of(region_code)
            if one.state == PLANNED
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for two choices at least, and a day to come."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = told.get("choices")
        if chosen is not None and not 2 <= len(chosen) <= CHOICES_MOST:  # noqa: PLR2004
            self.add_error("choices", gettext("2つから12までえらんでください。"))
        last = told.get("last")
        if last and last < periods.jst_day(clock.now()):
            self.add_error("last", gettext("きょうか、それより後の日を入れてください。"))
        return told

    def new(self, region_code: str, at: datetime) -> NewBallot:
        """Return the vote."""
        told = self.cleaned_data
        return NewBallot(
            region_code=region_code,
            title=told["title"],
            title_en=told["title_en"],
            text=told["text"],
            who=told["who"],
            opens_at=at,
            closes_at=periods.end_of_day(told["last"]),
            choices=tuple(int(one) for one in told["choices"]),
        )


@needs("money.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, region_code: str) -> HttpResponse:
    """Begin a vote; once begun, nothing of it changes."""
    at = clock.now()
    form = BallotForm(
        request.POST if request.method == "POST" else None,
        region_code=region_code,
        initial={"last": periods.jst_day(at) + timedelta(days=_DAYS)},
    )
    if form.is_valid():
        operations.call_vote(new=form.new(region_code, at), at=at)
        address = reverse("console-undertakings", args=[region_code])
        return HttpResponseRedirect(f"{address}?done=vote")
    page = {"region": regions.region(region_code), "form": form, "here": "fund"}
    return render(request, "console/ballot_form.html", page, status=422 if form.errors else 200)
