"""We send to https addresses of the world only, and never into our own net."""

from __future__ import annotations

import pytest

from enishi.webhooks import addresses, carrying


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example.jp/hook",
        "https://shop.example.jp:443/hook?x=1",
        "https://pos.example.com",
    ],
)
def test_an_https_address_of_the_world_is_taken(url: str) -> None:
    assert addresses.fault(url) == ""


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://shop.example.jp/hook", "not_https"),
        ("https://shop.example.jp:8443/", "not_https"),
        ("ftp://shop.example.jp/", "not_https"),
        ("https://127.0.0.1/", "inside"),
        ("https://[::1]/", "inside"),
        ("https://2130706433/", "inside"),
        ("https://127.1/", "inside"),
        ("https://localhost/", "inside"),
        ("https://user:pw@shop.example.jp/", "not_an_address"),
        ("https://shop.example.jp/#part", "not_an_address"),
        ("https://", "not_an_address"),
        ("https://[", "not_an_address"),
        ("https://shop.example.jp/a b", "not_an_address"),
        ("https://shop.example.jp/\n", "not_an_address"),
        ("https://店.example.jp/", "not_an_address"),
        ("https://shop.example.jp/" + "x" * 500, "not_an_address"),
        ("javascript:alert(1)", "not_an_address"),
    ],
)
def test_any_other_address_is_refused_with_its_reason(url: str, why: str) -> None:
    assert addresses.fault(url) == why


def test_an_own_host_may_be_inside_and_without_tls() -> None:
    assert addresses.fault("http://127.0.0.1:8000/hook", ["127.0.0.1"]) == ""
    assert addresses.fault("ftp://127.0.0.1/", ["127.0.0.1"]) == "not_https"


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1", "10.0.0.8", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104
        "224.0.0.1", "::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.8", "2001:db8::1",
        "64:ff9b::10.0.0.8", "64:ff9b::7f00:1", "2002:7f00:1::1", "2002:a00:8::", "::10.0.0.8",
    ],
)  # fmt: skip
def test_numbers_of_this_computer_and_of_private_nets_are_inside(number: str) -> None:
    assert not addresses.is_outside(number)


def test_numbers_of_the_world_are_outside() -> None:
    assert addresses.is_outside("8.8.8.8")
    assert addresses.is_outside("2001:4860:4860::8888")


def test_a_name_that_stands_for_this_computer_is_not_called() -> None:
    outcome = carrying.carry("https://localhost.localdomain/", {}, "", ())
    assert not outcome.is_taken
    assert outcome.why in {"inside", "no such host"}
