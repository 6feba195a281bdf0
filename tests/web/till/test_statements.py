"""A shop reads and prints what it is paid, month by month, on its own phone; nobody else does."""

from __future__ import annotations

from io import BytesIO

import pypdf
import pytest
from django.test import Client
from tests import world
from tests.settlement.test_operations import ACCOUNT, ISSUER, JUNE, POINT, Town
from tests.web.till.conftest import a_phone_of

from enishi.merchants.shop import SHOP
from enishi.settlement import operations, queries
from enishi.settlement.terms import CASH, Terms
from enishi.web.design import clock

pytestmark = pytest.mark.django_db(transaction=True)
AT = world.jst(2026, 7, 3, 9)
HERE = "/till/shop/statements"


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)


def read(phone: Client, **told: str) -> str:
    answer = phone.get(HERE, told)
    assert answer.status_code == 200
    return answer.content.decode()


def close() -> None:
    operations.close(asset=POINT, month=JUNE, by=None, at=AT)


def test_a_shop_finds_its_month_and_its_paper_and_no_other_shops() -> None:
    town = Town(name_en="Marukoo Fish")
    cafe = world.a_shop("棚田カフェ", trade="cafe", at=world.jst(2026, 5, 1))
    operations.set_payout_account(shop_code=town.shop, account=ACCOUNT, by=None, at=AT)
    town.sells(1_580, 137, world.jst(2026, 6, 10))
    town.sells(900, 50, world.jst(2026, 6, 20), shop=cafe)
    fish = a_phone_of(town.shop)
    assert HERE in fish.get("/till/shop").content.decode()
    assert "まだ、ありません" in read(fish)
    close()
    shown = read(fish)
    for word in ("2026年6月分", "¥137", "2026年7月21日（火）に、口座 ••••122 へ振り込みます。"):
        assert word in shown
    assert "¥50" not in shown
    own = queries.statements_of_shop(town.shop)[0].number
    other = queries.statements_of_shop(cafe)[0].number
    printed = fish.get(f"{HERE}/{own}.pdf")
    assert printed.status_code == 200
    assert own in pypdf.PdfReader(BytesIO(printed.content)).pages[0].extract_text()
    english = fish.get(f"{HERE}/{own}.pdf?language=en")
    assert "Marukoo Fish" in pypdf.PdfReader(BytesIO(english.content)).pages[0].extract_text()
    assert fish.get(f"{HERE}/{other}.pdf").status_code == 404
    assert Client().get(HERE).headers["Location"].startswith("/till/open")
    operations.note_paid(numbers=[own], asset=POINT, on=AT.date(), way=CASH, by=None, at=AT)
    assert "2026年7月3日（金）に、お支払いしました。" in read(fish)


def test_a_shop_that_owes_reads_where_and_until_when() -> None:
    town = Town(earn_payer=SHOP)
    operations.set_terms(terms=Terms(asset=POINT, desk="観光協会の窓口", **ISSUER))
    town.sells(10_000, 0, world.jst(2026, 6, 1))
    close()
    shown = read(a_phone_of(town.shop))
    number = queries.statements_of_shop(town.shop)[0].number
    for word in ("¥100", "2026年7月21日（火）までに", "7654321", "観光協会の窓口", number):
        assert word in shown


def test_a_month_that_was_opened_again_is_not_shown_until_it_is_closed() -> None:
    town = Town()
    town.sells(1_000, 100, world.jst(2026, 6, 10))
    close()
    phone = a_phone_of(town.shop)
    (before,) = queries.statements_of_shop(town.shop)
    operations.reopen(asset=POINT, why="伝票", by=None, at=AT)
    assert "まだ、ありません" in read(phone)
    assert phone.get(f"{HERE}/{before.number}.pdf").status_code == 404
