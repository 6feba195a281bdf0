"""The map of towns: for a town, its prefecture, and the nation, each with the released numbers."""

from __future__ import annotations

import re

from tests import world
from tests.web.conftest import AT

from enishi.insight.releases import operations as releases

TOWN = "182010"


def page(client, code: str) -> str:
    answer = client.get(f"/console/{code}/towns/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_map_shows_the_released_number_of_each_town(closed, desk) -> None:
    asked = {"filters": {"prefecture": "180009", "fiscal_year": "2025"}, "by": ["region"]}
    told = releases.release(body=asked, limit=10, at=AT)
    people = {row["region"]: row["n"] for row in told.rows}
    html = page(desk(), TOWN)
    shown = dict(re.findall(r"<path[^>]*><title>(\S+?) ([\d,]+)</title>", html))
    assert shown["福井市"] == f"{people[TOWN]:,}"
    assert shown["美浜町"] == f"{people['184420']:,}"
    assert html.count('class="town none"') == 2 * (17 - 3), "on the wide map and on the narrow"
    assert "国土数値情報（行政区域データ）" in html


def test_the_prefecture_and_the_nation_have_their_maps(closed, desk) -> None:
    prefecture = page(desk("analyst", "180009"), "180009")
    assert "福井市" in prefecture.split("<table")[1]
    nation = page(desk("analyst", "JP"), "JP")
    assert "どの都道府県で記録されたか" in nation


def test_an_invented_town_has_a_table_without_a_map(closed, desk) -> None:
    html = page(desk(code=world.TOWN), world.TOWN)
    assert 'class="town' not in html
    assert "国土数値情報" not in html
