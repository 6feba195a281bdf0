"""Members appear by a phone, by staff or by import; cards and consents follow them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.contrib.auth import authenticate
from django.db import connection, transaction
from tests import world
from tests.world import NOW

from enishi.membership import operations, queries
from enishi.membership.member import Attributes, ExternalPerson
from enishi.membership.operations import (
    BadAttribute,
    EmailIsTaken,
    HasCard,
    PasswordIsWeak,
    UnknownCard,
    UnknownCardKind,
    UnknownConsent,
)
from enishi.membership.queries import UnknownMember

pytestmark = pytest.mark.django_db


def test_a_phone_holds_a_member_until_it_is_ended():
    held = operations.hold_on_device(at=NOW)
    assert queries.member_of_device(held.device_id) == held.member_id
    member = queries.member(held.member_id)
    assert (member.origin, member.email, member.age_band) == ("device", None, "unknown")
    operations.end_device(device_id=held.device_id, at=NOW)
    assert queries.member_of_device(held.device_id) is None
    assert queries.member_of_device(UUID(int=5)) is None


def test_the_same_phone_holds_one_member_until_it_is_ended():
    phone = UUID(int=7)
    held = operations.hold_on_device(device_id=phone, at=NOW)
    assert held.device_id == phone
    assert operations.hold_on_device(device_id=phone, at=NOW) == held
    operations.end_device(device_id=phone, at=NOW)
    fresh = operations.hold_on_device(device_id=phone, at=NOW)
    assert fresh.member_id != held.member_id
    assert fresh.device_id != phone
    assert queries.member_of_device(phone) is None


def test_every_member_has_a_secret_of_their_own():
    ids = [operations.hold_on_device(at=NOW).member_id for _ in range(2)]
    secrets = queries.transfer_secrets(ids)
    assert {len(secret) for secret in secrets.values()} == {32}
    assert len(set(secrets.values())) == 2


def test_staff_sign_in_by_their_password_which_is_kept_as_a_hash():
    member_id = world.staff_member("Umi@Example.JP")
    member = queries.member(member_id)
    assert (member.email, member.origin) == ("umi@example.jp", "staff")
    assert queries.staff_by_email("UMI@example.jp") == member_id
    found = authenticate(email="umi@example.jp", password=world.PASSWORD)
    assert found.pk == member_id
    assert world.PASSWORD not in found.password
    assert authenticate(email="umi@example.jp", password="wrong") is None


@pytest.mark.parametrize(
    "password", ["short", "password1234", "928374659283", "umi@example.jp-1", ""]
)
def test_a_weak_password_is_refused_and_nobody_is_made(password):
    with pytest.raises(PasswordIsWeak):
        operations.create_staff(email="umi@example.jp", password=password, at=NOW)
    assert queries.staff_by_email("umi@example.jp") is None


def test_an_address_is_one_persons():
    world.staff_member("umi@example.jp")
    with pytest.raises(EmailIsTaken):
        world.staff_member("UMI@EXAMPLE.JP")


def test_people_of_another_system_are_made_once():
    people = [
        ExternalPerson("a", sex="female", birth_year=1980, home_code="131016"),
        ExternalPerson("b", age_band="30-39"),
        ExternalPerson("a", sex="male"),
    ]
    first = operations.find_or_make_many(source="pos", people=people, at=NOW)
    again = operations.find_or_make_many(
        source="pos", people=[*people, ExternalPerson("c")], at=NOW + timedelta(days=1)
    )
    assert first.keys() == {"a", "b"}
    assert {name: again[name] for name in first} == first
    other = operations.find_or_make_many(source="gate", people=people, at=NOW)
    assert not set(other.values()) & set(first.values())
    told = queries.attributes_of(again.values(), date(2026, 6, 6))
    assert told[again["b"]] == Attributes("unknown", "30-39", "")
    assert told[again["c"]] == Attributes("unknown", "unknown", "")


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_end_with_one_member_each():
    people = [ExternalPerson(f"p{number}") for number in range(300)]

    def bring(order):
        try:
            with transaction.atomic():
                return operations.find_or_make_many(source="pos", people=order, at=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(bring, [people, people[::-1]])
    assert one == two
    assert len(set(one.values())) == 300


def test_the_age_band_follows_the_day():
    member_id = world.a_member(birth_year=1996)
    bands = [
        queries.attributes_of([member_id], day)[member_id].age_band
        for day in (date(2025, 12, 31), date(2026, 1, 1), date(2036, 1, 1))
    ]
    assert bands == ["20-29", "30-39", "40-49"]


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ({"sex": "男"}, "sex"),
        ({"age_band": "30代"}, "age_band"),
        ({"birth_year": 1900}, "birth_year"),
        ({"birth_year": 2027}, "birth_year"),
        ({"home_code": "13101"}, "home_code"),
    ],
)
def test_an_attribute_that_cannot_be_true_is_refused_and_nothing_changes(told, name):
    member_id = world.a_member(sex="female")
    with pytest.raises(BadAttribute) as refused:
        operations.set_attributes(member_id=member_id, **told, at=NOW)
    assert refused.value.facts["name"] == name
    assert queries.member(member_id).sex == "female"


def test_attributes_of_nobody_are_refused():
    with pytest.raises(UnknownMember):
        operations.set_attributes(member_id=UUID(int=9), at=NOW)


def test_a_lost_card_is_replaced_and_the_old_number_is_dead():
    world.a_region()
    member_id = world.a_member()
    old = operations.issue_card(member_id=member_id, region_code=world.TOWN, kind="friend", at=NOW)
    assert len(old) == 16
    with pytest.raises(HasCard):
        operations.issue_card(member_id=member_id, region_code=world.TOWN, kind="friend", at=NOW)
    typed = f"{old[:4]}-{old[4:8]} {old[8:]}".lower()
    assert queries.card_holder(typed).member_id == member_id
    new = operations.replace_card(number=old, at=NOW)
    assert queries.card_holder(old) is None
    assert queries.card_holder(new).kind == "friend"
    assert [card.is_live for card in queries.cards(member_id)] == [True, False]
    assert queries.card_kinds([member_id], [world.TOWN]) == {(member_id, world.TOWN): "friend"}
    with pytest.raises(UnknownCard):
        operations.replace_card(number=old, at=NOW)


def test_a_card_of_an_unknown_kind_or_for_nobody_is_refused():
    world.a_region()
    with pytest.raises(UnknownCardKind):
        operations.issue_card(
            member_id=world.a_member(), region_code=world.TOWN, kind="gold", at=NOW
        )
    with pytest.raises(UnknownMember):
        operations.issue_card(member_id=UUID(int=9), region_code=world.TOWN, kind="friend", at=NOW)


def test_consents_keep_their_version_and_their_end():
    member_id = world.a_member()
    for version in ("2026-04", "2026-04", "2026-10"):
        operations.give_consent(member_id=member_id, kind="terms", version=version, at=NOW)
    assert [held.version for held in queries.consents(member_id)] == ["2026-10", "2026-04"]
    operations.withdraw_consent(member_id=member_id, kind="terms", at=NOW)
    assert all(held.withdrawn_at == NOW for held in queries.consents(member_id))
    with pytest.raises(UnknownConsent):
        operations.give_consent(member_id=member_id, kind="spam", version="1", at=NOW)


def test_a_greeting_name_may_be_empty_but_not_endless():
    member_id = world.a_member()
    operations.set_display_name(member_id=member_id, display_name=" あおい ")
    assert queries.member(member_id).display_name == "あおい"
    with pytest.raises(BadAttribute):
        operations.set_display_name(member_id=member_id, display_name="あ" * 61)
