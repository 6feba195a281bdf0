"""A shop's own pages: its figures, its customers without names, what it tells members."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from django.test import Client
from tests import world
from tests.insight import small_lake
from tests.web.till.conftest import Counter, a_phone_of

from enishi.insight.releases import operations as releases
from enishi.membership import operations as membership
from enishi.merchants import queries
from enishi.web.till import bars

pytestmark = pytest.mark.django_db


def page(phone: Client, path: str, **told: str) -> str:
    answer = phone.get(f"/till/{path}", told)
    assert answer.status_code == 200
    return answer.content.decode()


def test_figures_are_the_shops_own_and_raw(counter: Counter) -> None:
    assert "会計はまだありません" in page(counter.till, "shop")
    counter.sell(amount="1480", spend="137")
    counter.sell(amount="520", spend="0")
    shown = page(counter.till, "shop")
    assert "2回の会計" in shown
    assert "2,000" in shown
    other = a_phone_of(world.a_shop("山里パン", trade="sweets"))
    assert "会計はまだありません" in page(other, "shop", weeks="52")
    assert "この13週間で" in page(counter.till, "shop", weeks="13")
    printed = counter.till.get("/till/shop/week.pdf")
    assert "魚のまる幸" in pypdf.PdfReader(BytesIO(printed.content)).pages[0].extract_text()


def test_customers_have_no_names_and_another_one_at_every_shop(counter: Counter) -> None:
    membership.set_display_name(member_id=counter.member, display_name="潮路")
    counter.sell(amount="900", spend="0")
    shown = page(counter.till, "shop/customers")
    assert "お客さま1人" in shown
    assert "潮路" not in shown
    assert counter.card not in shown
    assert str(counter.member) not in shown


def test_an_offer_is_written_sent_to_the_town_and_ended_by_its_shop(counter: Counter) -> None:
    today = world.NOW.date()
    told = {
        "title": "朝どれ市",
        "text": "あじ3匹",
        "from_on": today.isoformat(),
        "until_on": (today + timedelta(days=3)).isoformat(),
        "audience": "customers",
    }
    assert counter.till.post("/till/shop/offers", told | {"title": ""}).status_code == 422
    past = told | {"until_on": (today - timedelta(days=1)).isoformat()}
    refused = counter.till.post("/till/shop/offers", past)
    assert refused.status_code == 422
    assert "見なおすところ：最後の日" in refused.content.decode()
    assert counter.till.post("/till/shop/offers", told).status_code == 302
    assert "町が読んでいます" in page(counter.till, "shop/offers")
    (offer,) = queries.offers_of([counter.shop])
    other = a_phone_of(world.a_shop("山里パン", trade="sweets"))
    assert other.post(f"/till/shop/offers/{offer.id}/end").status_code == 404
    counter.till.post(f"/till/shop/offers/{offer.id}/end")
    assert queries.offers_of([counter.shop])[0].state(today) == "over"


def test_a_phone_that_is_no_till_sees_none_of_it() -> None:
    for path in ("shop", "shop/customers", "shop/offers", "shop/week.pdf"):
        assert Client().get(f"/till/{path}").status_code == 302


def test_columns_reach_as_high_as_their_value_and_the_first_highest_is_told() -> None:
    days = [date(2026, 6, number) for number in range(1, 5)]
    found = bars.columns(list(zip(days, (0, 50, 100, 100), strict=True)), {days[0]: "6/1"})
    assert [one.height for one in found] == [0, 52, 104, 104]
    assert [one.is_most for one in found] == [False, False, True, False]
    assert all(one.y + one.height == bars.GROUND for one in found)
    assert found[0].name == "6/1"


def test_the_words_of_the_last_column_stay_on_the_paper() -> None:
    days = [date(2026, 6, number) for number in range(1, 29)]
    told = [(day, 134_730 if day.day == 28 else 0) for day in days]
    last = bars.columns(told, {days[-1]: "6/28"})[-1]
    assert last.x + last.width > last.middle + 20  # the column itself stands at the edge
    assert last.middle + 7 * len("134,730") <= bars.WIDTH


def test_dots_grow_by_their_area_and_stay_in_their_row() -> None:
    told = bars.hours({(0, 9): 4, (6, 17): 1}, range(9, 18), list("月火水木金土日"))
    most, least = told.dots
    assert most.r == pytest.approx(2 * least.r, abs=0.1)
    assert most.y < least.y < told.height
    assert [one.text for one in told.names[-7:]] == list("月火水木金土日")


def test_the_trade_is_told_as_released_without_the_shop_that_asks(
    counter: Counter, settings: object, tmp_path: Path
) -> None:
    assert "まだ、くらべられません" in page(counter.till, "shop")
    settings.LAKE_DIR = tmp_path / "lake"  # type: ignore[attr-defined]
    settings.DISCLOSURE_SECRET = small_lake.SECRET  # type: ignore[attr-defined]
    releases.forget()
    others = [
        small_lake.activity(
            seq,
            seq % 40,
            date(2026, 1, 1) + timedelta(days=seq % 90),
            region_code=world.TOWN,
            kind="purchase",
            business_id=f"SHOP{seq % 5}",
            trade="fish",
            amount_yen=1_000,
        )
        for seq in range(1, 201)
    ]
    small_lake.fill(tmp_path / "lake", others)
    releases.close(until="2026-03", at=world.NOW)
    shown = page(counter.till, "shop")
    assert "ほかの5軒の平均" in shown
    told = releases.release_benchmark(
        region=world.TOWN, trade="fish", asking=counter.shop, at=world.NOW
    )
    assert told is not None
    assert f"{told.yen_a_shop:,}" in shown
    assert told.yen_a_shop == pytest.approx(40_000, rel=0.2)
