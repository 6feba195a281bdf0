"""What is read when messages, acting for somebody or a guardian's word are refused."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from enishi.web.design.sentence import ASK as _ASK
from enishi.web.design.sentence import Sentence

OF_FAMILY: Mapping[str, Sentence] = {
    "acts_for_themselves": Sentence(
        _("ご自分の代理には、なれません"),
        _("代わりに手続きをしてあげたい方の、会員証の番号を入れてください。"),
    ),
    "not_yet_complete": Sentence(
        _("代理の前に、ご自分の登録を終えてください"),
        _("電話番号かメールを確かめると、代理を申し込めます。お名前は、いりません。"),
        _("ほかの方の代わりをする方には、連絡がつくことをお願いしています。"),
    ),
    "proxy_day_is_wrong": Sentence(
        _("この日までの代理は、受け付けられません"),
        _("今日より後で、%(latest)sまでの日をえらんでください。"),
    ),
    "too_young_to_act": Sentence(
        _("代理は、16歳になる年の次の年から、なれます"),
        _("おうちの大人の方に、たのんでください。"),
    ),
    "unknown_proxy": Sentence(_("この代理は、見つかりません"), _ASK),
    "needs_no_guardian": Sentence(
        _("保護者の同意は、いりません"),
        _("16歳以上か、もう同意をいただいています。このままお使いください。"),
    ),
    "needs_guardian": Sentence(
        _("保護者の同意が、まだです"),
        _("「家族」のページから、おうちの方に同意をお願いしてください。"),
        _("16歳より下の方には、保護者の同意があってから、お知らせなどをお使いいただきます。"),
    ),
    "too_many_links": Sentence(
        _("今日は、もう送れません"),
        _("明日もう一度おためしいただくか、画面のQRコードを、おうちの方に見せてください。"),
        picture="clock",
    ),
    "guardian_link_is_dead": Sentence(
        _("このリンクは、もう使えません"),
        _("お子さんの画面から、新しいリンクを出してください。受付で、紙でも同意できます。"),
        _("リンクが使えるのは、14日のあいだです。"),
        "clock",
    ),
    "name_is_missing": Sentence(
        _("お名前が、まだです"),
        _("同意する方のお名前を書いて、もう一度押してください。"),
    ),
    "acts_for_another": Sentence(
        _("代理のあいだは、このページを開けません"),
        _("上の「自分にもどる」を押すと、ご自分のページが開きます。"),
        _("連絡先や設定は、ご本人だけが変えられます。"),
        "users",
    ),
    "acting_has_ended": Sentence(
        _("代理は、終わっています"),
        _("いまの記録は、だれにも付いていません。いまからは、ご自分のページです。"),
        _("代理は、1時間たつか、期限の日が来るか、どちらかが止めると終わります。"),
        "clock",
    ),
    "asking_is_dead": Sentence(
        _("このお願いは、もう使えません"),
        _("お願いした方に、もう一度出してもらってください。"),
        _("お願いが使えるのは、14日のあいだです。"),
        "clock",
    ),
    "not_their_phone": Sentence(
        _("ご本人のスマホで開いてください"),
        _("会員証の入ったスマホがない方は、いっしょに受付へ来てください。紙で手続きできます。"),
        _("代理に「はい」と言えるのは、ご本人だけです。"),
    ),
    "childs_own_phone": Sentence(
        _("お子さんのスマホからは、同意できません"),
        _("保護者の方のスマホで、QRを読み取ってください。"),
    ),
    "bad_subscription": Sentence(
        _("このスマホには、お知らせを届けられません"),
        _("ブラウザーを新しくするか、ほかの受け取り方をおえらびください。"),
    ),
}
