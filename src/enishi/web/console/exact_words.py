"""How exact figures are read: names of columns, and what their values say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from enishi.web.design.numbers import writing
from enishi.web.design.numbers.naming import Names
from enishi.web.design.numbers.tables import Cell

_AGES = {
    "under_20": _("10代以下"),
    "20s": _("20代"),
    "30s": _("30代"),
    "40s": _("40代"),
    "50_and_over": _("50代以上"),
}
HEADS: Mapping[str, str] = MappingProxyType(
    {
        # counts
        "activities": _("延べ件数"),
        "people": _("実人数"),
        "ties": _("延べ人数（地域ごと）"),
        "regions": _("地域の数"),
        "per_head": _("1人あたり件数"),
        "per_tie": _("延べ1人あたり件数"),
        "activities_known": _("住まいの分かる件数"),
        "people_known": _("住まいの分かる人"),
        "n": _("延べ人数"),
        "yen": _("円"),
        "times": _("回数"),
        "days": _("日数"),
        "answers": _("回答の数"),
        # again and again
        "two_or_more": _("2回以上の人"),
        "five_or_more": _("5回以上の人"),
        "most_by_one": _("1人の最多回数"),
        "two_days_or_more": _("2日以上の人"),
        "five_days_or_more": _("5日以上の人"),
        "most_days_by_one": _("1人の最多日数"),
        "as_of": _("数えた日"),
        "days_ago": _("最後の活動から"),
        "cohort": _("はじめての月・年度"),
        "after": _("その後の月・年数"),
        "size": _("はじめての人"),
        "share": _("割合 %"),
        "share_low": _("割合の幅（下）%"),
        "share_high": _("割合の幅（上）%"),
        "line": _("項目"),
        "value": _("値"),
        "of": _("そのもとになる数"),
        # events
        "event": _("催し"),
        "area": _("地区"),
        "home_code": _("住まいの市区町村"),
        "d": _("日"),
        "place": _("場所"),
        "trade": _("業種"),
        "theme": _("テーマ"),
        "online": _("オンライン・現地"),
        "other": _("ほかの性別"),
        "unknown": _("属性未登録"),
        "registered": _("属性登録あり"),
        # what happens together
        "kind_a": _("行動"),
        "kind_b": _("もう一つの行動"),
        "spearman": _("順位で見た強さ"),
        "spearman_low": _("順位の幅（下）"),
        "spearman_high": _("順位の幅（上）"),
        "pearson": _("量で見た強さ"),
        "pearson_low": _("量の幅（下）"),
        "pearson_high": _("量の幅（上）"),
        "log": _("対数の量で見た強さ"),
        "log_low": _("対数の幅（下）"),
        "log_high": _("対数の幅（上）"),
        "p": _("偶然の割合"),
        "q": _("偶然の割合（全部の組）"),
        "spearman_without_one_low": _("1人抜いた順位（下）"),
        "spearman_without_one_high": _("1人抜いた順位（上）"),
        "pearson_without_one_low": _("1人抜いた量（下）"),
        "pearson_without_one_high": _("1人抜いた量（上）"),
        "spearman_without_top_3": _("よく動く3人を抜いた順位"),
        "pearson_without_top_3": _("よく動く3人を抜いた量"),
        "top_3_share": _("上位3人の割合 %"),
        "effective_members": _("実質の人数"),
        "spearman_within": _("地域の中での順位"),
        "pearson_within": _("地域の中での量"),
        "is_grey": _("何とも言えない"),
        "is_influenced": _("数人しだい"),
        "pearson_per_day": _("登録1日あたりの量"),
        "spearman_per_day": _("登録1日あたりの順位"),
        # members over time
        "members": _("会員証を持つ人"),
        "never": _("一度も使っていない人"),
        **{f"held_{months}": _("そのうち前から持つ人") for months in (3, 6, 12)},
        "quiet_3": _("3か月使っていない人"),
        "quiet_6": _("6か月使っていない人"),
        "quiet_12": _("12か月使っていない人"),
        "measure": _("数え方"),
        "total": _("全体"),
        "top_people": _("上位2割の人"),
        "top_total": _("上位2割の合計"),
        "top_share": _("上位2割の割合 %"),
        "gini": _("かたより（0〜1）"),
        "without_amount": _("金額のない件数"),
        "per_time": _("1回あたり"),
        "per_person": _("1人あたり"),
        "per_day": _("1日あたり"),
        "question": _("質問"),
        "promoters": _("すすめる人"),
        "passives": _("どちらでもない人"),
        "detractors": _("すすめない人"),
        "nps": _("おすすめ度"),
        "nps_low": _("おすすめ度の幅（下）"),
        "nps_high": _("おすすめ度の幅（上）"),
        "type": _("関わり方"),
        "step": _("段"),
        "from": _("もとの段"),
        "to": _("うつった段"),
        "within_months": _("何か月のうちに"),
        "at_risk": _("見ていた人"),
        "moved": _("うつった人"),
        "moved_elsewhere": _("ほかの段へうつった人"),
        "censored": _("期間が足りない人"),
        "followed": _("そのあとした人"),
        "others": _("くらべる人"),
        "others_followed": _("くらべる人のうちした人"),
        "unmatched": _("くらべる人のいない人"),
        "base": _("くらべる人の割合 %"),
        "base_low": _("くらべる人の幅（下）%"),
        "base_high": _("くらべる人の幅（上）%"),
        "difference": _("差（ポイント）"),
        "difference_low": _("差の幅（下）"),
        "difference_high": _("差の幅（上）"),
        "residents": _("住民"),
        "people_outside": _("町の外の人"),
        "activities_per_1000": _("住民千人あたり件数"),
        "people_per_1000": _("住民千人あたり人数"),
        "outside_per_1000": _("住民千人あたり町外の人"),
        "month_of_year": _("月"),
        "months": _("月の数"),
        "index": _("指数（平均の月が100）"),
        "is_peak": _("山"),
        "is_trough": _("谷"),
        "latest": _("いちばん新しい年"),
        "year_before": _("その前の年"),
    }
)
_LINES = {
    "activities": _("活動（延べ件数）"),
    "ties": _("関わった人（延べ人数、地域ごと）"),
    "people": _("関わった人（実人数）"),
    "visits": _("訪問（延べ件数）"),
    "visited": _("訪問した人（延べ人数）"),
    "visited_again": _("同じ地域を2回以上訪問した人"),
    "visited_again_another_day": _("同じ地域を別の日にも訪問した人"),
    "acted_again_another_day": _("別の日にも活動した人"),
}
_BANDS = {
    "0-30": _("0〜30日"),
    "31-90": _("31〜90日"),
    "91-180": _("91〜180日"),
    "181-365": _("181〜365日"),
    "366+": _("1年より前"),
}
# What a row is about stands in front of its figures.
_LABELS = frozenset(
    {
        "kind", "theme", "online", "event", "region", "area", "prefecture", "home_prefecture",
        "home_area", "home_code", "month", "fiscal_year", "d", "evidence", "sex", "age_band",
        "line", "days_ago", "as_of", "cohort", "after", "kind_a", "kind_b", "frame", "measure",
        "question", "type", "step", "from", "to", "within_months", "month_of_year",
    }
)  # fmt: skip
_DIMENSIONS = frozenset(
    {
        "region", "prefecture", "month", "fiscal_year", "kind", "evidence", "age_band", "sex",
        "home_prefecture", "home_area",
    }
)  # fmt: skip
_PERCENT = frozenset(
    {
        "share", "share_low", "share_high", "top_3_share", "top_share", "base", "base_low",
        "base_high", "difference", "difference_low", "difference_high",
    }
)  # fmt: skip
_NOTHING = "―"


def labels(row: Mapping[str, Any], by: Sequence[str]) -> list[str]:
    """Return the columns that say what a row is about: those in front of the first figure."""
    found: list[str] = []
    for name in row:
        if name not in by and name not in _LABELS:
            break
        found.append(name)
    return found


def head(column: str, names: Names) -> str:
    """Name a column."""
    if column in HEADS:
        return gettext(HEADS[column])
    sex, _split, age = column.partition("_")
    if age in _AGES:
        return f"{gettext(_AGES[age])} {writing.sex(sex)}"
    return names.dimension(column) if column in _DIMENSIONS else column


def label(column: str, value: object, names: Names) -> str:
    """Say what a row is about."""
    said: Mapping[str, Callable[[str], str]] = {
        "kind_a": lambda code: names.value("kind", code),
        "kind_b": lambda code: names.value("kind", code),
        "line": lambda code: gettext(_LINES.get(code, code)),
        "days_ago": lambda band: gettext(_BANDS.get(band, band)),
        "theme": lambda theme: theme or gettext("テーマなし"),
    }
    if isinstance(value, bool):
        if column == "online":
            return gettext("オンライン") if value else gettext("現地")
        return _yes_or_no(is_so=value)
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return said[column](text) if column in said else names.value(column, text)


def _yes_or_no(*, is_so: bool) -> str:
    return gettext("はい") if is_so else gettext("いいえ")


def cell(column: str, value: object, names: Names) -> Cell:
    """Write one exact figure; zeros are zeros here."""
    if value is None:
        return Cell(_NOTHING, is_soft=True)
    if isinstance(value, bool):
        return Cell(_yes_or_no(is_so=value), is_soft=not value)
    if isinstance(value, int):
        return Cell(f"{value:,}", is_soft=value == 0)
    if isinstance(value, float):
        return Cell(_decimal(column, value))
    return Cell(label(column, value, names))


def _decimal(column: str, value: float) -> str:
    """Write shares in percent, coefficients with two places, the rest with one."""
    if column in _PERCENT:
        text = f"{value * 100:.1f}"
    elif column in {"p", "q"}:
        text = f"{value:.3f}"
    elif column.startswith(("spearman", "pearson", "log")):
        text = f"{value:.2f}"
    else:
        text = f"{value:,.1f}"
    return text.replace("-", "−")
