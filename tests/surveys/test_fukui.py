"""Rows of Fukui's visitor survey: answers in their own words, homes never guessed."""

from datetime import date, datetime

import pytest

from enishi.activities import cells
from enishi.activities.cells import Headers
from enishi.activities.sheet import Record
from enishi.kit.periods import JST
from enishi.regions import homes
from enishi.surveys import fukui

KNOWN = fukui.Known(
    {"若狭町": "185019"},
    homes.table(
        {"香川県": "370002", "京都府": "260002"},
        [("香川県", "高松市", "372013"), ("京都府", "京都市", "261009")],
        [("京都府", "京都市伏見区")],
    ),
    date(2026, 6, 6),
)
LAYOUT = cells.layout_of(Record(1, list(fukui.COLUMNS)), Headers(), fukui.COLUMNS)
ANSWER = {
    "response_id": "r018728",
    "member_id": "m3f6913c0dc77",
    "answered_at": "2023-04-28 19:00",
    "sex": "女",
    "age_band": "50代",
    "home_pref": "香川県",
    "home_city": "高松市",
    "area": "道の駅「三方五湖」  エリア",
    "municipality": "若狭町",
    "purposes": "地元の美味しいものを食べる|名所、旧跡の観光",
    "nps": "3",
    "revisit_intention": "機会があれば行きたい",
}


def read(**changes):
    told = ANSWER | changes
    row = [told.get(column, "") for column in fukui.COLUMNS]
    return fukui.read(Record(3, row), LAYOUT, KNOWN)


def test_an_answer_is_a_visit_and_what_was_said():
    visit = read()
    assert (visit.key, visit.member) == ("import:fukui-survey:r018728", "m3f6913c0dc77")
    assert visit.at == datetime(2023, 4, 28, 19, tzinfo=JST)
    assert (visit.region_code, visit.place) == ("185019", "道の駅「三方五湖」 エリア")
    assert (visit.sex, visit.age_band, visit.home_code) == ("female", "50-59", "372013")
    assert visit.answer.purposes == ("地元の美味しいものを食べる", "名所、旧跡の観光")
    assert (visit.answer.nps, visit.answer.wish_to_return) == (3, "機会があれば行きたい")
    assert (visit.answer.information, visit.answer.companions) == ((), "")


@pytest.mark.parametrize(
    ("pref", "city", "home"),
    [
        ("京都府", "京都市伏見区", "261009"),
        ("京都府", "与謝郡", "260002"),
        ("京都府", "", "260002"),
        ("京都府", "浜松市中区", "260002"),
        ("", "高松市", ""),
        ("国外", "", ""),
    ],
)
def test_a_home_is_matched_or_coarse_or_unknown(pref, city, home):
    assert read(home_pref=pref, home_city=city).home_code == home


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"municipality": "京都市"}, "municipality", "unknown_region"),
        ({"answered_at": "昨日"}, "answered_at", "bad_time"),
        ({"answered_at": "2203-04-28 19:00"}, "answered_at", "bad_time"),
        ({"answered_at": "2033-04-28 19:00"}, "answered_at", "time_out_of_range"),
        ({"nps": "11"}, "nps", "bad_score"),
        ({"nps": "-1"}, "nps", "bad_score"),
        ({"sex": "3"}, "sex", "unknown_sex"),
        ({"response_id": ""}, "response_id", "missing"),
    ],
)
def test_an_answer_that_cannot_be_read_names_line_and_column(changes, column, code):
    (reject,) = read(**changes)
    assert (reject.line, reject.column, reject.code) == (3, column, code)


def test_no_score_stays_no_score():
    assert read(nps="").answer.nps is None
