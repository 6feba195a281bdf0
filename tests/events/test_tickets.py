"""A poster's text is short, signed, and can be typed in by hand."""

import pytest

from enishi.events import tickets
from enishi.events.tickets import Ticket, TicketIsForged

SECRET = b"s" * 32
TEXT = tickets.issue(secret=SECRET, event="ABCDEFGH", serial="01234567")


def test_a_ticket_is_26_characters_that_nobody_misreads():
    assert len(TEXT) == 26
    assert not set(TEXT) & set("ILOUilou-_")


def test_a_ticket_tells_event_and_serial():
    assert tickets.read(TEXT, secret=SECRET) == Ticket("ABCDEFGH", "01234567")


def test_a_ticket_typed_in_by_hand_is_read():
    typed = f" {TEXT[:8]}-{TEXT[8:16]} {TEXT[16:]} ".lower().replace("0", "o").replace("1", "l")
    assert tickets.read(typed, secret=SECRET) == Ticket("ABCDEFGH", "01234567")


@pytest.mark.parametrize(
    "text",
    [
        "",
        TEXT[:-1],
        TEXT + "0",
        "Z" + TEXT[1:],
        TEXT[:8] + "76543210" + TEXT[16:],
        TEXT[:-1] + ("0" if TEXT[-1] != "0" else "1"),
        "あ" * 26,
        "\0" * 26,
        "*" * 26,
    ],
)
def test_a_damaged_or_invented_ticket_is_refused(text):
    with pytest.raises(TicketIsForged):
        tickets.read(text, secret=SECRET)


def test_a_ticket_of_another_installation_is_refused():
    with pytest.raises(TicketIsForged):
        tickets.read(TEXT, secret=b"t" * 32)
