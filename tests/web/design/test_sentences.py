"""A refusal that a page can meet has sentences, and the facts stand in them."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import translation

from enishi.kit.periods import JST
from enishi.web.design import sentences

MIDNIGHT = datetime(2026, 6, 7, tzinfo=JST)


@pytest.mark.parametrize(
    ("language", "told"),
    [("ja", "6月6日（土）の24時"), ("en", "midnight at the end of Sat 6 Jun")],
)
def test_midnight_is_told_as_the_end_of_its_day(language, told):
    with translation.override(language):
        assert sentences.told_moment(MIDNIGHT) == told


def test_facts_fill_the_sentence():
    told = sentences.sentence("event_is_over", {"until": MIDNIGHT})
    assert told.what == "受け取れる時間が終わりました"
    assert told.why == "このQRは、6月6日（土）の24時まででした。"
    assert told.picture == "clock"


def test_an_unknown_code_still_says_what_to_do():
    told = sentences.sentence("never_heard_of", {})
    assert told.what == "受け付けられませんでした"
    assert told.then


@pytest.mark.parametrize("code", sentences.SENTENCES)
def test_every_sentence_stands_without_its_facts(code):
    told = sentences.sentence(code, {})
    assert told.what
    assert told.then
