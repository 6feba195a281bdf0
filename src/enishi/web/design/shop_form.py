"""What a shop says of itself, as a form: at its application, and when the office corrects it."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from enishi.merchants import trades
from enishi.merchants.shop import NewShop, Shop

# The middle of the sea is nobody's shop; Japan lies between these.
_LATITUDES, _LONGITUDES = (20.0, 46.0), (122.0, 154.0)
_OWN = ("name", "kana", "name_en", "trade", "contact", "phone", "email", "address", "hours",
        "about", "url", "is_online", "invoice_number")  # fmt: skip


def trade_name(code: str) -> str:
    """Name a trade in the reader's language."""
    trade = trades.BY_CODE[code]
    return trade.name if (get_language() or "ja").startswith("ja") else trade.name_en


class ShopForm(forms.Form):
    """Who the shop is, how to reach it, what it sells."""

    name = forms.CharField(label=_("お店の名前"), max_length=80)
    kana = forms.CharField(label=_("よみがな"), max_length=120, required=False)
    trade = forms.ChoiceField(label=_("なにのお店ですか"))
    contact = forms.CharField(
        label=_("担当の方のお名前"), max_length=60, help_text=_("ページにはのせません。")
    )
    phone = forms.CharField(
        label=_("電話"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("町からのご連絡に使います。ページにはのせません。"),
    )
    email = forms.EmailField(
        label=_("メール"), required=False, help_text=_("あれば、お返事を送ります。")
    )
    address = forms.CharField(label=_("住所"), max_length=160, required=False)
    hours = forms.CharField(
        label=_("開いている時間"),
        max_length=160,
        required=False,
        help_text=_("例：9時〜17時、水曜休み"),
    )
    about = forms.CharField(
        label=_("ひとこと"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("お店の一覧にのります。"),
    )
    url = forms.URLField(label=_("ホームページ"), required=False, assume_scheme="https")
    is_online = forms.BooleanField(label=_("通信販売もします"), required=False)
    name_en = forms.CharField(label=_("英語の名前"), max_length=120, required=False)
    invoice_number = forms.CharField(
        label=_("インボイスの登録番号"),
        max_length=20,
        required=False,
        help_text=_("Tと13けたの数字。なければ、空けてください。"),
    )
    latitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    longitude = forms.FloatField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the trades in the reader's language."""
        super().__init__(*args, **kwargs)
        chosen = self.fields["trade"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [
            ("", gettext("えらんでください")),
            *((trade.code, trade_name(trade.code)) for trade in trades.TRADES),
        ]
        for name, field in self.fields.items():
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"id_{name}_helptext"

    def clean_invoice_number(self) -> str:
        """Take the number as people write it: with a space, in wide letters."""
        plain = unicodedata.normalize("NFKC", self.cleaned_data["invoice_number"])
        number = "".join(plain.upper().replace("-", "").split())
        digits = number.removeprefix("T")
        if number and not (number != digits and len(digits) == 13 and digits.isdigit()):  # noqa: PLR2004
            raise forms.ValidationError(gettext("Tと13けたの数字で書いてください。"))
        return number

    def clean(self) -> dict[str, Any]:
        """Keep a place only when it is whole, and in Japan."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        place = (told.get("latitude"), told.get("longitude"))
        known = all(value is not None for value in place)
        if not known or not _is_in_japan(*place):
            told["latitude"] = told["longitude"] = None
        return told

    def new_shop(self, region_code: str, terms_version: str) -> NewShop:
        """Return what was written, as the operation takes it."""
        told = self.cleaned_data
        return NewShop(
            region_code=region_code,
            terms_version=terms_version,
            latitude=told["latitude"],
            longitude=told["longitude"],
            **{name: told[name] for name in _OWN},
        )


def _is_in_japan(latitude: float | None, longitude: float | None) -> bool:
    assert latitude is not None
    assert longitude is not None
    return (
        _LATITUDES[0] <= latitude <= _LATITUDES[1] and _LONGITUDES[0] <= longitude <= _LONGITUDES[1]
    )


def told_of(shop: Shop) -> dict[str, object]:
    """Return what is known of a shop, to be corrected in the form."""
    return {name: getattr(shop, name) for name in (*_OWN, "latitude", "longitude")}
