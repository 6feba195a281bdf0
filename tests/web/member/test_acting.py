"""A phone acts for somebody: whose pages it shows, when it ends, what is written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from tests import world
from tests.world import NOW

from enishi.kit.periods import jst_day
from enishi.membership import operations, queries
from enishi.membership.operations import contacts
from enishi.web.design import clock
from enishi.web.member import asking, device
from enishi.web.member.asking import Asking

pytestmark = pytest.mark.django_db
UNTIL = date(2026, 12, 1)
PAGE = {"HTTP_ACCEPT": "text/html"}


@dataclass
class Person:
    """Somebody with a phone in the hand."""

    id: UUID
    phone: Client


def person(name: str, birth_year: int, *, number: int | None = None) -> Person:
    held = operations.hold_on_device(at=NOW)
    operations.set_attributes(member_id=held.member_id, birth_year=birth_year, at=NOW)
    operations.set_display_name(member_id=held.member_id, display_name=name)
    if number is not None:
        value = f"+8190{11112222 + number}"
        contacts.complete(member_id=held.member_id, kind="phone", value=value, at=NOW)
    phone = Client()
    phone.cookies[device.COOKIE] = device._signer().sign(str(held.device_id))  # noqa: SLF001
    return Person(held.member_id, phone)


@dataclass
class Time:
    """The town's clock."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


@pytest.fixture(autouse=True)
def time(monkeypatch) -> Time:
    moved = Time()
    monkeypatch.setattr(clock, "now", moved.now)
    return moved


@pytest.fixture
def parent() -> Person:
    return person("森田とめ", 1948)


@pytest.fixture
def daughter() -> Person:
    return person("森田うみ", 1975, number=1)


def let(parent: Person, daughter: Person) -> int:
    return operations.let_act(
        member_id=parent.id, by=daughter.id, relation="child", how="paper", until_on=UNTIL, at=NOW
    )


def begin(daughter: Person, proxy: int) -> None:
    answer = daughter.phone.post(f"/me/family/{proxy}/begin")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def whose(client: Client) -> UUID | None:
    """Ask a page of the phone whose data it would show."""
    return device.member_of(client.get("/me", **PAGE).wsgi_request)


def test_while_acting_the_phone_shows_the_parents_pages_and_says_so(parent, daughter) -> None:
    begin(daughter, let(parent, daughter))
    assert whose(daughter.phone) == parent.id
    page = daughter.phone.get("/me", **PAGE).content.decode()
    assert "森田とめ" in page
    assert "の代わりに使っています" in page
    assert device.person(daughter.phone.get("/me", **PAGE).wsgi_request) == daughter.id


def test_one_tap_leads_back(parent, daughter) -> None:
    begin(daughter, let(parent, daughter))
    answer = daughter.phone.post("/me/family/back")
    assert answer.headers["Location"] == "/me/family"
    assert whose(daughter.phone) == daughter.id
    assert "の代わりに" not in daughter.phone.get("/me", **PAGE).content.decode()


OWN = ("/me/family", "/me/messages", "/me/family/ask", "/sign-in", "/join", "/me/phones", "/c")


@pytest.mark.parametrize("page", OWN)
def test_pages_about_oneself_are_closed_while_acting(parent, daughter, page) -> None:
    begin(daughter, let(parent, daughter))
    answer = daughter.phone.get(page, **PAGE)
    assert answer.status_code == 403
    assert "代理のあいだは" in answer.content.decode()
    assert "自分にもどる" in answer.content.decode()


def test_the_parent_reads_that_it_began(parent, daughter) -> None:
    begin(daughter, let(parent, daughter))
    (look,) = queries.looks(parent.id)
    assert (look.role, look.purpose, look.at) == ("proxy", "acting:begun", NOW)


def test_a_card_made_for_the_parent_is_the_parents_and_is_written_down(parent, daughter) -> None:
    world.a_region()
    begin(daughter, let(parent, daughter))
    daughter.phone.post(f"/me/card/{world.TOWN}")
    assert len(queries.cards(parent.id)) == 1
    assert queries.cards(daughter.id) == []
    assert queries.looks(parent.id)[0].purpose == "acting:card"


@pytest.mark.parametrize("by", ["parent", "daughter"])
def test_when_either_side_ends_it_nothing_is_done_for_the_holder_instead(
    parent, daughter, by
) -> None:
    world.a_region()
    proxy = let(parent, daughter)
    begin(daughter, proxy)
    who = {"parent": parent, "daughter": daughter}[by]
    operations.end_acting(proxy_id=proxy, member_id=who.id, at=NOW)
    answer = daughter.phone.post(f"/me/card/{world.TOWN}")
    assert answer.status_code == 409
    assert queries.cards(daughter.id) == queries.cards(parent.id) == []
    assert whose(daughter.phone) == daughter.id


def test_on_the_last_day_it_holds_and_then_leads_to_where_it_says_so(
    parent, daughter, time
) -> None:
    proxy = let(parent, daughter)
    time.at = NOW + timedelta(days=(UNTIL - jst_day(NOW)).days - 1)
    begin(daughter, proxy)
    assert whose(daughter.phone) == parent.id
    time.at += timedelta(minutes=59)
    assert whose(daughter.phone) == parent.id
    time.at = NOW + timedelta(days=(UNTIL - jst_day(NOW)).days)
    answer = daughter.phone.get("/", **PAGE)
    assert answer.headers["Location"] == "/me/family?ended=1"
    assert "代理は終わっています" in daughter.phone.get("/me/family?ended=1").content.decode()


def test_after_an_hour_the_phone_is_its_holders_again(parent, daughter, time) -> None:
    begin(daughter, let(parent, daughter))
    time.at = NOW + timedelta(hours=1)
    assert daughter.phone.get("/", **PAGE).headers["Location"] == "/me/family?ended=1"
    assert whose(daughter.phone) == daughter.id


def test_forged_and_carried_away_cookies_act_for_nobody(parent, daughter) -> None:
    proxy = let(parent, daughter)
    begin(daughter, proxy)
    good = daughter.phone.cookies[device.ACTING].value
    stranger = person("だれか", 1980, number=2)
    stranger.phone.cookies[device.ACTING] = good
    assert stranger.phone.get("/", **PAGE).headers["Location"] == "/me/family?ended=1"
    assert whose(stranger.phone) == stranger.id
    payload, _, signature = good.rpartition(":")
    for forged in (
        payload,
        f"{payload}:x",
        f"{payload.replace(f' {proxy} ', f' {proxy + 1} ')}:{signature}",
        device._signer().sign(payload),  # noqa: SLF001 - signed, but for something else
        "",
        "\x00",
    ):
        daughter.phone.cookies[device.ACTING] = forged
        assert whose(daughter.phone) != parent.id


def test_nobody_begins_to_act_by_a_number(parent, daughter) -> None:
    proxy = let(parent, daughter)
    stranger = person("だれか", 1980, number=2)
    assert stranger.phone.post(f"/me/family/{proxy}/begin").status_code == 404
    assert Client().post(f"/me/family/{proxy}/begin").status_code == 404
    assert parent.phone.post(f"/me/family/{proxy}/begin").status_code == 404
    assert stranger.phone.post(f"/me/family/{proxy}/end").status_code == 404
    assert queries.acting_for(proxy, by=daughter.id, on=jst_day(NOW)) is not None


def test_a_phone_that_was_ended_acts_for_nobody(parent, daughter) -> None:
    begin(daughter, let(parent, daughter))
    device_id = device.this(daughter.phone.get("/me", **PAGE).wsgi_request)
    assert device_id is not None
    operations.end_device(device_id=device_id, at=NOW)
    assert whose(daughter.phone) is None


def link(parent: Person, daughter: Person, *, asked_at: datetime = NOW) -> str:
    asked = Asking(parent.id, daughter.id, "child", UNTIL, asked_at)
    return f"/family/{asking.sealed(asked, key=settings.TICKET_SECRET)}"


def test_the_parent_agrees_on_the_own_phone(parent, daughter) -> None:
    page = parent.phone.get(link(parent, daughter)).content.decode()
    assert "森田うみ" in page
    assert "2026年11月30日" in page
    answer = parent.phone.post(link(parent, daughter), follow=True)
    assert "お願いしました。" in answer.content.decode()
    (proxy,) = queries.proxies(parent.id)
    assert (proxy.by_id, proxy.relation, proxy.how) == (daughter.id, "child", "link")


def test_nobody_else_can_say_yes(parent, daughter) -> None:
    address = link(parent, daughter)
    for client in (daughter.phone, person("だれか", 1980).phone, Client()):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403
    assert queries.proxies(parent.id) == []


def test_a_request_works_for_14_days_and_cannot_be_changed(parent, daughter, time) -> None:
    address = link(parent, daughter)
    time.at = NOW + timedelta(days=14)
    assert parent.phone.post(address).status_code == 410
    time.at = NOW
    changed = address[:-2] + ("AA" if address[-2:] != "AA" else "BB")
    assert parent.phone.post(changed).status_code == 410
    assert parent.phone.post("/family/x").status_code == 410
    assert queries.proxies(parent.id) == []


def test_asking_needs_a_card_a_name_and_ones_own_completion(parent, daughter) -> None:
    world.a_region()
    number = operations.issue_card(
        member_id=parent.id, region_code=world.TOWN, kind="visitor", at=NOW
    )
    form = {"number": number, "relation": "child", "months": "6", "name": "うみ"}
    answer = daughter.phone.post("/me/family/ask", form)
    assert answer.status_code == 302
    shown = daughter.phone.get(answer.headers["Location"])
    assert "/family/" in shown.content.decode()
    assert queries.member(daughter.id).display_name == "うみ"
    assert daughter.phone.post("/me/family/ask", form | {"number": "X"}).status_code == 404
    assert daughter.phone.post("/me/family/ask", form | {"name": " "}).status_code == 422
    assert daughter.phone.post("/me/family/ask", form | {"months": "99"}).status_code == 404
    young = person("だれか", 1980)
    assert young.phone.post("/me/family/ask", form).status_code == 409
    assert parent.phone.get(answer.headers["Location"]).status_code == 404
