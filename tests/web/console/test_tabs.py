"""No tab of the town hall leads to a closed door."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from enishi.regions import roles

CODE = "182010"


def tabs(html: str) -> list[str]:
    """Return where the tabs of a page lead."""
    bar = re.search(r'<nav class="to".*?<div class="list">(.*?)<details>', html, re.DOTALL)
    return re.findall(r'href="([^"]+)"', bar[1]) if bar else []


@pytest.mark.parametrize("role", [role for role in roles.ROLES if roles.may(role, "region.see")])
def test_every_tab_a_reader_is_shown_opens(role: str, closed, desk) -> None:
    reader: Client = desk(role)
    first = reader.get(f"/console/{CODE}/", follow=True)
    shown = tabs(first.content.decode())
    assert [reader.get(tab).status_code for tab in shown] == [200] * len(shown)
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
        assert {tab.strip("/").rpartition("/")[2] for tab in shown} == expected
