"""The list of questions beside every page of a region: what a clerk may ask, in a fixed order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

PORTRAIT, WHERE, WHO = "portrait", "where-from", "who"
WHAT, WHEN, COMPARE = "what", "when", "compare"
EXACT = "exact"
WITH_FILES = (PORTRAIT, WHERE, WHO, WHAT, WHEN, COMPARE)


@dataclass(frozen=True, slots=True)
class Link:
    """One line of the list."""

    slug: str
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that belong together."""

    title: str
    links: Sequence[Link]


def title(slug: str) -> str:
    """Return the title of a page."""
    titles = {
        PORTRAIT: gettext("地域のすがた"),
        WHERE: gettext("どこから来ているか"),
        WHO: gettext("どんな人か"),
        WHAT: gettext("何をしているか"),
        WHEN: gettext("いつ来ているか"),
        COMPARE: gettext("ほかの地域とくらべる"),
        EXACT: gettext("内部限りの表"),
    }
    return titles[slug]


def address(slug: str, region_code: str, state: dict[str, str] | None = None) -> str:
    """Return the address of a page of a region, with the state that can be shared."""
    name = slug if slug == PORTRAIT else f"console-{slug}"
    path = reverse(name, kwargs={"region_code": region_code})
    kept = {name: value for name, value in (state or {}).items() if value}
    return f"{path}?{urlencode(kept)}" if kept else path


def file_address(slug: str, region_code: str, form: str, state: dict[str, str]) -> str:
    """Return the address of a page's numbers as a file."""
    path = reverse(f"console-{form}", kwargs={"region_code": region_code, "slug": slug})
    return f"{path}?{urlencode(state)}" if state else path


def groups(region_code: str, state: dict[str, str], *, may_see_exact: bool) -> list[Group]:
    """Return the list of questions of a region; period and comparison are kept."""

    def links(*slugs: str) -> list[Link]:
        return [Link(slug, title(slug), address(slug, region_code, state)) for slug in slugs]

    report = [
        Link(
            "opendata",
            gettext("公開データ"),
            reverse("opendata-region", kwargs={"region_code": region_code}),
        )
    ]
    if may_see_exact:
        report += [Link(EXACT, title(EXACT), address(EXACT, region_code))]
    return [
        Group(gettext("すがた"), links(PORTRAIT, WHERE, WHO, WHAT, WHEN)),
        Group(gettext("くらべる"), links(COMPARE)),
        Group(gettext("報告する"), report),
    ]
