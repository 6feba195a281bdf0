"""The words for evidence grades and doubts, for the reasons of an award, and for what moved."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from enishi.activities.activity import Kind
from enishi.web.design.moves import GRADES, grade, moved

__all__ = ["DOUBTS", "GRADES", "REASONS", "doubt", "grade", "kind", "moved", "reason"]

# Why a record is not graded higher. What was earned is the same; the desk can lift the grade.
DOUBTS: Mapping[str, str] = {
    "static_code": _("紙のQRを読んだため。会場の画面のQRなら「会場で読み取り」になります。"),
    "late_code": _("会場で開いてから、時間がたって届いたため。"),
    "far_away": _("スマホの場所が、会場から離れていたため。"),
    "place_unknown": _("会場にいるかを、たしかめられなかったため。"),
    "same_phone": _("このスマホで、ほかの方も受け取ったため。"),
    "impossible": _("すぐ前の記録から、遠く離れた場所だったため。"),
    "many_at_once": _("短いあいだに、たくさんの催しで受け取ったため。"),
}
REASONS: Mapping[str, str] = {
    "given": _("届きました"),
    "switched_off": _("いまは、コインをお渡ししていません。"),
    "not_in_time": _("コインをお渡しする期間の外でした。"),
    "hometown_tax": _("ふるさと納税には、決まりにより、ポイントもコインもお渡しできません。"),
    "home": _("お住まいによって、コインのつかない活動です。"),
    "card_kind": _("お持ちの会員証では、コインのつかない活動です。"),
    "own_word": _("円ぶんのポイントは、会場やお店の記録にだけつきます。"),
    "no_hours": _("時間が決まっていないため、コインはつきません。"),
    "no_amount": _("金額がわからないため、コインはつきません。"),
    "nothing_due": _("この活動には、コインがつきません。"),
    "daily_limit": _("今日のぶんは、もう届いています。"),
    "period_limit": _("この期間のぶんは、もう届いています。"),
    "yearly_cap": _("今年のぶんは、もう届いています。"),
    "budget_spent": _("用意したぶんが、なくなりました。"),
    "wallet_limit": _("1日に受け取れる上限をこえるため、届いていません。"),
    "wallet_closed": _("この会員証の受け取りは、終わっています。"),
}


def reason(code: str) -> str:
    """Say in words why an award came, or why none did."""
    return gettext(REASONS.get(code, REASONS["nothing_due"]))


def kind(of: Kind) -> str:
    """Name a kind of activity in the reader's language."""
    return of.name if (get_language() or "ja").startswith("ja") else of.name_en


def doubt(code: str) -> str:
    """Say why a record is not graded higher; nothing where nobody lowered it."""
    return gettext(DOUBTS[code]) if code in DOUBTS else ""
