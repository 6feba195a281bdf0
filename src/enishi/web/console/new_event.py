"""The form that announces an event."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from enishi.activities import queries as activities
from enishi.events import operations, queries
from enishi.events.event import NewEvent
from enishi.kit.periods import JST
from enishi.regions import queries as regions
from enishi.web.design import clock
from enishi.web.design.permission import needs

GOALS = tuple((str(number), str(number)) for number in range(1, 18))


class EventForm(forms.Form):
    """What staff write down about an event."""

    title = forms.CharField(label=_("催しの名前"), max_length=80)
    summary = forms.CharField(
        label=_("どんな催しか"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("会員のページにのります。むずかしい言葉は使わずに。"),
    )
    project = forms.ChoiceField(label=_("つづきもの（プロジェクト）"), required=False)
    new_project = forms.CharField(
        label=_("新しいつづきものの名前"),
        required=False,
        max_length=80,
        help_text=_("上で選ばずに、新しく始めるとき。"),
    )
    theme = forms.ChoiceField(label=_("テーマ"), required=False)
    online = forms.BooleanField(label=_("オンラインで開く"), required=False)
    place = forms.CharField(label=_("場所"), required=False, max_length=80)
    starts_on = forms.DateField(
        label=_("始まる日"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    starts_time = forms.TimeField(
        label=_("始まる時刻"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    open_ended = forms.BooleanField(label=_("終わりを決めない（いつでも来られる）"), required=False)
    ends_on = forms.DateField(
        label=_("終わる日"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("空らんなら、始まる日と同じ日です。"),
    )
    ends_time = forms.TimeField(
        label=_("終わる時刻"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    capacity = forms.IntegerField(
        label=_("定員"), required=False, min_value=1, help_text=_("空らんなら、定員なし。")
    )
    coins = forms.IntegerField(
        label=_("コイン"),
        required=False,
        min_value=0,
        help_text=_("空らんなら、1時間につき1,000コイン（町の付与ルール）。"),
    )
    monthly_code = forms.BooleanField(
        label=_("QRを毎月新しくする（ずっと貼っておくポスター）"), required=False
    )
    sdgs = forms.MultipleChoiceField(
        label=_("SDGsの目標"),
        required=False,
        choices=GOALS,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, region_code: str, **kwargs: Any) -> None:
        """Offer the region's projects and the published themes."""
        super().__init__(*args, **kwargs)
        self.region_code = region_code
        projects = [(str(one.id), one.title) for one in queries.projects_of(region_code)]
        themes = [(name, name) for name in activities.themes()]
        self._choices("project", [("", gettext("なし")), *projects])
        self._choices("theme", [("", gettext("決めない")), *themes])

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Ask for what belongs together: a place unless online, an end after the start."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if not told.get("online") and not told.get("place"):
            self.add_error("place", gettext("場所を書くか、オンラインを選んでください。"))
        if self.errors:
            return told
        told["starts_at"] = datetime.combine(told["starts_on"], told["starts_time"], tzinfo=JST)
        told["ends_at"] = self._end(told)
        if told["ends_at"] is not None and told["ends_at"] <= told["starts_at"]:
            self.add_error("ends_time", gettext("終わりは、始まりより後にしてください。"))
        return told

    def _end(self, told: dict[str, Any]) -> datetime | None:
        if told["open_ended"]:
            return None
        if told["ends_time"] is None:
            self.add_error(
                "ends_time", gettext("終わる時刻を書くか、「終わりを決めない」を選んでください。")
            )
            return None
        return datetime.combine(told["ends_on"] or told["starts_on"], told["ends_time"], tzinfo=JST)

    def event(self) -> NewEvent:
        """Return what was written, as the operation takes it."""
        told = self.cleaned_data
        return NewEvent(
            region_code=self.region_code,
            title=told["title"],
            summary=told["summary"],
            project_id=self._project(),
            theme=told["theme"],
            place=told["place"],
            online=told["online"],
            starts_at=told["starts_at"],
            ends_at=told["ends_at"],
            capacity=told["capacity"],
            sdgs=tuple(int(goal) for goal in told["sdgs"]),
            coins=told["coins"],
            monthly_code=told["monthly_code"],
        )

    def _project(self) -> int | None:
        told = self.cleaned_data
        if told["project"]:
            return int(told["project"])
        if told["new_project"]:
            return operations.make_project(region_code=self.region_code, title=told["new_project"])
        return None


@needs("event.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, region_code: str) -> HttpResponse:
    """Announce an event and hang up its first code."""
    form = EventForm(request.POST or None, region_code=region_code)
    if request.method == "POST" and form.is_valid():
        made = operations.make_event(event=form.event())
        operations.make_poster(event_code=made.code, at=clock.now())
        return HttpResponseRedirect(reverse("console-event", args=[region_code, made.code]))
    page = {"region": regions.region(region_code), "form": form, "here": "events"}
    return render(request, "console/new_event.html", page)
