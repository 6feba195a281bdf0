"""The words for who people are to each other, as both sides read them."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from enishi.membership import queries
from enishi.membership.family import RELATIONS

_WORDS: Mapping[str, str] = {
    "child": _("子ども"),
    "grandchild": _("孫"),
    "spouse": _("夫・妻"),
    "relative": _("親せき"),
    "helper": _("お手伝いの人"),
    "parent": _("親"),
}
# The other side of it: whom such a person acts for.
_OF: Mapping[str, str] = {
    "child": _("親"),
    "grandchild": _("祖父・祖母"),
    "spouse": _("夫・妻"),
    "relative": _("親せき"),
    "helper": _("お手伝いする方"),
    "parent": _("子ども"),
}
# What was done while acting, by the name of its page.
_DONE: Mapping[str, str] = {
    "begun": _("代わりに使いはじめた"),
    "family-back": _("代わりを終えた"),
    "landing": _("催しで、受け取った"),
    "sign-up": _("催しに、申し込んだ"),
    "act": _("毎日のことを、記録した"),
    "undo-action": _("毎日の記録を、取り消した"),
    "attach": _("記録に、写真やリンクをつけた"),
    "team": _("チームの番号を、入れた"),
    "card": _("会員証をつくった"),
    "donate": _("ポイントを、寄附した"),
}


def done(purpose: str) -> str:
    """Say what somebody did for a member: as acting writes it down, acting:landing."""
    what = _DONE.get(purpose.partition(":")[2], _("代わりに手続きした"))
    return gettext("あなたの代わり：%(what)s") % {"what": gettext(what)}


def word(relation: str) -> str:
    """Say who acts: somebody's child, a helper."""
    return gettext(_WORDS[relation])


def of(relation: str) -> str:
    """Say for whom such a person acts: a parent."""
    return gettext(_OF[relation])


def choices() -> list[tuple[str, str]]:
    """Return what to choose from, named as the one acted for: I act for my parent."""
    return [(relation, of(relation)) for relation in RELATIONS]


def called(member_id: UUID, name: str) -> str:
    """Return how to call somebody: as they want, else the end of their card's number."""
    if name:
        return name
    card = next((one for one in queries.cards(member_id) if one.is_live), None)
    return gettext("会員証 …%(end)s の方") % {"end": card.number[-4:]} if card else ""
