"""The questions of a region's pages: three tabs, one page a question, in a fixed order.

A new page is one line of `QUESTIONS`, one of `answers.ANSWERS` and one of `urls`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

# The region as a whole; the three tabs of the head; what goes across them; what leaves the house.
WHOLE, COMMERCE, TOURISM, HOMETOWN = "whole", "commerce", "tourism", "hometown"
ACROSS, REPORT = "across", "report"
TABS = (COMMERCE, TOURISM, HOMETOWN)
_TITLES = {
    WHOLE: _("すがた"),
    COMMERCE: _("商業"),
    TOURISM: _("観光"),
    HOMETOWN: _("ふるさと納税"),
    ACROSS: _("くらべる"),
    REPORT: _("報告する"),
}

PORTRAIT, WHERE, WHO = "portrait", "where-from", "who"
WHAT, WHEN, COMPARE, TOWNS = "what", "when", "compare", "towns"
HOW_OFTEN, STEPS, SATISFACTION = "how-often", "steps", "satisfaction"
SPENDING, AFTERWARDS = "spending", "afterwards"
ROOM, SIMILAR, WHY_HIGH, PRIORITIES = "room-to-grow", "similar", "why-high", "priorities"
PER_THOUSAND, HOMETOWN_TAX, OUTSIDE = "per-thousand", "hometown-tax", "outside"
TOGETHER = "together"
OPEN_DATA, EXACT, WHOLE_REPORT = "open-data", "exact", "report"
ASSEMBLY, NOTES = "assembly", "notes"


@dataclass(frozen=True, slots=True)
class Question:
    """One page: its name in the address, its group, its title, and who may open it."""

    slug: str
    group: str
    title: str
    has_files: bool = True
    permission: str = "statistics.see"
    route: str = ""

    @property
    def name_of_route(self) -> str:
        """The page's name in the map of addresses."""
        return self.route or f"console-{self.slug}"


QUESTIONS = (
    Question(PORTRAIT, WHOLE, _("地域のすがた"), route="portrait"),
    Question(WHERE, TOURISM, _("どこから来ているか")),
    Question(WHO, TOURISM, _("どんな人か")),
    Question(WHAT, TOURISM, _("何をしているか")),
    Question(WHEN, TOURISM, _("いつ来ているか")),
    Question(HOW_OFTEN, TOURISM, _("何回来ているか")),
    Question(SATISFACTION, TOURISM, _("満足とすすめたい気持ち")),
    Question(STEPS, TOURISM, _("つながりの段")),
    Question(SPENDING, COMMERCE, _("いくら使い、何泊するか")),
    Question(AFTERWARDS, COMMERCE, _("そのあと何をしているか")),
    Question(HOMETOWN_TAX, HOMETOWN, _("ふるさと納税の受け入れ")),
    Question(PRIORITIES, ACROSS, _("まず見るとよいこと")),
    Question(COMPARE, ACROSS, _("ほかの地域とくらべる")),
    Question(ROOM, ACROSS, _("伸びしろ")),
    Question(WHY_HIGH, ACROSS, _("なぜこの数字が高い？")),
    Question(SIMILAR, ACROSS, _("似ている地域")),
    Question(PER_THOUSAND, ACROSS, _("住民千人あたり")),
    Question(OUTSIDE, ACROSS, _("外の統計")),
    Question(TOGETHER, ACROSS, _("いっしょに起きやすいこと")),
    Question(TOWNS, ACROSS, _("県内の市町の地図")),
    Question(WHOLE_REPORT, REPORT, _("報告書（PDF・PowerPoint）"), has_files=False),
    Question(ASSEMBLY, REPORT, _("議会・予算の1枚（確定値）"), has_files=False),
    Question(NOTES, REPORT, _("メモとしおり"), has_files=False),
    Question(OPEN_DATA, REPORT, _("公開データ"), has_files=False, route="opendata-region"),
    Question(EXACT, REPORT, _("内部限りの表"), has_files=False, permission="exact.see"),
)
_OF_SLUG: Mapping[str, Question] = {question.slug: question for question in QUESTIONS}
PERMISSIONS = frozenset(question.permission for question in QUESTIONS)
WITH_FILES = tuple(question.slug for question in QUESTIONS if question.has_files)


@dataclass(frozen=True, slots=True)
class Link:
    """One line of the list."""

    slug: str
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that belong together; those of another tab than the page's are folded."""

    slug: str
    title: str
    links: Sequence[Link]
    is_tab: bool
    is_open: bool


def title(slug: str) -> str:
    """Return the title of a page."""
    return gettext(_OF_SLUG[slug].title)


def tab_of(slug: str) -> str:
    """Return the tab that a page stands in; the empty text for pages across the tabs."""
    group = _OF_SLUG[slug].group
    return group if group in TABS else ""


def name_of_group(slug: str) -> str:
    """Return the name of the group that a page stands in; nothing for the portrait."""
    group = _OF_SLUG[slug].group
    return "" if group == WHOLE else gettext(_TITLES[group])


def address(slug: str, region_code: str, state: Mapping[str, str] | None = None) -> str:
    """Return the address of a page of a region, with the state that can be shared."""
    path = reverse(_OF_SLUG[slug].name_of_route, kwargs={"region_code": region_code})
    kept = {name: value for name, value in (state or {}).items() if value}
    return f"{path}?{urlencode(kept)}" if kept else path


def file_address(
    slug: str, region_code: str, form: str, state: Mapping[str, str | Sequence[str]]
) -> str:
    """Return the address of a page's numbers as a file."""
    path = reverse(f"console-{form}", kwargs={"region_code": region_code, "slug": slug})
    return f"{path}?{urlencode(state, doseq=True)}" if state else path


def groups(
    region_code: str, state: Mapping[str, str], allowed: Collection[str], slug: str
) -> list[Group]:
    """Return the list of questions of a region that a reader with some permissions may open.

    Period and comparison are kept from page to page. On pages across the tabs, tourism is open.
    """
    opened = tab_of(slug) or TOURISM
    found = []
    for group, name in _TITLES.items():
        kept = {} if group == REPORT else state
        links = [
            Link(one.slug, gettext(one.title), address(one.slug, region_code, kept))
            for one in QUESTIONS
            if one.group == group and one.permission in allowed
        ]
        if links:
            is_tab = group in TABS
            is_open = not is_tab or group == opened
            found.append(Group(group, gettext(name), links, is_tab=is_tab, is_open=is_open))
    return found


def tabs(found: Sequence[Group]) -> list[Link]:
    """Return the tabs of the head: each leads to the first question of its group."""
    return [Link(one.slug, one.title, one.links[0].address) for one in found if one.is_tab]
