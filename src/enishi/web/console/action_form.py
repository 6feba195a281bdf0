"""The form that asks for one more daily action, or words one anew."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from enishi.actions import action as rules
from enishi.actions import operations, queries
from enishi.actions.action import Action, NewAction
from enishi.activities import queries as activities
from enishi.regions import queries as regions
from enishi.web.console import actions
from enishi.web.design.permission import needs

ICONS = {
    "megaphone": _("伝える"),
    "shopping-bag": _("買い物"),
    "map-pin": _("場所"),
    "message-square-text": _("話す"),
    "flag": _("旗"),
    "users": _("人びと"),
    "gift": _("贈り物"),
    "camera": _("写真"),
    "house": _("家"),
    "calendar": _("日づけ"),
}


class ActionForm(forms.Form):
    """What staff write down about a daily action."""

    title = forms.CharField(
        label=_("記録することの名前"),
        max_length=rules.TITLE_LENGTH_MAX,
        help_text=_("会員のことばで、短く。例：町の品を買った"),
    )
    hint = forms.CharField(
        label=_("ひとこと"),
        required=False,
        max_length=rules.HINT_LENGTH_MAX,
        help_text=_("何をすれば記録してよいかを、やさしく。"),
    )
    kind = forms.ChoiceField(
        label=_("種類"), help_text=_("統計では、この種類の活動として数えます。")
    )
    team = forms.ChoiceField(label=_("だれの項目か"), required=False)
    icon = forms.ChoiceField(label=_("しるし"), choices=tuple(ICONS.items()))
    title_en = forms.CharField(
        label=_("英語の名前"), required=False, max_length=rules.TITLE_LENGTH_MAX
    )
    hint_en = forms.CharField(
        label=_("英語のひとこと"), required=False, max_length=rules.HINT_LENGTH_MAX
    )
    order = forms.IntegerField(
        label=_("並び順"),
        required=False,
        min_value=0,
        max_value=999,
        help_text=_("小さい数ほど、上に出ます。"),
    )
    coins = forms.IntegerField(
        label=_("届けるコイン"),
        required=False,
        min_value=0,
        help_text=_("時間で決まるルールのときだけ、かわりの枚数。空らんなら、ルールのとおり。"),
    )

    def __init__(
        self, *args: Any, region_code: str, changed: Action | None = None, **kwargs: Any
    ) -> None:
        """Offer the kinds of activity and the region's open teams."""
        if changed is not None:
            kwargs["initial"] = _initial(changed)
        super().__init__(*args, **kwargs)
        self.region_code = region_code
        self.changed = changed
        kinds = [(kind.code, actions.told(kind.name, kind.name_en)) for kind in activities.kinds()]
        teams = [
            (str(team.id), team.title)
            for team in queries.teams_in(region_code)
            if team.closed_at is None or (changed is not None and team.id == changed.team_id)
        ]
        self._choices("kind", kinds)
        self._choices("team", [("", gettext("町のみなさん")), *teams])

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        # What was recorded under it stays what it was.
        field.disabled = self.changed is not None

    def action(self) -> NewAction:
        """Return what was written, as the operation takes it."""
        told = self.cleaned_data
        return NewAction(
            region_code=self.region_code,
            kind=told["kind"],
            title=told["title"],
            title_en=told["title_en"],
            hint=told["hint"],
            hint_en=told["hint_en"],
            icon=told["icon"],
            order=100 if told["order"] is None else told["order"],
            coins=told["coins"],
            team_id=int(told["team"]) if told["team"] else None,
        )


def _initial(action: Action) -> dict[str, object]:
    """Return what the form of an existing action begins with."""
    return {
        "title": action.title,
        "title_en": action.title_en,
        "hint": action.hint,
        "hint_en": action.hint_en,
        "kind": action.kind,
        "team": str(action.team_id) if action.team_id else "",
        "icon": action.icon,
        "order": action.order,
        "coins": action.coins,
    }


@needs("event.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, region_code: str) -> HttpResponse:
    """Ask for one more action."""
    offered = {"team": request.GET.get("team", "")}
    form = ActionForm(request.POST or None, region_code=region_code, initial=offered)
    if request.method == "POST" and form.is_valid():
        operations.add_action(action=form.action())
        return _listed(region_code)
    return _shown(request, region_code, form)


@needs("event.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, region_code: str, action_id: int) -> HttpResponse:
    """Word an action anew; its kind and its team stay."""
    action = queries.action(action_id)
    if action.region_code != region_code:
        raise Http404
    form = ActionForm(request.POST or None, region_code=region_code, changed=action)
    if request.method == "POST" and form.is_valid():
        operations.change_action(action_id=action.id, action=form.action())
        return _listed(region_code)
    return _shown(request, region_code, form)


def _listed(region_code: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("console-actions", args=[region_code]) + "?done=action")


def _shown(request: HttpRequest, region_code: str, form: ActionForm) -> HttpResponse:
    page = {
        "region": regions.region(region_code),
        "form": form,
        "changed": form.changed,
        "here": "actions",
    }
    return render(request, "console/action_form.html", page)
