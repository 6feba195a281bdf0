"""How numbers, periods and categories are written for a reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from enishi.web.design import dates
from enishi.web.design.numbers.shares import Factor, Share

UNKNOWN = "unknown"
HIDDEN = "x"
_HALF = (0.45, 0.55)
_OLDEST, _YOUNGEST = "80+", "0-9"
_TWENTY_YEARS = {
    "0-19": _("〜19歳"), "20-39": _("20〜39歳"), "40-59": _("40〜59歳"), "60+": _("60歳〜"),
}  # fmt: skip


def count(people: int | None) -> str:
    """Write a number of people with thousands; a hidden one as x."""
    return HIDDEN if people is None else f"{people:,}"


def unit_of_people() -> str:
    """Return what follows a number of people where there is room for no more."""
    return gettext("%(people)s人") % {"people": ""}


def percent(share: Share | None) -> str:
    """Write a share without decimals; a hidden one as x."""
    return HIDDEN if share is None else f"{share.ratio * 100:.0f}"


def percent_fine(share: Share | None) -> str:
    """Write a share with one decimal, for tables."""
    return HIDDEN if share is None else f"{share.ratio * 100:.1f}"


def span(share: Share | None) -> str:
    """Write the range of a share, as in 74〜80."""
    if share is None:
        return ""
    return f"{share.low * 100:.0f}〜{share.high * 100:.0f}"


def times(factor: Factor) -> str:
    """Write how many times, saying 半分 for about a half."""
    if _HALF[0] <= factor.value <= _HALF[1]:
        return gettext("半分")
    return gettext("%(times)s倍") % {"times": f"{factor.value:.1f}"}


def listed(names: Sequence[str]) -> str:
    """Join names as a sentence does; names in quotation marks need nothing between them."""
    if names and all(name.startswith("「") for name in names):
        return "".join(names)
    return gettext("・").join(names)


def text(*sentences: str) -> str:
    """Join whole sentences: without a gap in Japanese, with a space in other languages."""
    gap = "" if _is_japanese() else " "
    return gap.join(sentence for sentence in sentences if sentence)


def _is_japanese() -> bool:
    return (get_language() or "ja").startswith("ja")


def period(year: str | None) -> str:
    """Name a fiscal year, or all closed months."""
    if year is None:
        return gettext("これまで")
    return gettext("%(year)s年度") % {"year": year}


def span_of_year(year: str, last: str) -> str:
    """Write the months of a fiscal year as far as they are closed."""
    end = min(f"{int(year) + 1}-03", last)
    return f"{full_month(f'{year}-04')}〜{full_month(end)}"


def full_month(text: str) -> str:
    """Write YYYY-MM with its year."""
    return dates.month(text, get_language() or "ja")


def month(text: str) -> str:
    """Write the month of YYYY-MM without its year."""
    written = full_month(text)
    return written.partition("年")[2] if _is_japanese() else written.partition(" ")[0]


def sex(code: str) -> str:
    """Name a sex as registered."""
    names = {
        "female": gettext("女性"),
        "male": gettext("男性"),
        "other": gettext("その他"),
        UNKNOWN: gettext("登録なし"),
    }
    return names[code]


def age_band(code: str) -> str:
    """Name a band of ten or twenty years."""
    if code == UNKNOWN:
        return gettext("登録なし")
    if code == _OLDEST:
        return gettext("80歳〜")
    if code == _YOUNGEST:
        return gettext("〜9歳")
    if code in _TWENTY_YEARS:
        return gettext(_TWENTY_YEARS[code])
    return gettext("%(age)s代") % {"age": code[:2]}


def in_language(japanese: str, english: str) -> str:
    """Choose between two names that are data, not translations."""
    return japanese if _is_japanese() or not english else english


def named(code: str, names: Mapping[str, str]) -> str:
    """Name a category by a table of names; what has no name is shown as it is."""
    if code == UNKNOWN:
        return gettext("登録なし")
    return names.get(code, code)


def protection() -> str:
    """Return the fixed note that stands on every page and file of released numbers."""
    return gettext(
        "個人や事業者が特定されないよう、人数にはごく小さな誤差を加えています。"
        "内訳の合計は総数と一致しないことがあります。"
    )
