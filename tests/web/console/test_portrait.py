"""A region's pages: the same number everywhere, honest when there is little, shut to others."""

from __future__ import annotations

import csv
import io
import json
import re

from django.test import Client
from tests import world
from tests.web.conftest import AT

from enishi.insight.releases import models
from enishi.insight.releases import operations as releases
from enishi.regions import operations as regions
from enishi.regions import roles
from enishi.web.console import answers, questions

LARGE, MIDDLE, SMALL = "182010", "184420", "184811"  # 300, 120 and 40 people
SLUGS = tuple(answers.ANSWERS)
PAGES = [*SLUGS, questions.EXACT]


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def address(slug: str, code: str = LARGE) -> str:
    return f"/console/{code}/{slug}/"


def sheet(client: Client, slug: str, code: str = LARGE, **asked: str) -> list[dict[str, str]]:
    answer = client.get(f"/console/{code}/{slug}/table.csv", asked)
    assert answer.status_code == 200
    encoding = "cp932" if asked.get("encoding") == "shift_jis" else "utf-8-sig"
    return list(csv.DictReader(io.StringIO(answer.content.decode(encoding))))


def without_tokens(html: str) -> str:
    """Leave out what forms carry anew each time: the token against forgery and the key."""
    return re.sub(r'name="(csrfmiddlewaretoken|key)" value="[^"]+"', "", html)


def visible(html: str) -> str:
    """Return the words of a page."""
    return re.sub(r"<[^>]+>", " ", html)


def test_the_same_number_on_page_csv_json_and_api(closed, desk):
    reader = desk()
    token = regions.issue_token(role="analyst", region_code=LARGE, label="test", at=AT)
    body = {"filters": {"region": LARGE}, "by": ["age_band"]}
    api = Client().post(
        "/api/v1/statistics/query",
        data=json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )
    by_api = {row["age_band"]: row["n"] for row in api.json()["rows"]}
    assert any(n is not None for n in by_api.values())
    assert None in by_api.values()

    told = json.loads(page(reader, f"/console/{LARGE}/who/table.json"))
    (table,) = [t for t in told["tables"] if t["by"] == ["age_band"] and t["region"] == LARGE]
    assert {row["age_band"]: row["n"] for row in table["rows"]} == by_api

    rows = [row for row in sheet(reader, "who") if row["分け方"] == "年代"]
    mine = {row["コード1"]: row["人数"] for row in rows if row["地域コード"] == LARGE}
    assert mine == {age: "x" if n is None else str(n) for age, n in by_api.items()}

    html = page(reader, address("who"))
    rows_shown = re.findall(r'<th scope="row">(\d0)代</th><td[^>]*>([^<]+)</td>', html)
    shown = {f"{age}-{int(age) + 9}": number for age, number in rows_shown[-8:]}
    assert shown["20-29"] == f"{by_api['20-29']:,}"
    assert shown["30-39"] == f"{by_api['30-39']:,}"


def test_a_second_look_makes_no_new_number(closed, desk):
    reader = desk()
    first = without_tokens(page(reader, address("portrait")))
    made = models.Release.objects.count()
    assert without_tokens(page(reader, address("portrait"))) == first
    assert models.Release.objects.count() == made


def test_the_file_for_older_spreadsheets_holds_the_same_rows(closed, desk):
    reader = desk()
    modern = sheet(reader, "where-from")
    older = sheet(reader, "where-from", encoding="shift_jis")
    numbers = [(row["コード1"], row["人数"]) for row in modern]
    assert [(row["コード1"], row["人数"]) for row in older] == numbers
    assert reader.get(f"/console/{LARGE}/where-from/table.csv?encoding=latin").status_code == 404
    assert reader.get(f"/console/{LARGE}/exact/table.csv").status_code == 404


def test_every_page_names_its_frame_protects_and_keeps_the_policy(closed, desk):
    reader = desk()
    for slug in SLUGS:
        html = page(reader, address(slug))
        assert "福井市" in html
        assert "個人や事業者が特定されないよう、人数にはごく小さな誤差を加えています。" in html
        assert "内訳の合計は総数と一致しないことがあります。" in html
        assert " style=" not in html
        assert not re.search(r"<script(?! src)", html)
        words = visible(html)
        assert not [word for word in ("cell key", "セルキー", "tau", "リーフ") if word in words]


def test_the_headline_is_made_of_released_numbers(closed, desk):
    html = page(desk(), address("portrait"))
    question = {"filters": {"region": LARGE}, "by": []}
    (row,) = releases.release(body=question, limit=10, at=AT).rows
    head = visible(html.split('<h1 class="head">')[1].split("</h1>")[0])
    assert f"{row['n']}人" in head
    assert "福井市" in head


def test_a_comparison_is_shown_only_with_three_contributors(closed, desk):
    town = page(desk(), address("portrait"))
    assert "福井県全体" in town
    lonely = page(desk(code="202011"), address("portrait", "202011"))
    assert "長野県の数字は、3つ以上の市町村から参加があると表示されます。" in visible(lonely)
    assert "長野県全体の" not in lonely


def test_the_nation_is_compared_when_three_prefectures_contribute(closed, desk):
    html = page(desk(), address("compare") + "?number=age_band")
    assert "全国の参加地域" in html
    assert "福井県全体" in html


def test_an_invented_town_is_compared_with_no_real_one(closed, desk):
    reader = desk(code=world.TOWN)
    html = page(reader, address("compare", world.TOWN))
    assert "架空の町は、実在の地域とはくらべません。" in html
    assert "全国の参加地域" not in html
    assert "見本" in html
    assert {row["見本"] for row in sheet(reader, "portrait", world.TOWN)} == {"見本"}


def test_a_small_town_reads_in_first_year_mode_without_a_wall_of_x(closed, desk):
    html = page(desk(code=SMALL), address("portrait", SMALL))
    assert "最初の年の見方" in html
    assert "100人をこえると、年代や住まいごとに見られます（いま約" in html
    assert html.count('class="x"') == 0
    assert "ほかは人数が少ないため表示していません（0人を含みます）。" in html


def test_a_map_that_would_be_a_wall_of_x_is_left_out(closed, desk):
    html = page(desk(code=world.TOWN), address("where-from", world.TOWN))
    assert "ほかの都道府県は人数が少ないため表示していません（0人を含みます）。" in html
    assert "1マスが1都道府県。" not in html


def test_a_region_of_nobody_and_one_of_three_people_look_the_same(closed, desk):
    world.an_official_region("182028")
    html = page(desk(code="182028"), address("portrait", "182028"))
    assert "敦賀市の数字は、まだありません。" in html
    assert "催しをつくる" in html
    assert "<svg class=" not in html


def test_before_the_first_closing_every_page_says_what_comes(country, desk):
    reader = desk()
    for slug in SLUGS:
        assert "福井市の数字は、まだありません。" in page(reader, address(slug))
    assert reader.get(f"/console/{LARGE}/who/table.csv").status_code == 404


def test_a_drill_down_with_too_few_people_steps_up_by_itself(closed, desk):
    reader = desk(code=MIDDLE)
    asked = "?home_prefecture=130001&age_band=20-29"
    html = page(reader, address("where-from", MIDDLE) + asked)
    steps = html.split('<ol class="steps">')[1].split("</ol>")[0]
    assert "東京都 × 20代" in steps
    assert "人数が少ないため表示していません（0人を含みます）。" in steps
    assert "この組み合わせは人数が少なくなりすぎるため、" in steps
    assert '<b class="num">' in steps


def test_what_is_not_in_the_query_language_is_not_asked(closed, desk):
    html = page(desk(), address("where-from") + "?home_prefecture=130001&age_band=20-25&sex=x")
    assert "東京都" in html.split('<ol class="steps">')[1].split("</ol>")[0]
    assert "20-25" not in visible(html)


def test_pages_of_another_region_do_not_exist(closed, desk):
    other = desk(code=MIDDLE)
    for slug in PAGES:
        assert other.get(address(slug)).status_code == 404
        assert other.get(f"/console/{LARGE}/{slug}/table.csv").status_code == 404
        assert other.get(f"/console/{LARGE}/{slug}/table.json").status_code == 404


def test_a_page_opens_for_the_roles_that_may_and_no_other(closed, desk):
    for role in roles.ROLES:
        reader = desk(role)
        for slug in (questions.PORTRAIT, questions.COMPARE, questions.EXACT):
            permission = "exact.see" if slug == questions.EXACT else "statistics.see"
            wanted = 200 if roles.may(role, permission) else 404
            assert (role, slug, reader.get(address(slug)).status_code) == (role, slug, wanted)


def test_who_has_not_signed_in_is_asked_to(closed):
    for slug in PAGES:
        answer = Client().get(address(slug))
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/")
