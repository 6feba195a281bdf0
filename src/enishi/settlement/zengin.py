"""The file that tells a bank to pay (全銀協フォーマット 総合振込): 120 bytes a record, Shift_JIS.

Layout as the Japanese Bankers Association's associations of banks publish it: a header, a record
for each payment, a trailer with number and sum, an end.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from enishi.kit.refusal import Refusal
from enishi.settlement.terms import PayoutAccount, Terms

RECORD = 120
_TRANSFER = "21"  # 総合振込
_END_OF_LINE = b"\r\n"
_YEN_MOST = 9_999_999_999

_SIGNS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ()-./")
# Half-width katakana of JIS X 0201 in the order of the code, from U+FF66.
_FULL = (
    "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテト"
    "ナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜"
)
_HALF = {full: chr(0xFF66 + index) for index, full in enumerate(_FULL)}
# Small letters are written large, the long sign as a hyphen.
_LARGE = str.maketrans("ァィゥェォャュョッヮヵヶー―‐−", "アイウエオヤユヨツワカケ----")
_MARKS = str.maketrans({"\u3099": "゛", "\u309a": "゜"})
_HIRAGANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}


class NotKana(Refusal):
    """A name for the bank has a sign that its file does not know: it takes kana, A-Z and digits."""

    code = "not_kana"
    status = 422


def kana(text: str) -> str:
    """Write a name as a bank's file takes it: half-width kana, capitals, digits, few signs.

    Raises:
        NotKana: a sign is none of these, as a Chinese character.
    """
    wide = unicodedata.normalize("NFKC", text).strip().upper().translate(_HIRAGANA)
    apart = unicodedata.normalize("NFD", wide.translate(_LARGE)).translate(_MARKS)
    plain = "".join(_HALF.get(sign, sign) for sign in apart)
    for sign in plain:
        if sign not in _SIGNS and sign not in _BANK_KANA:
            raise NotKana(text=text, sign=sign)
    return plain


_BANK_KANA = frozenset(half for full, half in _HALF.items() if full not in "ァィゥェォャュョッー")


class BadBankAccount(Refusal):
    """A part of an account at a bank is missing or no number of its length."""

    code = "bad_bank_account"
    status = 422


def checked(account: PayoutAccount) -> PayoutAccount:
    """Return an account as it is kept: names in the bank's kana, the number with seven digits.

    Raises:
        BadBankAccount: a code is no number of its length, or a name is missing.
        NotKana: a name has a sign that the bank's file does not know.
    """
    _check(account.bank_code, account.branch_code, account.kind, account.number)
    for part, text in (("bank_kana", account.bank_kana), ("holder_kana", account.holder_kana)):
        if not text.strip():
            raise BadBankAccount(part=part)
    return PayoutAccount(
        way=account.way,
        bank_code=account.bank_code,
        bank_kana=kana(account.bank_kana)[:15],
        branch_code=account.branch_code,
        branch_kana=kana(account.branch_kana)[:15],
        kind=account.kind,
        number=account.number.zfill(7),
        holder_kana=kana(account.holder_kana)[:30],
    )


def _check(bank: str, branch: str, kind: str, number: str) -> None:
    """Raise for the first part that is wrong.

    Raises:
        BadBankAccount: which it is.
    """
    for part, is_good in (
        ("bank_code", _is_number(bank, 4, 4)),
        ("branch_code", _is_number(branch, 3, 3)),
        ("kind", kind in ("1", "2", "4")),
        ("number", _is_number(number, 1, 7)),
    ):
        if not is_good:
            raise BadBankAccount(part=part)


def _is_number(text: str, least: int, most: int) -> bool:
    return text.isascii() and text.isdigit() and least <= len(text) <= most


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment to an account; `reference` is ours, ten digits, and comes back from the bank."""

    account: PayoutAccount
    yen: int
    reference: str


def file(terms: Terms, payments: Sequence[Payment], *, on: date) -> bytes:
    """Write the file for the bank: Shift_JIS, records of 120 bytes, each with an end of line.

    Raises:
        BadBankAccount: the issuer's own account or client code is incomplete, or an account is.
        NotKana: a name has a sign that the bank's file does not know.
    """
    _check(terms.bank_code, terms.branch_code, terms.account_kind, terms.account_number)
    if not _is_number(terms.client_code, 1, 10):
        raise BadBankAccount(part="client_code")
    records = [_header(terms, on), *(_data(one) for one in payments)]
    total = sum(one.yen for one in payments)
    records.append(f"8{len(payments):06d}{total:012d}{'':101}")
    records.append(f"9{'':119}")
    return b"".join(_bytes(record) + _END_OF_LINE for record in records)


def _header(terms: Terms, on: date) -> str:
    return (
        f"1{_TRANSFER}0{terms.client_code:0>10}{_name(terms.client_kana, 40)}{on:%m%d}"
        f"{terms.bank_code}{_name(terms.bank_kana, 15)}{terms.branch_code}"
        f"{_name(terms.branch_kana, 15)}{terms.account_kind}{terms.account_number:0>7}{'':17}"
    )


def _data(one: Payment) -> str:
    assert 0 < one.yen <= _YEN_MOST, one.yen
    to = checked(one.account)
    return (
        f"2{to.bank_code}{_name(to.bank_kana, 15)}{to.branch_code}{_name(to.branch_kana, 15)}"
        f"{'':4}{to.kind}{to.number}{_name(to.holder_kana, 30)}{one.yen:010d}0"
        f"{one.reference:0>10}{'':10}7{'':8}"
    )


def _name(text: str, length: int) -> str:
    return f"{kana(text)[:length]:<{length}}"


def _bytes(record: str) -> bytes:
    written = record.encode("shift_jis")
    assert len(written) == RECORD, (len(written), record)
    return written
