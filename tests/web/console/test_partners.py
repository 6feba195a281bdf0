"""The desk's side of partners: agreed, taken in, reconciled, what stayed out as a file."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import world
from tests.partners.fake_partner import serving
from tests.partners.test_partners import a_card, agreed, of, other

from enishi.partners import partner, queries
from enishi.web.design import clock

pytestmark = pytest.mark.django_db
LIST = f"/console/{world.TOWN}/partners/"
FORM = {
    "name": "そらマイル",
    "code": "sora-miles",
    "kind": "points",
    "identifier": "our_card",
    "denominator": "2",
    "numerator": "1",
    "fee_percent": "2.5",
    "minimum": "100",
    "when": "days",
    "days": "180",
    "adapter": "file",
    "earns": "on",
}


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: world.NOW)


def a_file(text):
    return SimpleUploadedFile("6月.csv", text.encode(), content_type="text/csv")


def test_an_agreement_is_written_down_and_changed(desk):
    world.a_point()
    window = desk("accountant", world.TOWN)
    assert window.post(f"{LIST}add", FORM).url == f"{LIST}of/sora-miles/?done=partner"
    made = queries.partner_of("sora-miles")
    assert (made.denominator, made.fee_permille, made.asset) == (2, 25, f"{world.TOWN}:point")
    again = window.post(f"{LIST}add", FORM)
    assert (again.status_code, "もう使われています" in again.content.decode()) == (422, True)
    window.post(f"{LIST}of/sora-miles/change", {**FORM, "fee_percent": "0"})
    assert queries.partner_of("sora-miles").fee_permille == 0
    window.post(f"{LIST}of/sora-miles/switch", {"state": "off"})
    assert not queries.partner_of("sora-miles").is_on
    assert "そらマイル" in window.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"when": "days", "days": ""}, "ここも入れてください"),
        ({"kind": "transit"}, "「提携先のカードの番号」から選んでください"),
        ({"adapter": "api", "address": "partner.example"}, "https:// から始まる"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_nothing_typed_is_lost(desk, told, words):
    world.a_point()
    answer = desk("accountant", world.TOWN).post(f"{LIST}add", {**FORM, **told})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert 'value="そらマイル"' in page
    assert not queries.partners_of(world.TOWN)


def test_when_points_lapse_is_chosen_in_words(desk):
    world.a_point()
    window = desk("accountant", world.TOWN)
    window.post(f"{LIST}add", FORM)
    assert queries.partner_of("sora-miles").lapse == "days:180"
    window.post(f"{LIST}of/sora-miles/change", {**FORM, "when": "month-end", "days": ""})
    assert queries.partner_of("sora-miles").lapse == "month-end"
    assert "days:" not in window.get(f"{LIST}of/sora-miles/change").content.decode()


def test_a_file_is_taken_in_and_comes_out_with_what_stayed_out_as_a_file(desk):
    code = agreed()
    member, number = a_card()
    text = f"取引番号,会員証番号,日時,ポイント\nT1,{number},2026-06-05,1000\n=T2,{number},x,5\n"
    window = desk("accountant", world.TOWN)
    sent = {"file": a_file(text), "rows": "2", "units": "1,005"}
    led = window.post(f"{LIST}of/{code}/take-in", sent)
    page = window.get(led.url).content.decode()
    assert "件数も合計も、合っています" in page
    assert "日時として読めません" in page
    assert of(member) == 475
    told = window.get(f"{led.url}/rejects.csv").content.decode("utf-8-sig").splitlines()
    assert told[0] == "line,column,code,reason,value,units"
    assert told[1].startswith("3,日時,bad_time,")
    wrong = window.post(
        f"{LIST}of/{code}/take-in", {"file": a_file(text), "rows": "3", "units": "1005"}
    )
    assert "合っていません" in window.get(wrong.url).content.decode()
    assert window.post(f"{LIST}of/{code}/take-in").status_code == 422


def test_an_api_is_asked_from_the_page(desk, settings):
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    _, number = a_card()
    row = {"id": "T1", "holder": number, "at": "2026-06-05", "amount": 400}
    with serving({"": {"rows": [row], "next": "c1"}, "c1": {"rows": []}}) as api:
        code = agreed(adapter="api", address=api.address)
        window = desk("accountant", world.TOWN)
        led = window.post(f"{LIST}of/{code}/take-in", {"pull": "1"})
        assert "合っています" in window.get(led.url).content.decode()
        again = window.post(f"{LIST}of/{code}/take-in", {"pull": "1"})
        assert again.url.endswith("?done=nothing")
    silent = window.post(f"{LIST}of/{code}/take-in", {"pull": "1"})
    assert silent.status_code == 502


def test_few_people_who_gave_and_had_a_ticket_are_not_told(desk):
    other("zao-lift", partner.LIFT, "email")
    other("furusato", partner.DONORS, "email")
    page = desk("accountant", world.TOWN).get(LIST).content.decode()
    assert page.count("10人未満") == 2
    assert "お見せできません" in page


def test_partners_of_another_town_are_not_found(desk):
    code = agreed()
    world.a_region(world.NEIGHBOUR, "となりの町")
    window = desk("accountant", world.NEIGHBOUR)
    for part in ("", "change"):
        assert (
            window.get(f"/console/{world.NEIGHBOUR}/partners/of/{code}/{part}").status_code == 404
        )
    assert desk("organiser", world.TOWN).get(LIST).status_code == 404
