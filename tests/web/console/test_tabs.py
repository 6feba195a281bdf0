"""The menu of the town hall: a few groups, and no tab that leads to a closed door."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from enishi.regions import roles

CODE = "182010"
READERS = [role for role in roles.ROLES if roles.may(role, "region.see")]


def listed(html: str, name: str) -> list[tuple[str, str, str]]:
    """Return address, mark and name of every tab in one list of the menu."""
    part = re.search(rf'class="{name}".*?</ul>', html, re.DOTALL)
    tab = r'<a href="([^"]+)"(?: aria-current="(\w+)")?>([^<]+)</a>'
    return re.findall(tab, part[0]) if part else []


def places(html: str) -> list[str]:
    """Return where the whole menu leads, as it unfolds."""
    whole = re.search(r'<nav class="to".*?<details>(.*?)</details>', html, re.DOTALL)
    return re.findall(r'href="([^"]+)"', whole[1]) if whole else []


@pytest.mark.parametrize("role", READERS)
def test_every_place_a_reader_is_shown_opens(role: str, closed, desk) -> None:
    reader: Client = desk(role)
    first = reader.get(f"/console/{CODE}/", follow=True)
    shown = places(first.content.decode())
    assert [reader.get(place).status_code for place in shown] == [200] * len(shown)
    wanted = {
        "portrait": "statistics.see",
        "events": "event.manage",
        "cards": "reception.work",
        "second-look": "reception.work",
        "actions": "event.manage",
        "programme": "event.manage",
        "ties": "event.manage",
        "points": "books.see",
        "exact": "exact.see",
        "vouchers": "reception.work",
        "settlement": "books.see",
    }
    wanted |= dict.fromkeys(("shops", "slips"), "shop.manage")
    wanted |= dict.fromkeys(
        ("law", "supporters", "rewards", "fund", "partners", "sponsors", "scopes"), "money.manage"
    )
    expected = {slug for slug, permission in wanted.items() if roles.may(role, permission)}
    if first.request["PATH_INFO"].startswith("/console/"):
        assert {place.strip("/").rpartition("/")[2] for place in shown} == expected


@pytest.mark.parametrize("role", ["admin", "accountant", "organiser"])
def test_each_page_shows_one_row_of_groups_and_the_pages_of_its_own(
    role: str, closed, desk
) -> None:
    reader: Client = desk(role)
    first = reader.get(f"/console/{CODE}/", follow=True).content.decode()
    assert 2 <= len(listed(first, "groups")) <= 7
    for place in places(first):
        page = reader.get(place).content.decode()
        groups = listed(page, "groups")
        pages = listed(page, "pages")
        here = [tab for tab in groups if tab[1]]
        assert len(here) == 1, place
        if pages:
            assert here[0][1] == "true"
            assert here[0][0] == pages[0][0], "a group opens with its first page"
            assert [address for address, mark, _ in pages if mark == "page"] == [place]
            assert len(pages) <= 4
        else:
            assert here[0][:2] == (place, "page")


def test_a_group_of_which_one_page_may_be_seen_is_called_by_the_name_of_that_page(
    closed, desk
) -> None:
    page = desk("organiser").get(f"/console/{CODE}/vouchers/").content.decode()
    assert (f"/console/{CODE}/vouchers/", "page", "特典を渡す") in listed(page, "groups")
    assert listed(page, "pages") == []


def test_the_menu_asks_once_what_a_reader_may_do(closed, desk, django_assert_max_num_queries):
    reader = desk("admin")
    address = f"/console/{CODE}/scopes/"
    reader.get(address)
    with django_assert_max_num_queries(60) as asked:
        reader.get(address)
    staff = [one["sql"] for one in asked.captured_queries if "regions_staff" in one["sql"]]
    assert len(staff) <= 3
