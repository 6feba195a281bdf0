"""What partners bring is taken once, comes out to the unit, and is nobody's without their word."""

from __future__ import annotations

import socket
from datetime import date, timedelta
from uuid import UUID

import pytest
from tests.partners.fake_partner import serving
from tests.world import NOW, TOWN, a_lapse_run, a_member, a_point, a_purchase_rule, move

from enishi.activities import queries as activities
from enishi.ledger import queries as books
from enishi.ledger.accounting import Movement
from enishi.membership import operations as membership
from enishi.membership.operations import contacts
from enishi.partners import adapter, holders, models, operations, partner, queries, reading
from enishi.partners.adapter import PartnerIsSilent
from enishi.partners.operations import (
    BadPartner,
    LinkIsTaken,
    LinkNeedsContact,
    LinkNeedsNumber,
    PartnerHasNoLinks,
    PartnerIsOff,
    PartnerIsTaken,
    PartnerSendsFiles,
    TooManyNumbers,
)
from enishi.partners.partner import Intake, NewPartner, Told
from enishi.partners.reading import DeliveryIsEmpty
from enishi.rights import operations as rights
from enishi.rights import queries as copies

POINT = f"{TOWN}:point"
pytestmark = pytest.mark.django_db


def agreed(code: str = "miles", **told: object) -> str:
    """Miles of an airline: two of theirs are one of ours, 5 % fee, from 100 up."""
    a_point()
    usual = {
        "region_code": TOWN,
        "code": code,
        "name": "そらマイル",
        "kind": partner.POINTS,
        "identifier": partner.OUR_CARD,
        "asset": POINT,
        "denominator": 2,
        "fee_permille": 50,
        "minimum": 100,
    }
    new = NewPartner(**(usual | told))  # type: ignore[arg-type]
    operations.add_partner(new=new, at=NOW)
    return code


def other(code: str, kind: str, identifier: str, **told: object) -> str:
    plain = {"asset": "", "denominator": 1, "fee_permille": 0, "minimum": 1, "name": code}
    return agreed(code, kind=kind, identifier=identifier, **(plain | told))


def brings(code: str, text: str, told: Told = Told(), **when: object) -> Intake:  # noqa: B008
    delivery = reading.delivery(text.encode(), source="6月.csv", told=told)
    at = when.get("at", NOW)
    return operations.take_in(partner_code=code, delivery=delivery, by=None, at=at)  # type: ignore[arg-type]


def a_card() -> tuple[UUID, str]:
    member = a_member()
    number = membership.issue_card(member_id=member, region_code=TOWN, kind="visitor", at=NOW)
    return member, number


def of(member: UUID) -> int:
    return books.balance(f"member:{member}", POINT)


def out(intake: Intake) -> list[tuple[int, str, str]]:
    found = queries.kept_out(intake.id)
    return [(one.reject.line, one.reject.column, one.reject.code) for one in found]


def test_points_of_a_partner_arrive_less_its_fee_in_a_pocket_of_their_own_expiry() -> None:
    code = agreed(lapse="on:2026-09-30")
    member, number = a_card()
    move(f"issue:{POINT}", f"member:{member}", 50, expires_on=date(2027, 3, 31))
    done = brings(code, f'id,holder,at,amount\nT1,{number},2026-06-05 10:00,"1,001"\n')
    # 5 % of 1,001 is 50, two of the 951 left are one of ours.
    assert (done.taken, done.fees, done.given) == (1, 50, 475)
    assert books.pockets(f"member:{member}", POINT) == [
        (date(2026, 9, 30), 475),
        (date(2027, 3, 31), 50),
    ]
    assert books.faults() == []
    assert queries.entries_of(member)[0].given == 475
    a_lapse_run(at=NOW + timedelta(days=130))
    assert of(member) == 50


def test_every_row_is_taken_in_already_or_kept_out_with_line_column_and_reason() -> None:
    code = agreed()
    member, number = a_card()
    text = (
        "取引番号,会員証番号,日時,ポイント\n"
        f"T1,{number},2026-06-05 10:00,1000\n"
        f"T2,{number},2026-06-05,99\n"
        "T3,NOBODYSCARD00000,2026-06-05,400\n"
        f"T4,{number},きのう,300\n"
        f"T5,{number},2026-06-05,たくさん\n"
        f"T1,{number},2026-06-05 10:00,1000\n"
        f"T1,{number},2026-06-05 10:00,2000\n"
        f",{number},2026-06-05,500\n"
    )
    first = brings(code, text, Told(8, 5299))
    assert (first.rows, first.taken, first.repeated, first.kept_out) == (8, 1, 1, 6)
    assert (first.units, first.units_taken, first.units_repeated) == (5299, 1000, 1000)
    assert first.units_out == 99 + 400 + 300 + 2000 + 500
    assert first.is_equal
    assert out(first) == [
        (3, "ポイント", "below_minimum"),
        (4, "会員証番号", "unknown_holder"),
        (5, "日時", "bad_time"),
        (6, "ポイント", "bad_points"),
        (8, "取引番号", "same_id_other_content"),
        (9, "取引番号", "missing"),
    ]
    assert "NOBODYSCARD" not in str(list(models.Rejected.objects.values_list("value")))
    assert of(member) == first.given == 475
    again = brings(code, text)
    assert (again.taken, again.repeated, again.given, again.is_equal) == (0, 2, 0, True)
    assert of(member) == 475


def test_a_delivery_that_does_not_come_to_what_the_partner_says_is_not_equal() -> None:
    code = agreed()
    _, number = a_card()
    text = f"id,holder,at,amount\nT1,{number},2026-06-05,1000\n"
    assert not brings(code, text, Told(1, 1001)).is_equal
    assert not brings(code, text, Told(2, 1000)).is_equal
    assert brings(code, text, Told(1, 1000)).is_equal


def test_the_sums_of_all_deliveries_are_what_the_books_say_came_in() -> None:
    code = agreed()
    people = [a_card() for _ in range(5)]
    lines = [
        f"T{number},{card},2026-06-05,{100 + 37 * number}"
        for number, (_, card) in enumerate(people * 3)
    ]
    for part in (lines[:7], lines[4:], lines):
        brings(code, "\n".join(["id,holder,at,amount", *part]))
    found = queries.intakes(code)
    assert all(one.is_equal for one in found)
    assert sum(one.taken for one in found) == 15
    assert sum(one.given for one in found) == sum(of(member) for member, _ in people)
    assert books.supply(POINT).of(Movement.CONVERTED_IN) == sum(one.given for one in found)


def test_shift_jis_is_read_and_an_empty_or_wordless_file_is_refused() -> None:
    code = agreed()
    _, number = a_card()
    text = f"取引番号,会員証番号,日時,ポイント\nT1,{number},令和8年6月5日,400\n"
    delivery = reading.delivery(text.encode("cp932"), source="sjis.csv", told=Told())
    done = operations.take_in(partner_code=code, delivery=delivery, by=None, at=NOW)
    assert (done.taken, done.kept_out) in {(1, 0), (0, 1)}
    assert done.rows == 1
    with pytest.raises(DeliveryIsEmpty):
        reading.delivery(b"\n\n", source="empty.csv", told=Told())


def test_boardings_of_a_card_are_its_members_once_the_member_agreed() -> None:
    bus = other("cherica", partner.TRANSIT, partner.THEIR_NUMBER, name="やまのバス")
    a_purchase_rule()
    member = a_member()
    text = (
        "乗車番号,カード番号,乗車日,運賃合計,区間\n"
        "R1,JE80 1234 5678,2026-06-05,1240,縁ヶ浦駅〜上棚田\n"
    )
    first = brings(bus, text)
    assert (first.taken, out(first)) == (0, [(2, "カード番号", "unknown_holder")])
    linked = operations.link(
        member_id=member, partner_code=bus, typed="je80-12345678", version="1", at=NOW
    )
    assert linked == 1
    second = brings(bus, text)
    assert (second.taken, second.units_taken, second.given) == (1, 1240, 12)
    (past,) = activities.of_member(member)
    assert (past.kind, past.place, past.evidence) == ("purchase", "縁ヶ浦駅〜上棚田", "receipt")
    assert of(member) == 12
    assert brings(bus, text).repeated == 1
    with pytest.raises(LinkIsTaken):
        operations.link(
            member_id=a_member(), partner_code=bus, typed="JE8012345678", version="1", at=NOW
        )
    operations.unlink(member_id=member, partner_code=bus, at=NOW)
    assert out(brings(bus, text.replace("R1", "R2"))) == [(2, "カード番号", "unknown_holder")]
    assert of(member) == 12


def test_the_number_of_a_card_is_kept_as_a_keyed_digest_only() -> None:
    bus = other("cherica", partner.TRANSIT, partner.THEIR_NUMBER)
    member = a_member()
    operations.link(member_id=member, partner_code=bus, typed="JE80123", version="1", at=NOW)
    kept = bytes(models.Link.objects.get().digest)
    told = {"scope": "partner:cherica", "identifier": partner.THEIR_NUMBER}
    assert len(kept) == 32
    assert kept != holders.digest(b"another key", typed="JE80123", **told)
    assert holders.digest(b"k", typed="ＪＥ８０-123 ", **told) == holders.digest(
        b"k", typed="je80123", **told
    )


@pytest.mark.parametrize(
    ("identifier", "one", "same"),
    [
        ("email", "Umi@Example.jp ", "umi@example.jp"),
        ("phone", "+81 90-1234-5678", "090 1234 5678"),
        (partner.THEIR_NUMBER, "ｊｅ80−12", "JE8012"),
    ],
)
def test_one_name_written_in_two_ways_is_one_name(identifier: str, one: str, same: str) -> None:
    assert holders.plain(identifier, one) == holders.plain(identifier, same)


def a_giver(email: str) -> UUID:
    member = a_member()
    contacts.complete(member_id=member, kind="email", value=email, at=NOW)
    return member


def test_a_ticket_and_a_gift_meet_by_a_keyed_digest_of_those_who_agreed() -> None:
    lift = other("zao-lift", partner.LIFT, "email", name="かもしかリフト")
    gifts = other("furusato", partner.DONORS, "email", name="ふるさと納税", earns=False)
    head = "id,holder,at,amount,consent\n"
    tickets = [f"L{n},p{n}@example.jp,2026-06-01,5200,yes" for n in range(30)]
    tickets += [f"N{n},n{n}@example.jp,2026-06-01,5200,no" for n in range(30)]
    donors = [f"D{n},P{n}@example.jp ,2026-05-01,10000,はい" for n in range(12, 42)]
    donors += [f"E{n},n{n}@example.jp,2026-05-01,10000,はい" for n in range(11)]
    brings(lift, head + "\n".join(tickets))
    brings(gifts, head + "\n".join(donors))
    spring = (date(2026, 4, 1), date(2027, 4, 1))
    told = queries.overlap(TOWN, *spring)
    assert (told.givers, told.ticket_holders, told.both) == (40, 30, 10)
    assert "example" not in str(list(models.Mark.objects.values_list("key", "digest")))
    few = queries.overlap(TOWN, date(2026, 6, 1), date(2026, 7, 1))
    assert (few.givers, few.both) == (None, None)
    assert operations.forget_marks(at=NOW + timedelta(days=900)) == 71


def test_a_number_that_would_tell_of_fewer_than_ten_is_not_told() -> None:
    lift = other("zao-lift", partner.LIFT, "email")
    gifts = other("furusato", partner.DONORS, "email")
    head = "id,holder,at,amount,consent\n"
    brings(lift, head + "\n".join(f"L{n},p{n}@x.jp,2026-06-01,1,yes" for n in range(20)))
    brings(gifts, head + "\n".join(f"D{n},p{n}@x.jp,2026-05-01,1,yes" for n in range(15)))
    told = queries.overlap(TOWN, date(2026, 4, 1), date(2027, 4, 1))
    # Fifteen did both, and so five had a ticket only.
    assert (told.givers, told.ticket_holders, told.both) == (10, 20, None)


def test_a_member_who_agrees_is_known_by_an_address_they_have_proven() -> None:
    gifts = other("furusato", partner.DONORS, "email", name="ふるさと納税")
    a_purchase_rule()
    with pytest.raises(LinkNeedsContact):
        operations.link(member_id=a_member(), partner_code=gifts, version="1", at=NOW)
    member = a_giver("umi@example.jp")
    operations.link(member_id=member, partner_code=gifts, typed="other@x.jp", version="1", at=NOW)
    done = brings(gifts, "id,holder,at,amount\nD1,UMI@example.jp,2026-05-01,30000\n")
    assert (done.taken, done.given, of(member)) == (1, 0, 0)
    (past,) = activities.of_member(member)
    assert (past.kind, past.theme) == ("donation", "ふるさと納税")
    operations.unlink(member_id=member, partner_code=gifts, at=NOW)
    assert models.Mark.objects.count() == 0


def a_shop() -> str:
    return other("ichiba", partner.SHOP, partner.CLICK, address="https://ichiba.example.jp/enishi")


def test_an_order_after_a_link_out_is_the_members_and_a_cancelled_one_takes_its_points_back() -> (
    None
):
    shop = a_shop()
    a_purchase_rule()
    member = a_member()
    token = operations.go(member_id=member, partner_code=shop, at=NOW - timedelta(days=3))
    head = "注文番号,案内番号,注文日時,金額,状態\n"
    done = brings(shop, f"{head}O1,{token},2026-06-05,3200,確定\n")
    assert (done.taken, done.given, of(member)) == (1, 32, 32)
    back = brings(shop, f"{head}O1,{token},2026-06-05,3200,取消\n")
    assert (back.taken, of(member)) == (1, 0)
    assert queries.entries_of(member)[0].is_cancelled
    assert brings(shop, f"{head}O1,{token},2026-06-05,3200,取消\n").repeated == 1
    both = brings(shop, f"{head}O2,{token},2026-06-05,500,確定\nO2,{token},2026-06-05,500,取消\n")
    assert (both.taken, both.is_equal, of(member)) == (2, True, 0)


def test_orders_under_no_link_or_an_old_one_stay_out() -> None:
    shop = a_shop()
    member = a_member()
    token = operations.go(member_id=member, partner_code=shop, at=NOW - timedelta(days=40))
    text = f"id,holder,at,amount\nO1,{token},2026-06-05,10\nO2,NOT1SUCHT0KEN000,2026-06-05,10\n"
    done = brings(shop, text)
    assert out(done) == [(2, "holder", "click_is_old"), (3, "holder", "unknown_click")]


def test_points_that_were_spent_keep_an_order_from_being_cancelled() -> None:
    shop = a_shop()
    a_purchase_rule()
    member = a_member()
    token = operations.go(member_id=member, partner_code=shop, at=NOW - timedelta(days=3))
    head = "id,holder,at,amount,state\n"
    brings(shop, f"{head}O1,{token},2026-06-05,3200,confirmed\n")
    move(f"member:{member}", "shop:S1", 30, kind="spend")
    done = brings(shop, f"{head}O1,{token},2026-06-05,3200,cancelled\n")
    assert out(done) == [(2, "state", "earned_was_spent")]
    assert (of(member), done.is_equal) == (2, True)


@pytest.fixture
def own_hosts(settings) -> None:
    """Let the fake partner be asked: it is on this computer, and without TLS."""
    settings.WEBHOOK_HOSTS = ["127.0.0.1", "localhost"]


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:5432/", "https://127.0.0.1/", "https://169.254.169.254/latest/",
        "https://db/", "https://[::1]/", "https://partner.example.jp:5432/",
    ],
)  # fmt: skip
def test_no_address_inside_can_be_agreed_or_asked(address: str) -> None:
    with pytest.raises(BadPartner):
        agreed(adapter=partner.API, address=address)
    with pytest.raises(PartnerIsSilent):
        list(adapter.pages(address, token="secret", cursor="", own=[]))


def test_a_name_that_leads_inside_is_not_asked(monkeypatch) -> None:
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.7", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: inside)
    with pytest.raises(PartnerIsSilent) as refused:
        list(adapter.pages("https://partner.example.jp/", token="secret", cursor="", own=[]))
    assert refused.value.facts == {"said": "inside"}


def test_the_token_of_one_host_is_sent_to_no_other(settings, own_hosts) -> None:
    with serving({}) as api:
        code = agreed(adapter=partner.API, address=api.address.replace("127.0.0.1", "localhost"))
        settings.PARTNER_TOKENS = {f"{code}@127.0.0.1": "secret-of-the-airline"}
        operations.pull(partner_code=code, by=None, at=NOW)
    assert [token for _, token in api.asked] == [""]


@pytest.mark.usefixtures("own_hosts")
def test_an_api_is_asked_page_by_page_and_goes_on_where_it_ended(settings) -> None:
    member, number = a_card()
    row = {"holder": number, "at": "2026-06-05", "amount": 400}
    pages = {
        "": {"rows": [{"id": "T1", **row}], "totals": {"rows": 1, "amount": 400}, "next": "c1"},
        "c1": {"rows": [{"id": "T2", **row}], "totals": {"rows": 1, "amount": 1}, "next": "c2"},
        "c2": {"rows": []},
    }
    with serving(pages) as api:
        code = agreed(adapter=partner.API, address=api.address)
        settings.PARTNER_TOKENS = {f"{code}@127.0.0.1": "secret-of-the-airline"}
        done = operations.pull(partner_code=code, by=None, at=NOW)
        assert [(one.taken, one.is_equal) for one in done] == [(1, True), (1, False)]
        assert of(member) == 380
        api.pages["c2"] = {"rows": [{"id": "T3", **row}]}
        assert len(operations.pull(partner_code=code, by=None, at=NOW)) == 1
        assert {token for _, token in api.asked} == {"Bearer secret-of-the-airline"}
        assert [cursor for cursor, _ in api.asked] == ["", "c1", "c2", "c2"]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, {}),
        (302, {"rows": []}),
        (200, b"<html>"),
        (200, {"rows": "many"}),
        (200, {"rows": [1]}),
        (200, {"totals": {}}),
        (200, b"[]"),
        (200, b"x" * (reading.BYTES_MAX + 1)),
    ],
)
@pytest.mark.usefixtures("own_hosts")
def test_an_api_that_answers_otherwise_than_agreed_brings_nothing(status, body) -> None:
    with serving({"": body}) as api:
        api.status = status
        code = agreed(adapter=partner.API, address=api.address)
        with pytest.raises(PartnerIsSilent):
            operations.pull(partner_code=code, by=None, at=NOW)
    assert queries.intakes(code) == []


def test_nobody_answers_and_files_are_not_asked_for() -> None:
    with pytest.raises(PartnerIsSilent):
        list(adapter.pages("http://127.0.0.1:1/", token="", cursor="", own=["127.0.0.1"]))
    with pytest.raises(PartnerSendsFiles):
        operations.pull(partner_code=agreed(), by=None, at=NOW)


@pytest.mark.parametrize(
    ("told", "part"),
    [
        ({"code": "Bad Code"}, "code"),
        ({"name": " "}, "name"),
        ({"identifier": "email"}, "identifier"),
        ({"kind": "coupons"}, "kind"),
        ({"asset": ""}, "asset"),
        ({"denominator": 0}, "denominator"),
        ({"fee_permille": 1000}, "fee_permille"),
        ({"minimum": 0}, "minimum"),
        ({"lapse": "someday"}, "lapse"),
        ({"adapter": "api", "address": "http://partner.example.jp/"}, "address"),
        ({"adapter": "api", "address": "https://user:pw@partner.example.jp/"}, "address"),
    ],
)
def test_what_can_be_no_agreement_is_refused(told: dict[str, object], part: str) -> None:
    with pytest.raises(BadPartner) as refused:
        agreed(**told)
    assert refused.value.facts == {"part": part}
    assert models.Partner.objects.count() == 0


def test_an_agreement_changes_for_what_comes_next_and_a_partner_can_rest() -> None:
    code = agreed()
    member, number = a_card()
    head = "id,holder,at,amount\n"
    brings(code, f"{head}T1,{number},2026-06-05,1000\n")
    with pytest.raises(PartnerIsTaken):
        agreed()
    new = queries.partner_of(code)
    changed = NewPartner(
        region_code=TOWN, code=code, name=new.name, kind=new.kind, identifier=new.identifier,
        asset=POINT, fee_permille=0, minimum=1,
    )  # fmt: skip
    operations.change_partner(new=changed)
    brings(code, f"{head}T2,{number},2026-06-05,1000\n")
    assert of(member) == 475 + 1000
    assert sorted(models.Entry.objects.values_list("rate", flat=True)) == ["1/1", "1/2"]
    operations.switch_partner(partner_code=code, is_on=False)
    with pytest.raises(PartnerIsOff):
        brings(code, head)
    with pytest.raises(PartnerHasNoLinks):
        operations.link(member_id=member, partner_code=code, typed="12345", version="1", at=NOW)


def test_who_tries_number_after_number_is_stopped_also_when_each_is_let_go() -> None:
    bus = other("cherica", partner.TRANSIT, partner.THEIR_NUMBER)
    member = a_member()
    told = {"member_id": member, "partner_code": bus, "version": "1"}
    for number in range(5):
        operations.link(typed=f"JE8012{number}", at=NOW, **told)
        operations.unlink(member_id=member, partner_code=bus, at=NOW)
    with pytest.raises(TooManyNumbers):
        operations.link(typed="JE80129", at=NOW, **told)
    assert models.Link.objects.filter(ended_at=None).count() == 0
    assert operations.link(typed="JE80129", at=NOW + timedelta(days=31), **told) == 1


def test_a_number_too_short_is_no_number() -> None:
    bus = other("cherica", partner.TRANSIT, partner.THEIR_NUMBER)
    with pytest.raises(LinkNeedsNumber):
        operations.link(member_id=a_member(), partner_code=bus, typed="12-", version="1", at=NOW)


def test_what_partners_brought_follows_a_person_and_is_forgotten_with_them() -> None:
    bus = other("cherica", partner.TRANSIT, partner.THEIR_NUMBER)
    keep, gone = a_member(), a_member()
    operations.link(member_id=gone, partner_code=bus, typed="JE80123", version="1", at=NOW)
    text = "id,holder,at,amount\nR1,JE80123,2026-06-05,200\n"
    brings(bus, text)
    rights.merge(keep=keep, gone=gone, at=NOW)
    assert len(queries.entries_of(keep)) == 1
    assert brings(bus, text.replace("R1", "R2")).taken == 1
    told = copies.copy_of(keep, NOW).rows("partners")
    assert [row["what"] for row in told] == ["link", "record", "record"]
    rights.erase(member_id=keep, at=NOW)
    assert models.Link.objects.count() == 0
    assert set(models.Entry.objects.values_list("member", "activity_key")) == {(None, "")}
    assert out(brings(bus, text.replace("R1", "R3"))) == [(2, "holder", "unknown_holder")]
