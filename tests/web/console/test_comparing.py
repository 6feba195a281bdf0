"""Pages that compare: headlines with their frame, published numbers only, sources always named."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import world

from enishi.outside import models, official
from enishi.outside import operations as outside
from enishi.outside import queries as series
from enishi.outside.official import SERIES
from enishi.regions import queries as regions
from enishi.web.console.hometown_tax import rank

LARGE, MIDDLE, SMALL = "182010", "184420", "184811"  # 300, 120 and 40 people
SLUGS = ("priorities", "room-to-grow", "why-high", "similar", "per-thousand")


@pytest.fixture
def statistics(closed: object) -> None:
    """Every official series, with its values of the three towns of 福井県."""
    models.Series.objects.bulk_create(
        models.Series(code=one.code, name=one.name, unit=one.unit, credit=one.credit)
        for one in SERIES
    )
    models.Value.objects.bulk_create(
        models.Value(
            series_id=one.series, region_id=one.region_code, year=one.year, value=one.value
        )
        for one in official.values()
        if one.region_code in {LARGE, MIDDLE, SMALL}
    )


def page(client: Client, slug: str, code: str = LARGE, **asked: str) -> str:
    answer = client.get(f"/console/{code}/{slug}/", asked)
    assert answer.status_code == 200, slug
    return answer.content.decode()


@pytest.fixture
def series_only(db: None) -> None:
    """The official series without their values, and no month closed."""
    models.Series.objects.bulk_create(
        models.Series(code=one.code, name=one.name, unit=one.unit, credit=one.credit)
        for one in SERIES
    )
    for code in (LARGE, MIDDLE):
        world.an_official_region(code)


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def head(html: str) -> str:
    return words(html.split('<h1 class="head">')[1].split("</h1>", 1)[0])


def test_every_page_names_its_frame_and_never_a_cause(statistics, desk):
    reader = desk()
    for slug in SLUGS:
        html = page(reader, slug)
        assert "2025年度" in head(html), slug
        assert "福井市" in head(html), slug
        said = words(html.split('<main id="main">')[1])
        assert not re.search("原因|促進|により増え|cell key|tau", said), slug
        assert " style=" not in html
        assert reader.get(f"/console/{LARGE}/{slug}/table.csv").status_code == 200
        assert reader.get(f"/console/{LARGE}/{slug}/table.xlsx").status_code == 200


def test_a_small_town_reads_well_and_others_find_nothing(statistics, desk):
    reader, other = desk(code=SMALL), desk()
    for slug in (*SLUGS, "hometown-tax", "outside"):
        assert "高浜町" in head(page(reader, slug, SMALL)), slug
        assert other.get(f"/console/{SMALL}/{slug}/").status_code == 404


def test_parts_are_called_parts_and_issues_stand_in_the_portrait(statistics, desk):
    reader = desk()
    html = page(reader, "why-high", number="persons")
    assert "差の内訳" in html
    assert "わけを示すものではありません" in html
    assert "e-Stat「統計でみる市区町村のすがた2025」" in html
    assert f"/console/{LARGE}/priorities/" in page(reader, "portrait")
    assert "まず見るとよい" in page(reader, "priorities")
    assert "足したり割ったりしていません" in page(reader, "outside")


def test_hometown_tax_is_told_to_the_yen_with_its_rank_and_credit(series_only, desk):
    outside.load_official()
    html = page(desk(code=MIDDLE), "hometown-tax", MIDDLE)
    assert "2023年度に美浜町が受け入れたふるさと納税は1.84億円。" in head(html)
    assert "全国の1,741市区町村で920番目" in head(html)
    assert "183,992,000" in html
    assert "14,316,433.68" in html
    assert "総務省「ふるさと納税に関する現況調査」" in html
    assert "誤差は加えていません" in html


def test_equal_amounts_share_a_rank():
    assert rank(5, [9, 5, 5, 1]) == "2番目（同じ額の町があります）"
    assert rank(9, [9, 5, 5, 1]) == "1番目"


def test_every_series_stands_in_the_list_with_its_source(series_only, desk):
    html = page(desk(), "outside")
    for one in SERIES:
        assert one.name in html
        assert one.credit in html
    assert "私たちの数字とは足していません" in html


def upload(client: Client, content: str, **more: str):
    told = {"name": "宿の部屋数", "unit": "室", "credit": "福井市観光課", **more}
    file = SimpleUploadedFile("rooms.csv", content.encode("cp932"), content_type="text/csv")
    return client.post(f"/console/{LARGE}/outside/bring", {**told, "file": file})


def test_a_file_is_shown_before_it_is_brought_in(series_only, desk):
    reader = desk("analyst")
    content = f"団体コード,年度,値\n{LARGE},2024,5120\n{LARGE},いつか,1\n"
    seen = upload(reader, content).content.decode()
    assert "読めた行は 1 行、取り込めない行は 1 行です。" in words(seen)
    assert "年（西暦4桁）として読めません" in seen
    assert not models.Series.objects.filter(owner=LARGE).exists()
    text = seen.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0]
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', seen))
    done = reader.post(
        f"/console/{LARGE}/outside/bring",
        {**kept, "content": text, "confirm": "1"},
        follow=True,
    )
    html = done.content.decode()
    assert "取り込みました：新しい行 1、" in html
    assert "取り込まなかった行 1。" in html
    assert "福井市の「宿の部屋数」は、2024年に5,120室です。" in head(html)
    (own,) = [one for one in series.series(LARGE) if one.owner == LARGE]
    assert (own.credit, own.is_shared) == ("福井市観光課", False)
    assert own not in series.series(MIDDLE)

    again = reader.post(
        f"/console/{LARGE}/outside/bring", {**kept, "content": text, "confirm": "1"}
    )
    assert "new=0&repeated=1" in again["Location"]
    assert len([one for one in series.series(LARGE) if one.owner == LARGE]) == 1

    reader.post(f"/console/{LARGE}/outside/remove", {"code": own.code})
    assert own not in series.series(LARGE)


def test_a_file_that_cannot_be_read_is_told_on_the_same_page(series_only, desk):
    reader = desk("analyst")
    wrong = upload(reader, "place,number\nx,1\n")
    assert wrong.status_code == 422
    assert "1行目に列の名前がありません" in wrong.content.decode()
    assert 'value="宿の部屋数"' in wrong.content.decode()


def test_only_those_who_may_import_bring_statistics_in(series_only, desk):
    reader = desk("promoter")
    assert "自分たちの統計を取り込む" not in page(reader, "outside")
    assert upload(reader, f"region_code,year,value\n{LARGE},2024,1\n").status_code == 404
    assert reader.post(f"/console/{LARGE}/outside/remove", {"code": "x"}).status_code == 404
    assert regions.region(LARGE).name == "福井市"


KEPT = {"year": "2025", "month": "2025-07", "evidence": "verified"}


def test_a_month_and_a_grade_kept_from_other_pages_change_no_frame_and_no_number(statistics, desk):
    reader = desk()
    for slug in SLUGS:
        html = page(reader, slug, **KEPT)
        assert head(html) == head(page(reader, slug, year="2025")), slug
        assert "確かめられた記録だけ" not in words(html.split('<main id="main">')[1]), slug
        csv, kept = (
            reader.get(f"/console/{LARGE}/{slug}/table.csv", asked).content
            for asked in ({"year": "2025"}, KEPT)
        )
        assert kept == csv, slug
    for slug in ("hometown-tax", "outside"):
        assert head(page(reader, slug, **KEPT)) == head(page(reader, slug))


def test_a_nation_without_any_series_is_told_so(closed, desk):
    assert "ふるさと納税の統計はありません" in head(
        page(desk("analyst", "JP"), "hometown-tax", "JP")
    )


def test_a_series_of_fractions_is_told_and_drawn_as_it_is_and_no_name_is_a_formula(closed, desk):
    reader = desk("admin")
    given = {"name": "=1+1\0", "unit": "点", "credit": "福井市", "confirm": "1"}
    content = f"region_code,year,value\n{LARGE},2023,0.125\n{LARGE},2024,0.25\n"
    answer = reader.post(f"/console/{LARGE}/outside/bring", {**given, "content": content})
    assert answer.status_code == 302
    html = page(reader, "outside")
    assert "0.125" in words(html)
    drawn = html.split('id="series"')[1].split("</svg>")[0]
    first, second = (float(one) for one in re.findall(r'<rect [^>]*width="([\d.]+)"', drawn)[-2:])
    assert second == pytest.approx(2 * first, rel=0.02)
    told = reader.get(f"/console/{LARGE}/outside/table.csv").content.decode("utf-8-sig")
    assert "'=1+1" in told
    assert not re.search(r"(^|,)=", told, re.MULTILINE)
    gone = reader.post(f"/console/{LARGE}/outside/remove", {"code": "own\0"})
    assert gone.status_code == 302
