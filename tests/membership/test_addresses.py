"""Numbers and addresses come in every width; what cannot be reached is refused in words."""

import pytest

from enishi.membership import addresses
from enishi.membership.addresses import (
    EmailIsUnreadable,
    PhoneIsUnreadable,
    PhoneTakesNoSms,
    UnknownContactKind,
)
from enishi.membership.contact import masked


@pytest.mark.parametrize(
    "typed",
    [
        "09012345678",
        "090-1234-5678",
        " 090 1234 5678 ",
        "０９０－１２３４－５６７８",
        "０９０ー１２３４ー５６７８",
        "(090)1234-5678",
        "+81 90 1234 5678",
        "+819012345678",
    ],
)
def test_a_mobile_number_has_one_form_however_it_was_typed(typed):
    assert addresses.phone(typed) == "+819012345678"


@pytest.mark.parametrize("typed", ["070-1234-5678", "080-1234-5678", "060-1234-5678"])
def test_every_mobile_prefix_is_taken(typed):
    assert addresses.phone(typed).startswith("+81")


@pytest.mark.parametrize(
    "typed",
    ["", "110", "0901234567", "090123456789", "hello", "090 1234 5678 ext 9", "1" * 5_000, "\0"],
)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(PhoneIsUnreadable):
        addresses.phone(typed)


@pytest.mark.parametrize(
    "typed", ["03-1234-5678", "0776-20-5111", "050-1234-5678", "+1 415 555 2671", "0120-000-123"]
)
def test_landlines_internet_numbers_and_other_countries_get_no_sms(typed):
    with pytest.raises(PhoneTakesNoSms):
        addresses.phone(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Hanako@Example.JP ", "hanako@example.jp"),
        ("ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ", "hanako@example.jp"),
        ("hana..ko.@example.ne.jp", "hana..ko.@example.ne.jp"),  # older carriers gave these out
        ("a+b@example.jp", "a+b@example.jp"),
    ],
)
def test_an_address_is_kept_in_small_letters(typed, kept):
    assert addresses.email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "hanako",
        "@example.jp",
        "hanako@localhost",
        "a@example.jp\nBcc: b@example.jp",
        "a b@example.jp",
        "花子@example.jp",
        "a@-example.jp",
        "a" * 65 + "@example.jp",
        "a@" + "b." * 150 + "jp",
    ],
)
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(EmailIsUnreadable):
        addresses.email(typed)


def test_there_are_numbers_and_addresses_and_nothing_else():
    assert addresses.normal("phone", "090 1234 5678") == "+819012345678"
    assert addresses.normal("email", "A@example.jp") == "a@example.jp"
    with pytest.raises(UnknownContactKind):
        addresses.normal("fax", "0312345678")


def test_an_address_is_shown_so_that_only_its_holder_knows_it():
    assert masked("phone", "+819012345678") == "090-****-5678"
    assert masked("email", "hanako@example.jp") == "h*****@example.jp"
