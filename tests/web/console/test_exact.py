"""Exact figures: for a purpose typed in, with every look kept, never printed or handed out."""

from __future__ import annotations

import re

import pytest

from enishi.insight.releases import offered
from enishi.insight.releases import queries as releases

TOWN = "182010"
ADDRESS = f"/console/{TOWN}/exact/"
ASKED = {"metric": "people", "by": "sex", "purpose": "催しの時間帯を決めるため"}


@pytest.fixture
def reader(closed, desk):
    return desk("analyst", TOWN)


def test_nothing_exact_is_shown_before_a_purpose_is_typed_in(reader):
    for asked in ({**ASKED, "purpose": ""}, {**ASKED, "purpose": "見る"}, {}):
        html = reader.post(ADDRESS, asked).content.decode()
        assert "watermark" not in html
        assert "<td>" not in html
    assert releases.exact_views(TOWN) == []


def test_exact_figures_are_exact_and_the_look_is_kept(reader, country):
    answer = reader.post(ADDRESS, ASKED)
    html = answer.content.decode()
    for sex, name in (("female", "女性"), ("male", "男性")):
        true = len({r.member_id for r in country if r.region_code == TOWN and r.sex == sex})
        assert f'<th scope="row">{name}</th><td>{true:,}</td>' in html
    (seen,) = releases.exact_views(TOWN)
    assert (seen.metric, seen.purpose) == ("people", ASKED["purpose"])
    assert seen.question["by"] == ["sex"]
    again = reader.get(ADDRESS).content.decode()
    assert "森田うみ" in again
    assert ASKED["purpose"] in again


def test_the_page_carries_the_readers_name_and_is_kept_nowhere(reader):
    answer = reader.post(ADDRESS, ASKED)
    html = answer.content.decode()
    mark = html.split('<svg class="watermark"')[1].split("</svg>")[0]
    assert mark.count("総合政策課 森田うみ") > 5
    assert "内部限り" in mark
    assert "no-store" in answer["Cache-Control"]
    assert answer["Refresh"].startswith("1800;")
    assert re.search(r'<body class="[^"]*secret', html)
    assert "table.csv" not in html
    assert "table.json" not in html


def test_a_figure_that_compares_regions_exactly_is_not_offered(reader):
    html = reader.post(ADDRESS, {**ASKED, "metric": "compare"}).content.decode()
    assert "watermark" not in html
    assert releases.exact_views(TOWN) == []


def test_every_question_about_the_own_region_can_be_read_in_both_languages(reader):
    """A clerk sees names of columns, never the program's words for them."""
    for question in offered.of_own_region():
        for language in ("ja", "en"):
            reader.cookies["django_language"] = language
            html = reader.post(ADDRESS, {**ASKED, "metric": question.name, "by": ""})
            heads = re.findall(r'<th scope="col">(.*?)</th>', html.content.decode())
            assert heads != []
            assert [one for one in heads if re.fullmatch("[a-z0-9]+(_[a-z0-9]+)+", one)] == []


def test_a_split_that_a_question_does_not_know_is_told_at_the_field(reader):
    told = reader.post(ADDRESS, {**ASKED, "metric": "correlation", "by": "sex"}).content.decode()
    assert "この数字は、このようには分けられません。" in told
    assert releases.exact_views(TOWN) == []


def test_records_of_one_grade_alone_are_asked_for(reader):
    reader.post(ADDRESS, {**ASKED, "evidence": "self_report"})
    (seen,) = releases.exact_views(TOWN)
    assert seen.question["where"] == ["evidence=self_report"]
