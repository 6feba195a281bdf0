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
ONLY = "・確かめられた記録だけ"
# Comparisons over all records, and statistics of others.
OF_ALL_RECORDS = {
    questions.PRIORITIES, questions.ROOM, questions.WHY_HIGH, questions.SIMILAR,
    questions.PER_THOUSAND, questions.TOGETHER, questions.HOMETOWN_TAX, questions.OUTSIDE,
}  # fmt: skip


def ask(filters, by=()):
    body = {"filters": {"region": TOWN, **filters}, "by": list(by)}
    return releases.release(body=body, limit=10, at=AT).rows


def test_each_page_of_own_figures_counts_confirmed_records_alone(closed, desk):
    reader = desk("analyst")
    for slug in questions.WITH_FILES:
        address = questions.address(slug, TOWN)
        everything, sure = (reader.get(address, told).content.decode() for told in ({}, SURE))
        file = reader.get(questions.file_address(slug, TOWN, "json", SURE)).content.decode()
        if slug in OF_ALL_RECORDS:
            assert '<select name="evidence">' not in everything + sure, slug
            assert ONLY not in sure + file, slug
            continue
        assert '<select name="evidence">' in everything, slug
        option = '<option value="verified" selected>'
        assert option in sure
        assert option not in everything
        assert ONLY in sure, slug
        assert ONLY in file, slug
    portrait = reader.get(questions.address(questions.PORTRAIT, TOWN)).content.decode()
    assert "確かめられた記録のある人" in portrait


def test_confirmed_are_fewer_than_all_in_every_table_and_one_question_has_one_answer(closed):
    for by in ("kind", "theme", "month", "age_band", "sex", "home_prefecture"):
        everything = {row[by]: row["n"] for row in ask({}, [by])}
        sure = {row[by]: row["n"] for row in ask(SURE, [by])}
        shown = [value for value in sure if sure[value] is not None]
        assert shown, by
        assert all(sure[value] <= everything[value] for value in shown), by
    with pytest.raises(OutsideLanguage) as refused:
        ask({**SURE, "theme": "食"}, ["sex"])
    assert refused.value.facts["reason"] == "sure_action_stands_alone"
    words = json.dumps(ask({**SURE, "kind": "visit"}))
    assert words == json.dumps(ask({"kind": "visit", "prefecture": "180009", **SURE}))


def test_exact_figures_are_split_by_each_grade(closed, desk):
    asked = {"metric": "people", "by": "evidence", "purpose": "記録の確かさを会議で話すため"}
    told = desk("analyst").post(f"/console/{TOWN}/exact/", asked).content.decode()
    assert "会場で読み取り" in told
    assert "ご自分での記録" in told
