"""No test reaches beyond this computer."""

from __future__ import annotations

import socket

import pytest


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("198.51.100.7", 443), ("2001:db8::1", 80)])
def test_an_address_outside_loopback_is_refused(address: tuple[str, int]) -> None:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with (
        socket.socket(family) as caller,
        pytest.raises(RuntimeError, match="outside this computer"),
    ):
        caller.connect(address)
