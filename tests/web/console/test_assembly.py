"""The sheet for an assembly: exact figures only, on one page, and what is few stays unsaid."""

from __future__ import annotations

import re

from enishi.insight.releases import operations as releases
from enishi.insight.releases import queries

TOWN, SMALL = "182010", "184811"


def words(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_sheet_shows_the_exact_figures_of_the_last_quarter(desk, closed):
    told = queries.fixed(TOWN, "2025Q3").figures
    shown = words(desk("analyst", TOWN), f"/console/{TOWN}/assembly/")
    assert "2025年度 第3四半期" in shown
    assert f"{told.activities:,} 回 活動（延べ）" in shown
    assert f"活動した{told.people}人のうち{told.came_again}人" in shown or told.came_again is None
    assert "誤差は加えていません" in shown
    before = queries.fixed(TOWN, "2025Q2").figures
    assert f"ひとつ前の四半期は{before.activities:,}回" in shown


def test_another_period_has_its_own_address(desk, closed):
    shown = words(desk("analyst", TOWN), f"/console/{TOWN}/assembly/?period=2025Q1")
    assert "2025年度 第1四半期（4〜6月）" in shown


def test_it_can_be_printed_and_says_where_it_is_sealed(desk, closed):
    releases.seal(at=queries.fixed(TOWN, "2025Q3").made_at)
    page = desk("analyst", TOWN).get(f"/console/{TOWN}/assembly/").content.decode()
    assert "data-print" in page
    assert 'class="sheet"' in page
    assert f"封をした記録 {queries.fixed(TOWN, '2025Q3').leaf}番" in page


def test_no_exact_number_of_few_people_stands_there(desk, closed):
    told = queries.fixed(SMALL, "2025Q3").figures
    shown = words(desk("analyst", SMALL), f"/console/{SMALL}/assembly/")
    if told.came_again is None:
        assert "2日以上活動した人は" not in shown.split("言えないこと")[0].split("①")[0]
    assert "x" in shown


def test_before_the_first_quarter_is_closed_it_says_when_it_comes(desk, country):
    shown = words(desk("analyst", TOWN), f"/console/{TOWN}/assembly/")
    assert "まだ確定した期間がありません" in shown


def test_staff_of_another_region_do_not_see_it(desk, closed):
    assert desk("analyst", TOWN).get(f"/console/{SMALL}/assembly/").status_code == 404
