"""The form that founds a team and gives it a code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from enishi.actions import action as rules
from enishi.actions import operations
from enishi.events import queries as events
from enishi.regions import queries as regions
from enishi.web.design import clock, sentences
from enishi.web.design.permission import needs


class TeamForm(forms.Form):
    """What staff write down about a team."""

    title = forms.CharField(label=_("チームの名前"), max_length=rules.TITLE_LENGTH_MAX)
    project = forms.ChoiceField(label=_("つづきもの（プロジェクト）"), required=False)
    code = forms.CharField(
        label=_("番号"),
        required=False,
        max_length=24,
        help_text=_("空らんなら、6けたの番号をこちらで決めます。決まった番号があるときだけ。"),
    )

    def __init__(self, *args: Any, region_code: str, **kwargs: Any) -> None:
        """Offer the region's projects."""
        super().__init__(*args, **kwargs)
        field = self.fields["project"]
        assert isinstance(field, forms.ChoiceField)
        projects = [(str(one.id), one.title) for one in events.projects_of(region_code)]
        field.choices = [("", gettext("なし")), *projects]


@needs("event.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, region_code: str) -> HttpResponse:
    """Found a team and lead to the note with its code."""
    form = TeamForm(request.POST or None, region_code=region_code)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            team = operations.make_team(
                region_code=region_code,
                title=told["title"],
                project_id=int(told["project"]) if told["project"] else None,
                code=told["code"],
                at=clock.now(),
            )
        except (operations.TeamCodeIsTaken, operations.BadTeam) as refusal:
            form.add_error("code", sentences.sentence(refusal.code, refusal.facts).what)
        else:
            return HttpResponseRedirect(reverse("console-team-note", args=[region_code, team.id]))
    page = {"region": regions.region(region_code), "form": form, "here": "actions"}
    return render(request, "console/team_form.html", page)
