"""確定値: exact, short, made once; what is left out cannot be worked out from the rest."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from scipy import optimize
from tests import world
from tests.insight import small_lake

from enishi.insight.releases import fixing, models, operations, queries
from enishi.insight.releases.fixing import Counted, Figures, Kind
from enishi.kit.periods import JST, BadPeriod, Month
from enishi.membership import operations as membership
from enishi.programs.programme import Asset, Moved
from enishi.transparency import queries as log

AT = datetime(2026, 3, 5, 9, 0, tzinfo=JST)
LATER = datetime(2026, 5, 2, 9, 0, tzinfo=JST)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025", "2025-04-01", "2026-03-31"),
        ("2025Q1", "2025-04-01", "2025-06-30"),
        ("2025Q3", "2025-10-01", "2025-12-31"),
        ("2025Q4", "2026-01-01", "2026-03-31"),
    ],
)
def test_a_period_is_a_fiscal_year_or_its_quarter(text, first, last):
    period = fixing.parse_period(text)
    assert (str(period), str(period.first), str(period.last)) == (text, first, last)


@pytest.mark.parametrize("text", ["2025Q0", "2025Q5", "2025Q", "25", "2025-04", "Q1"])
def test_anything_else_is_no_period(text):
    with pytest.raises(BadPeriod):
        fixing.parse_period(text)


def test_quarters_are_over_before_their_year_and_open_ones_are_left():
    closed = fixing.closed_periods(Month(2025, 5), Month(2026, 3))
    assert [str(one) for one in closed] == ["2025Q1", "2025Q2", "2025Q3", "2025Q4", "2025"]
    assert fixing.closed_periods(Month(2025, 5), Month(2025, 5)) == []


def counted(people: int = 40, **other: object) -> Counted:
    plain = Counted(
        members=people,
        people=people,
        came_again=12,
        kinds={"visit": Kind(90, 40), "event": Kind(30, 20), "purchase": Kind(15, 11)},
        events=3,
    )
    return replace(plain, **other)


def test_figures_of_many_are_exact():
    told = fixing.figures(counted())
    assert (told.members, told.people, told.came_again, told.activities) == (40, 40, 12, 135)
    assert told.kinds == {"visit": 90, "event": 30, "purchase": 15}
    assert told.repeat_rate == 0.3


def test_below_ten_members_only_what_tells_of_nobody_is_left():
    told = fixing.figures(counted(people=9, came_again=4, kinds={"visit": Kind(20, 9)}))
    assert told == Figures(None, None, None, None, {}, None, 3, {}, {})


def test_nobody_is_told_as_nobody_and_few_are_not():
    told = fixing.figures(counted(people=0, came_again=0, kinds={}))
    assert (told.members, told.people, told.came_again, told.activities) == (0, 0, 0, 0)
    assert fixing.figures(counted(came_again=9)).came_again is None
    assert fixing.figures(counted(came_again=38)).came_again is None
    assert fixing.figures(counted(came_again=37)).came_again == 37


def test_beside_a_hidden_kind_the_smallest_shown_one_is_hidden_too():
    few = counted(kinds={"visit": Kind(90, 40), "event": Kind(30, 20), "support": Kind(2, 1)})
    told = fixing.figures(few)
    assert told.kinds == {"visit": 90}
    assert (told.activities, told.others) == (122, 32)


def test_what_one_shop_took_is_not_told():
    with_shops = counted(points=_moved(shops=3), coins=_moved(shops=2))
    told = fixing.figures(with_shops)
    assert told.points == {
        "issued": 500, "used": 300, "lapsed": 20, "cost_yen": 500, "budget_yen": None,
    }  # fmt: skip
    assert told.coins["used"] is None
    assert told.coins["issued"] == 500


def _moved(shops: int):
    asset = Asset("993018:point", "993018", "point", "", "", "never", is_open=True)
    return Moved(asset, issued=500, used=300, lapsed=20, shops=shops, cost_yen=500)


def test_a_year_never_gives_away_a_hidden_quarter():
    """An attacker adds and subtracts all lines of a year and its quarters: nothing small is fixed.

    Linear programming over every published line, for many random towns.
    """
    dice = random.Random(4)  # noqa: S311 - invented towns, no secret
    names = ("event", "meet", "purchase", "support", "visit")
    worth = 0
    for _ in range(60):
        truth = [{name: _kind(dice) for name in names if dice.random() < 0.8} for _ in range(4)]
        year = {
            name: Kind(
                sum(one[name].activities for one in truth if name in one),
                max([0, *(one[name].people for one in truth if name in one)]),
            )
            for name in names
        }
        told = []
        for kinds in truth:
            people = max([0, *(kind.people for kind in kinds.values())])
            full = {**dict.fromkeys(names, fixing.NOBODY), **kinds}
            told.append(fixing.figures(counted(people, came_again=0, kinds=full)))
        people = max(kind.people for kind in year.values())
        told.append(fixing.figures(counted(people, came_again=0, kinds=year), told[:4]))
        for quarter, name in itertools.product(range(4), names):
            few = truth[quarter].get(name, fixing.NOBODY)
            if 0 < few.people < fixing.PERSONS_LEAST:
                low, high = _bounds(told, names, quarter, name)
                assert high - low > 0.5, (quarter, name, few)
                worth += 1
    assert worth > 100


def test_a_years_few_do_not_follow_from_what_its_quarters_tell():
    """The smallest kind of a year may be one that all quarters tell: it hides nothing there."""
    quarter = {
        "visit": Kind(60, 40),
        "event": Kind(20, 12),
        "purchase": Kind(13, 11),
        "support": Kind(3, 2),
    }
    # The same twelve at all events, other people at the shops each time.
    year = {
        "visit": Kind(240, 40),
        "event": Kind(80, 12),
        "purchase": Kind(52, 44),
        "support": Kind(12, 2),
    }
    told = [fixing.figures(counted(60, kinds=quarter)) for _ in range(4)]
    told.append(fixing.figures(counted(96, kinds=year), told[:4]))
    assert told[4].kinds == {"visit": 240, "event": 80}
    low, high = _bounds(told, tuple(year), 4, "support")
    assert high - low > 0.5


def _kind(dice: random.Random) -> Kind:
    people = dice.choice((1, 4, 9, 12, 30, 60))
    return Kind(people + dice.randrange(40), people)


def _bounds(told: list[Figures], names: tuple[str, ...], quarter: int, name: str) -> tuple:
    """Return the least and the most that a hidden figure can be, given all that is published.

    Quarter 4 is the whole year.
    """
    wanted = [(part, one) for part in range(4) for one in names]
    rows, values = [], []
    for part, figures in enumerate(told):
        of_part = [pair for pair in wanted if part in (4, pair[0])]
        lines = [
            ([pair for pair in of_part if pair[1] == one], n) for one, n in figures.kinds.items()
        ]
        lines += [(of_part, figures.activities)] if figures.activities is not None else []
        for pairs, value in lines:
            rows.append([float(pair in pairs) for pair in wanted])
            values.append(value)
    cost = np.array([float(one == name and quarter in (4, part)) for part, one in wanted])
    found = [
        optimize.linprog(sign * cost, A_eq=rows or None, b_eq=values or None, bounds=(0, 10_000))
        for sign in (1, -1)
    ]
    return found[0].fun, -found[1].fun


def test_closing_fixes_every_closed_quarter_exactly(country):
    operations.close(until="2026-02", at=AT)
    for town in ("182010", "184420"):
        for period in ("2025Q1", "2025Q2", "2025Q3"):
            told = queries.fixed(town, period).figures
            inside = [row for row in country if row.region_code == town and _is_in(row, period)]
            days: dict[object, set] = {}
            for row in inside:
                days.setdefault(row.member_id, set()).add(row.on)
            assert told.people == len(days)
            assert told.activities == len(inside)
            assert told.kinds["visit"] == sum(row.kind == "visit" for row in inside)
            again = sum(len(on) > 1 for on in days.values())
            assert told.came_again == (again if again >= 10 else None)
    with pytest.raises(queries.UnknownFixed):
        queries.fixed("182010", "2025Q4")


def _is_in(row, period: str) -> bool:
    one = fixing.parse_period(period)
    return one.first <= row.on <= one.last


def test_what_is_fixed_never_changes(country, settings):
    operations.close(until="2026-02", at=AT)
    before = queries.fixed("182010", "2025Q1")
    late = small_lake.activity(90_001, 9_001, region_code="182010")
    source = small_lake.Source(activities=[(1, row) for row in country] + [(2_000, late)])
    source.until_xid = 3_000
    small_lake.refresh.refresh(
        folder=settings.LAKE_DIR, reading=source.reading, identify=small_lake.person
    )
    operations.close(until="2026-04", at=LATER)
    assert queries.fixed("182010", "2025Q1") == before
    assert operations.fix(region="182010", period="2025Q1", at=LATER) == before
    year = queries.fixed("182010", "2025").figures
    assert year.people is not None
    assert year.people > before.figures.people


def test_an_open_period_and_a_stranger_are_refused(country):
    with pytest.raises(operations.PeriodIsNotClosed):
        operations.fix(region="182010", period="2025Q1", at=AT)
    operations.close(until="2026-02", at=AT)
    with pytest.raises(operations.PeriodIsNotClosed):
        operations.fix(region="182010", period="2025Q4", at=AT)
    with pytest.raises(operations.PeriodIsNotClosed):
        operations.fix(region="011002", period="2025Q1", at=AT)
    with pytest.raises(queries.UnknownFixed):
        operations.fix(region="182010", period="2019", at=AT)


def test_exact_figures_are_sealed_with_their_values(country):
    operations.close(until="2026-02", at=AT)
    count = models.Fixed.objects.count()
    assert count > 10
    assert operations.seal(at=AT) == count
    assert operations.seal(at=AT) == 0
    told = queries.fixed("182010", "2025Q1")
    (opened,) = [leaf for leaf in log.opened_leaves("fixed:") if leaf.index == told.leaf]
    assert opened.values[0]["figures"] == fixing.as_json(told.figures)


def test_members_points_and_events_are_those_of_the_time(country):
    code = world.a_point()
    for number in range(12):
        member = world.a_member(at=AT - timedelta(days=300 if number < 11 else 60))
        membership.issue_card(
            member_id=member,
            region_code=world.TOWN,
            kind="friend",
            at=AT - timedelta(days=300 if number < 11 else 60),
        )
        world.move(
            f"issue:{code}",
            f"member:{member}",
            100,
            at=AT - timedelta(days=200),
            expires_on=(AT + timedelta(days=300)).date(),
        )
    world.an_event(starts_at=AT - timedelta(days=100))
    operations.close(until="2026-02", at=AT)
    spring, autumn = (queries.fixed(world.TOWN, f"2025Q{n}").figures for n in (1, 3))
    assert (spring.members, autumn.members) == (11, 11)
    assert spring.points["issued"] == 0
    assert queries.fixed(world.TOWN, "2025Q2").figures.points["issued"] == 1200
    assert (spring.events, autumn.events) == (0, 1)
