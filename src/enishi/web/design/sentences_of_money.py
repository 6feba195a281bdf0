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
    "prepaid_not_asked": Sentence(
        _("売るポイントのことを、まだうかがっていません"),
        _("だれが発行するか、どこで使えるか、答えた方のお名前を入れてください。"),
    ),
    "points_may_not_be_sold": Sentence(
        _("このポイントは、まだ売れません"),
        _("売るポイントのページで、足りないところを見てください。"),
        _("資金決済法により、先に登録が要るか、期限が6か月をこえています。"),
    ),
    "points_not_sold": Sentence(
        _("ポイントを売れませんでした"), _FIX, _("1回に売れるのは、1円から%(most)s円までです。")
    ),
    "bad_support_class": Sentence(
        _("この応援会員の決まりは、作れません"),
        _FIX,
        _("会費は1円から%(most)s円まで、基金へ渡す分は会費までです。"),
    ),
    "no_fund_for_support": Sentence(
        _("お金を持つ基金が、まだありません"),
        _("基金へ渡す分を0円にするか、ポイントの期限のページで基金を選んでください。"),
    ),
    "unknown_support_class": Sentence(
        _("この応援会員は、いま受け付けていません"), _("一覧から、選びなおしてください。")
    ),
    "supporter_needs_name": Sentence(
        _("お名前を入れてください"), _("領収書にのせるお名前です。60文字まで。")
    ),
    "unknown_application": Sentence(
        _("この番号の申し込みは見つかりませんでした"), _("8けたの番号を、もう一度見てください。")
    ),
    "payment_differs": Sentence(
        _("この金額では受け取れません"),
        _("申し込みの一覧で、会費と入金のようすを見てください。"),
        _("会費は%(yen)s円です。もう入金済みのこともあります。"),
    ),
    "payment_stays": Sentence(
        _("この入金は、取り消せません"),
        _("理由を書いてください。基金が使ったあとや、取り消したあとは、変えられません。"),
    ),
    "not_a_bank_list": Sentence(
        _("銀行の明細として読めませんでした"),
        _("日付・入金額・摘要の見出しがあるCSVを選んでください。5,000行までです。"),
    ),
    "unknown_ground": Sentence(_("この区分はありません"), _("一覧から、選びなおしてください。")),
    "roll_over_forbidden": Sentence(
        _("6か月をこえる期限にはできません"),
        _("期限を179日以内に、もどした分の日数を0日にしてください。"),
        _("6か月の形で売るポイントは、発行の日から数えて、期限を延ばせません（資金決済法）。"),
    ),
    "sold_points_stay_apart": Sentence(
        _("売るポイントには、付与ルールを作れません"),
        _("無料で渡すポイントを選んで、ルールを作ってください。"),
    ),
    # Settlement with shops.
    "bad_settlement_terms": Sentence(
        _("この内容では、精算のきまりにできません"), _FIX, _("見なおすところ：%(part)s")
    ),
    "bad_bank_account": Sentence(
        _("口座の書き方が足りません"),
        _("銀行4けた、支店3けた、口座番号7けたまで、名前はカタカナで入れてください。"),
        _("見なおすところ：%(part)s"),
    ),
    "not_kana": Sentence(
        _("銀行のファイルで使えない文字があります"),
        _("カタカナ、英字、数字で入れてください。会社は「カ）」のように書きます。"),
        _("使えない文字：%(sign)s"),
    ),
    "month_still_runs": Sentence(
        _("この月は、まだ終わっていません"), _("月が終わってから締めてください。")
    ),
    "month_is_not_next": Sentence(
        _("先に締める月があります"),
        _("%(next)s から順に締めてください。締めた月をやりなおすときは、まず開きます。"),
    ),
    "nothing_is_closed": Sentence(
        _("締めた月は、まだありません"), _("お店でポイントが使われると、次の月から締められます。")
    ),
    "month_is_paid": Sentence(
        _("支払いが済んだお店があるので、この月は開けません"),
        _("まちがいは、次の月の明細に入れてください。支払いの印を消すと、開けるようになります。"),
    ),
    "reopening_needs_reason": Sentence(
        _("締めた月を開くには、わけが要ります"),
        _("あとで読む人にわかるように、わけを書いてください。"),
    ),
    "nothing_to_pay": Sentence(
        _("支払いを待っているお店は、ありません"),
        _("月の一覧で、支払いのようすと日を見てください。"),
    ),
    "statement_was_reopened": Sentence(
        _("この明細は、開きなおした月のものです"), _("新しい明細を使ってください。")
    ),
    "unknown_closing": Sentence(
        _("この締めた月は見つかりませんでした"), _("精算のページから、選びなおしてください。")
    ),
    "unknown_statement": Sentence(
        _("この明細は見つかりませんでした"), _("保存した書類の一覧から、選びなおしてください。")
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
    # Funds.
    "unknown_undertaking": Sentence(
        _("この取り組みは見つかりませんでした"), _("一覧から、選びなおしてください。")
    ),
    "unknown_ballot": Sentence(
        _("この投票は見つかりませんでした"), _("町の基金のページから、選びなおしてください。")
    ),
    "unknown_picture": Sentence(
        _("この写真は見つかりませんでした"), _("一覧から、選びなおしてください。")
    ),
    "bad_undertaking": Sentence(
        _("この内容では、取り組みを書きとめられません"), _FIX, _("見なおすところ：%(part)s")
    ),
    "bad_picture": Sentence(
        _("写真に、何が写っているかを書いてください"),
        _("目の見えない人にも、伝わるようになります。"),
    ),
    "too_many_pictures": Sentence(
        _("写真は%(most)s枚までです"), _("古いものを1枚消してから、もう一度どうぞ。")
    ),
    "bad_news": Sentence(
        _("このお知らせは、書きとめられません"), _FIX, _("文がないか、まだ来ていない日です。")
    ),
    "bad_ballot": Sentence(
        _("この内容では、投票をはじめられません"), _FIX, _("見なおすところ：%(part)s")
    ),
    "vote_is_not_open": Sentence(
        _("いまは投票できません"),
        _("町の基金のページで、いつまでだったかを見てください。"),
        _("投票はまだはじまっていないか、もう終わりました。"),
    ),
    "may_not_vote": Sentence(
        _("この投票には、加われません"),
        _("くわしくは、町の窓口にお声がけください。"),
        _("町の会員証を持つ人、または登録のすんだ会員の投票です。"),
    ),
    "voted_already": Sentence(
        _("この投票は、もうすんでいます"),
        _("結果は、投票が終わると町の基金のページに出ます。"),
        _("ひとり1票です。何に入れたかは、名前といっしょには書いていないので、変えられません。"),
        "circle-check",
    ),
}
