"""What a person reads when something is refused: one entry under each refusal's code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from enishi.kit.periods import JST
from enishi.web.design import dates


@dataclass(frozen=True, slots=True)
class Sentence:
    """What happened, why, what to do next, and the picture beside it."""

    what: str
    then: str
    why: str = ""
    picture: str = "info"


_ASK = _("わからないときは、会場の受付か、町の窓口にお声がけください。")
_FIX = _("入れた内容を見なおして、もう一度おためしください。")
_STAFF = _("わからないときは、この画面を、しくみの管理者に見せてください。")

# The pages of members come first; staff and programs read the rest.
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
        _("会場の受付に声をかけてください。"),
        picture="qr-code",
    ),
    "ticket_is_old": Sentence(
        _("このQRは、新しいものに変わりました"),
        _("会場に、いま貼ってあるポスターを、もう一度読み取ってください。"),
        _("古いポスターや写真のQRでは、受け取れません。"),
        "qr-code",
    ),
    "ticket_is_forged": Sentence(
        _("このQRは、読み取れませんでした"),
        _("ポスターのQRを、もう一度、まっすぐ読み取ってください。"),
        picture="qr-code",
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
    "has_card": Sentence(
        _("この町の会員証は、もうお持ちです"), _("会員証のページをご覧ください。")
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
    # For staff and for programs that ask.
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
    "purpose_is_missing": Sentence(
        _("使いみちを書いてください"),
        _("内部限りの数字は、だれが、何のために見たかを残します。"),
    ),
    "unknown_metric": Sentence(_("この指標はありません"), _FIX),
    "unknown_dimension": Sentence(_("この分け方はありません"), _FIX),
    "unknown_dataset": Sentence(
        _("この表は見つかりませんでした"), _("公開データの一覧から、もう一度えらんでください。")
    ),
    "unknown_release": Sentence(
        _("この公表値は見つかりませんでした"),
        _("公開データの一覧から、もう一度えらんでください。"),
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
    return Sentence(
        what=gettext(kept.what) % told,
        then=gettext(kept.then) % told,
        why=gettext(kept.why) % told if kept.why else "",
        picture=kept.picture,
    )
