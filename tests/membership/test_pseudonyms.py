"""A pseudonym is stable under one secret and says nothing under another."""

import hashlib
import hmac
from uuid import UUID

from enishi.membership.pseudonyms import pseudonym

MEMBER = UUID("12345678-1234-4234-8234-123456789abc")


def test_a_pseudonym_is_32_hex_characters_of_a_keyed_hash():
    expected = hmac.new(b"k" * 32, b"pseudonym:" + MEMBER.bytes, hashlib.sha256).hexdigest()[:32]
    assert pseudonym(b"k" * 32, MEMBER) == expected


def test_another_secret_or_member_gives_another_pseudonym():
    names = {
        pseudonym(secret, member)
        for secret in (b"k" * 32, b"l" * 32)
        for member in (MEMBER, UUID(int=1))
    }
    assert len(names) == 4
