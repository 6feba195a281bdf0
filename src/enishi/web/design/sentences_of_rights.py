"""What is said when members cannot be put together, copied or erased just now."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from enishi.web.design.sentence import ASK as _ASK
from enishi.web.design.sentence import Sentence

OF_RIGHTS: Mapping[str, Sentence] = {
    "staff_stays": Sentence(
        _("町の仕事で使う登録は、まとめられません"),
        _("お手もとの会員証だけをまとめたいときは、別の電話番号かメールアドレスを使ってください。"),
    ),
    "points_are_promised": Sentence(
        _("いま、お店に取り置かれているポイントがあります"),
        _("お店での手続きが終わってから、もう一度おためしください。"),
        picture="clock",
    ),
    "points_stay": Sentence(
        _("ポイントを移せませんでした"),
        _("1日に受け取れる上限をこえています。あした、もう一度おためしください。"),
        _("あなたの記録とポイントは、そのままです。"),
        "clock",
    ),
    "unknown_erasure": Sentence(_("この消去の控えは見つかりませんでした"), _ASK),
    "reason_is_not_named": Sentence(
        _("わけを書いてください"),
        _("どの申し出により、だれが、どのように本人を確かめたかを書いてください。"),
    ),
}
