"""Readings above kanji: right for our own words, and nothing else of a page is touched."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest
from django.test import Client
from tests import world

from enishi.regions import models as regions
from enishi.web.design import furigana

NAMES = (("縁ヶ浦町", "えんがうらちょう"),)


def read(text: str) -> str:
    """Return a text as it is read: readings in the place of what stands under them."""
    told = furigana.annotated(text, NAMES)
    return re.sub(r"<ruby>.*?<rt>(.*?)</rt></ruby>", r"\1", told)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("来てくれて、ありがとう。", "きてくれて、ありがとう。"),
        ("縁ヶ浦町と町", "えんがうらちょうとまち"),
        ("コインを受け取る", "コインをうけとる"),
        ("もう会員の方はこちら", "もうかいいんのかたはこちら"),
        ("スマホがない方は、受付へ", "スマホがないかたは、うけつけへ"),
        ("もう一度、読み取ってください", "もういちど、よみとってください"),
        ("何も動いていません", "なにもうごいていません"),
        ("一本の糸でつながり", "いっぽんのいとでつながり"),
        ("6月6日（土）の24時まで", "6がつ6か（ど）の24じまで"),
        ("2,000円ぶん", "2,000えんぶん"),
        ("記録の封", "きろくのふう"),
        ("個人情報の扱い", "こじんじょうほうのあつかい"),
        ("町の窓口に、お知らせください", "まちのまどぐちに、おしらせください"),
        ("縁 ", "えにし "),
        ("あなたと町との縁", "あなたとまちとのえん"),
        ("100 points, no kanji", "100 points, no kanji"),
    ],
)
def test_our_own_words_are_read_as_we_mean_them(text: str, reading: str) -> None:
    assert read(text) == reading


def test_kana_of_a_word_stay_outside_the_reading() -> None:
    assert furigana.ruby("受け取る", "うけとる") == (
        "<ruby>受<rt>う</rt></ruby>け<ruby>取<rt>と</rt></ruby>る"
    )


UNTOUCHED = [
    "<title>町の記録</title>",
    "<script>const a = '町' < '縁' && 1;</script>",
    "<style>a::before { content: '町' }</style>",
    "<textarea>町</textarea>",
    "<select><option>町</option></select>",
    '<svg viewBox="0 0 1 1"><text>港</text><path d="M0 0"/></svg>',
    '<a title="町の記録" href="/?a=1&amp;b=2">&amp; &#12354; &nbsp;</a>',
    '<p lang="en">山 mountain</p>',
    '<p translate="no">日本語</p>',
    "<!-- 町 --><!doctype html>",
    "<ruby>町<rt>まち</rt></ruby>",
]


@pytest.mark.parametrize("part", UNTOUCHED)
def test_what_is_no_text_for_readers_stays_as_it_is(part: str) -> None:
    assert furigana.page(part) == part


class _Words(HTMLParser):
    """The text of a page without its readings."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.above = False

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self.above = self.above or tag == "rt"

    def handle_endtag(self, tag: str) -> None:
        self.above = self.above and tag != "rt"

    def handle_data(self, data: str) -> None:
        self.text += "" if self.above else data


def words(page: str) -> str:
    """Return a page's words; what differs from one loading to the next is left out."""
    parser = _Words()
    parser.feed(re.sub(r"\d", "", page))
    return parser.text


@pytest.fixture
def reader() -> Client:
    client = Client()
    client.get("/reading/furigana/on")
    return client


@pytest.mark.django_db
def test_a_page_keeps_its_words_and_gets_readings_only_when_asked(reader: Client) -> None:
    world.a_region()
    regions.Region.objects.filter(pk=world.TOWN).update(kana="えんがうらちょう")
    furigana.names.cache_clear()
    path = f"/r/{world.TOWN}/"
    plain, annotated = Client().get(path).content.decode(), reader.get(path).content.decode()
    assert "<ruby>" not in plain
    assert "<ruby>縁ヶ浦町<rt>えんがうらちょう</rt></ruby>" in annotated
    assert words(annotated) == words(plain)
    reader.get("/reading/furigana/off")
    assert "<ruby>" not in reader.get(path).content.decode()


@pytest.mark.django_db
def test_english_pages_and_those_of_staff_get_none(reader: Client) -> None:
    assert "<ruby>" not in reader.get("/accounts/login/").content.decode()
    reader.get("/reading/language/en")
    assert "<ruby>" not in reader.get("/hello").content.decode()


@pytest.mark.django_db
def test_a_page_that_was_read_before_costs_little(reader: Client) -> None:
    text = Client().get("/privacy").content.decode()
    furigana.page(text, NAMES)
    begun = time.process_time()
    furigana.page(text, NAMES)
    assert time.process_time() - begun < 0.1
    assert reader.get("/privacy").status_code == 200
