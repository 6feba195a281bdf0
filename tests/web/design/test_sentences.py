"""A refusal that a page can meet has sentences, and the facts stand in them."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.utils import translation

from enishi.insight.disclosure.categories import REASONS
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


@pytest.mark.parametrize("reason", REASONS)
def test_why_there_are_no_figures_is_told_in_the_readers_language(reason):
    why = {}
    for language in ("ja", "en"):
        with translation.override(language):
            why[language] = sentences.sentence("outside_language", {"reason": reason}).why
    assert not re.search("[A-Za-z_]", why["ja"])
    assert reason not in why["en"]
    assert why["en"].isascii()


def test_a_reason_of_another_refusal_stays_as_it_was_told():
    assert sentences.sentence("outside_language", {"reason": "xyz"}).why == "わけ：xyz"
