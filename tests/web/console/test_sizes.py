"""A village of two shops and a city of many: the same number of questions, no list without end."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import world
from tests.web.conftest import Desk
from tests.world import NOW, TOWN

from enishi.kit import ids
from enishi.merchants import models as shops
from enishi.merchants import shop
from enishi.sponsors import models as sponsors
from enishi.sponsors.pledge import DONATION
from enishi.web.design import clock
from enishi.web.member import shops as public

pytestmark = pytest.mark.django_db
POINT = f"{TOWN}:point"
MANY = 70
Questions = Callable[[str], int]


@pytest.fixture(autouse=True)
def village(monkeypatch: pytest.MonkeyPatch) -> None:
    """A town with two shops and two sponsors, today."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    world.a_point()
    many_shops(2)
    many_sponsors(2)


@pytest.fixture
def window(desk: Desk) -> Client:
    """The desk that may see shops and money."""
    return desk("accountant", TOWN)


def many_shops(number: int) -> None:
    """Open so many shops at once, each on the map."""
    rows = [
        shops.Shop(
            code=ids.readable_code(8), region_id=TOWN, name=f"店{one:04}", kana=f"みせ{one:04}",
            trade="fish", contact="某", state=shop.OPEN, applied_at=NOW,
            latitude=35 + one / 10_000, longitude=136 + one % 7 / 1_000,
        )
        for one in range(number)
    ]  # fmt: skip
    shops.Shop.objects.bulk_create(rows)
    since = date(2026, 4, 1)
    shops.Participation.objects.bulk_create(
        shops.Participation(shop=row, asset=POINT, since=since) for row in rows
    )


def many_sponsors(number: int) -> None:
    """Write down so many firms with a promise each."""
    known = sponsors.Sponsor.objects.count()
    firms = sponsors.Sponsor.objects.bulk_create(
        sponsors.Sponsor(region_id=TOWN, name=f"会社{known + one:04}", added_at=NOW)
        for one in range(number)
    )
    sponsors.Pledge.objects.bulk_create(
        sponsors.Pledge(
            sponsor=firm, asset=POINT, rate_permille=5, since=NOW.date(), kind=DONATION, made_at=NOW
        )
        for firm in firms
    )


def questions(client: Client, address: str) -> int:
    """Count the questions of a page that was open before."""
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize(
    "address",
    [
        f"/console/{TOWN}/shops/",
        f"/console/{TOWN}/shops/slips",
        f"/console/{TOWN}/sponsors/",
        f"/console/{TOWN}/rewards/",
        f"/console/{TOWN}/rewards/new",
        f"/r/{TOWN}/shops/",
        f"/r/{TOWN}/fund/",
    ],
)
def test_a_page_asks_as_much_in_a_city_as_in_a_village(address: str, window: Client) -> None:
    in_village = questions(window, address)
    many_shops(MANY)
    many_sponsors(MANY)
    assert questions(window, address) == in_village


def test_each_shop_stands_on_one_sheet_of_the_office_and_is_found_by_its_name(
    window: Client,
) -> None:
    many_shops(MANY)
    address = f"/console/{TOWN}/shops/"
    pages = [window.get(address, {"sheet": str(one)}).content.decode() for one in (1, 2)]
    found = [re.findall(r'<th scope="row"><a href="([^"]+)"', page) for page in pages]
    assert [len(each) for each in found] == [50, MANY + 2 - 50]
    assert len({one for each in found for one in each}) == MANY + 2
    wanted = window.get(address, {"q": "ミセ0042"}).content.decode()
    assert re.findall(r'<th scope="row"><a [^>]+>([^<]+)</a>', wanted) == ["店0042"]


def test_the_map_shows_the_shops_of_the_sheet_under_their_numbers() -> None:
    many_shops(MANY)
    page = Client().get(f"/r/{TOWN}/shops/", {"sheet": "3", "q": "店"}).content.decode()
    left = MANY + 2 - 2 * public.SHOPS_A_SHEET
    assert page.count("<circle cx=") >= left
    assert re.findall(r'class="shop-no num" aria-hidden="true">(\d+)<', page) == [
        str(one) for one in range(1, left + 1)
    ]
    assert 'rel="prev" href="?q=%E5%BA%97&amp;sheet=2"' in page
    assert 'rel="next"' not in page
