"""Pages of what people do over time: released numbers, their frame, and no cause."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests import world
from tests.insight import small_lake
from tests.web.conftest import AT

from enishi.insight.releases import operations as releases

TOWN, NEXT, THIRD, QUIET = "182010", "184420", "184811", "202011"
DAY = date(2025, 4, 1)
PAGES = ("how-often", "satisfaction", "steps", "spending", "afterwards")
CAUSES = ("により増え", "促進", "のおかげ", "効果", "原因")


@pytest.fixture
def busy(db: None, settings: Any, tmp_path: Path) -> None:
    """Three towns of one year with events, purchases and answers; a fourth of visits only."""
    settings.LAKE_DIR = tmp_path / "lake"
    settings.DISCLOSURE_SECRET = small_lake.SECRET
    dice = random.Random(24)  # noqa: S311 - a seeded world, not a secret
    rows: list[Any] = []
    answers: list[Any] = []

    def add(who: int, town: str, on: date, kind: str, yen: int | None = None) -> None:
        number = len(rows) + 1
        shop = f"shop-{dice.randrange(5)}" if yen else ""
        given: dict[str, Any] = {"kind": kind, "amount_yen": yen, "business_id": shop}
        rows.append(small_lake.activity(number, who, on, region_code=town, **given))
        if kind == "visit":
            answers.append(
                small_lake.answer(
                    number,
                    on,
                    satisfaction=dice.choice(("とても満足", "満足", "満足", "不満")),
                    nps=dice.choice((10, 9, 8, 7, 3)),
                    wish_to_return=dice.choice(("また行きたい（1年以内）", "")),
                    nights_in_prefecture=dice.choice(("福井県内には宿泊しない", "1泊")),
                    spend_area_band=dice.choice(("使わない", "1,000円以上 3,000円未満")),
                    times_visited=dice.choice(("初めて", "2～5回目")),
                )
            )

    who = 0
    for town, people in {TOWN: 300, NEXT: 150, THIRD: 90, QUIET: 60}.items():
        world.an_official_region(town)
        for _ in range(people):
            who += 1
            on = DAY + timedelta(days=dice.randrange(300))
            goes = town != QUIET and who % 2 == 0
            add(who, town, on, "event" if goes else "visit")
            if town != QUIET and dice.random() < (0.5 if goes else 0.15):
                later = on + timedelta(days=dice.randrange(1, 80))
                add(who, town, later, "purchase", dice.randrange(500, 4_000))
                if who % 3:
                    add(who, town, later + timedelta(days=9), "visit")
    small_lake.fill(tmp_path / "lake", rows, answers=answers)
    releases.close(until="2026-02", at=AT)


def page(client: Client, slug: str, code: str = TOWN, **asked: str) -> str:
    answer = client.get(f"/console/{code}/{slug}/", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def head(html: str) -> str:
    return words(html.partition('<h1 class="head">')[2].partition("</h1>")[0])


def released(filters: Mapping[str, str], by: list[str]) -> dict[str, int | None]:
    body = {"filters": {"region": TOWN, "fiscal_year": "2025", **filters}, "by": by}
    found = releases.release(body=body, limit=10, at=AT)
    return {str(row[by[0]]): row["n"] for row in found.rows}


def test_the_headline_of_what_follows_is_made_of_released_numbers(busy, desk):
    html = page(desk(), "afterwards")
    numbers = released({}, ["path"])
    people, bought = numbers["event>:90"], numbers["event>purchase:90"]
    others, also = numbers["-event>:90"], numbers["-event>purchase:90"]
    assert None not in (people, bought, others, also)
    said = head(html)
    assert f"90日後まで見られた{people}人では、" in said
    assert f"{100 * bought / people:.0f}%がそのあと買い物をしました。" in said
    assert f"イベントに参加していない人では{100 * also / others:.0f}%で" in said
    assert "より多くなっています" in said
    assert "差の理由は、この数字からは分かりません" in words(html)


def test_the_days_are_chosen_in_the_address_and_kept_in_the_files(busy, desk):
    reader = desk()
    html = page(reader, "afterwards", days="30")
    numbers = released({}, ["path"])
    assert f"30日後まで見られた{numbers['event>:30']}人" in words(html)
    told = json.loads(reader.get(f"/console/{TOWN}/afterwards/table.json?days=30").content)
    (table,) = [one for one in told["tables"] if one["by"] == ["path"] and one["region"] == TOWN]
    assert {row["path"]: row["n"] for row in table["rows"]} == numbers
    csv = reader.get(f"/console/{TOWN}/afterwards/table.csv?days=30").content.decode("utf-8-sig")
    assert "イベントに参加した人→30日以内に買い物をした" in csv


def test_the_score_is_made_of_the_numbers_beside_it(busy, desk):
    html = page(desk(), "satisfaction")
    numbers = released({}, ["nps"])
    up, between, down = (numbers[one] for one in ("promoter", "passive", "detractor"))
    assert None not in (up, between, down)
    score = 100 * (up - down) / (up + between + down)
    assert f"（NPS）は+{score:.0f}です" in words(html)
    assert "人にすすめたい人は、すすめない人より多くなっています。" in head(html)
    blank = released({}, ["wish_to_return"])["unknown"]
    assert f"無回答</th><td>{blank}</td>" in html.replace(' class="num"', "")


def test_steps_say_who_keeps_coming_and_how_many_got_there(busy, desk):
    html = page(desk(), "steps")
    steps = released({}, ["stage"])
    assert steps["1/3"] is not None
    assert steps["1/2"] is not None
    whole = releases.release(
        body={"filters": {"region": TOWN, "fiscal_year": "2025"}, "by": []}, limit=10, at=AT
    ).rows[0]["n"]
    assert f"{100 * steps['1/2'] / whole:.0f}%は1年に3日以上の記録がある" in head(html)
    assert "行どうしを引き算できません" in words(html)


def test_a_month_is_not_asked_of_pages_that_look_at_a_year(busy, desk):
    reader = desk()
    for slug in ("steps", "afterwards"):
        year = page(reader, slug, year="2025")
        assert head(page(reader, slug, year="2025", month="2025-05")) == head(year)
        assert 'name="month"' not in year


def test_a_mean_of_yen_is_made_of_the_published_sum_and_people(busy, desk):
    html = page(desk(), "spending")
    body = {
        "filters": {"region": TOWN, "fiscal_year": "2025"},
        "by": ["kind"],
        "measure": "yen",
    }
    (bought,) = [
        row
        for row in releases.release(body=body, limit=10, at=AT).rows
        if row["kind"] == "purchase"
    ]
    assert bought["total"]
    mean = bought["total"] / bought["n"]
    (said,) = re.findall(r"1人あたり約([0-9,]+)円", head(html))
    assert abs(int(said.replace(",", "")) - mean) <= 0.05 * mean
    assert f"買い物をした{bought['n']}人は" in head(html)


def test_how_often_is_told_in_natural_order_with_the_rest_of_once(busy, desk):
    html = page(desk(), "how-often")
    once = released({}, ["times"])["1"]
    assert once is not None
    order = [html.index(f'<th scope="row">{name}</th>') for name in ("1日", "2日", "3〜4日")]
    assert order == sorted(order)
    assert "は2日以上の記録がある人です。" in head(html)


def test_every_page_names_its_frame_and_no_cause_and_hands_out_its_numbers(busy, desk):
    reader = desk()
    for slug in PAGES:
        html = page(reader, slug)
        assert "2025年度" in head(html)
        assert "福井市" in head(html)
        assert not [word for word in CAUSES if word in words(html)], slug
        assert "関係人口" not in words(html)
        for form in ("csv", "json", "xlsx"):
            answer = reader.get(f"/console/{TOWN}/{slug}/table.{form}")
            assert answer.status_code == 200, slug
            assert len(answer.content) > 200


def test_a_town_that_knows_no_purchases_is_told_so_without_a_wall_of_x(busy, desk):
    reader = desk(code=QUIET)
    for slug in ("afterwards", "spending"):
        html = page(reader, slug, QUIET)
        assert html.count(">x<") < 12
    assert "まだそろっていません" in head(page(reader, "afterwards", QUIET))
    assert "ここに表示されます" in words(page(reader, "afterwards", QUIET))


def test_a_page_without_any_closed_month_says_what_comes_when(db, desk):
    world.an_official_region(TOWN)
    reader = desk()
    for slug in PAGES:
        answer = reader.get(f"/console/{TOWN}/{slug}/")
        assert "数字は、まだありません。" in words(answer.content.decode())
