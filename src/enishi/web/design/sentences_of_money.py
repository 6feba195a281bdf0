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
    # Sponsors.
    "unknown_sponsor": Sentence(
        _("この協賛企業は見つかりませんでした"), _("協賛企業の一覧から、選びなおしてください。")
    ),
    "unknown_pledge": Sentence(
        _("この協賛の約束は見つかりませんでした"), _("協賛企業の一覧から、選びなおしてください。")
    ),
    "no_statement": Sentence(
        _("この月の明細は、まだできていません"),
        _("月が終わって5日たつと、ひとりでにできます。"),
    ),
    "bad_sponsor": Sentence(
        _("この内容では、協賛企業を書きとめられません"), _FIX, _("見なおすところ：%(part)s")
    ),
    "bad_pledge": Sentence(
        _("この内容では、協賛の約束にできません"), _FIX, _("見なおすところ：%(part)s")
    ),
    "pledge_is_over": Sentence(
        _("この約束は、もう終わっています"), _("協賛企業のページで、いまのようすを見てください。")
    ),
    "month_is_not_over_yet": Sentence(
        _("この月は、まだ明細にできません"),
        _("月が終わってから、もう一度どうぞ。"),
        _("締めようとした月：%(month)s"),
    ),
    "gift_may_not_be": Sentence(
        _("この入金は、いまは受け取れません"),
        _("協賛企業のページに、足りないところが書いてあります。"),
        _("きまりを満たしていないところがあります（%(reason)s）。"),
    ),
    "gift_is_different": Sentence(
        _("同じ書類で、別の入金があります"), _("ページを開きなおして、もう一度入れてください。")
    ),
}
