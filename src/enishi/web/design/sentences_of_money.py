"""What staff read when settlements, sponsors, funds and supporters refuse something."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from enishi.web.design.sentence import FIX as _FIX
from enishi.web.design.sentence import Sentence

OF_MONEY: Mapping[str, Sentence] = {
    # Cards, and what the law asks.
    "bad_scopes": Sentence(
        _("この使い方の表は、決められません"),
        _FIX,
        _("会員証の種類が重なっているか、ポイントではありません。"),
    ),
}
