"""What staff and programs read when something is refused: one entry under each code."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from enishi.web.design.sentence import FIX as _FIX
from enishi.web.design.sentence import STAFF as _STAFF
from enishi.web.design.sentence import Sentence

OF_STAFF: Mapping[str, Sentence] = {
    "unknown_record": Sentence(
        _("この記録は見つかりませんでした"),
        _("ご確認のお願いの一覧にもどって、いまの記録を見てください。"),
        _("ほかの町の記録か、もう取り消された記録です。"),
    ),
    "grade_only_rises": Sentence(
        _("この記録は、もう確かめられています"),
        _("確かめられた記録を、下げることはできません。まちがいなら、取り消してください。"),
    ),
    "reason_is_missing": Sentence(
        _("取り消すわけを書いてください"),
        _("会員は、取り消されたことと、そのわけを読めます。"),
    ),
    "bad_event": Sentence(
        _("この内容では、催しをつくれません"), _FIX, _("見なおすところ：%(part)s")
    ),
    "unknown_project": Sentence(_("このつづきものは見つかりませんでした"), _FIX),
    "unknown_kind": Sentence(_("この種類の活動はありません"), _FIX),
    "bad_period": Sentence(
        _("期間を読み取れませんでした"), _FIX, _("%(given)s ではなく、%(wanted)s の形で書きます。")
    ),
    "outside_language": Sentence(
        _("この組み合わせでは、数字を出せません"),
        _("分け方を少なくするか、広い地域や長い期間を選んでください。"),
        _("わけ：%(reason)s"),
    ),
    "too_few_for_correlation": Sentence(
        _("いっしょに起きやすさは、まだ出せません"),
        _("長い期間がたつか、人がふえると出せます。ほかの地域や年度も選べます。"),
        _("都道府県を合わせても、%(least)s人にとどいていません。"),
    ),
    "purpose_is_missing": Sentence(
        _("使いみちを書いてください"),
        _("内部限りの数字は、だれが、何のために見たかを残します。"),
    ),
    "unknown_metric": Sentence(_("この指標はありません"), _FIX),
    "unknown_dimension": Sentence(_("この分け方はありません"), _FIX),
    "bad_condition": Sentence(
        _("この条件は読めません"),
        _("evidence=self_report のように、分け方と値を = でつないで書いてください。"),
        _("書かれていたもの：%(given)s"),
    ),
    "unknown_dataset": Sentence(
        _("この表は見つかりませんでした"), _("公開データの一覧から、もう一度えらんでください。")
    ),
    "unknown_release": Sentence(
        _("この公表値は見つかりませんでした"),
        _("公開データの一覧から、もう一度えらんでください。"),
    ),
    "unknown_series": Sentence(
        _("この統計は見つかりませんでした"), _("外の統計の一覧から、もう一度えらんでください。")
    ),
    "bad_series": Sentence(
        _("この統計は取り込めません"),
        _("名前・単位・出典と、英小文字ではじまる記号（3〜40字）を書いてください。"),
        _("見なおすところ：%(part)s"),
    ),
    "series_of_others": Sentence(
        _("この記号の統計は、もうあります"), _("ほかの記号を書いてください。")
    ),
    "file_is_too_large": Sentence(
        _("ファイルが大きすぎます"), _("%(megabytes)sメガバイト、5万行までに分けてください。")
    ),
    "columns_are_missing": Sentence(
        _("1行目に列の名前がありません"),
        _("1行目に region_code, year, value（または 地域コード、年、値）と書いてください。"),
        _("足りない列：%(missing)s"),
    ),
    "sheet_is_not_text": Sentence(
        _("このファイルは読めません"),
        _("表計算ソフトで「CSV UTF-8」として保存したものをえらんでください。"),
    ),
    "file_has_no_rows": Sentence(
        _("ファイルに行がありません"),
        _("1行目に region_code, year, value と書き、2行目から値を書いてください。"),
    ),
    "unknown_token": Sentence(
        _("この鍵では使えません"), _("管理者に、新しい鍵をつくってもらってください。")
    ),
    "lake_is_unreadable": Sentence(
        _("いま、集計できません"),
        _("データは失われていません。少し待ってから、もう一度おためしください。"),
    ),
    "lake_is_damaged": Sentence(_("いま、集計できません"), _STAFF),
    "lake_is_ahead": Sentence(_("いま、集計できません"), _STAFF),
    "note_is_empty": Sentence(
        _("メモに何も書かれていません"), _("知っていることを書いてください。")
    ),
    "note_is_too_long": Sentence(
        _("メモが長すぎます"), _("%(most)s文字までにしてください。いまは%(given)s文字です。")
    ),
    "unknown_figure": Sentence(_("この数字は、いまのページにありません"), _FIX),
    "unknown_note": Sentence(_("このメモはありません"), _("書いた人だけが消せます。")),
    "engine_is_missing": Sentence(
        _("この集計エンジンは、ここにはありません"),
        _(
            "sparkには pip install 'enishi[spark]' とJava 17、"
            "polarsには pip install polars が要ります。duckdbなら、そのまま使えます。"
        ),
        _("足りないもの：%(lacks)s"),
    ),
    # For those who set up regions, staff, programmes and keys.
    "bad_region_code": Sentence(
        _("地域コードは、6けたの数字です"),
        _("全国地方公共団体コードの6けたを入れてください。"),
        _("入れたもの：%(code)s"),
    ),
    "region_fits_nowhere": Sentence(
        _("この地域は、ここには置けません"),
        _("全国、都道府県、市町村、地区の順に、上の地域をえらびなおしてください。"),
        _("%(code)s は、%(parent)s の下に入りません。"),
    ),
    "coverage_is_empty": Sentence(
        _("終わりの月が、始まりの月より前です"),
        _("記録のある最初の月と最後の月を、見なおしてください。"),
    ),
    "unknown_role": Sentence(
        _("この役割はありません"),
        _("一覧からえらんでください：%(roles)s"),
        _("入れたもの：%(role)s"),
    ),
    "email_is_taken": Sentence(
        _("このメールアドレスは、もう使われています"),
        _("別のアドレスを入れるか、その方の役割を変えてください。"),
    ),
    "password_is_weak": Sentence(
        _("このパスワードは、見破られやすいです"),
        _("12文字以上で、名前やよくある言葉を使わずに、決めなおしてください。"),
    ),
    "unknown_card_kind": Sentence(_("この種類の会員証はありません"), _FIX),
    "unknown_consent": Sentence(_("この同意の種類はありません"), _FIX),
    "bad_rule": Sentence(
        _("この内容では、ルールをつくれません"), _FIX, _("見なおすところ：%(part)s")
    ),
    "support_rule_needs_cap": Sentence(
        _("担い手活動のポイントには、上限がいります"),
        _("1年の上限と、その決まりの根拠を入れてください。"),
        _("ルール：%(rule)s"),
    ),
    "unknown_rule": Sentence(
        _("このルールは見つかりませんでした"), _("ルールの一覧から、もう一度えらんでください。")
    ),
    "unknown_asset": Sentence(
        _("このコインやポイントは、まだありません"),
        _("先に、町の取り組みをはじめてください。"),
        _("入れたもの：%(asset)s"),
    ),
    "unknown_lapse": Sentence(_("この期限の決め方はありません"), _FIX),
    "fund_holds_no_money": Sentence(
        _("コインは、基金に入れられません"),
        _("行き先を「不用額として報告する」にしてください。"),
        _("コインはお金ではないので、寄附になりません。"),
    ),
    "no_donations": Sentence(
        _("このポイントは、寄附できません"),
        _("使い切れないぶんは、期限のあとに、町の不用額になります。"),
        _("町の予算から出しているので、寄附を受ける基金がありません。"),
    ),
    "donation_refused": Sentence(
        _("そのぶんは、寄附できません"),
        _("いま使えるポイントをたしかめて、小さい数に直してください。"),
        _("入れた数：%(points)s"),
    ),
    "cannot_give_back": Sentence(
        _("この移転は、もどせません"),
        _(
            "受け取った側の残りと、もどしたものをさらにもどそうとしていないかを、たしかめてください。"
        ),
    ),
    "fund_use_refused": Sentence(
        _("基金から、そのぶんは使えません"),
        _("基金の残りと使いみちをたしかめて、直してください。"),
        _("入れた数：%(points)s"),
    ),
    # For activities that come from other systems.
    "unknown_evidence": Sentence(_("この確かさの段階はありません"), _FIX),
    "key_taken": Sentence(
        _("同じ番号で、ちがう内容の記録がもうあります"),
        _("直したいときは、前の記録を取り消してから、新しい番号で入れてください。"),
        _("番号：%(key)s"),
    ),
    "unknown_activity": Sentence(
        _("この番号の記録はありません"),
        _("番号をたしかめて、もう一度入れてください。"),
        _("番号：%(key)s"),
    ),
    "already_spent": Sentence(
        _("この記録で届いたポイントは、もう使われています"),
        _("記録は、そのままです。会員の方と相談して、使った分をどうするか決めてください。"),
        _("番号：%(key)s"),
    ),
    "books_out_of_reach": Sentence(
        _("うまく届いたか、たしかめられませんでした"),
        _("少し待って、もう一度おためしください。二重になることはありません。"),
    ),
    # For those who read exact figures and close months.
    "figures_of_others": Sentence(
        _("ほかの地域の確定値は、見られません"),
        _("公表値の「くらべる」のページをご覧ください。"),
    ),
    "period_is_not_closed": Sentence(
        _("この期間の確定値は、まだありません。"),
        _("期間のすべての月が締まると、参加している地域ごとに確定します。"),
    ),
    "unknown_fixed": Sentence(
        _("この期間の確定値はありません。"),
        _("記録のない期間です。ほかの期間を選んでください。"),
    ),
    "month_is_not_over": Sentence(
        _("この月は、まだ終わっていません"),
        _("月が終わってから、締めてください。"),
        _("締めようとした月：%(month)s"),
    ),
    # For those who keep the books and the log, and those who check them.
    "account_is_different": Sentence(
        _("この口座は、ちがう決まりで開かれています"), _STAFF, _("口座：%(name)s")
    ),
    "unknown_account": Sentence(_("この口座はありません"), _STAFF, _("口座：%(name)s")),
    "limit_needs_a_floor": Sentence(
        _("発行用や外部の口座には、一日の上限を付けられません"), _STAFF, _("口座：%(name)s")
    ),
    "unknown_budget": Sentence(_("この予算枠はありません"), _STAFF, _("予算枠：%(name)s")),
    "budget_is_spent": Sentence(
        _("すでに使われた額より小さい予算枠にはできません"),
        _("%(spent)s ポイントが使われています。それ以上の額にしてください。"),
        _("予算枠：%(name)s"),
    ),
    "coins_are_no_money": Sentence(
        _("コインは、お金として記帳しません"),
        _("仕訳と予算の科目は、1ポイントが1円のポイントだけにあります。"),
        _("えらんだもの：%(asset)s"),
    ),
    "bad_account_code": Sentence(_("この勘定科目は使えません"), _FIX, _("入れた内容：%(given)s")),
    "bad_appropriation": Sentence(
        _("この予算の科目は使えません"), _FIX, _("直すところ：%(part)s（入れた内容：%(given)s）")
    ),
    "bad_conversion": Sentence(
        _("この交換はできません"),
        _("ちがう種類どうしで、1以上になる数を、0より大きい率で入れてください。"),
        _("%(amount)s を %(rate)s の率で交換しようとしました。"),
    ),
    "conversion_is_different": Sentence(
        _("同じ番号で、ちがう交換が済んでいます"),
        _("何も動いていません。新しい番号で、もう一度おためしください。"),
    ),
    "conversion_refused": Sentence(
        _("交換できませんでした"),
        _("何も動いていません。残りの数と、口座の決まりを確かめてください。"),
        _("交換しようとした数：%(amount)s（理由：%(reason)s）"),
    ),
    "lapse_was_refused": Sentence(
        _("期限の切れたポイントの行き先が、閉じられています"), _STAFF, _("口座：%(target)s")
    ),
    "unknown_transfer": Sentence(_("この番号の移転はありません"), _FIX, _("番号：%(transfer)s")),
    "books_came_from_elsewhere": Sentence(
        _("この帳簿は、別のところから写されたものです"),
        _("封の続きはつくりません。元の帳簿を使うか、元の記録ごと戻してください。"),
    ),
    "log_disagrees": Sentence(
        _("公開した記録と、手もとの記録が合いません"),
        _("新しい封は止めています。記録のファイルに手を加えず、しくみの管理者に知らせてください。"),
    ),
    "log_has_another_key": Sentence(
        _("この記録は、別の鍵で封をされています"),
        _("その記録をつくった鍵を、もとの場所に戻してください。"),
    ),
    "bad_note": Sentence(
        _("封の署名を、確かめられませんでした"),
        _("ファイルをもう一度受け取り、鍵が公開されているものかをたしかめてください。"),
    ),
    "bad_promise": Sentence(
        _("この約束は、この記録のものではありません"),
        _("控えを、もう一度受け取ってください。"),
    ),
    "bad_proof": Sentence(
        _("この証明は、封の記録につながりません"),
        _("控えを、もう一度受け取ってください。それでも合わないときは、町に知らせてください。"),
    ),
    "bad_receipt": Sentence(
        _("この控えは、読み取れないか、書きかえられています"),
        _("控えを、もう一度受け取ってください。それでも合わないときは、町に知らせてください。"),
    ),
}
