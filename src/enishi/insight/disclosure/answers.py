"""Which answers of surveys a question may name, and in which order their words are published.

A survey's own fixed list of answers is public knowledge. Of other words (own words of one person
among them) only those are published that ten people carry; the rest and what was left open is
`unknown`, as a home that is no category.
"""

from __future__ import annotations

from collections.abc import Collection
from types import MappingProxyType
from typing import Final

# Dimension -> the words of the fixed list, in the order of the questionnaire; empty: any words.
_BANDS = (
    "使わない", "1,000円未満", "1,000円以上 3,000円未満", "3,000円以上 5,000円未満",
    "5,000円以上 10,000円未満", "10,000円以上 20,000円未満", "20,000円以上 30,000円未満",
    "30,000円以上 40,000円未満", "40,000円以上 50,000円未満", "50,000円以上 100,000円未満",
    "100,000円以上",
)  # fmt: skip
LISTS: Final = MappingProxyType(
    {
        "satisfaction": ("とても満足", "満足", "どちらでもない", "不満", "とても不満"),
        "nps": ("promoter", "passive", "detractor"),
        "wish_to_return": (
            "また行きたい（1年以内）", "機会があれば行きたい", "どちらともいえない",
            "あまり行きたいと思わない", "行きたくない", "福井県在住",
        ),
        "nights": ("福井県内には宿泊しない", "1泊", "2泊", "3泊", "4泊以上"),
        "times_visited": ("初めて", "2～5回目", "6～10回目", "11回目以上"),
        "companions": (
            "自分ひとり", "夫婦2人", "小学生以下連れの家族", "中学生以上連れの家族", "親",
            "その他家族", "恋人", "友人", "職場の同僚", "団体旅行",
            "学校関係（修学旅行・社会科見学等）",
        ),
        "information": (),
        "spend_band": _BANDS,
    }
)  # fmt: skip
DIMENSIONS: Final = tuple(LISTS)
# A score of 9 or 10 promotes, 7 or 8 is passive, 0 to 6 detracts (Reichheld 2003).
PROMOTER_FROM: Final = 9
PASSIVE_FROM: Final = 7


def published(dimension: str, common: Collection[str]) -> tuple[str, ...]:
    """Return the published words of a dimension, given those that enough people carry.

    The fixed list as a whole where any of it is carried; then other common words in their order.
    """
    fixed = LISTS[dimension]
    known = fixed if set(fixed) & set(common) else ()
    return (*known, *sorted(set(common).difference(fixed)))
