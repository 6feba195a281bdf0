"""Six digits prove an address: once, soon, where they were asked for, and for what."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from tests import world
from tests.world import NOW

from enishi.kit.refusal import Refusal
from enishi.membership import onetime, queries
from enishi.membership.contact import Contact, Proven
from enishi.membership.operations import contacts
from enishi.membership.operations.contacts import (
    CodeIsDead,
    CodeIsFresh,
    CodeIsIncomplete,
    CodeIsWrong,
    ContactIsTaken,
    TooManyCodes,
)
from enishi.outbox import queries as outbox

pytestmark = pytest.mark.django_db
PHONE = UUID(int=1)
NUMBER = "+819012345678"
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def ask(value="090 1234 5678", *, purpose="complete", device_id=PHONE, at=NOW, kind="phone"):
    return contacts.ask_code(kind=kind, value=value, purpose=purpose, device_id=device_id, at=at)


def sent(code_id):
    """The digits that the message of a code carries."""
    found = [one for one in outbox.recent() if one.key == f"code:{code_id}"]
    return "".join(c for c in found[0].text.split("です")[0] if c.isdigit())


def prove(code_id, digits, *, purpose="complete", device_id=PHONE, at=NOW):
    return contacts.prove(
        code_id=code_id, digits=digits, purpose=purpose, device_id=device_id, at=at
    )


def another(digits):
    """Six digits that are not these."""
    return f"{(int(digits) + 1) % 1_000_000:06d}"


def test_the_digits_that_were_sent_prove_the_number_once():
    code = ask()
    digits = sent(code)
    assert prove(code, digits, at=NOW + MINUTE) == Proven("phone", NUMBER, None)
    with pytest.raises(CodeIsDead):
        prove(code, digits, at=NOW + MINUTE)


def test_full_width_digits_spaces_and_hyphens_are_fine():
    code = ask()
    digits = sent(code).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert prove(code, f" {digits[:3]} - {digits[3:]}").value == NUMBER


def test_a_message_goes_out_in_the_form_that_phones_read_by_themselves():
    code = contacts.ask_code(
        kind="phone",
        value="09012345678",
        purpose="complete",
        device_id=PHONE,
        at=NOW,
        host="enishi.example",
        language="en",
    )
    message = outbox.recent()[0]
    assert (message.channel, message.to, message.purpose) == ("sms", NUMBER, "code")
    last = message.text.splitlines()[-1]
    assert last.startswith("@enishi.example #")
    digits = last.removeprefix("@enishi.example #")
    assert message.text.startswith(f"{digits} is your Enishi number.")
    assert prove(code, digits).value == NUMBER


def test_a_mail_does_not_show_the_digits_in_its_subject():
    code = ask("Hanako@example.jp", kind="email")
    message = outbox.recent()[0]
    assert (message.channel, message.to) == ("email", "hanako@example.jp")
    assert message.subject == "縁 Enishi 確認の番号"
    assert sent(code) in message.text


def test_only_a_digest_is_kept():
    code = ask()
    digits = sent(code).encode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT digest FROM membership_code WHERE id = %s", [code])
        digest = bytes(cursor.fetchone()[0])
    assert len(digest) == 32
    assert digits not in digest
    assert digest != onetime.digest(b"another secret", code, digits.decode())


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "abcdef", "１２３", "1" * 10_000, "\0" * 6]
)
def test_what_are_not_six_digits_costs_no_try(typed):
    code = ask()
    for _ in range(10):
        with pytest.raises(CodeIsIncomplete):
            prove(code, typed)
    assert prove(code, sent(code)).value == NUMBER


def test_five_wrong_tries_kill_a_code_and_each_says_how_many_are_left():
    code = ask()
    digits = sent(code)
    left = []
    for _ in range(4):
        with pytest.raises(CodeIsWrong) as wrong:
            prove(code, another(digits))
        left.append(wrong.value.facts["left"])
    assert left == [4, 3, 2, 1]
    with pytest.raises(CodeIsDead):
        prove(code, another(digits))
    with pytest.raises(CodeIsDead):
        prove(code, digits)


def test_the_fifth_try_may_still_be_the_right_one():
    code = ask()
    digits = sent(code)
    for _ in range(4):
        with pytest.raises(CodeIsWrong):
            prove(code, another(digits))
    assert prove(code, digits).value == NUMBER


def test_a_code_lives_ten_minutes():
    code = ask()
    with pytest.raises(CodeIsDead):
        prove(code, sent(code), at=NOW + 10 * MINUTE)
    assert prove(code, sent(code), at=NOW + 10 * MINUTE - SECOND).value == NUMBER


@pytest.mark.parametrize("purpose", ["sign-in", "change", "merge"])
def test_a_code_for_one_purpose_opens_no_other(purpose):
    code = ask()
    with pytest.raises(CodeIsDead):
        prove(code, sent(code), purpose=purpose)
    assert prove(code, sent(code)).value == NUMBER


@pytest.mark.parametrize("elsewhere", [UUID(int=2), None])
def test_a_code_works_on_the_phone_that_asked_only(elsewhere):
    code = ask()
    with pytest.raises(CodeIsDead):
        prove(code, sent(code), device_id=elsewhere)
    assert prove(code, sent(code)).value == NUMBER


def test_digits_of_one_code_do_not_open_another():
    first, second = ask(), ask("080 1234 5678", device_id=UUID(int=2))
    if sent(first) != sent(second):
        with pytest.raises(CodeIsWrong):
            prove(second, sent(first), device_id=UUID(int=2))
    with pytest.raises(CodeIsDead):
        prove(uuid4(), sent(first))


def test_a_second_tap_within_a_minute_sends_nothing_new():
    code = ask()
    assert ask(at=NOW + 59 * SECOND) == code
    assert len(outbox.recent()) == 1
    newer = ask(at=NOW + MINUTE)
    assert newer != code
    assert len(outbox.recent()) == 2
    with pytest.raises(CodeIsDead):
        prove(code, sent(code), at=NOW + MINUTE)
    assert prove(newer, sent(newer), at=NOW + MINUTE).value == NUMBER


def test_another_phone_waits_a_minute_for_the_same_number():
    ask()
    for other in (UUID(int=2), None):
        with pytest.raises(CodeIsFresh) as fresh:
            ask(device_id=other, at=NOW + SECOND)
        assert fresh.value.facts["again_at"] == NOW + MINUTE
    assert len(outbox.recent()) == 1


def test_one_number_gets_five_codes_an_hour_and_ten_a_day():
    at = NOW
    for _ in range(5):
        ask(device_id=uuid4(), at=at)
        at += 2 * MINUTE
    with pytest.raises(TooManyCodes):
        ask(device_id=uuid4(), at=at)
    for _ in range(5):
        at += timedelta(hours=1)
        ask(device_id=uuid4(), at=at)
    at += timedelta(hours=1)
    with pytest.raises(TooManyCodes):
        ask(device_id=uuid4(), at=at)
    ask(device_id=uuid4(), at=NOW + timedelta(days=1, minutes=9))


def test_one_phone_asks_ten_times_an_hour_whatever_the_numbers():
    for number in range(10):
        ask(f"0901234567{number}")
    with pytest.raises(TooManyCodes):
        ask("09012345690")
    assert len(outbox.recent()) == 10


def test_known_and_unknown_addresses_get_the_same_answer():
    member = world.a_member()
    contacts.complete(member_id=member, kind="phone", value=NUMBER, at=NOW)
    known = ask(purpose="sign-in", device_id=None)
    unknown = ask("080 1234 5678", purpose="sign-in", device_id=None)
    texts = {
        one.text.replace(sent(code), "")
        for one in outbox.recent()
        for code in (known, unknown)
        if one.key == f"code:{code}"
    }
    assert len(texts) == 1
    assert prove(known, sent(known), purpose="sign-in", device_id=None).member_id == member
    assert prove(unknown, sent(unknown), purpose="sign-in", device_id=None).member_id is None


@pytest.mark.django_db(transaction=True)
def test_many_tries_at_once_are_counted_one_by_one():
    code = ask()
    digits = sent(code)

    def attempt(guess):
        try:
            prove(code, guess)
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "right"

    guesses = [f"{(int(digits) + step) % 1_000_000:06d}" for step in range(1, 13)]
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(attempt, guesses))
    assert told.count("code_is_wrong") == 4
    assert told.count("code_is_dead") == 8
    with pytest.raises(CodeIsDead):
        prove(code, digits)


@pytest.mark.django_db(transaction=True)
def test_many_who_ask_at_once_for_one_number_send_one_message():
    def attempt(_):
        try:
            ask(device_id=uuid4())
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "sent"

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(attempt, range(8)))
    assert sorted(told) == ["code_is_fresh"] * 7 + ["sent"]
    assert len(outbox.recent()) == 1


def test_completing_keeps_the_number_and_ends_the_holding():
    member = world.a_member()
    assert not queries.is_complete(member)
    assert queries.holding_of(member).until == NOW + timedelta(days=7, hours=14)
    contacts.complete(member_id=member, kind="phone", value="090-1234-5678", at=NOW)
    contacts.complete(member_id=member, kind="phone", value=NUMBER, at=NOW + MINUTE)
    assert queries.contacts(member) == [Contact("phone", NUMBER, NOW + MINUTE)]
    assert queries.is_complete(member)
    assert queries.holding_of(member).until is None
    assert queries.completed_among([member, world.a_member()]) == 1


def test_a_number_is_of_one_member():
    first, second = world.a_member(), world.a_member()
    contacts.complete(member_id=first, kind="phone", value=NUMBER, at=NOW)
    with pytest.raises(ContactIsTaken):
        contacts.complete(member_id=second, kind="phone", value=NUMBER, at=NOW)
    assert queries.contacts(second) == []
    assert not queries.is_complete(second)


def test_a_new_number_takes_the_place_of_the_old_which_is_told():
    member = world.a_member()
    contacts.complete(member_id=member, kind="phone", value=NUMBER, at=NOW)
    contacts.complete(member_id=member, kind="email", value="h@example.jp", at=NOW)
    contacts.complete(member_id=member, kind="phone", value="08087654321", at=NOW + MINUTE)
    assert [one.value for one in queries.contacts(member)] == ["+818087654321", "h@example.jp"]
    told = [one for one in outbox.recent() if one.purpose == "notice"]
    assert [(one.to, "080-****-4321" in one.text) for one in told] == [(NUMBER, True)]
    other = world.a_member()
    contacts.complete(member_id=other, kind="phone", value=NUMBER, at=NOW + MINUTE)


def test_codes_are_forgotten_after_two_days():
    code = ask()
    assert contacts.forget_codes(at=NOW + timedelta(days=2)) == 0
    assert queries.asked(code) is not None
    assert contacts.forget_codes(at=NOW + timedelta(days=2, seconds=1)) == 1
    assert queries.asked(code) is None


def test_what_is_asked_for_is_told_without_the_digits():
    code = ask()
    with pytest.raises(CodeIsWrong):
        prove(code, another(sent(code)))
    asked = queries.asked(code)
    assert asked is not None
    assert (asked.masked, asked.tries_left, asked.again_at) == ("090-****-5678", 4, NOW + MINUTE)
