"""The words for evidence grades and for what moved, for members and for the desk."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

GRADES: Mapping[str, str] = {
    "staff_scan": _("受付で確認"),
    "own_scan": _("会場で読み取り"),
    "paper": _("紙の伝票から"),
    "receipt": _("お店の記録"),
    "self_report": _("ご自分での記録"),
    "import": _("前の記録から"),
}
AT_SHOPS: Mapping[str, str] = {
    "staff_scan": _("お店のレジで確認"),
    "own_scan": _("お店で読み取り"),
}
# What moved, by its kind and direction; the counterpart decides where a kind can mean two things.
ARRIVED: Mapping[str, str] = {
    "grant": _("参加でもらった"),
    "earned": _("お買い物でもらった"),
    "reverse": _("取り消されて、戻った"),
    "refund": _("返品で戻った"),
    "convert": _("ほかのポイントから替えた"),
    "open": _("前の記録から引きついだ"),
    "merge": _("もう一つの会員証からまとめた"),
    "sell": _("お金で買った"),
}
LEFT: Mapping[str, str] = {
    "spend": _("お店で使った"),
    "donate": _("町の基金へ寄附した"),
    "reward": _("特典と引き換えた"),
    "reverse": _("取り消された"),
    "refund": _("返品で引かれた"),
    "convert": _("ほかのポイントに替えた"),
    "merge": _("もう一つの会員証へまとめた"),
    "return": _("お預かりの期間が終わり、町へ戻った"),
}
TO_THE_FUND = _("期限が来て、町の基金へ")
UNUSED = _("期限が来て、使われずに終わった")


def grade(evidence: str, *, at_shop: bool = False) -> str:
    """Say in words how sure the record is; a shop has no reception."""
    words = AT_SHOPS.get(evidence, GRADES[evidence]) if at_shop else GRADES[evidence]
    return gettext(words)


def moved(kind: str, counterpart: str, *, arrives: bool) -> str:
    """Say in plain words what happened to points."""
    if kind == "lapse" and not arrives:
        return gettext(TO_THE_FUND if counterpart.startswith("fund:") else UNUSED)
    if arrives:
        return gettext(ARRIVED.get(kind, _("届いた")))
    return gettext(LEFT.get(kind, _("出ていった")))
