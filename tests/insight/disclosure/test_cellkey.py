"""Keys: drawn from the secret, the same for the same persons, and not linear in the noise."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from scipy import stats

from enishi.insight.disclosure import cellkey, ptable

SECRET = b"a secret of the installation, 32"
PEOPLE = [f"{number:032x}" for number in range(2000)]


def key_of(people: list[str], secret: bytes = SECRET) -> int:
    return cellkey.cell_key(cellkey.record_key(secret, person) for person in people)


def test_a_record_key_is_the_first_eight_bytes_of_hmac_sha256():
    expected = hmac.new(SECRET, PEOPLE[7].encode(), hashlib.sha256).digest()[:8]
    assert cellkey.record_key(SECRET, PEOPLE[7]) == int.from_bytes(expected, "big")


def test_u_is_the_keyed_blake2b_of_count_and_key_over_two_to_the_64():
    digest = hashlib.blake2b(b"count" + (5).to_bytes(8, "big"), digest_size=8, key=SECRET).digest()
    assert cellkey.uniform(SECRET, 5) == pytest.approx(
        int.from_bytes(digest, "big") / 2**64, abs=2**-52
    )


def test_the_same_people_have_the_same_key_in_any_order_and_others_another():
    people = PEOPLE[:40]
    shuffled = people[::2] + people[1::2]
    assert key_of(shuffled) == key_of(people)
    assert key_of(people[:-1]) != key_of(people)
    assert key_of(people, SECRET[::-1]) != key_of(people)
    assert key_of([]) == 0


def test_u_is_spread_evenly_and_below_one():
    numbers = [cellkey.uniform(SECRET, key_of([person])) for person in PEOPLE]
    assert all(0 <= u < 1 for u in numbers)
    assert stats.kstest(numbers, "uniform").pvalue > 0.001


def test_the_noise_of_a_whole_says_nothing_about_the_noise_of_its_parts():
    # With plain key sums the parts' u would add up to the whole's; the keyed hash breaks that.
    whole, first, second = [], [], []
    for start in range(0, 1980, 20):
        people = PEOPLE[start : start + 20]
        whole.append(cellkey.uniform(SECRET, key_of(people)))
        first.append(cellkey.uniform(SECRET, key_of(people[:9])))
        second.append(cellkey.uniform(SECRET, key_of(people[9:])))
    sums = [(a + b) % 1 for a, b in zip(first, second, strict=True)]
    assert abs(stats.pearsonr(whole, sums).statistic) < 0.3
    assert not any(abs(a - b) < 1e-9 for a, b in zip(whole, sums, strict=True))


def test_noise_is_unbiased_over_many_sets_of_people():
    moves = [
        cellkey.perturb(ptable.USUAL, 30, cellkey.uniform(SECRET, key_of(PEOPLE[n : n + 30]))) - 30
        for n in range(1900)
    ]
    assert abs(sum(moves) / len(moves)) < 0.25
    assert sum(move**2 for move in moves) / len(moves) == pytest.approx(6, abs=0.8)


@pytest.mark.parametrize("secret", [b"short", b"x" * 65])
def test_a_secret_of_the_wrong_length_is_a_bug(secret):
    with pytest.raises(AssertionError, match="16 to 64 bytes"):
        cellkey.record_key(secret, PEOPLE[0])
