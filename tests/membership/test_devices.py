"""A proof gives a phone a new name; keys and accounts elsewhere lead to one member."""

from datetime import timedelta

import pytest
from tests import world
from tests.world import NOW

from enishi.membership import operations, queries
from enishi.membership.operations import contacts, devices, passkeys
from enishi.membership.operations.passkeys import (
    IdentityIsTaken,
    LastWayBack,
    PasskeyIsTaken,
    PasskeyWasCopied,
    UnknownPasskey,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=1)


def a_key(member, name=b"key-1", *, count=0):
    passkeys.add_passkey(
        member_id=member, credential_id=name, credential=b"public", sign_count=count,
        name="電話の鍵", at=NOW,
    )  # fmt: skip


def test_a_new_name_ends_the_one_before_it():
    held = operations.hold_on_device(at=NOW)
    fresh = devices.begin_device(
        member_id=held.member_id, instead_of=held.device_id, at=LATER, label="iPhone"
    )
    assert fresh != held.device_id
    assert queries.member_of_device(held.device_id) is None
    assert queries.member_of_device(fresh) == held.member_id
    assert [(one.id, one.label) for one in queries.devices(held.member_id)] == [(fresh, "iPhone")]


def test_a_phone_that_held_somebody_else_lets_them_go():
    mine, planted = world.a_member(), operations.hold_on_device(at=NOW)
    fresh = devices.begin_device(member_id=mine, instead_of=planted.device_id, at=LATER)
    assert queries.member_of_device(planted.device_id) is None
    assert queries.member_of_device(fresh) == mine


def test_all_phones_but_one_can_be_ended():
    member = world.a_member()
    kept = devices.begin_device(member_id=member, instead_of=None, at=NOW)
    lost = devices.begin_device(member_id=member, instead_of=None, at=NOW)
    other = operations.hold_on_device(at=NOW)
    devices.end_device_of(member_id=member, device_id=other.device_id, at=LATER)
    assert queries.member_of_device(other.device_id) == other.member_id
    devices.end_device_of(member_id=member, device_id=lost, at=LATER)
    assert queries.member_of_device(lost) is None
    assert devices.end_devices(member_id=member, but=kept, at=LATER) == 1
    assert [one.id for one in queries.devices(member)] == [kept]
    assert devices.end_devices(member_id=member, at=LATER) == 1
    assert queries.devices(member) == []


def test_a_key_completes_a_member_and_signs_them_in():
    member = world.a_member()
    a_key(member)
    assert queries.is_complete(member)
    assert passkeys.use_passkey(credential_id=b"key-1", sign_count=0, at=LATER) == member
    assert [(one.name, one.used_at) for one in queries.passkeys(member)] == [("電話の鍵", LATER)]
    with pytest.raises(UnknownPasskey):
        passkeys.use_passkey(credential_id=b"key-2", sign_count=0, at=LATER)


def test_a_key_is_of_one_member():
    a_key(world.a_member())
    second = world.a_member()
    with pytest.raises(PasskeyIsTaken):
        a_key(second)
    assert not queries.is_complete(second)


def test_a_key_that_counts_must_count_on():
    a_key(world.a_member(), count=5)
    for count in (5, 4, 0):
        with pytest.raises(PasskeyWasCopied):
            passkeys.use_passkey(credential_id=b"key-1", sign_count=count, at=LATER)
    passkeys.use_passkey(credential_id=b"key-1", sign_count=6, at=LATER)
    with pytest.raises(PasskeyWasCopied):
        passkeys.use_passkey(credential_id=b"key-1", sign_count=6, at=LATER)


def test_the_last_way_back_cannot_be_removed():
    member = world.a_member()
    a_key(member)
    key = queries.passkeys(member)[0].id
    with pytest.raises(LastWayBack):
        passkeys.remove_passkey(member_id=member, passkey_id=key)
    passkeys.remove_passkey(member_id=world.a_member(), passkey_id=key)
    assert len(queries.passkeys(member)) == 1
    contacts.complete(member_id=member, kind="phone", value="09012345678", at=NOW)
    passkeys.remove_passkey(member_id=member, passkey_id=key)
    assert queries.passkeys(member) == []


def test_an_account_elsewhere_is_of_one_member():
    first, second = world.a_member(), world.a_member()
    passkeys.tie_identity(member_id=first, service="line", name="U1", at=NOW)
    passkeys.tie_identity(member_id=first, service="line", name="U1", at=NOW)
    with pytest.raises(IdentityIsTaken):
        passkeys.tie_identity(member_id=second, service="line", name="U1", at=NOW)
    assert queries.services(first) == ["line"]
    assert queries.known_as("sign-in:line", ["U1"]) == {"U1": first}
    assert queries.is_complete(first)
    assert not queries.is_complete(second)
