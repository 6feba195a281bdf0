"""Points past their last day move once, whoever runs and however often; holders are told before."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from tests.world import jst

from enishi.ledger import operations, queries
from enishi.ledger.lapsing import START, LapsedYear, LapseStep, Lapsing, YearOfKind
from enishi.ledger.models import Account, Notice, TimeMark
from enishi.ledger.operations import LapseWasRefused, UnknownTransfer
from enishi.ledger.pockets import NEVER, Pocket
from enishi.ledger.transfers import NewTransfer, Result

pytestmark = pytest.mark.django_db
POINT, COIN = "993018:point", "993018:coin"
FUND, UNUSED = f"fund:{POINT}", f"unused:{POINT}"
MARCH, JUNE = date(2027, 3, 31), date(2027, 6, 30)
LAST_DAY, AFTER = jst(2027, 3, 31, 23, 59), jst(2027, 4, 1, 0, 0)


def grant(member, points, until=MARCH, *, asset=POINT, at=None):
    asked = NewTransfer(
        uuid4(), f"issue:{asset}", member, asset, points, "grant", at or jst(2026, 10, 1),
        expires_on=until,
    )  # fmt: skip
    assert operations.post(asked) is Result.OK
    return asked.id


def spend(member, points, at=None):
    operations.open_account(name="shop:1", asset=POINT)
    asked = NewTransfer(uuid4(), member, "shop:1", POINT, points, "spend", at or jst(2026, 12, 1))
    assert operations.post(asked) is Result.OK
    return asked.id


def run(at=AFTER, target=FUND, asset=POINT, limit=2):
    """A whole run; how many accounts and points it moved."""
    accounts = points = 0
    place = START
    while place is not None:
        step = operations.lapse(asset=asset, target=target, at=at, after=place, limit=limit)
        accounts, points, place = accounts + step.accounts, points + step.points, step.place
    return accounts, points


def test_points_lapse_after_their_last_day_and_no_sooner():
    grant("member:a", 30)
    grant("member:a", 50, JUNE)
    grant("member:a", 7, None)
    assert run(LAST_DAY) == (0, 0)
    assert queries.balance("member:a", POINT) == 87
    assert run(AFTER) == (1, 30)
    assert queries.pockets("member:a", POINT) == [Pocket(JUNE, 50), Pocket(NEVER, 7)]
    assert queries.balance(FUND, POINT) == 30
    assert queries.faults() == []


def test_a_second_run_moves_nothing():
    for number in range(5):
        grant(f"member:{number}", 10 + number)
    assert run() == (5, 60)
    assert run() == (0, 0)
    assert run(AFTER + timedelta(days=40)) == (0, 0)


def test_an_account_with_several_dates_lapses_once_and_whole():
    grant("member:a", 30)
    grant("member:a", 20, date(2027, 3, 1))
    grant("member:b", 5)
    assert run(limit=1) == (2, 55)


def test_a_run_that_was_broken_off_is_finished_by_the_next():
    for number in range(5):
        grant(f"member:{number}", 10)
    first = operations.lapse(asset=POINT, target=FUND, at=AFTER, limit=2)
    assert (first.accounts, first.points) == (2, 20)
    assert run() == (3, 30)


def test_what_is_held_stays_and_the_rest_lapses():
    grant("member:a", 30)
    grant("member:b", 30)
    Account.objects.filter(name="member:a", asset=POINT).update(held=12)
    Account.objects.filter(name="member:b", asset=POINT).update(held=30)
    assert queries.lapsing(POINT, on=date(2027, 4, 1)) == Lapsing(accounts=1, points=18, held=42)
    assert run() == (1, 18)
    assert queries.balance("member:a", POINT) == 12
    Account.objects.filter(asset=POINT).update(held=0)
    assert run() == (2, 42)


def test_assets_lapse_apart():
    grant("member:a", 30)
    grant("member:a", 40, asset=COIN)
    assert queries.assets_to_lapse(on=date(2027, 4, 1)) == [COIN, POINT]
    assert queries.assets_to_lapse(on=MARCH) == []
    run()
    assert queries.balances("member:a") == {COIN: 40, POINT: 0}
    assert queries.assets_to_lapse(on=date(2027, 4, 1)) == [COIN]


def test_points_of_the_town_s_own_budget_are_reported_as_unused():
    grant("member:a", 30)
    assert run(target=UNUSED) == (1, 30)
    assert queries.balance(UNUSED, POINT) == 30
    assert not Account.objects.get(name=UNUSED).has_floor


def test_a_closed_account_keeps_its_points_and_a_closed_fund_takes_none():
    grant("member:a", 30)
    grant("member:b", 20)
    operations.close_account(name="member:a", asset=POINT, at=AFTER)
    assert run() == (1, 20)
    grant("member:c", 20)
    operations.close_account(name=FUND, asset=POINT, at=AFTER)
    with pytest.raises(LapseWasRefused):
        operations.lapse(asset=POINT, target=FUND, at=AFTER)
    assert queries.balance("member:c", POINT) == 20


def test_a_run_over_nothing_opens_no_fund():
    step = operations.lapse(asset=POINT, target=FUND, at=AFTER)
    assert step == LapseStep(0, 0, None)
    assert not Account.objects.filter(name=FUND).exists()


def test_the_balance_of_any_moment_ends_before_it():
    grant("member:a", 30, at=jst(2026, 10, 1))
    grant("member:a", 50, JUNE, at=jst(2026, 11, 1))
    spend("member:a", 40, at=jst(2026, 12, 1))
    run()
    told = {
        moment: queries.balance_as_of("member:a", POINT, moment)
        for moment in (jst(2026, 10, 1), jst(2026, 11, 1), jst(2026, 12, 1), AFTER, jst(2027, 5, 1))
    }
    assert list(told.values()) == [0, 30, 80, 40, 40]
    assert queries.pockets_as_of("member:a", POINT, jst(2026, 12, 1)) == [
        Pocket(MARCH, 30),
        Pocket(JUNE, 50),
    ]
    assert queries.pockets_as_of("member:a", POINT, jst(2027, 5, 1)) == [Pocket(JUNE, 40)]
    assert queries.balance_as_of("member:nobody", POINT, AFTER) == 0


def test_an_event_written_late_counts_from_when_it_happened():
    grant("member:a", 30, at=jst(2026, 12, 1))
    grant("member:a", 5, at=jst(2026, 10, 1))
    assert queries.balance_as_of("member:a", POINT, jst(2026, 11, 1)) == 5


def test_marks_of_time_sum_a_long_account_up_and_change_no_answer():
    for day in (4, 9, 2, 7, 5, 1, 8):
        grant("member:a", day, at=jst(2026, 10, day))
    moments = [jst(2026, 10, day) for day in range(1, 12)]
    told = [queries.balance_as_of("member:a", POINT, at) for at in moments]
    assert [operations.mark_time(entries=3) for _ in range(2)] == [2, 0]
    assert [(mark.first, mark.last, mark.points) for mark in TimeMark.objects.order_by("last")] == [
        (1, 3, 15),
        (4, 6, 13),
    ]
    assert [queries.balance_as_of("member:a", POINT, at) for at in moments] == told
    assert told == [0, 1, 3, 3, 7, 12, 12, 19, 27, 36, 36]


def test_the_forecast_adds_up_by_day_and_leaves_out_what_never_lapses():
    grant("member:a", 30)
    grant("member:b", 20)
    grant("member:b", 50, JUNE)
    grant("member:b", 9, None)
    spend("member:a", 10)
    today = date(2026, 12, 2)
    assert queries.forecast(POINT, on=today) == [Pocket(MARCH, 40), Pocket(JUNE, 50)]
    assert queries.forecast(POINT, on=date(2027, 4, 1)) == [Pocket(JUNE, 50)]
    assert queries.forecast_of("member:a", POINT, on=today) == [Pocket(MARCH, 20)]
    assert queries.next_lapse("member:b", POINT, on=today) == Pocket(MARCH, 20)
    assert queries.next_lapses("member:b", on=today) == {POINT: Pocket(MARCH, 20)}
    assert queries.next_lapse("member:b", POINT, on=date(2027, 7, 1)) is None


def test_holders_are_due_to_be_told_three_times_and_once_each():
    grant("member:a", 30)
    grant("member:b", 50, None)
    day = jst(2027, 3, 31, 8)
    written = [
        operations.remind(at=day - timedelta(days=days)) for days in (61, 60, 60, 58, 30, 7, 6, 0)
    ]
    assert written == [0, 1, 0, 0, 1, 1, 0, 0]
    assert list(Notice.objects.order_by("-days").values_list("days", "points")) == [
        (60, 30),
        (30, 30),
        (7, 30),
    ]


def test_a_missed_day_is_made_up_for_within_a_week_and_not_later():
    # 57 days before the last day of b, 53 before that of a.
    grant("member:a", 30)
    grant("member:b", 30, MARCH + timedelta(days=4))
    assert operations.remind(at=jst(2027, 2, 6)) == 1
    assert [notice.days for notice in queries.notices("member:b", on=date(2027, 2, 6))] == [60]
    assert queries.notices("member:a", on=date(2027, 2, 6)) == []


def test_a_notice_is_there_until_its_day_and_new_until_it_is_seen():
    grant("member:a", 30)
    operations.remind(at=jst(2027, 3, 1, 9))
    spend("member:a", 10, at=jst(2027, 3, 2))
    (notice,) = queries.notices("member:a", on=date(2027, 3, 2), unseen_only=True)
    assert (notice.asset, notice.expires_on, notice.days) == (POINT, MARCH, 30)
    assert (notice.points, notice.remaining, notice.is_seen) == (30, 20, False)
    assert operations.see_notices(account="member:a", at=jst(2027, 3, 3)) == 1
    assert operations.see_notices(account="member:a", at=jst(2027, 3, 4)) == 0
    assert queries.notices("member:a", on=date(2027, 3, 4), unseen_only=True) == []
    assert [one.is_seen for one in queries.notices("member:a", on=date(2027, 3, 4))] == [True]
    assert queries.notices("member:a", on=date(2027, 4, 1)) == []


def test_a_donation_moves_once_under_its_id():
    grant("member:a", 30)
    told = {"donation": uuid4(), "account": "member:a", "asset": POINT, "at": jst(2027, 1, 1)}
    assert operations.donate(points=12, **told) is Result.OK
    assert operations.donate(points=12, **told) is Result.EXISTS
    assert operations.donate(points=13, **told) is Result.EXISTS_DIFFERENT
    assert queries.balance(FUND, POINT) == 12


def test_a_refund_after_the_lapse_can_be_spent_for_its_grace_and_lapses_once_more():
    grant("member:a", 30)
    spent = spend("member:a", 30)
    back, grace = jst(2027, 4, 10), date(2027, 5, 10)
    assert operations.take_back(transfer=spent, at=back, earliest=grace) is Result.OK
    assert queries.pockets("member:a", POINT) == [Pocket(grace, 30)]
    assert run(jst(2027, 5, 10, 12)) == (0, 0)
    spend("member:a", 10, at=jst(2027, 5, 10, 12))
    assert run(jst(2027, 5, 11)) == (1, 20)
    assert run(jst(2027, 5, 12)) == (0, 0)


def test_a_refund_keeps_the_dates_that_are_later_than_the_grace():
    grant("member:a", 30)
    grant("member:a", 20, date(2027, 9, 30))
    spent = spend("member:a", 50)
    grace = date(2027, 5, 10)
    operations.take_back(transfer=spent, at=jst(2027, 4, 10), earliest=grace)
    assert queries.pockets("member:a", POINT) == [
        Pocket(grace, 30),
        Pocket(date(2027, 9, 30), 20),
    ]


def test_a_lapse_given_back_leaves_the_fund_and_the_report():
    grant("member:a", 30)
    grant("member:b", 12)
    run()
    (gift,) = [
        gift
        for gift in queries.donations(POINT, since=jst(2027, 4, 1), until=jst(2028, 4, 1))
        if gift.account == "member:a"
    ]
    assert (gift.kind, gift.points) == ("lapse", 30)
    told = {"transfer": gift.transfer, "at": jst(2027, 4, 5), "earliest": date(2027, 5, 5)}
    assert operations.take_back(**told) is Result.OK
    assert operations.take_back(**told) is Result.ALREADY_REVERSED
    assert queries.balance(FUND, POINT) == 12
    until = jst(2028, 4, 1)
    assert queries.lapsed(FUND, POINT, until=until) == [LapsedYear(2026, 42, 30, 1)]
    assert queries.lapsed(FUND, POINT, until=jst(2027, 4, 5)) == [LapsedYear(2026, 42, 0, 2)]
    assert queries.years(FUND, POINT, until=until) == [YearOfKind(2027, "lapse", 12)]
    assert [one.account for one in queries.donations(POINT, since=AFTER, until=until)] == [
        "member:b"
    ]


def test_a_transfer_nobody_posted_cannot_be_taken_back():
    with pytest.raises(UnknownTransfer):
        operations.take_back(transfer=uuid4(), at=AFTER)


def test_a_spend_changes_no_index_until_the_pocket_is_empty():
    """The index of open pockets must not make every spend write all indexes of the table."""
    grant("member:a", 1_000)
    before = hot()
    for _ in range(5):
        spend("member:a", 10)
    assert [now - old for now, old in zip(hot(), before, strict=True)] == [5, 5]


def hot():
    """Updates of pockets in this transaction, and those of them that changed no index."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_xact_user_tables"
            " WHERE relname = 'ledger_pocket'"
        )
        return cursor.fetchone()


@pytest.mark.django_db(transaction=True)
def test_two_runs_and_those_who_spend_at_once_lose_nothing():
    for number in range(60):
        grant(f"member:{number}", 10 + number)
        grant(f"member:{number}", 5, JUNE)
    total, done, failed = sum(10 + number for number in range(60)), [], []

    def lapse():
        done.append(run(limit=7))

    def use():
        for number in range(60):
            spend(f"member:{number}", 2, at=AFTER)

    def guarded(work):
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - a thread's error must be seen
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=guarded, args=[work]) for work in (lapse, lapse, use, lapse)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert sum(points for _, points in done) == total == queries.balance(FUND, POINT)
    assert sum(accounts for accounts, _ in done) == 60
    assert queries.balance("shop:1", POINT) == 120
    assert queries.faults() == []
