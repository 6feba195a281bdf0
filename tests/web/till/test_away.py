"""What a till sold without a network: signed by its own key, posted once, or told why not."""

from __future__ import annotations

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from tests import world
from tests.web.till.conftest import POINT, Counter, a_phone_of

from enishi.merchants import queries as merchants
from enishi.sales import models

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


def text64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def signed(key: ec.EllipticCurvePrivateKey, **told: object) -> str:
    """Write a record as the browser does."""
    parts = [text64(json.dumps(part).encode()) for part in ({"alg": "ES256"}, told)]
    r, s = decode_dss_signature(key.sign(".".join(parts).encode(), ec.ECDSA(SHA256())))
    return ".".join([*parts, text64(r.to_bytes(32, "big") + s.to_bytes(32, "big"))])


def jwk_of(key: ec.EllipticCurvePrivateKey) -> str:
    """Write the public half as the browser does."""
    numbers = key.public_key().public_numbers()
    x, y = (text64(one.to_bytes(32, "big")) for one in (numbers.x, numbers.y))
    return json.dumps({"kty": "EC", "crv": "P-256", "x": x, "y": y})


@pytest.fixture
def key(counter: Counter) -> ec.EllipticCurvePrivateKey:
    """The till's own key, told to the office of the shop's points."""
    made = ec.generate_private_key(ec.SECP256R1())
    told = counter.till.post("/till/away/key", {"jwk": jwk_of(made)}, headers=JSON)
    (device,) = merchants.devices(counter.shop)
    assert told.json() == {"device": str(device.id)}
    return made


def sent(counter: Counter, *records: str) -> list[dict[str, str]]:
    told = {"records": json.dumps(records)}
    return list(counter.till.post("/till/away/send", told, headers=JSON).json()["answers"])


def a_record(counter: Counter, **told: object) -> dict[str, object]:
    usual = {"n": 1, "card": counter.card, "asset": POINT, "yen": 800}
    return usual | {"at": world.NOW.isoformat()} | told


def test_a_signed_record_is_posted_once_and_a_strange_one_is_told_why_not(counter, key):
    other = ec.generate_private_key(ec.SECP256R1())
    records = [signed(key, **a_record(counter)), signed(other, **a_record(counter, n=2))]
    first = sent(counter, *records)
    again = sent(counter, *records)
    assert first == again
    sale = models.Sale.objects.get()
    assert (first[0]["sale"], first[0]["why"]) == (sale.code, "")
    assert first[1]["sale"] == ""
    assert first[1]["why"]
    assert (sale.channel, sale.earned) == ("offline", 8)


def test_a_phone_enrolled_anew_sends_what_it_kept_with_its_key_and_once(counter, key):
    first = sent(counter, signed(key, **a_record(counter)))
    counter.till = a_phone_of(counter.shop)  # the same browser, opened by the shop's new card
    records = [signed(key, **a_record(counter)), signed(key, **a_record(counter, n=2))]
    told = {"records": json.dumps(records), "jwk": jwk_of(key)}
    answers = counter.till.post("/till/away/send", told, headers=JSON).json()["answers"]
    assert answers[0] == first[0]
    assert [one["why"] for one in answers] == ["", ""]
    assert models.Sale.objects.count() == 2


def test_what_is_no_list_of_records_posts_nothing(counter, key):
    for told in ("", "{}", "null", "[1, 2]", '["x.y.z"]'):
        answer = counter.till.post("/till/away/send", {"records": told}, headers=JSON)
        assert answer.status_code == 200
    many = json.dumps(["x"] * 501)
    answer = counter.till.post("/till/away/send", {"records": many}, headers=JSON)
    assert answer.status_code == 422
    assert models.Sale.objects.count() == 0


def test_a_key_of_another_kind_is_refused(counter):
    for jwk in ("", "{}", '{"kty": "RSA"}'):
        answer = counter.till.post("/till/away/key", {"jwk": jwk}, headers=JSON)
        assert answer.status_code == 422
