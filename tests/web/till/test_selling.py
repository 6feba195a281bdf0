"""A sale at the till: price and points typed, sold once, shown, and taken back."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from tests import world
from tests.web.till.conftest import POINT, Counter, a_phone_of

from enishi.ledger import queries as books
from enishi.merchants import operations as merchants
from enishi.sales import models, queries

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def balance(counter: Counter) -> int:
    return books.balance(f"member:{counter.member}", POINT)


def test_137_of_500_are_used_and_both_sides_of_the_counter_agree(counter):
    address = counter.read()
    asked = counter.till.get(address)
    assert "まさる 様" in text(asked)
    assert "使えるポイント 500" in text(asked)
    checked = counter.till.get(f"{address}?amount=１，５８０円&points=137")
    assert "1,443円で会計する" in checked.content.decode()
    assert checked.context["earns"] == 14
    assert balance(counter) == 500  # asking moved nothing
    code = counter.sell(amount="1580", points="137")
    done = counter.till.get(f"/till/sales/{code}/done")
    assert "1,443 円いただきました" in text(done)
    assert "お客さまの残り 377" in text(done)
    assert done.context["word"].name in text(done)
    assert balance(counter) == 377


def test_one_reading_of_a_card_is_one_sale_however_often_it_is_sent(counter):
    address = counter.read()
    told = {"asset": POINT, "amount": "1000"}
    first = counter.till.post(address, told)
    again = counter.till.post(address, told)
    assert first.url == again.url
    other = counter.till.post(address, told | {"amount": "2000"})
    assert other.status_code == 409
    assert models.Sale.objects.count() == 1


@pytest.mark.parametrize("told", [{"points": "400"}, {"use": "all"}, {"use": "odd"}])
def test_a_sale_that_used_points_is_answered_again_though_they_are_gone(counter, told):
    address = counter.read()
    told = {"asset": POINT, "amount": "480"} | told
    first = counter.till.post(address, told)
    (sale,) = models.Sale.objects.all()
    again = counter.till.post(address, told)
    assert (again.status_code, again.url) == (302, first.url)
    script = counter.till.post(address, told, headers={"accept": "application/json"})
    assert script.json() == {"address": first.url, "earned": sale.earned}
    other = counter.till.post(address, told | {"use": "typed", "points": str(sale.spent - 1)})
    assert other.status_code == 409
    assert models.Sale.objects.count() == 1


def test_points_that_are_no_longer_taken_are_not_exchanged_for_others(counter):
    address = counter.read()
    answer = counter.till.post(address, {"asset": "131016:point", "amount": "480", "use": "all"})
    assert answer.status_code == 409
    assert models.Sale.objects.count() == 0


def test_what_a_customer_holds_is_shown_on_the_day_of_the_sale_only(counter, moment):
    code = counter.sell(amount="1580", points="137")
    done = f"/till/sales/{code}/done"
    assert counter.till.get(done).context["left"] == 377
    moment.at += timedelta(days=1)
    later = counter.till.get(done)
    assert later.context["left"] is None
    assert "お客さまの残り" not in text(later)


@pytest.mark.parametrize(
    ("use", "amount", "spent"),
    [("none", 1580, 0), ("odd", 1580, 80), ("all", 1580, 500), ("all", 120, 120)],
)
def test_points_are_used_by_one_press_without_typing(counter, use, amount, spent):
    checked = counter.till.get(f"{counter.read()}?amount={amount}&use={use}")
    assert checked.context["asked"].spend == spent


@pytest.mark.parametrize(
    ("amount", "points", "said"),
    [
        ("", "", "お会計の金額を"),
        ("0", "", "お会計の金額を"),
        ("百円", "", "お会計の金額を"),
        ("99999999", "", "けた数を見なおしてください"),
        ("1580", "501", "使えるのは500円ぶんまでです"),
        ("100", "137", "お会計より多くなっています"),
        ("100", "三", "数字で入れてください"),
    ],
)
def test_what_cannot_be_sold_is_said_and_what_was_typed_stays(counter, amount, points, said):
    answer = counter.till.post(counter.read(), {"amount": amount, "points": points})
    assert answer.status_code == 422
    assert said in text(answer)
    if amount == "1580":
        assert 'value="1580"' in answer.content.decode()
    assert models.Sale.objects.count() == 0


def test_a_script_is_told_what_a_sale_would_earn_and_where_it_stands(counter):
    address = counter.read()
    json = {"accept": "application/json"}
    asked = {"amount": "1580", "points": "137"}
    assert counter.till.get(f"{address}/quote", asked, headers=json).json() == {
        "earns": 14,
        "fault": "",
        "has": 500,
    }
    sold = counter.till.post(address, asked, headers=json).json()
    assert sold["earned"] == 14
    assert counter.till.get(sold["address"]).status_code == 200


def test_an_unknown_card_is_told_and_the_number_stays_in_the_field(counter):
    answer = counter.till.post("/till/", {"number": "abcdo000-0000ABCD"})
    assert answer.status_code == 404
    assert 'value="ABCD 0000 0000 ABCD" autofocus' in answer.content.decode()


def test_the_number_of_a_card_stands_in_no_address(counter):
    assert counter.card not in counter.read()
    assert str(counter.member) not in counter.read()


def test_a_card_read_on_another_till_or_long_ago_is_read_anew_and_the_price_stays(counter, moment):
    address = counter.read()
    other = a_phone_of(world.a_shop("八百屋みどり", trade="produce"))
    assert other.get(address).url == "/till/?again=1"
    moment.at += timedelta(hours=13)
    sent_back = counter.till.post(address, {"amount": "1580"})
    assert sent_back.url == "/till/?again=1&amount=1580"
    assert "1,580円は、残っています" in text(counter.till.get(sent_back.url))
    assert counter.read(amount="1580").endswith("?amount=1580")
    assert models.Sale.objects.count() == 0


def test_a_sale_is_undone_on_its_day_and_all_is_as_before(counter):
    code = counter.sell(amount="1580", points="137")
    shown = counter.till.get(f"/till/sales/{code}/back?how=whole")
    assert "お客さまに返すお金 1,443" in text(shown)
    told = {"how": "whole", "key": shown.context["key"]}
    done = counter.till.post(f"/till/sales/{code}/back", told)
    assert "1,443" in text(counter.till.get(done.url))
    assert balance(counter) == 500
    assert queries.sale(code).is_undone
    again = counter.till.post(f"/till/sales/{code}/back", told)
    assert again.status_code in {302, 409}
    assert balance(counter) == 500
    assert books.faults() == []


def undone(counter: Counter, **told: object) -> str:
    """Sell and undo; the code of the sale."""
    code = counter.sell(**told)
    counter.till.post(f"/till/sales/{code}/back", {"how": "whole"})
    return code


def test_after_an_undo_the_customer_still_stands_here_and_buys_anew_once(counter):
    code = undone(counter, amount="1580", points="137")
    shown = counter.till.get(f"/till/sales/{code}?back=1")
    assert "取り消しました" in text(shown)
    assert f"まさる 様 会員証 …{counter.card[-4:]}" in text(shown)
    address = counter.till.get(f"/till/sales/{code}/again").url
    assert f"asset={POINT.replace(':', '%3A')}" in address
    assert "まさる 様" in text(counter.till.get(address))
    told = {"asset": POINT, "amount": "1850"}
    first = counter.till.post(address, told)
    other_press = counter.till.get(f"/till/sales/{code}/again").url
    assert counter.till.post(other_press, told).url == first.url
    assert balance(counter) == 518
    assert models.Sale.objects.count() == 2


def test_nobody_buys_anew_later_on_another_till_or_without_a_card_read_here(counter, moment):
    code = undone(counter, amount="1580")
    other = a_phone_of(counter.shop)
    standing = counter.sell(amount="500")
    moment.at += timedelta(seconds=119)
    assert "/till/pay/" in counter.till.get(f"/till/sales/{code}/again").url
    for till, sale in ((other, code), (counter.till, standing)):
        assert till.get(f"/till/sales/{sale}/again").url == "/till/?again=1"
    moment.at += timedelta(seconds=1)
    assert counter.till.get(f"/till/sales/{code}/again").url == "/till/?again=1"
    assert "やりなおす" not in text(counter.till.get(f"/till/sales/{code}?back=1"))
    elsewhere = a_phone_of(world.a_shop("八百屋みどり", trade="produce"))
    assert elsewhere.get(f"/till/sales/{code}/again").status_code == 404


def test_goods_that_come_back_another_day_do_not_keep_their_buyer_at_the_counter(counter, moment):
    code = counter.sell(amount="1000")
    moment.at += timedelta(days=1)
    done = counter.till.post(f"/till/sales/{code}/back", {"how": "whole"})
    assert "返しました" in text(counter.till.get(done.url))
    assert counter.till.get(f"/till/sales/{code}/again").url == "/till/?again=1"


def test_a_part_goes_back_once_under_the_key_of_its_page(counter, moment):
    code = counter.sell(amount="1000", points="100")
    moment.at += timedelta(days=3)
    shown = counter.till.get(f"/till/sales/{code}/back?how=part&yen=500")
    assert (shown.context["split"].yen, shown.context["split"].points) == (450, 50)
    told = {"how": "part", "yen": "500", "key": shown.context["key"]}
    for _ in range(2):
        counter.till.post(f"/till/sales/{code}/back", told)
    sold = queries.sale(code)
    assert (sold.returned_yen, sold.returned_points) == (450, 50)
    too_much = counter.till.get(f"/till/sales/{code}/back?how=part&yen=501")
    assert too_much.status_code == 422
    without = counter.till.post(f"/till/sales/{code}/back", {"how": "part"})
    assert without.status_code == 422
    assert queries.sale(code).returned_yen == 450


def test_the_day_lists_the_sales_of_this_shop_and_adds_them_up(counter, moment):
    counter.sell(amount="1000", points="100")
    counter.sell(amount="500")
    page = counter.till.get("/till/day")
    assert "1,500 円" in text(page)
    assert "2件" in text(page)
    other = a_phone_of(world.a_shop("八百屋みどり", trade="produce"))
    assert "まだありません" in text(other.get("/till/day"))
    (code, *_) = [one.code for one in models.Sale.objects.all()]
    for path in ("", "/done", "/back"):
        assert other.get(f"/till/sales/{code}{path}").status_code == 404
    moment.at += timedelta(days=1)
    assert "まだありません" in text(counter.till.get("/till/day"))
    assert "1,500 円" in text(counter.till.get(f"/till/day?on={world.NOW.date().isoformat()}"))
    assert counter.till.get("/till/day?on=x").status_code == 200


def test_the_day_counts_no_sale_that_was_undone_and_says_so(counter, moment):
    undone(counter, amount="1580", points="137")
    counter.sell(amount="1850", points="137")
    page = text(counter.till.get("/till/day"))
    assert "1,850 円 1件" in page
    assert "お金で 1,713円" in page
    assert "使われたポイント 137" in page
    assert "取り消した会計1件は、数えていません" in page
    assert "返したお金" not in page
    moment.at += timedelta(days=1)
    code = models.Sale.objects.get(amount_yen=1850).code
    counter.till.post(f"/till/sales/{code}/back", {"how": "part", "yen": "850"})
    page = text(counter.till.get("/till/day"))
    assert "前の日の会計から返したもの" in page
    assert "返したお金 788円" in page
    assert "お金で -788円" in page


def test_a_paused_shop_reads_its_day_but_sells_nothing(counter):
    address = counter.read()
    merchants.change_state(
        shop_code=counter.shop, state="paused", why="改装中", by=None, at=world.NOW
    )
    assert counter.till.get("/till/day").status_code == 200
    refused = counter.till.post(address, {"asset": POINT, "amount": "100"})
    assert refused.status_code == 409
    assert Client().get(f"/s/{counter.shop}").status_code == 409


def test_points_used_go_back_also_after_they_lapsed(counter, moment):
    """Sold in June with points of March; given back in April, they can be used again."""
    world.move(f"issue:{POINT}", f"member:{counter.member}", 300, expires_on=date(2027, 3, 31))
    code = counter.sell(amount="1000", points="300")
    moment.at = world.jst(2027, 4, 2, 10)
    world.a_lapse_run(at=world.jst(2027, 4, 1, 3))
    before = balance(counter)
    shown = counter.till.get(f"/till/sales/{code}/back?how=whole")
    assert "お客さまに渡すお金 700" in text(shown)
    counter.till.post(f"/till/sales/{code}/back", {"how": "whole", "key": shown.context["key"]})
    assert balance(counter) == before + 300 - 7
    usable = books.free_to_move(f"member:{counter.member}", POINT, on=date(2027, 4, 2))
    assert usable == balance(counter)
    assert books.faults() == []
