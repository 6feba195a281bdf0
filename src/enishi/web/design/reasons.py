"""Why a question has no figures, in words: a phrase for each rule of the query language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

WORDS: Mapping[str, str] = {
    "not_an_object": _("問いの形が、決まりとちがいます"),
    "unknown_field": _("決まりにない項目があります"),
    "unknown_dimension": _("この分け方はありません"),
    "unknown_measure": _("測れるのは、人数・活動の数・金額だけです"),
    "not_a_single_value": _("条件には、値をひとつだけ入れられます"),
    "unknown_value": _("公表している区分に、この値はありません"),
    "not_closed": _("この期間は、まだ締めていません"),
    "nothing_closed": _("締めた月が、まだありません"),
    "not_participating": _("この地域は、まだ参加していません"),
    "area_beside_municipality": _("この地域の数字は、市町村のほうにまとめています"),
    "named_twice": _("同じ分け方が、2回入っています"),
    "one_slot_twice": _("いっしょに使えない分け方が、2つ入っています"),
    "contradiction": _("両立しない条件が入っています"),
    "too_many_attributes": _("年代・性別・住まいから選べるのは、2つまでです"),
    "sure_action_stands_alone": _(
        "したことやテーマを、確かめられた記録だけで見るときは、年代・性別・住まいは選べません"
    ),
    "wide_stands_alone": _(
        "したことやテーマに、20歳ごとの年代か地方を合わせられるのは、市町村の数字だけです。"
        "ほかの分け方は選べません"
    ),
    "too_many_cells": _("表の行が多すぎます"),
}


def told(reason: str) -> str:
    """Say a reason in the reader's language; one that we do not know stays as it is."""
    return gettext(WORDS[reason]) if reason in WORDS else reason
