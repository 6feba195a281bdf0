"""What members and staff read when rewards and points of partners refuse something."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from enishi.web.design.sentence import ASK as _ASK
from enishi.web.design.sentence import FIX as _FIX
from enishi.web.design.sentence import Sentence

_LIST = _("特典の一覧から、選びなおしてください。")
_PAID_NOTHING = _("ポイントは、減っていません。")

OF_REWARDS: Mapping[str, Sentence] = {
    "unknown_reward": Sentence(_("この特典は見つかりませんでした"), _LIST),
    "unknown_voucher": Sentence(
        _("この引き換えの番号は見つかりませんでした"),
        _("番号をたしかめて、もう一度入れてください。"),
    ),
    "bad_reward": Sentence(
        _("この内容では、特典にできません"), _FIX, _("見なおすところ：%(part)s")
    ),
    "reward_not_offered": Sentence(_("この特典は、いまは引き換えられません"), _LIST, _PAID_NOTHING),
    "reward_is_gone": Sentence(_("この特典は、なくなりました"), _LIST, _PAID_NOTHING),
    "had_enough_of_reward": Sentence(
        _("この特典は、おひとり%(most)sつまでです"), _LIST, _PAID_NOTHING
    ),
    "way_is_not_offered": Sentence(
        _("この受け取りかたは、えらべません"), _("受け取りかたを、選びなおしてください。")
    ),
    "address_is_missing": Sentence(
        _("お届けに必要なところが、あいています"),
        _("お名前と、送り先と、電話番号を入れてください。"),
    ),
    "not_enough_to_exchange": Sentence(
        _("ポイントが足りません"), _("たまってから、もう一度どうぞ。"), _PAID_NOTHING
    ),
    "exchange_is_different": Sentence(
        _("この画面は、別の引き換えに使われました"), _LIST, _PAID_NOTHING
    ),
    "voucher_has_ended": Sentence(
        _("この引き換えは、もう終わっています"),
        _ASK,
        _("使えるのは一度だけです。使ったか、取り消したか、お送りしたものです。"),
    ),
    "voucher_is_over": Sentence(
        _("この引き換えは、期限がすぎています"),
        _("ポイントは、まもなく会員に戻ります。"),
        _("使えたのは、%(until)sまででした。"),
    ),
    "voucher_wrong_place": Sentence(
        _("ここでは、使えない引き換えです"),
        _("どこで使えるかは、会員の画面に書いてあります。"),
    ),
    "voucher_not_used_today": Sentence(
        _("この引き換えは、取り消せません"),
        _("わからないときは、町の窓口か、商店街の事務局にお声がけください。"),
        _("取り消せるのは、このお店できょう使われたものだけです。"),
    ),
    "unknown_partner": Sentence(_("この提携先は見つかりませんでした"), _ASK),
    "bad_partner": Sentence(
        _("この内容では、提携先を登録できません"), _FIX, _("見なおすところ：%(part)s")
    ),
    "partner_is_taken": Sentence(
        _("この記号は、もう使われています"), _("別の記号にしてください。")
    ),
    "partner_has_no_links": Sentence(_("この提携先とは、いまはつなげません"), _ASK),
    "link_needs_number": Sentence(
        _("番号を読み取れませんでした"), _("カードの番号を、4けた以上で入れてください。")
    ),
    "link_needs_contact": Sentence(
        _("つなぐには、登録したメールアドレスか電話番号がいります"),
        _("「わたしのデータ」から登録すると、つなげます。"),
    ),
    "link_is_taken": Sentence(
        _("この番号は、ほかの会員とつながっています"),
        _ASK,
        _("お心あたりがないときは、町の窓口で調べられます。"),
    ),
    "too_many_numbers": Sentence(
        _("つなげる番号は、%(days)s日に%(most)s個までです"),
        _ASK,
        _("ほかの方の番号を守るためです。"),
    ),
    "partner_is_off": Sentence(
        _("この提携先は、お休みしています"), _("再開してから、もう一度どうぞ。")
    ),
    "partner_sends_files": Sentence(
        _("この提携先には、たずねる先がありません"), _("届いたファイルを取り込んでください。")
    ),
    "partner_is_silent": Sentence(
        _("提携先のしくみから、返事がありません"),
        _("しばらくしてから、もう一度おためしください。前に取り込んだぶんは、残っています。"),
        _("返ってきたもの：%(said)s"),
    ),
    "delivery_is_too_large": Sentence(
        _("ファイルが大きすぎます"),
        _("月ごとなどに分けて、取り込んでください。"),
        _("一度に取り込めるのは、%(most)sまでです。"),
    ),
    "delivery_is_empty": Sentence(
        _("ファイルに、行がありません"), _("見出しと記録のあるファイルを選んでください。")
    ),
    "unknown_intake": Sentence(
        _("この取り込みは見つかりませんでした"), _("提携先のページから、選びなおしてください。")
    ),
}
