"""The English name and text that staff may add to what they name in Japanese."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

_NAME_LENGTH_MAX, _TEXT_LENGTH_MAX = 100, 600


def name(length_max: int = _NAME_LENGTH_MAX) -> forms.CharField:
    """Ask for the English name."""
    return forms.CharField(label=_("英語の名前"), required=False, max_length=length_max)


def text(length_max: int = _TEXT_LENGTH_MAX, rows: int = 3) -> forms.CharField:
    """Ask for the English text."""
    return forms.CharField(
        label=_("英語の説明"),
        required=False,
        max_length=length_max,
        widget=forms.Textarea(attrs={"rows": rows}),
    )
