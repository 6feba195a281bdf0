"""ほかの地域とくらべる: up to four regions side by side, each against the prefecture or nation."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from enishi.regions import queries as regions
from enishi.regions.region import Region
from enishi.web.console import page, questions, sentences
from enishi.web.console.figures import doings, homes, side_by_side
from enishi.web.console.inquiry import NATION, PREFECTURE, Inquiry
from enishi.web.console.pickers import Choice, Picker
from enishi.web.design.numbers import naming, writing
from enishi.web.design.permission import needs

DIMENSIONS = ("purpose", "theme", "kind", "home_prefecture", "age_band", "sex")
# The name in the address of the regions beside the own one; it may be said several times.
BESIDE = "with"
_BESIDE_MOST = 3


@needs("statistics.see")
def compare(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show one dimension of up to four regions side by side, each frame named."""
    return page.answer(request, region_code, questions.COMPARE, told)


def told(request: HttpRequest, inquiry: Inquiry) -> page.Told:
    """Return the ratios of one dimension: region beside region, or frame beside frame."""
    asked = request.GET.get("number", "")
    dimension = asked if asked in DIMENSIONS else doings.richest(inquiry)
    candidates = _candidates(inquiry)
    known = {region.code: region for region in candidates}
    wanted = [code for code in dict.fromkeys(request.GET.getlist(BESIDE)) if code in known]
    beside = [inquiry.beside(known[code]) for code in wanted[:_BESIDE_MOST]]
    frames = [inquiry, *beside] if beside else frames_of(inquiry)
    figure = side_by_side.figure(inquiry, frames, dimension, _name(inquiry, dimension))
    return page.Told(
        head=_headline(inquiry, frames, dimension),
        rows=[figure],
        scope=_scope(inquiry, beside),
        drill=[_picker(inquiry, dimension), *_places(candidates, wanted[:_BESIDE_MOST])],
        splits=[] if beside else [(), (dimension,)],
        without=() if beside else {"against"},
        more={
            "missing": side_by_side.missing(inquiry, frames),
            "is_compare": True,
        },
    )


def frames_of(inquiry: Inquiry) -> list[Inquiry]:
    """Return the same question against each frame that can be shown: prefecture, nation."""
    return [
        inquiry.compared_with(against)
        for against in (PREFECTURE, NATION)
        if inquiry.region.kind != against and not (inquiry.region.is_sample and against == NATION)
    ]


def _candidates(inquiry: Inquiry) -> list[Region]:
    """Return the regions that may stand beside the own one, those of its prefecture first."""
    own = inquiry.region
    if own.kind == "nation":
        return []
    if own.kind == PREFECTURE:
        shown = inquiry.prefectures_counted
        found = [one for one in regions.prefectures() if one.code in shown]
    else:
        found = regions.participating()
    kept = [one for one in found if one.code != own.code and one.is_sample == own.is_sample]
    return sorted(kept, key=lambda one: (one.code[:2] != own.code[:2], one.code))


def _scope(inquiry: Inquiry, beside: Sequence[Inquiry]) -> list[str]:
    """Say with whom each region is compared."""
    if not beside:
        return []
    lines = [gettext("%(period)sに記録された人（実人数）です。") % {"period": inquiry.period}]
    compared = {one.comparison for one in (inquiry, *beside)}
    if compared == {inquiry.comparison} and inquiry.comparison:
        lines.append(
            gettext("それぞれの地域を、その地域もふくむ%(comparison)sとくらべています。")
            % {"comparison": inquiry.comparison}
        )
    else:
        lines.append(gettext("それぞれの地域を、その県全体とくらべています。"))
    return lines


def _headline(inquiry: Inquiry, frames: Sequence[Inquiry], dimension: str) -> list[str]:
    """Name the frame, then the clear differences: those that all regions share, or the own."""
    facts = {
        "period": inquiry.period,
        "place": inquiry.name,
        "people": writing.count(inquiry.people),
    }
    opening = gettext("%(period)sに%(place)sで記録された%(people)s人では、") % facts
    first = next((frame for frame in frames if frame.against is not None), None)
    if first is None:
        return [opening, gettext("まだくらべる相手の数字がありません。")]
    if frames[0] is inquiry:
        names = writing.listed([frame.name for frame in frames])
        opening = gettext("%(period)sの%(names)sでは、") % {
            "period": inquiry.period,
            "names": names,
        }
        return [opening, side_by_side.shared(frames, dimension)]
    parts = side_by_side.quoted(first, dimension)
    return [opening, sentences.compared(parts, first.comparison)]


def _picker(inquiry: Inquiry, dimension: str) -> Picker:
    """Return the picker of what to compare."""
    choices = [
        Choice(name, _name(inquiry, name), is_chosen=name == dimension)
        for name in DIMENSIONS
        if inquiry.numbers(name).has_any
    ]
    return Picker("number", gettext("見る数字"), choices)


def _places(candidates: Sequence[Region], wanted: Sequence[str]) -> list[Picker]:
    """Return the pickers of the regions beside the own one: one more than are chosen."""
    labels = [gettext("ならべる地域"), gettext("ならべる地域 2"), gettext("ならべる地域 3")]
    found = []
    for number, label in enumerate(labels[: len(wanted) + 1]):
        chosen = wanted[number] if number < len(wanted) else ""
        choices = [Choice("", gettext("えらばない"), is_chosen=not chosen)]
        choices += [
            Choice(one.code, naming.of_region(one), is_chosen=one.code == chosen)
            for one in candidates
            if one.code == chosen or one.code not in wanted
        ]
        found.append(Picker(BESIDE, label, choices))
    return found


def _name(inquiry: Inquiry, dimension: str) -> str:
    """Name what is compared."""
    if dimension == homes.DIMENSION:
        return gettext("住まい")
    return inquiry.names.dimension(dimension)
