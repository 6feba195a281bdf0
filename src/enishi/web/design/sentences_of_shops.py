"""What shops read when something is refused: one entry under each code."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from enishi.web.design.sentence import FIX as _FIX
from enishi.web.design.sentence import Sentence

_OFFICE = _("わからないときは、町の窓口か、商店街の事務局にお声がけください。")

OF_SHOPS: Mapping[str, Sentence] = {
    "unknown_shop": Sentence(_("このお店は見つかりませんでした"), _OFFICE),
    "shop_is_not_open": Sentence(
        _("このお店では、いまポイントを使えません"),
        _OFFICE,
        _("まだ加わっていないか、お休み中です。"),
    ),
    "bad_shop": Sentence(
        _("この内容では、お店を登録できません"), _FIX, _("見なおすところ：%(part)s")
    ),
    "shop_is_decided": Sentence(
        _("この申し込みには、もう返事をしています"), _("お店の一覧で、いまのようすを見てください。")
    ),
    "unknown_shop_card": Sentence(
        _("このお店の札は使えません"),
        _("新しい札をお持ちなら、そちらを読み取ってください。"),
        _("新しい札を出したので、前の札は止まっています。"),
    ),
    "pin_is_wrong": Sentence(
        _("番号がちがうようです"), _("もう一度入れてください。"), _("あと%(left)s回ためせます。")
    ),
    "till_is_locked": Sentence(
        _("番号のまちがいが続いたので、止めました"),
        _("%(minutes)s分たってから、もう一度おためしください。"),
        _("お急ぎのときは、事務局で新しい札を受け取れます。"),
    ),
    "too_many_devices": Sentence(
        _("お店のスマホは%(most)s台までです"), _("使わない1台を止めてから、もう一度どうぞ。")
    ),
    "till_is_closed": Sentence(
        _("このスマホでは、いま会計できません"),
        _("お店の札のQRを読み取って、もう一度ひらいてください。"),
        _("止められたか、別のスマホに入れかわりました。"),
    ),
    "paper_card_is_blank": Sentence(
        _("この紙の会員証は、まだお渡しが済んでいません"),
        _("町の受付で渡してもらってから、もう一度お使いください。"),
    ),
    "card_was_read_long_ago": Sentence(
        _("会員証を、もう一度読み取ってください"),
        _("入れた金額は残っています。"),
        _("読み取ってから時間がたったか、別のスマホで読み取ったものです。"),
        "clock",
    ),
    "counter_is_full": Sentence(
        _("このお店のQRでの会計は、1日%(most)s回までです"),
        _("お店の人に会員証を見せて、会計してもらってください。"),
        picture="users",
    ),
    "counter_is_for_less": Sentence(
        _("このお店のQRで会計できるのは、%(most)s円までです"),
        _("お店の人に会員証を見せて、会計してもらってください。"),
        picture="users",
    ),
    "bad_sale": Sentence(
        _("この金額では会計できません"),
        _FIX,
        _("金額は1円からです。使うポイントは、金額までです。"),
    ),
    "shop_does_not_take_part": Sentence(_("このお店では、このポイントを使えません"), _OFFICE),
    "member_has_less": Sentence(
        _("使えるポイントが足りません"), _("使うポイントを減らして、もう一度どうぞ。")
    ),
    "card_may_not_spend_here": Sentence(
        _("この会員証では、このお店でポイントを使えません"),
        _("ポイントを使わずに、お会計できます。使えるお店は、町のお店の一覧で見られます。"),
        _("会員証の種類で、ポイントを使えるお店が決まっています。"),
    ),
    "sale_is_different": Sentence(
        _("同じ番号で、別の会計があります"), _("新しい会計として、はじめから入れてください。")
    ),
    "unknown_sale": Sentence(
        _("この会計は見つかりませんでした"), _("きょうの一覧から、選びなおしてください。")
    ),
    "bad_return": Sentence(
        _("この金額では返せません"), _FIX, _("返せるのは、あと%(left)s円分です。")
    ),
    "return_is_different": Sentence(
        _("同じ番号で、別の返品があります"), _("新しい返品として、はじめから入れてください。")
    ),
    "sale_is_given_back": Sentence(
        _("この会計は、もう全部返してあります"), _("きょうの一覧で、確かめてください。")
    ),
    "buyer_is_gone": Sentence(
        _("このお客さまは退会されました"),
        _("お金は、お店でそのままお返しください。"),
        _("ポイントは、退会のときになくなっています。"),
    ),
    "too_late_to_undo": Sentence(
        _("取り消せるのは、その日のうちだけです"), _("「返品」から返してください。")
    ),
    "bad_offer": Sentence(_("このお知らせは出せません"), _FIX, _("見なおすところ：%(part)s")),
    "too_many_offers": Sentence(
        _("お知らせは、いちどに%(most)sつまでです"), _("1つ終えてから、もう一度どうぞ。")
    ),
    "unknown_offer": Sentence(_("このお知らせは見つかりませんでした"), _OFFICE),
    "bad_device_key": Sentence(
        _("このスマホの鍵を読めませんでした"), _("お店の札で、もう一度はじめてください。")
    ),
    "unknown_device": Sentence(
        _("このスマホは、お店につながっていません"), _("お店の札で、もう一度はじめてください。")
    ),
    "bad_offline_sale": Sentence(
        _("通信がないあいだの会計を、確かめられませんでした"),
        _("お控えがあれば、紙の伝票で事務局へお出しください。"),
        _("読めなかったところ：%(part)s"),
    ),
    "spending_needs_network": Sentence(
        _("通信がないときは、ポイントを使えません"),
        _("ためるだけの会計にするか、つながってから、もう一度どうぞ。"),
    ),
    "too_much_offline": Sentence(
        _("通信がないときの上限をこえています"),
        _("お控えがあれば、紙の伝票で事務局へお出しください。"),
        _("1回%(sale)s円まで、1日%(day)s円までです。"),
    ),
    "no_shop_chosen": Sentence(
        _("お店をえらんでください"),
        _("お店が2つのポイントに加わっているときは、どちらの伝票かもえらびます。"),
    ),
    "offline_sale_of_another_shop": Sentence(
        _("別のお店で記録した会計です"),
        _("お店と金額を書きとめて、紙の伝票で事務局へお出しください。"),
    ),
    "too_late_to_post": Sentence(
        _("古すぎるか、スマホの時計がずれています"),
        _("お控えがあれば、紙の伝票で事務局へお出しください。"),
        _("通信がないあいだの会計は、%(days)s日のうちに送ってください。"),
    ),
    "too_many_records": Sentence(
        _("一度に送れるのは%(most)s件までです"), _("分けて送ってください。")
    ),
    "unknown_slip_sheet": Sentence(
        _("この番号の伝票は、このお店のものではありません"),
        _("伝票の右上の番号を、もう一度たしかめてください。"),
    ),
    "too_many_slips": Sentence(
        _("いちどに入れられるのは%(most)s行までです"), _("分けて入れてください。")
    ),
    "day_limit_reached": Sentence(
        _("きょう使えるポイントは、ここまでです"),
        _("使うポイントを減らすか、あすもう一度どうぞ。"),
        _("1日に使えるポイントに、上限があります。"),
    ),
    "give_back_tomorrow": Sentence(
        _("きょうは、ポイントをこれ以上動かせません"),
        _("全部を返すか、あすもう一度どうぞ。"),
        _("このお客さまには、1日の上限があります。"),
    ),
    "unknown_till": Sentence(
        _("このレジの鍵は、使えません"), _("お店のページで、新しい鍵を作ってください。")
    ),
    "which_programme": Sentence(
        _("どのポイントかを選んでください"),
        _("レジから送る asset に、ポイントの名を入れてください。"),
    ),
    "bad_moment": Sentence(
        _("日時が先か、古すぎます"), _("レジの時計を合わせて、もう一度どうぞ。")
    ),
    "bad_endpoint": Sentence(
        _("その宛先には送れません"),
        _("https で始まる、外から見えるアドレスを入れてください。"),
    ),
    "too_many_endpoints": Sentence(
        _("知らせる宛先は%(most)sつまでです"), _("使っていない宛先を外してください。")
    ),
    "unknown_endpoint": Sentence(
        _("その宛先はありません"), _("宛先の一覧を、もう一度見てください。")
    ),
}
