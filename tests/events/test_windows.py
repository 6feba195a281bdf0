"""The turning code: one every 30 seconds, each counting for 90, by the server's clock alone."""

from datetime import timedelta

import pytest
from tests.world import NOW

from enishi.events import tickets, windows
from enishi.events.tickets import Ticket, TicketIsForged

SECRET = b"s" * 32
WINDOW = windows.number(NOW)
BEGAN = windows.began_at(WINDOW)
MOMENT = timedelta(microseconds=1)


def text(window):
    return tickets.issue(secret=SECRET, event="ABCDEFGH", serial="01234567", window=window)


@pytest.mark.parametrize(
    ("after", "counts"),
    [
        (timedelta(0), True),
        (timedelta(seconds=89.9), True),
        (timedelta(seconds=90), False),
        (timedelta(hours=1), False),
        (timedelta(days=364), False),
        (timedelta(seconds=-30), True),  # two servers, one a little slow
        (timedelta(seconds=-30.1), False),
    ],
)
def test_a_code_counts_for_ninety_seconds(after, counts):
    assert windows.counts(WINDOW, BEGAN + after) is counts


def test_there_is_a_new_code_every_thirty_seconds():
    assert windows.number(BEGAN + timedelta(seconds=30) - MOMENT) == WINDOW
    assert windows.number(BEGAN + timedelta(seconds=30)) == WINDOW + 1
    assert windows.seconds_left(BEGAN) == 30
    assert windows.seconds_left(BEGAN + timedelta(seconds=29)) == 1
    assert text(WINDOW) != text(WINDOW + 1)


@pytest.mark.parametrize("window", [0, 1, WINDOW, 32**5 - 1])
def test_what_is_written_is_read(window):
    assert windows.read(windows.written(window)) == window
    assert tickets.read(text(window), secret=SECRET) == Ticket("ABCDEFGH", "01234567", window)


def test_a_turning_code_is_five_letters_longer_and_can_be_typed():
    assert len(text(WINDOW)) == tickets.LENGTH + 5
    typed = " ".join(text(WINDOW).lower())
    assert tickets.read(typed, secret=SECRET).window == WINDOW


def test_no_other_window_can_be_written_over_the_signed_one():
    poster = tickets.issue(secret=SECRET, event="ABCDEFGH", serial="01234567")
    shown, other = text(WINDOW), windows.written(WINDOW + 1)
    forged = [
        shown[:16] + other + shown[21:],
        shown[:16] + shown[21:],  # without its window it is no poster's
        poster[:16] + other + poster[16:],  # nor a poster's a screen's
        shown + "0",
    ]
    for edited in forged:
        with pytest.raises(TicketIsForged):
            tickets.read(edited, secret=SECRET)
