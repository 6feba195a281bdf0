"""Sentences a reader trusts: they name their frame and claim no more than the ranges allow.

Words are 多い, 少ない, 変わらない. No sentence here knows a cause.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from enishi.web.design.numbers import shares, writing
from enishi.web.design.numbers.shares import Factor, Share

# Two published numbers nearer than this are not told apart (disclosure: 1.96 x 2.45 x sqrt 2).
CLEAR_CHANGE = 7
FEW = 100
_MOST_NAMED = 3
# Below this many people a category does not make a headline.
_HEADLINE_FROM = 20


@dataclass(frozen=True, slots=True)
class Frame:
    """What every headline names: period, place, people, and whom we compare with."""

    period: str
    place: str
    people: int | None
    comparison: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One category: its name, its share, and the share of whom we compare with."""

    name: str
    own: Share | None
    other: Share | None = None

    @property
    def factor(self) -> Factor | None:
        """How many times as large as the comparison's."""
        return shares.factor(self.own, self.other)

    @property
    def difference(self) -> int | None:
        """Clearly more, clearly less, or not to be told apart."""
        return shares.difference(self.own, self.other)


def shown(parts: Sequence[Part]) -> list[Part]:
    """Return the parts that are shown, largest share first."""
    seen = [part for part in parts if part.own is not None]
    return sorted(seen, key=lambda part: -(part.own.ratio if part.own else 0.0))


def leaders(parts: Sequence[Part]) -> list[Part]:
    """Return the largest parts that cannot be told apart from the very largest."""
    ordered = shown(parts)
    if not ordered:
        return []
    first = ordered[0].own
    return [part for part in ordered if shares.difference(first, part.own) == 0]


def portrait(
    frame: Frame, outside: Share | None, elsewhere: str, parts: Sequence[Part], peak: str = ""
) -> list[str]:
    """Return the headline of a portrait in phrases that keep together when a line wraps."""
    if frame.people is None:
        return [
            gettext("%(period)sに%(place)sで記録された人は、") % {
                "period": frame.period, "place": frame.place,
            },
            gettext("まだ数えて見せられる人数になっていません。"),
        ]  # fmt: skip
    facts = {
        "period": frame.period,
        "place": frame.place,
        "people": writing.count(frame.people),
    }
    if outside is None:
        opening = [gettext("%(period)sに%(place)sで記録された人は%(people)s人です。") % facts]
    else:
        opening = [
            gettext("%(period)sに%(place)sで記録された%(people)s人のうち、") % facts,
            gettext("%(percent)s%%は%(elsewhere)sに住む人です。")
            % {"percent": writing.percent(outside), "elsewhere": elsewhere},
        ]
    if frame.people < FEW:
        return [*opening, gettext("人数が少ないため、おおまかな目安です。")]
    return [*opening, *(_distinct(frame, parts) or ([peak] if peak else []))]


def _distinct(frame: Frame, parts: Sequence[Part]) -> list[str]:
    """Say which part is clearly larger and which clearly smaller than elsewhere."""
    if not frame.comparison:
        return []
    more, less = _most_distinct(parts, 1), _most_distinct(parts, -1)
    said: list[str] = []
    if more is not None:
        said.append(
            gettext("「%(name)s」の割合は%(comparison)sの%(times)s")
            % {
                "name": more.name,
                "comparison": frame.comparison,
                "times": writing.times(_factor(more)),
            }
            + (gettext("、") if less else gettext("です。"))
        )
    if less is not None:
        pattern = (
            gettext("「%(name)s」は%(times)sです。")
            if more
            else gettext("「%(name)s」の割合は%(comparison)sの%(times)sです。")
        )
        said.append(
            pattern
            % {
                "name": less.name,
                "comparison": frame.comparison,
                "times": writing.times(_factor(less)),
            }
        )
    return said or [
        gettext("分かれ方は%(comparison)sと大きくは変わりません。")
        % {"comparison": frame.comparison}
    ]


def _factor(part: Part) -> Factor:
    """Return the factor of a part that was chosen because it has one."""
    factor = part.factor
    assert factor is not None, "only parts with a factor are chosen"
    return factor


def _most_distinct(parts: Sequence[Part], side: int) -> Part | None:
    """Return the part whose range lies farthest above (1) or below (-1) the comparison."""
    best, distance = None, 0.0
    for part in parts:
        factor = part.factor
        if factor is None or factor.verdict != side or not factor.is_notable:
            continue
        if part.own is None or (side > 0 and part.own.part < _HEADLINE_FROM):
            continue
        away = math.log(factor.low) if side > 0 else -math.log(factor.high)
        if away > distance:
            best, distance = part, away
    return best


def most(parts: Sequence[Part], wanted: int = _MOST_NAMED) -> str:
    """Say which parts are the largest, without ranking those too near to tell apart."""
    first = leaders(parts)
    if not first:
        return gettext("人数が少ないため、まだ言えることがありません。")
    if len(first) == 1:
        return gettext("いちばん多いのは%(name)sで、%(percent)s%%です。") % {
            "name": first[0].name,
            "percent": writing.percent(first[0].own),
        }
    if len(first) <= wanted:
        names = writing.listed([part.name for part in first])
        return gettext("%(names)sが多く、たがいの差ははっきりしません。") % {"names": names}
    return gettext("上位の差ははっきりしません。")


def compared(parts: Sequence[Part], comparison: str) -> str:
    """Say which parts differ clearly from the comparison, or that none does."""
    pairs = [part for part in shown(parts) if part.other is not None]
    if not comparison or not pairs:
        return ""
    more = [part.name for part in pairs if part.difference == 1][:_MOST_NAMED]
    less = [part.name for part in pairs if part.difference == -1][:_MOST_NAMED]
    facts = {
        "comparison": comparison,
        "more": writing.listed(more),
        "less": writing.listed(less),
    }
    if more and less:
        return gettext("%(comparison)sより多いのは%(more)s、少ないのは%(less)sです。") % facts
    if more:
        return gettext("%(comparison)sより%(more)sが多くなっています。") % facts
    if less:
        return gettext("%(comparison)sより%(less)sが少なくなっています。") % facts
    return gettext("%(comparison)sと大きくは変わりません。") % facts


def homes(own: Part | None, others: Sequence[Part]) -> str:
    """Say how many live in the own prefecture, and where the others come from."""
    said = ""
    if own is not None and own.own is not None:
        said = gettext("%(name)sに住む人は%(people)s人（%(percent)s%%）です。") % {
            "name": own.name,
            "people": writing.count(own.own.part),
            "percent": writing.percent(own.own),
        }
    names = [part.name for part in shown(others)[:_MOST_NAMED]]
    if not names:
        return said or gettext("住まいごとの人数は少なく、まだ表示していません。")
    there = gettext("ほかでは%(names)sが多くなっています。") % {"names": writing.listed(names)}
    return writing.text(said, there)


def months(numbers: Sequence[tuple[str, int | None]]) -> str:
    """Say which month is the peak and which is the lowest of those shown."""
    seen = [(name, people) for name, people in numbers if people is not None]
    if not seen:
        return gettext("月ごとの人数は少なく、まだ表示していません。")
    if len(seen) == 1:
        facts = {"name": seen[0][0], "people": writing.count(seen[0][1])}
        return gettext("%(name)sは%(people)s人です。") % facts
    top = max(people for _, people in seen)
    peaks = [name for name, people in seen if top - people < CLEAR_CHANGE]
    if len(peaks) > _MOST_NAMED:
        return gettext("月ごとの差ははっきりしません。")
    facts = {"names": writing.listed(peaks), "people": writing.count(top)}
    peak = gettext("%(names)sが山で、%(people)s人です。") % facts
    if len(peaks) > 1:
        peak = gettext("%(names)sに多く、いちばん多い月で%(people)s人です。") % facts
    name, least = min(seen, key=lambda pair: pair[1])
    if len(seen) < len(numbers) or top - least < CLEAR_CHANGE:
        return peak
    low = gettext("いちばん少ない%(name)sは%(people)s人です。") % {
        "name": name,
        "people": writing.count(least),
    }
    return writing.text(peak, low)


def first_year(people: int | None) -> str:
    """Say from when on more is shown, and how many people there are now."""
    if people is None:
        return gettext(
            "100人をこえると、年代や住まいごとに見られます（いまはまだ数を表示できる人数ではありません）。"
        )
    return gettext("100人をこえると、年代や住まいごとに見られます（いま約%(people)s人）。") % {
        "people": writing.count(people)
    }
