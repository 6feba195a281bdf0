"""When a combination has too few people: which wider one to ask next, and how to say so."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext

ATTRIBUTES_MAX = 2


def wider(
    asked: Mapping[str, str], *, home_area: Callable[[str], str | None]
) -> tuple[dict[str, str] | None, str]:
    """Return the next wider combination and why; None when nothing wider is left.

    Sex is given up first, then the home becomes its 地方, then age is given up, then home.
    """
    left = dict(asked)
    if "sex" in left:
        left.pop("sex")
        return left, _because(gettext("性別を合わせて"))
    if "home_prefecture" in left:
        area = home_area(left.pop("home_prefecture"))
        if area is not None:
            return {"home_area": area, **left}, _because(gettext("住まいを地方に広げて"))
        return left, _because(gettext("住まいを合わせて"))
    if "age_band" in left:
        left.pop("age_band")
        return left, _because(gettext("年代を合わせて"))
    if "home_area" in left:
        left.pop("home_area")
        return left, _because(gettext("住まいを合わせて"))
    return None, ""


def _because(how: str) -> str:
    """Return the fixed sentence of a widened drill-down (disclosure wording)."""
    return gettext("この組み合わせは人数が少なくなりすぎるため、%(how)s表示しています。") % {
        "how": how
    }
