"""The question until when points can be used, as staff answer it: a kind, its number or its day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from enishi.programs import lapse as lapses

_WHEN = (
    ("fiscal-year-end", _("年度末（3月31日）まで")),
    ("month-end", _("届いた月の末日まで")),
    ("days", _("届いた日から、決めた日数のあいだ")),
    ("on", _("決めた日まで")),
    (lapses.NEVER, _("期限なし（いつまでも使える）")),
)
_DAYS_MAX = 99_999


class LapseChoice(forms.Form):
    """The part of a form that asks for a lapse rule."""

    when = forms.ChoiceField(label=_("いつまで使えるか"), choices=_WHEN)
    days = forms.IntegerField(
        label=_("日数"),
        required=False,
        min_value=1,
        max_value=_DAYS_MAX,
        help_text=_("「決めた日数」のときだけ。"),
    )
    on = forms.DateField(
        label=_("最後の日"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("「決めた日まで」のときだけ。"),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the number or the day that the choice needs."""
        told = super().clean() or {}
        for choice in ("days", "on"):
            if told.get("when") == choice and not told.get(choice) and choice not in self.errors:
                self.add_error(choice, gettext("ここも入れてください。"))
        return told

    def rule(self) -> str:
        """Write the rule as programmes know it."""
        when, told = self.cleaned_data["when"], self.cleaned_data
        return f"{when}:{told[when]}" if when in ("days", "on") else str(when)


def first_values(rule: str) -> dict[str, object]:
    """Fill the form with a rule."""
    when, _colon, value = rule.partition(":")
    return {"when": when, when: value}
