"""What people said in surveys and how often they came, in the reader's language.

The words of a survey are its own; those of its fixed lists have a translation, others stay.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from enishi.web.design.numbers import path_words

DIMENSIONS = (
    "satisfaction", "nps", "wish_to_return", "nights", "times_visited", "companions",
    "information", "spend_band", "times", "stage",
)  # fmt: skip
_CODES: Mapping[str, str] = {
    "promoter": _("すすめたい人（9〜10点）"),
    "passive": _("どちらでもない人（7〜8点）"),
    "detractor": _("すすめない人（0〜6点）"),
    "1": _("1日"),
    "2": _("2日"),
    "3-4": _("3〜4日"),
    "5+": _("5日以上"),
}
# The answers of the surveys' fixed lists, as they stand there.
_WORDS = (
    _("とても満足"), _("満足"), _("どちらでもない"), _("不満"), _("とても不満"),
    _("また行きたい（1年以内）"), _("機会があれば行きたい"), _("どちらともいえない"),
    _("あまり行きたいと思わない"), _("行きたくない"), _("福井県在住"),
    _("福井県内には宿泊しない"), _("1泊"), _("2泊"), _("3泊"), _("4泊以上"),
    _("初めて"), _("2～5回目"), _("6～10回目"), _("11回目以上"),
    _("自分ひとり"), _("夫婦2人"), _("小学生以下連れの家族"), _("中学生以上連れの家族"), _("親"),
    _("その他家族"), _("恋人"), _("友人"), _("職場の同僚"), _("団体旅行"),
    _("学校関係（修学旅行・社会科見学等）"),
    _("使わない"), _("1,000円未満"), _("1,000円以上 3,000円未満"), _("3,000円以上 5,000円未満"),
    _("5,000円以上 10,000円未満"), _("10,000円以上 20,000円未満"), _("20,000円以上 30,000円未満"),
    _("30,000円以上 40,000円未満"), _("40,000円以上 50,000円未満"), _("50,000円以上 100,000円未満"),
    _("100,000円以上"),
)  # fmt: skip


def values() -> Mapping[str, str]:
    """Return the names of all answers and of how often somebody came."""
    return (
        {code: gettext(name) for code, name in _CODES.items()}
        | {word: gettext(word) for word in _WORDS}
        | dict(path_words.steps())
    )


def dimensions() -> Mapping[str, str]:
    """Return the names of the questions, as heads of columns."""
    return {
        "satisfaction": gettext("満足度"),
        "nps": gettext("人にすすめたいか"),
        "wish_to_return": gettext("また来たいか"),
        "nights": gettext("県内で泊まった数"),
        "times_visited": gettext("何回目か"),
        "companions": gettext("いっしょに来た人"),
        "information": gettext("何で知ったか"),
        "spend_band": gettext("地域で使った額"),
        "times": gettext("活動した日数"),
        "stage": gettext("つながりの段"),
        "path": gettext("したことと、そのあと"),
    }
