"""Every statistic can be asked over confirmed records alone, on pages, in files and exactly."""

from __future__ import annotations

import json

import pytest
from tests.web.conftest import AT

from enishi.insight.disclosure.language import OutsideLanguage
from enishi.insight.releases import operations as releases
from enishi.web.console import questions

pytestmark = pytest.mark.django_db
TOWN = "182010"
SURE = {"evidence": "verified"}


def ask(filters, by=()):
    body = {"filters": {"region": TOWN, **filters}, "by": list(by)}
    return releases.release(body=body, limit=10, at=AT).rows


@pytest.mark.parametrize("slug", questions.WITH_FILES)
def test_each_page_of_figures_counts_confirmed_records_alone(closed, desk, slug):
    reader = desk("analyst")
    address = questions.address(slug, TOWN)
    everything, sure = (reader.get(address, told) for told in ({}, SURE))
    for answer, chosen in ((everything, False), (sure, True)):
        assert answer.status_code == 200
        assert '<select name="evidence">' in answer.content.decode()
        option = '<option value="verified" selected>'
        assert (option in answer.content.decode()) is chosen
    assert everything.content != sure.content
    file = reader.get(questions.file_address(slug, TOWN, "json", SURE))
    assert file.status_code == 200
    assert '"verified"' in file.content.decode()


def test_the_portrait_tells_how_many_have_a_confirmed_record(closed, desk):
    told = desk("analyst").get(f"/console/{TOWN}/portrait/").content.decode()
    assert "確かめられた記録のある人" in told


@pytest.mark.parametrize("by", ["kind", "theme", "month", "age_band", "sex", "home_prefecture"])
def test_confirmed_are_fewer_than_all_in_every_table_of_one_dimension(closed, by):
    everything = {row[by]: row["n"] for row in ask({}, [by])}
    sure = {row[by]: row["n"] for row in ask(SURE, [by])}
    shown = [value for value in sure if sure[value] is not None]
    assert shown
    assert all(sure[value] <= everything[value] for value in shown)


def test_beside_an_action_and_confirmed_records_nobody_is_split_further(closed):
    with pytest.raises(OutsideLanguage) as refused:
        ask({**SURE, "theme": "食"}, ["sex"])
    assert refused.value.facts["reason"] == "sure_action_stands_alone"


def test_exact_figures_are_split_by_each_grade(closed, desk):
    asked = {"metric": "people", "by": "evidence", "purpose": "記録の確かさを会議で話すため"}
    told = desk("analyst").post(f"/console/{TOWN}/exact/", asked).content.decode()
    assert "会場で読み取り" in told
    assert "ご自分での記録" in told


def test_a_question_over_confirmed_records_is_one_release_in_all_words(closed):
    words = json.dumps(ask({**SURE, "kind": "visit"}))
    assert words == json.dumps(ask({"kind": "visit", "prefecture": "180009", **SURE}))
