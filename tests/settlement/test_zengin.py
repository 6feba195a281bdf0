"""The file for the bank, byte by byte."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.settlement import zengin
from enishi.settlement.terms import BANK, PayoutAccount, Terms
from enishi.settlement.zengin import BadBankAccount, NotKana, Payment

TERMS = Terms(
    asset="993018:point",
    client_code="1234567890",
    client_kana="エンガウラチョウショウテンカイ",
    bank_code="9900",
    bank_kana="ミナトギンコウ",
    branch_code="123",
    branch_kana="エキマエ",
    account_kind="1",
    account_number="7654321",
)
ACCOUNT = PayoutAccount(
    way=BANK,
    bank_code="9901",
    bank_kana="ヤマシンキン",
    branch_code="045",
    branch_kana="ホンテン",
    kind="2",
    number="1122",
    holder_kana="カ）マルコウスイサン",
)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("エンガウラ", "ｴﾝｶﾞｳﾗ"),
        ("パン カフェ", "ﾊﾟﾝ ｶﾌｴ"),
        ("ラーメン", "ﾗ-ﾒﾝ"),
        ("ﾗｰﾒﾝ", "ﾗ-ﾒﾝ"),
        ("キョウト　ショウテン", "ｷﾖｳﾄ ｼﾖｳﾃﾝ"),
        ("（カ）まるこう", "(ｶ)ﾏﾙｺｳ"),
        ("ＡＢＣ-１２", "ABC-12"),
        ("abc", "ABC"),
        ("ヴィラ", "ｳﾞｲﾗ"),
        ("ヲサム", "ｦｻﾑ"),
    ],
)
def test_names_are_written_as_banks_take_them(text: str, written: str) -> None:
    assert zengin.kana(text) == written
    assert zengin.kana(written) == written


@pytest.mark.parametrize("text", ["幸田みさ", "カフェ♪", "A&B", "ム\nラ"])
def test_a_sign_that_a_bank_does_not_know_is_refused_and_named(text: str) -> None:
    with pytest.raises(NotKana) as told:
        zengin.kana(text)
    assert told.value.facts["text"] == text


def test_the_file_is_this_byte_by_byte() -> None:
    payments = [Payment(ACCOUNT, 12_345, "7"), Payment(ACCOUNT, 655, "8")]
    written = zengin.file(TERMS, payments, on=date(2026, 11, 20))
    header, first, second, trailer, end, rest = written.split(b"\r\n")
    name = "ｴﾝｶﾞｳﾗﾁﾖｳｼﾖｳﾃﾝｶｲ".encode("shift_jis")
    assert header == (
        b"1210" b"1234567890" + name + b" " * (40 - len(name)) + b"1120" b"9900"
        + "ﾐﾅﾄｷﾞﾝｺｳ".encode("shift_jis") + b" " * 7
        + b"123" + "ｴｷﾏｴ".encode("shift_jis") + b" " * 11
        + b"1" b"7654321" + b" " * 17
    )  # fmt: skip
    assert first == (
        b"2" b"9901" + "ﾔﾏｼﾝｷﾝ".encode("shift_jis") + b" " * 9
        + b"045" + "ﾎﾝﾃﾝ".encode("shift_jis") + b" " * 11
        + b"    " b"2" b"0001122" + "ｶ)ﾏﾙｺｳｽｲｻﾝ".encode("shift_jis") + b" " * 20
        + b"0000012345" b"0" b"0000000007" + b" " * 10 + b"7" + b" " * 8
    )  # fmt: skip
    assert second[80:101] == b"000000065500000000008"
    assert trailer == b"8000002000000013000" + b" " * 101
    assert end == b"9" + b" " * 119
    assert rest == b""


@given(
    st.lists(st.integers(min_value=1, max_value=9_999_999_999), max_size=20),
    st.text(alphabet="アイウガパヴャッー（）. ABC09", min_size=1, max_size=60),
)
def test_each_record_has_120_bytes_and_the_trailer_tells_number_and_sum(
    amounts: list[int], name: str
) -> None:
    account = replace(ACCOUNT, holder_kana=f"ア{name}")
    written = zengin.file(
        TERMS, [Payment(account, yen, str(n)) for n, yen in enumerate(amounts)], on=date(2027, 1, 5)
    )
    records = written.split(b"\r\n")[:-1]
    assert {len(record) for record in records} == {120}
    assert [record[:1] for record in records] == [b"1", *[b"2"] * len(amounts), b"8", b"9"]
    assert int(records[-2][1:7]) == len(amounts)
    assert int(records[-2][7:19]) == sum(amounts)
    assert [int(record[80:90]) for record in records[1:-2]] == amounts


@pytest.mark.parametrize(
    ("told", "part"),
    [
        ({"bank_code": "99"}, "bank_code"),
        ({"bank_code": "９９０１"}, "bank_code"),
        ({"branch_code": "45"}, "branch_code"),
        ({"kind": "3"}, "kind"),
        ({"number": "12345678"}, "number"),
        ({"holder_kana": " "}, "holder_kana"),
        ({"bank_kana": ""}, "bank_kana"),
    ],
)
def test_an_account_with_a_wrong_part_is_refused(told: dict[str, str], part: str) -> None:
    with pytest.raises(BadBankAccount) as refused:
        zengin.checked(replace(ACCOUNT, **told))
    assert refused.value.facts["part"] == part


def test_no_file_is_written_without_the_issuers_own_account() -> None:
    with pytest.raises(BadBankAccount):
        zengin.file(replace(TERMS, client_code=""), [], on=date(2026, 11, 20))
    with pytest.raises(BadBankAccount):
        zengin.file(replace(TERMS, account_number=""), [], on=date(2026, 11, 20))
