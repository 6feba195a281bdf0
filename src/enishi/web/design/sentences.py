"""What a person reads when something is refused: one entry under each refusal's code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from enishi.kit.periods import JST
from enishi.web.design import dates, reasons
from enishi.web.design.sentence import ASK as _ASK
from enishi.web.design.sentence import FIX as _FIX
from enishi.web.design.sentence import Sentence
from enishi.web.design.sentences_of_family import OF_FAMILY
from enishi.web.design.sentences_of_money import OF_MONEY
from enishi.web.design.sentences_of_rewards import OF_REWARDS
from enishi.web.design.sentences_of_rights import OF_RIGHTS
from enishi.web.design.sentences_of_shops import OF_SHOPS
from enishi.web.design.sentences_of_staff import OF_STAFF

# The pages of members; what staff and programs read is `sentences_of_staff`.
SENTENCES: Mapping[str, Sentence] = {
    "refused": Sentence(_("受け付けられませんでした"), _ASK),
    "event_is_over": Sentence(
        _("受け取れる時間が終わりました"),
        _("その日に会場にいた方は、受付に声をかけてください。町の人が確かめて、お渡しします。"),
        _("このQRは、%(until)sまででした。"),
        "clock",
    ),
    "event_not_started": Sentence(
        _("まだ受け取れません"),
        _("始まってから、もう一度、会場のポスターを読み取ってください。"),
        _("この催しで受け取れるのは、%(opens_at)sからです。"),
        "clock",
    ),
    "event_is_full": Sentence(
        _("定員になりました"),
        _("受付に声をかけてください。空きが出たら、お渡しできます。"),
        _("この催しの定員は、%(capacity)s人です。"),
        "users",
    ),
    "check_in_was_withdrawn": Sentence(
        _("この受け取りは、取り消されています"),
        _("心あたりがないときは、受付か町の窓口に声をかけてください。"),
        picture="info",
    ),
    "ticket_is_early": Sentence(
        _("このQRは、まだ使えません"),
        _("その月になってから、もう一度読み取ってください。"),
        _("使えるのは、%(valid_from)sからです。"),
        "clock",
    ),
    "no_live_poster": Sentence(
        _("いま使えるQRがありません"),
        _(
            "番号を入れた方は、まちがいがないかをご覧ください。わからないときは、会場の受付へどうぞ。"
        ),
        picture="qr-code",
    ),
    "ticket_is_old": Sentence(
        _("このQRは、新しいものに変わりました"),
        _("会場に、いま貼ってあるポスターを、もう一度読み取ってください。"),
        _("古いポスターや写真のQRでは、受け取れません。"),
        "qr-code",
    ),
    "code_has_turned": Sentence(
        _("このQRは、新しいものに変わりました"),
        _("会場の画面を、もう一度読み取ってください。画面が見あたらないときは、受付へどうぞ。"),
        _("画面のQRは、30秒ごとに新しくなります。写真では、受け取れません。"),
        "clock",
    ),
    "told_enough_today": Sentence(
        _("今日のぶんは、ここまでです"),
        _("つづきは、あした書きとめられます。町で受付に声をかけた活動は、今日もそのまま残ります。"),
        _("ご自分での記録は、ぜんぶの町を合わせて、1日%(most)s件までです。"),
        "clock",
    ),
    "ticket_is_forged": Sentence(
        _("このQRは、読み取れませんでした"),
        _("ポスターのQRを、もう一度、まっすぐ読み取ってください。"),
        picture="qr-code",
    ),
    "done_too_long_ago": Sentence(
        _("日がたちすぎて、自動では受け付けられません"),
        _("その日のことは、受付か町の窓口で話してください。町の人が確かめて、記録できます。"),
        _("つながらないときの記録は、%(hours)s時間まで受け付けています。"),
        "clock",
    ),
    "done_in_the_future": Sentence(
        _("スマホの時計が、ずれているようです"),
        _("時計を合わせて、もう一度おためしください。"),
        picture="clock",
    ),
    "keys_differ": Sentence(
        _("送られた内容が、食いちがっています"),
        _("ページをひらきなおして、もう一度おためしください。"),
    ),
    "unknown_event": Sentence(
        _("この催しは見つかりませんでした"),
        _("番号をたしかめて、もう一度入れてください。"),
        picture="qr-code",
    ),
    "unknown_region": Sentence(_("この地域のページはありません"), _ASK),
    "unknown_controller": Sentence(_("個人情報の扱いが、まだ書かれていません"), _ASK),
    "unknown_member": Sentence(_("会員が見つかりませんでした"), _ASK),
    "unknown_card": Sentence(
        _("この番号の会員証はありません"),
        _("番号をたしかめて、もう一度入れてください。古い会員証は、再発行で使えなくなっています。"),
        picture="qr-code",
    ),
    "card_is_blank": Sentence(
        _("この会員証は、まだお渡ししていません"),
        _("受付で、この会員証を見せてください。そのときから使えます。"),
        picture="qr-code",
    ),
    "card_is_used": Sentence(
        _("この会員証は、新しい会員証として使えません"),
        _("まだだれにも渡していない、新しい1枚を読み取ってください。"),
        picture="qr-code",
    ),
    "card_has_phone": Sentence(
        _("この会員証は、もうスマホにつながっています"),
        _("心あたりがないときは、受付か町の窓口に、会員証を持ってお越しください。"),
    ),
    "wrong_tie_code": Sentence(
        _("6けたの番号が、ちがうようです"),
        _("会員証といっしょにお渡しした「控え」の6けたを、もう一度入れてください。"),
        _("あと%(left)s回ためせます。"),
    ),
    "tie_is_locked": Sentence(
        _("6けたの番号が、つづけてちがいました"),
        _("受付か町の窓口で、新しい会員証に替えられます。たまったものは、そのままです。"),
    ),
    "phone_is_taken": Sentence(
        _("このスマホには、もう会員証が入っています"),
        _("受付か町の窓口に、会員証とスマホを持ってお越しください。"),
    ),
    "has_signed_up": Sentence(
        _("この方のスマホは、受付では外せません"),
        _("ご本人が、スマホの「わたしの記録」から外せます。"),
        _("電話番号やメールアドレスで、ご本人が確かめられています。"),
    ),
    "too_many_sheets": Sentence(_("会員証のシートは、一度に1枚から%(most)s枚までです"), _FIX),
    "unknown_sheet": Sentence(_("この会員証のシートはありません"), _FIX),
    "not_received_today": Sentence(
        _("今日の受付ではないので、ここでは取り消せません"),
        _("取り消せるのは、その日に受付で確認したものだけです。"),
    ),
    "has_card": Sentence(
        _("この町の会員証は、もうお持ちです"), _("会員証のページをご覧ください。")
    ),
    "too_many_tries": Sentence(
        _("つづけて何度もためされたので、しばらく止めています"),
        _("10分ほど待ってから、もう一度おためしください。ポスターのQRは、いまも読み取れます。"),
        picture="clock",
    ),
    "not_enough_points": Sentence(_("ポイントが足りません"), _FIX),
    "not_sealed": Sentence(
        _("控えは、いま作っているところです"),
        _("1分ほど待ってから、もう一度押してください。コインは、もう会員証に入っています。"),
        picture="clock",
    ),
    "not_published": Sentence(
        _("この記録は、まだ公開されていません"),
        _("あす、もう一度おたずねください。"),
        picture="clock",
    ),
    "bad_attribute": Sentence(_("この内容では、書きとめられません"), _FIX),
    # For the town's words to its people.
    "administrative_word": Sentence(
        _("この言葉は、会員が読むところでは使えません"),
        _("「つながり」「応援する人」「ファン」などに言いかえてください。"),
        _("役所の言葉で人を数える言い方が、入っています。"),
    ),
    "bad_wording": Sentence(
        _("この内容では、会員証の名前を決められません"), _FIX, _("見なおすところ：%(part)s")
    ),
    "bad_honour": Sentence(
        _("この内容では、つくれません"),
        _("名前が空か、もう使われていないか、回数と期間が正しいかを、見なおしてください。"),
        _("見なおすところ：%(part)s"),
    ),
    "bad_letter": Sentence(
        _("このお便りは、まだ出せません"),
        _("題名、本文、差出人、だれに届けるかを、見なおしてください。"),
        _("見なおすところ：%(part)s"),
    ),
    "unknown_honour": Sentence(_("この呼び名は見つかりませんでした"), _FIX),
    "unknown_invitation": Sentence(
        _("このご招待は見つかりませんでした"), _("ホームから、もう一度ひらいてください。")
    ),
    # For those who prove an address, and come back on another phone.
    "phone_is_unreadable": Sentence(
        _("番号を、もう一度たしかめてください"),
        _("090などで始まる、11けたの携帯電話の番号を入れてください。"),
        picture="circle-alert",
    ),
    "phone_takes_no_sms": Sentence(
        _("この番号には、SMSをお送りできません"),
        _("日本の携帯電話の番号を入れるか、メールアドレスでお進みください。"),
        _("固定電話、IP電話、海外の番号には届きません。"),
        "circle-alert",
    ),
    "email_is_unreadable": Sentence(
        _("メールアドレスを、もう一度たしかめてください"),
        _("例のように、@をはさんだ形で入れてください：hanako@example.jp"),
        picture="circle-alert",
    ),
    "unknown_contact_kind": Sentence(_("この連絡先は使えません"), _FIX),
    "code_is_fresh": Sentence(
        _("さきほど、番号をお送りしました"),
        _("届かないときは、%(again_at)sを過ぎてから、もう一度押してください。"),
        picture="clock",
    ),
    "too_many_codes": Sentence(
        _("番号を、つづけて何度もお送りしました"),
        _("1時間ほど待つか、別の方法でお進みください。コインは、このスマホに残っています。"),
        picture="clock",
    ),
    "code_is_incomplete": Sentence(
        _("番号は、6けたの数字です"),
        _("届いた6けたを、もう一度入れてください。"),
        picture="circle-alert",
    ),
    "code_is_wrong": Sentence(
        _("番号がちがうようです"),
        _("もう一度入れてください。あと%(left)s回、ためせます。"),
        picture="circle-alert",
    ),
    "code_is_dead": Sentence(
        _("この番号は、もう使えません"),
        _("新しい番号を受け取って、10分のうちに入れてください。"),
        _("時間が過ぎたか、何度もちがう番号が入ったか、もう使われています。"),
        "clock",
    ),
    "contact_is_taken": Sentence(
        _("この連絡先は、もう別の会員証につながっています"),
        _("その連絡先で、ログインしてください。コインは、いっしょにできます。"),
    ),
    "passkey_is_taken": Sentence(
        _("このスマホの鍵は、もう登録されています"), _("「わたしのスマホ」のページをご覧ください。")
    ),
    "passkey_was_copied": Sentence(
        _("この鍵では、入れません"),
        _("電話番号かメールでログインして、この鍵を「わたしのスマホ」で消してください。"),
        _("同じ鍵が、ほかの場所でも使われたようです。"),
        "circle-alert",
    ),
    "unknown_passkey": Sentence(
        _("この鍵の会員証は、見つかりませんでした"),
        _("電話番号かメールでログインしてください。"),
        picture="circle-alert",
    ),
    "passkey_failed": Sentence(
        _("鍵を、たしかめられませんでした"),
        _("もう一度おためしください。だめなときは、電話番号かメールでお進みください。"),
        picture="circle-alert",
    ),
    "last_way_back": Sentence(
        _("これを消すと、戻る方法がなくなります"),
        _("先に、電話番号かメールアドレスを登録してください。"),
    ),
    "identity_is_taken": Sentence(
        _("このアカウントは、もう別の会員証につながっています"),
        _("そのアカウントで、ログインしてください。コインは、いっしょにできます。"),
    ),
    "proof_is_gone": Sentence(
        _("確認から時間がたちました"),
        _("お手数ですが、もう一度、電話番号かメールを入れるところからお願いします。"),
        picture="clock",
    ),
    "unknown_action": Sentence(
        _("この項目は、ありません"), _("ページをひらきなおして、もう一度えらんでください。")
    ),
    "action_is_closed": Sentence(
        _("この項目は、いまお休みしています"),
        _("ほかの項目は、いつもどおり記録できます。"),
        _("お休みの項目：%(title)s"),
    ),
    "action_is_of_team": Sentence(
        _("この項目は、チームの方のものです"),
        _("チームの番号をお持ちの方は、番号を入れると記録できます。"),
        _("項目：%(title)s"),
        "users",
    ),
    "too_many_reports": Sentence(
        _("今日のぶんは、じゅうぶん記録できました"),
        _("あすまた、記録できます。お店や会場の記録は、いまもつきます。"),
        _("ご自分での記録は、1日に%(most)s件までです。"),
        "clock",
    ),
    "undo_is_late": Sentence(
        _("取り消せるのは、その日のうちです"),
        _("まちがいのときは、町の窓口にお声がけください。"),
        _("記録した日：%(day)s"),
        "clock",
    ),
    "nothing_added": Sentence(
        _("写真もリンクも、えらばれていません"),
        _("どちらかひとつを入れてください。なくても、記録はそのままです。"),
    ),
    "bad_link": Sentence(
        _("このリンクは、ひらけないようです"),
        _("https:// から始まる、だれでも見られるページのリンクを入れてください。"),
    ),
    "photo_is_too_large": Sentence(
        _("この写真は、大きすぎます"), _("12MBまでの写真をえらんでください。")
    ),
    "photo_is_unreadable": Sentence(
        _("この写真は、読み取れませんでした"),
        _("JPEG、PNG、WebPの写真をえらんでください。"),
    ),
    "unknown_photo": Sentence(_("この写真は、もうありません"), _("記録は、そのまま残っています。")),
    "unknown_team": Sentence(
        _("この番号のチームはありません"),
        _(
            "番号をたしかめて、もう一度入れてください。わからないときは、チームの方にきいてください。"
        ),
        picture="users",
    ),
    "bad_action": Sentence(
        _("この内容では、項目をつくれません"), _FIX, _("見なおすところ：%(part)s")
    ),
    "bad_team": Sentence(
        _("この内容では、チームをつくれません"), _FIX, _("見なおすところ：%(part)s")
    ),
    "team_code_is_taken": Sentence(
        _("この番号は、ほかのチームが使っています"),
        _("別の番号にするか、空らんのままにしてください。空らんなら、こちらで決めます。"),
        _("番号：%(code)s"),
    ),
    # For staff and for programs that ask.
    **OF_FAMILY,
    **OF_RIGHTS,
    **OF_SHOPS,
    **OF_MONEY,
    **OF_REWARDS,
    **OF_STAFF,
}


class _Facts(dict[str, str]):
    """The facts of a refusal as text; a fact that is missing reads as nothing."""

    def __missing__(self, name: str) -> str:
        return ""


def told_moment(moment: datetime) -> str:
    """Write a moment; midnight is told as 24:00 of the day that ends with it."""
    local = moment.astimezone(JST)
    language = get_language() or "ja"
    if local.hour == 0 and local.minute == 0:
        on = dates.day(local.date() - timedelta(days=1), language)
        return f"{on}の24時" if language.startswith("ja") else f"midnight at the end of {on}"
    on = dates.day(local.date(), language)
    return f"{on} {dates.time(moment)}"


def _told(value: object) -> str:
    if isinstance(value, datetime):
        return told_moment(value)
    if isinstance(value, date):
        return dates.day(value, get_language() or "ja")
    return str(value)


def sentence(code: str, facts: Mapping[str, object]) -> Sentence:
    """Return the sentences kept under a code, filled with the facts, in the reader's language."""
    kept = SENTENCES.get(code, SENTENCES["refused"])
    told = _Facts({name: _told(value) for name, value in facts.items()})
    if "reason" in told:
        told["reason"] = reasons.told(told["reason"])
    return Sentence(
        what=gettext(kept.what) % told,
        then=gettext(kept.then) % told,
        why=gettext(kept.why) % told if kept.why else "",
        picture=kept.picture,
    )
