"""What staff read of each doubt: what was seen, and what may well be behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Doubt:
    """A short name, what was seen, and an innocent reason for it."""

    name: str
    seen: str
    innocent: str


DOUBTS: Mapping[str, Doubt] = {
    "static_code": Doubt(
        _("紙のQR"),
        _("画面のQRを出している催しで、紙のQRが読まれました。"),
        _("画面が見えにくかった、列が長くて紙を読んだ、ということがよくあります。"),
    ),
    "late_code": Doubt(
        _("あとから届いた"),
        _("会場で開いたあと、時間がたってから届きました。"),
        _("電波の弱い会場や、あとで落ち着いて押した方に、よくあります。"),
    ),
    "far_away": Doubt(
        _("離れた場所"),
        _("会場から離れた場所で、読み取られたようです。"),
        _("位置は、建物の中や山あいでは、大きくずれることがあります。"),
    ),
    "place_unknown": Doubt(
        _("場所はわからない"),
        _("会場にいるかをたずねる催しですが、場所はわかりませんでした。"),
        _("断るのはご本人の自由です。位置の使えないスマホも、たくさんあります。"),
    ),
    "same_phone": Doubt(
        _("同じスマホ"),
        _("同じ催しで、ひとつのスマホから、ふたり目の会員が読み取りました。"),
        _("ご家族で1台を使う、スマホのない方の分を手伝う、ということがよくあります。"),
    ),
    "impossible": Doubt(
        _("場所と時刻"),
        _("少し前の記録から、間に合わないほど離れた場所で読み取られました。"),
        _("催しの場所がまちがって登録されている、ご家族が代わりに読んだ、などが考えられます。"),
    ),
    "many_at_once": Doubt(
        _("短いあいだにたくさん"),
        _("1時間に10を超える催しで、読み取られました。"),
        _("スタンプラリーのように、近くでいくつも開いている日には起こります。"),
    ),
}
MANY = Doubt(
    _("とても多い"),
    _("この1年の記録の数が、同じことを何度もした人たちの中でも、とびぬけて多くなっています。"),
    _("毎日のように通う常連の方、働いている方、案内の係の方かもしれません。"),
)
