"""The words for evidence grades, for the reasons of an award, and for what moved."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from enishi.activities.activity import Kind

GRADES: Mapping[str, str] = {
    "staff_scan": _("受付で確認"),
    "own_scan": _("会場で読み取り"),
    "receipt": _("お店の記録"),
    "self_report": _("ご自分での記録"),
    "import": _("前の記録から"),
}
REASONS: Mapping[str, str] = {
    "given": _("届きました"),
    "switched_off": _("いまは、コインをお渡ししていません。"),
    "not_in_time": _("コインをお渡しする期間の外でした。"),
    "hometown_tax": _("ふるさと納税には、決まりにより、ポイントもコインもお渡しできません。"),
    "home": _("お住まいによって、コインのつかない活動です。"),
    "card_kind": _("お持ちの会員証では、コインのつかない活動です。"),
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
# What moved, by its kind and direction; the counterpart decides where a kind can mean two things.
ARRIVED: Mapping[str, str] = {
    "grant": _("参加でもらった"),
    "reverse": _("取り消されて、戻った"),
    "convert": _("ほかのポイントから替えた"),
    "open": _("前の記録から引きついだ"),
    "merge": _("もう一つの会員証からまとめた"),
}
LEFT: Mapping[str, str] = {
    "spend": _("お店で使った"),
    "donate": _("町の基金へ寄附した"),
    "reverse": _("取り消された"),
    "convert": _("ほかのポイントに替えた"),
    "merge": _("もう一つの会員証へまとめた"),
    "return": _("お預かりの期間が終わり、町へ戻った"),
}
TO_THE_FUND = _("期限が来て、町の基金へ")
UNUSED = _("期限が来て、使われずに終わった")


def grade(evidence: str) -> str:
    """Say in words how sure the record is."""
    return gettext(GRADES[evidence])


def reason(code: str) -> str:
    """Say in words why an award came, or why none did."""
    return gettext(REASONS.get(code, REASONS["nothing_due"]))


def kind(of: Kind) -> str:
    """Name a kind of activity in the reader's language."""
    return of.name if (get_language() or "ja").startswith("ja") else of.name_en


def moved(kind: str, counterpart: str, *, arrives: bool) -> str:
    """Say in plain words what happened to points."""
    if kind == "lapse" and not arrives:
        return gettext(TO_THE_FUND if counterpart.startswith("fund:") else UNUSED)
    if arrives:
        return gettext(ARRIVED.get(kind, _("届いた")))
    return gettext(LEFT.get(kind, _("出ていった")))
