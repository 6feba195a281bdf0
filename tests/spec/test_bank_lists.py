"""What a bank's list says line by line, in the words of several banks."""

from datetime import date

import pytest

from enishi.supporters import bank, support
from enishi.supporters.bank import Line, NotABankList, Reject

GOOD = support.reference(1234567)


def _read(text: str, letters: str = "utf-8") -> list[Line | Reject]:
    return list(bank.read(text.encode(letters)))


def test_a_reference_finds_every_mistyped_digit() -> None:
    assert GOOD == "12345674"
    for place in range(8):
        for digit in "0123456789":
            typed = GOOD[:place] + digit + GOOD[place + 1 :]
            assert support.is_reference(typed) is (typed == GOOD)


@pytest.mark.parametrize("wrong", ["", "1234567", "123456744", "１２３４５６７４", "1234567a"])
def test_what_is_no_reference(wrong: str) -> None:
    assert support.is_reference(wrong) is False


@pytest.mark.parametrize(
    "text",
    [
        f"日付,入金額,摘要\n2026/06/06,3000,{GOOD} ハマノ ナミ\n",
        (
            f"縁ヶ浦銀行\n\n取引日,お支払金額(円),お預り金額(円),残高,お取引内容\n"
            f'2026年6月6日,,"3,000",9000,振込 {GOOD}ハマノ\n'
        ),
        f'勘定日,受入金額,振込依頼人名\n20260606,"3,000円",{GOOD}ﾊﾏﾉ ﾅﾐ\n',
    ],
)
@pytest.mark.parametrize("letters", ["utf-8-sig", "cp932"])
def test_lists_of_several_banks_say_the_same(text: str, letters: str) -> None:
    (line,) = _read(text, letters)
    assert isinstance(line, Line)
    assert (line.on, line.yen, line.reference) == (date(2026, 6, 6), 3_000, GOOD)


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (f"6月6日,3000,{GOOD}", "date", "bad_date"),
        (f"2026/02/30,3000,{GOOD}", "date", "bad_date"),
        (f"2026/06/06,-3000,{GOOD}", "amount", "bad_amount"),
        (f"2026/06/06,三千,{GOOD}", "amount", "bad_amount"),
        ("2026/06/06,3000,ハマノ ナミ", "summary", "no_reference"),
        ("2026/06/06,3000,12345675 ハマノ", "summary", "mistyped_reference"),
        ("2026/06/06,3000", "summary", "no_reference"),
    ],
)
def test_a_line_that_cannot_be_booked_tells_where_and_why(
    row: str, column: str, reason: str
) -> None:
    (found,) = _read(f"日付,入金額,摘要\n{row}\n")
    assert isinstance(found, Reject)
    assert (found.number, found.column, found.reason) == (2, column, reason)


def test_money_that_went_out_and_empty_lines_are_passed_over() -> None:
    assert _read("日付,入金額,摘要\n2026/06/06,,電気代\n,,\n2026/06/06,0,手数料\n") == []


def test_two_lines_alike_are_two_and_a_list_read_again_has_the_same_keys() -> None:
    text = "日付,入金額,摘要\n" + f"2026/06/06,300,{GOOD} ハマノ\n" * 2
    keys = [one.key for one in _read(text) if isinstance(one, Line)]
    assert len(set(keys)) == 2
    assert keys == [one.key for one in _read(text) if isinstance(one, Line)]


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\x81\xff\xfe", b"x\n" * 5_001])
def test_a_file_that_is_no_list_is_refused(content: bytes) -> None:
    with pytest.raises(NotABankList):
        list(bank.read(content))


@pytest.mark.parametrize(
    ("paid_on", "months", "before", "first", "last"),
    [
        (date(2026, 6, 6), 12, None, date(2026, 6, 6), date(2027, 6, 5)),
        (date(2026, 6, 6), 12, date(2026, 6, 20), date(2026, 6, 21), date(2027, 6, 20)),
        (date(2026, 6, 6), 12, date(2026, 6, 5), date(2026, 6, 6), date(2027, 6, 5)),
        (date(2028, 2, 29), 12, None, date(2028, 2, 29), date(2029, 2, 27)),
        (date(2026, 12, 1), 1, None, date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_a_payment_holds_for_its_months_and_goes_on_from_the_one_before(
    paid_on: date, months: int, before: date | None, first: date, last: date
) -> None:
    assert support.holds(paid_on, months, before) == (first, last)
