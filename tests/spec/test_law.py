"""What laws ask of points and prizes, in tables; each test names the law it stands for."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from enishi.programs import prepaid, prizes, rules
from enishi.programs.prepaid import Answers, Unused
from enishi.programs.prizes import JOINT, OPEN, TIED, Draw

DAY = date(2026, 9, 1)
SOLD_BY_DMO = Answers("other", "others", registration="関東財務局長 第00000号", registered_on=DAY)


@pytest.mark.parametrize(
    ("issuer", "taken_at", "is_short", "kind"),
    [
        ("town", "others", False, "exempt_issuer"),
        ("town", "own", False, "exempt_issuer"),
        ("state", "others", False, "exempt_issuer"),
        ("town", "others", True, "exempt_issuer"),
        ("other", "others", True, "exempt_short"),
        ("other", "own", True, "exempt_short"),
        ("other", "own", False, "own_use"),
        ("other", "others", False, "third_party"),
    ],
)
def test_payment_services_act_articles_3_and_4_what_sold_points_are(
    issuer: str, taken_at: str, is_short: bool, kind: str
) -> None:
    assert prepaid.kind_of(Answers(issuer, taken_at, is_short)) == kind


@pytest.mark.parametrize(
    ("told", "on", "why"),
    [
        (SOLD_BY_DMO, DAY, ""),
        (SOLD_BY_DMO, DAY - timedelta(days=1), "not_registered"),
        (replace(SOLD_BY_DMO, registered_on=None), DAY, "not_registered"),
        (replace(SOLD_BY_DMO, registration=" "), DAY, "not_registered"),
        # own-use needs a notice later, no registration first
        (Answers("other", "own"), DAY, ""),
        (Answers("town", "others"), DAY, ""),
    ],
)
def test_payment_services_act_article_7_registration_comes_before_the_first_sale(
    told: Answers, on: date, why: str
) -> None:
    assert prepaid.why_not_sold(told, "never", 30, on) == why


@pytest.mark.parametrize(
    ("lapse", "refund_days", "on", "is_sold"),
    [
        ("days:179", 0, DAY, True),
        ("days:180", 0, DAY, False),
        ("days:179", 0, date(2026, 8, 31), True),
        ("month-end", 0, DAY, True),
        ("on:2027-02-28", 0, DAY, True),
        ("on:2027-03-01", 0, DAY, False),
        ("never", 0, DAY, False),
        ("fiscal-year-end", 0, date(2027, 3, 1), False),
        # a refund that opens them again would let them live longer: a roll-over
        ("days:150", 30, DAY, False),
        ("month-end", 1, DAY, False),
    ],
)
def test_payment_services_act_article_4_six_months_count_from_issue_without_roll_over(
    lapse: str, refund_days: int, on: date, is_sold: bool
) -> None:
    told = Answers("other", "others", is_short=True)
    why = prepaid.why_not_sold(told, lapse, refund_days, on)
    assert why == ("" if is_sold else "longer_than_six_months")


def test_payment_services_act_six_months_are_never_exceeded_on_any_day_of_four_years() -> None:
    for number in range(4 * 366):
        on = date(2026, 1, 1) + timedelta(days=number)
        last = on + timedelta(days=prepaid.SHORT_DAYS - 1)
        assert last <= prepaid.last_of_six_months(on), on


def test_payment_services_act_article_3_record_dates_are_the_ends_of_march_and_september() -> None:
    assert list(prepaid.record_dates(date(2026, 3, 31), date(2027, 9, 30))) == [
        date(2026, 3, 31),
        date(2026, 9, 30),
        date(2027, 3, 31),
    ]


@pytest.mark.parametrize(
    ("kind", "yen", "deposit"),
    [
        ("third_party", 10_000_000, 0),
        ("third_party", 10_000_001, 5_000_001),
        ("own_use", 12_000_000, 6_000_000),
        ("exempt_issuer", 99_000_000, 0),
        ("exempt_short", 99_000_000, 0),
    ],
)
def test_payment_services_act_article_14_half_of_what_is_unused_above_ten_million_is_deposited(
    kind: str, yen: int, deposit: int
) -> None:
    march = Unused(date(2027, 3, 31), yen, kind)
    assert (march.deposit_yen, march.due_by) == (deposit, date(2027, 5, 31))
    assert Unused(date(2026, 9, 30), yen, kind).due_by == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("draw", "faults"),
    [
        # open: anybody may enter without buying
        (Draw(kind=OPEN, prize_yen=5_000_000, prizes_yen=9_000_000), ()),
        # tied to buying: 20 times the purchase and ¥100,000 at most; 2 % of the sales together
        (Draw(kind=TIED, purchase_yen=500, prize_yen=10_000, sales_yen=10**6), ()),
        (Draw(kind=TIED, purchase_yen=500, prize_yen=10_001, sales_yen=10**6), ("prize",)),
        (Draw(kind=TIED, purchase_yen=5_000, prize_yen=100_000, sales_yen=10**7), ()),
        (Draw(kind=TIED, purchase_yen=90_000, prize_yen=100_001, sales_yen=10**7), ("prize",)),
        (Draw(kind=TIED, purchase_yen=500, prizes_yen=20_000, sales_yen=10**6), ()),
        (Draw(kind=TIED, purchase_yen=500, prizes_yen=20_001, sales_yen=10**6), ("prizes",)),
        # shops together: ¥300,000 whatever was bought, 3 % together, 3 times and 70 days a year
        (Draw(kind=JOINT, purchase_yen=1, prize_yen=300_000, sales_yen=10**7), ()),
        (Draw(kind=JOINT, prize_yen=300_001, sales_yen=10**7), ("prize",)),
        (Draw(kind=JOINT, prizes_yen=30_001, sales_yen=10**6), ("prizes",)),
        (Draw(kind=JOINT, sales_yen=10**6, times=3, days=70), ()),
        (Draw(kind=JOINT, sales_yen=10**6, times=4, days=71), ("times", "days")),
    ],
)
def test_premiums_and_representations_act_limits_of_prizes(
    draw: Draw, faults: tuple[str, ...]
) -> None:
    assert prizes.faults(draw) == faults


def test_premiums_and_representations_act_the_limits_are_told() -> None:
    assert prizes.limits(Draw(kind=TIED, purchase_yen=800, sales_yen=2_000_000)) == prizes.Limits(
        16_000, 40_000
    )
    assert prizes.limits(Draw(kind=OPEN)) == prizes.Limits(None, None)


@pytest.mark.parametrize(("override", "amount"), [("", 0), ("総務課長 山田", 100)])
def test_hometown_tax_notice_of_2025_no_points_without_a_name_that_answers_for_it(
    override: str, amount: int
) -> None:
    rule = rules.Rule(
        id=1,
        name="寄附のお礼",
        region="993018",
        asset="993018:coin",
        asset_kind="coin",
        kind="donation",
        valid_from=date(2026, 4, 1),
        amount=100,
        hometown_tax_by=override,
    )
    gift = rules.Facts(kind="donation", region="993018", on=DAY, theme=rules.HOMETOWN_TAX)
    (award,) = rules.evaluate(gift, [rule])
    assert award.amount == amount
    assert award.reason == ("given" if override else "hometown_tax")
