"""Homes are read from the words on a form without guessing."""

import pytest

from enishi.regions import homes, official
from enishi.regions.queries import home_table

KNOWN = home_table()


@pytest.mark.parametrize(
    ("prefecture", "city", "code"),
    [
        ("福井県", "福井市", "182010"),
        ("福井県", "三方郡美浜町", "184420"),
        ("福井県", "美浜町", "184420"),
        ("福井県", "福井県美浜町", "184420"),
        (" 福井県 ", "福 井 市", "182010"),
        ("茨城県", "龍ヶ崎市", "082082"),
        ("茨城県", "龍ケ崎市", "082082"),
        ("福島県", "郡山市", "072036"),
        ("奈良県", "大和郡山市", "292036"),
        ("兵庫県", "赤穂郡上郡町", "284815"),
        ("東京都", "千代田区", "131016"),
    ],
)
def test_a_home_that_names_one_municipality_is_that_municipality(prefecture, city, code):
    assert homes.home_code(prefecture, city, KNOWN) == code


@pytest.mark.parametrize(
    ("prefecture", "city", "code"),
    [
        ("北海道", "札幌市中央区", "011002"),
        ("大阪府", "大阪市北区", "271004"),
        ("静岡県", "浜松市浜名区", "221309"),
    ],
)
def test_a_ward_with_its_city_leads_to_the_city(prefecture, city, code):
    assert homes.home_code(prefecture, city, KNOWN) == code


@pytest.mark.parametrize(
    ("prefecture", "city", "code"),
    [
        ("福井県", "", "180009"),
        ("福井県", "三方郡", "180009"),
        ("福井県", "三国町", "180009"),
        ("福井県", "福井", "180009"),
        ("大阪府", "北区", "270008"),
        ("北海道", "泊村", "010006"),
        ("静岡県", "浜松市細江町", "220001"),
        ("福井県", "金沢市", "180009"),
    ],
)
def test_what_names_no_single_municipality_leads_to_the_prefecture(prefecture, city, code):
    assert homes.home_code(prefecture, city, KNOWN) == code


@pytest.mark.parametrize("prefecture", ["", "海外", "福井", "Fukui", "架空県"])
def test_an_unknown_prefecture_leads_nowhere(prefecture):
    assert homes.home_code(prefecture, "福井市", KNOWN) == ""


def test_every_municipality_is_found_by_its_own_name_except_two_of_one_name():
    names = {place.code: place.name for place in official.places() if place.kind == "prefecture"}
    lost = [
        place.name
        for place in official.places()
        if place.kind == "municipality"
        and homes.home_code(names[place.parent_code], place.name, KNOWN) != place.code
    ]
    assert lost == ["泊村", "泊村"]


def test_a_name_shared_in_one_prefecture_leads_to_neither():
    table = homes.table({"甲県": "990001"}, [("甲県", "乙村", "1"), ("甲県", "乙村", "2")])
    assert homes.home_code("甲県", "乙村", table) == "990001"
