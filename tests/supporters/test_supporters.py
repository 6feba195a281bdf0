"""Supporters pay at the counter or by the bank, once; their part reaches the fund."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from tests.world import NOW, TOWN, a_member, a_point, a_region, jst, move

from enishi.ledger import queries as books
from enishi.programs import queries as programs
from enishi.supporters import models, operations, queries, support
from enishi.supporters.bank import NotABankList
from enishi.supporters.operations import (
    BadSupportClass,
    NoFundForSupport,
    PaymentDiffers,
    PaymentStays,
    SupporterNeedsName,
    UnknownApplication,
    UnknownGround,
    UnknownSupportClass,
)

POINT = f"{TOWN}:point"
pytestmark = pytest.mark.django_db(transaction=True)


def _class(yen: int = 3_000, to_fund: int = 1_000, name: str = "しおかぜ") -> int:
    a_point()
    return operations.set_class(region_code=TOWN, name=name, yen=yen, to_fund_yen=to_fund)


def _asks(class_id: int, member=None, name: str = "浜野なみ") -> str:
    return operations.apply(
        class_id=class_id, region_code=TOWN, member_id=member, name=name, at=NOW
    )


def _cash(reference: str, yen: int = 3_000, key: str = "form-1", at=NOW) -> support.Payment:
    return operations.take_cash(region_code=TOWN, reference=reference, yen=yen, key=key, at=at)


def _list(*lines: str) -> bytes:
    return ("日付,入金額,摘要\n" + "\n".join(lines)).encode("cp932")


def test_cash_at_the_counter_makes_a_supporter_and_its_part_reaches_the_fund_once() -> None:
    member = a_member()
    reference = _asks(_class(), member)
    assert queries.standing(member, TOWN, NOW.date()) is None
    paid = _cash(reference)
    assert _cash(reference) == paid
    assert (paid.receipt, paid.yen, paid.fund_yen, paid.name) == (
        "2026-0001",
        3_000,
        1_000,
        "浜野なみ",
    )
    assert books.balance(f"fund:{POINT}", POINT) == 1_000
    assert queries.standing(member, TOWN, NOW.date()) == paid
    assert queries.standing(member, TOWN, paid.until_on + timedelta(days=1)) is None
    assert queries.taken(TOWN) == (3_000, 1_000)
    assert books.faults() == []


def test_the_fund_s_report_counts_what_supporters_gave() -> None:
    _cash(_asks(_class()))
    report = programs.lapse_report(POINT, until=NOW + timedelta(days=1))
    assert (report.fund, report.years[0].donated) == (1_000, 1_000)


def test_the_bank_s_list_is_booked_once_and_its_rejects_name_line_column_and_reason() -> None:
    class_id = _class()
    good, poor, paid = (_asks(class_id, name=name) for name in ("あおき", "いのうえ", "うえだ"))
    _cash(paid)
    unknown = support.reference(1)
    content = _list(
        f"2026/06/01,3000,{good} アオキ",
        f"2026/06/01,300,{poor} イノウエ",
        f"2026/06/01,3000,{paid} ウエダ",
        f"2026/06/01,3000,{unknown} エンドウ",
        "2026/06/01,3000,オカダ",
    )
    found = operations.take_bank_list(region_code=TOWN, content=content, at=NOW)
    assert [one.name for one in found.booked] == ["あおき"]
    assert (found.yen, found.booked[0].receipt, found.booked[0].how) == (3_000, "2026-0002", "bank")
    assert [(one.number, one.column, one.reason) for one in found.rejects] == [
        (3, "amount", "amount_differs"),
        (4, "summary", "paid_already"),
        (5, "summary", "unknown_reference"),
        (6, "summary", "no_reference"),
    ]
    again = operations.take_bank_list(region_code=TOWN, content=content, at=NOW)
    assert (again.booked, again.repeated, again.rejects) == ((), 1, found.rejects)
    assert books.balance(f"fund:{POINT}", POINT) == 2_000


def test_money_that_is_to_come_is_not_booked() -> None:
    reference = _asks(_class())
    tomorrow = NOW.date() + timedelta(days=1)
    found = operations.take_bank_list(
        region_code=TOWN, content=_list(f"{tomorrow},3000,{reference} ハマノ"), at=NOW
    )
    assert [(one.column, one.reason) for one in found.rejects] == [("date", "bad_date")]
    assert queries.taken(TOWN) == (0, 0)


def test_a_payment_before_the_last_one_ends_goes_on_from_there() -> None:
    member, class_id = a_member(), _class()
    first = _cash(_asks(class_id, member))
    second = _cash(_asks(class_id, member), key="form-2", at=NOW + timedelta(days=300))
    assert second.from_on == first.until_on + timedelta(days=1)


def test_a_key_of_the_counter_is_one_payment_whoever_it_is_sent_for() -> None:
    class_id = _class()
    first, other = _asks(class_id), _asks(class_id, name="森田うみ")
    paid = _cash(first, key="form-1")
    assert _cash(first, key="form-1") == paid
    with pytest.raises(PaymentDiffers):
        _cash(other, key="form-1")
    assert queries.taken(TOWN) == (3_000, 1_000)


@pytest.mark.parametrize(
    "content",
    [b"\xef\xbb\xbf" + "日付,入金額,摘要\n".encode() + b'"' + b"9" * 140_000, b"", b"\xff"],
)
def test_what_is_no_list_is_refused_as_none(content: bytes) -> None:
    _class()
    with pytest.raises(NotABankList):
        operations.take_bank_list(region_code=TOWN, content=content, at=NOW)


@pytest.mark.parametrize(
    "receipt", ["", "2026", "2026-", "2026-9999", "9" * 30 + "-1", "２０２６-1"]
)
def test_a_receipt_that_there_is_not_is_none(receipt: str) -> None:
    paid = _cash(_asks(_class()))
    assert queries.payment(TOWN, paid.receipt) == paid
    assert queries.payment("131016", paid.receipt) is None
    assert queries.payment(TOWN, receipt) is None


def test_receipts_are_numbered_by_fiscal_year() -> None:
    class_id = _class()
    numbers = [
        _cash(_asks(class_id), key=f"f{index}", at=at).receipt
        for index, at in enumerate((jst(2027, 3, 31, 9), jst(2027, 3, 31, 10), jst(2027, 4, 1, 9)))
    ]
    assert numbers == ["2026-0001", "2026-0002", "2027-0001"]


def test_a_cancelled_payment_keeps_its_number_and_gives_the_fund_s_part_back() -> None:
    member = a_member()
    reference = _asks(_class(), member)
    paid = _cash(reference)
    operations.cancel_payment(region_code=TOWN, receipt=paid.receipt, why="二重でした", at=NOW)
    assert books.balance(f"fund:{POINT}", POINT) == 0
    assert queries.standing(member, TOWN, NOW.date()) is None
    assert queries.payments(TOWN)[0].is_cancelled is True
    assert _cash(reference, key="form-2").receipt == "2026-0002"
    with pytest.raises(PaymentStays):
        operations.cancel_payment(region_code=TOWN, receipt=paid.receipt, why="また", at=NOW)


def test_what_the_fund_has_spent_cannot_be_taken_back() -> None:
    paid = _cash(_asks(_class()))
    move(f"fund:{POINT}", "shop:s1", 1_000, kind="spend")
    with pytest.raises(PaymentStays):
        operations.cancel_payment(region_code=TOWN, receipt=paid.receipt, why="二重でした", at=NOW)


@pytest.mark.parametrize("yen", [2_999, 3_001])
def test_only_the_yen_of_the_class_are_taken(yen: int) -> None:
    reference = _asks(_class())
    with pytest.raises(PaymentDiffers):
        _cash(reference, yen)
    _cash(reference)
    with pytest.raises(PaymentDiffers):
        _cash(reference, key="another")
    with pytest.raises(UnknownApplication):
        _cash("00000000")


@pytest.mark.parametrize("told", [{"yen": 0}, {"to_fund": 3_001}, {"name": " "}])
def test_a_class_that_cannot_be_is_refused(told: dict[str, object]) -> None:
    with pytest.raises(BadSupportClass):
        _class(**told)  # type: ignore[arg-type]


def test_a_part_for_the_fund_needs_a_fund_that_holds_money() -> None:
    a_region()
    with pytest.raises(NoFundForSupport):
        operations.set_class(region_code=TOWN, name="x", yen=300, to_fund_yen=1)
    assert operations.set_class(region_code=TOWN, name="x", yen=300)


def test_an_application_names_somebody_for_a_class_that_is_open_and_keeps_its_number() -> None:
    class_id, member = _class(), a_member()
    reference = _asks(class_id, member)
    assert _asks(class_id, member, "浜野 波") == reference
    with pytest.raises(SupporterNeedsName):
        _asks(class_id, name=" ")
    operations.close_class(class_id=class_id, region_code=TOWN)
    with pytest.raises(UnknownSupportClass):
        _asks(class_id)
    with pytest.raises(UnknownSupportClass):
        operations.close_class(class_id=class_id, region_code="993026")


def test_a_citizen_has_one_ground_at_a_time() -> None:
    a_region()
    member = a_member()
    for ground in ("graduate", "native"):
        operations.become_citizen(member_id=member, region_code=TOWN, category=ground, at=NOW)
    found = queries.citizen(member, TOWN)
    assert found is not None
    assert (found.category, found.since) == ("native", NOW.date())
    with pytest.raises(UnknownGround):
        operations.become_citizen(member_id=member, region_code=TOWN, category="king", at=NOW)
    operations.end_citizen(member_id=member, region_code=TOWN, at=NOW)
    assert queries.citizen(member, TOWN) is None


def test_two_that_are_one_keep_what_both_paid_and_a_forgotten_one_leaves_the_books() -> None:
    keep, gone, class_id = a_member(), a_member(), _class()
    _cash(_asks(class_id, gone))
    waiting = _asks(class_id, gone)
    for member in (keep, gone):
        operations.become_citizen(member_id=member, region_code=TOWN, category="native", at=NOW)
    with transaction.atomic():
        operations.hand_over(keep=keep, gone=gone)
    assert len(queries.applications_of(keep)) == 2
    assert len(queries.copy_of([keep])) == 3
    assert queries.last_receipts([keep]) == {TOWN: NOW.date()}
    with transaction.atomic():
        assert operations.forget(member_ids=[keep]) == 3
    assert queries.copy_of([keep]) == []
    assert not models.Application.objects.filter(pk=waiting).exists()
    assert queries.taken(TOWN) == (3_000, 1_000)
