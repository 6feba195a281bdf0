"""When a combination has too few people: how the wider one that is shown instead is told."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from enishi.insight.releases import coarsening

ATTRIBUTES_MAX = 2
_HOW: Mapping[str, str] = {
    coarsening.AGES: _("年代を20歳ごとに広げて"),
    coarsening.SEXES: _("性別を合わせて"),
    coarsening.HOMES: _("住まいを地方に広げて"),
    coarsening.NEIGHBOURS: _("近くの市町村を合わせて"),
    coarsening.PREFECTURE: _("都道府県を合わせて"),
}


def because(step: coarsening.Step) -> str:
    """Return the fixed sentence of a widened table or drill-down (disclosure wording)."""
    return gettext("この組み合わせは人数が少なくなりすぎるため、%(how)s表示しています。") % {
        "how": gettext(_HOW[step.name])
    }
