"""The demo's data: real towns without points, an invented town with them; twice adds nothing."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from enishi.activities import queries as activities
from enishi.activities.models import Activity, Award
from enishi.cli import demo_data, demo_rewards, demo_shops, demo_ties
from enishi.events import queries as events
from enishi.insight.releases import queries as releases
from enishi.kit.periods import JST
from enishi.ledger import queries as ledger
from enishi.ledger.accounting import Movement
from enishi.membership import queries as members
from enishi.membership.models import Member
from enishi.merchants import operations as merchants
from enishi.merchants import queries as shops
from enishi.partners import queries as partners
from enishi.programs import queries as programs
from enishi.regions import queries as regions
from enishi.rewards import queries as rewards
from enishi.sales import queries as sales
from enishi.simulation import purses, town
from enishi.ties import queries
from enishi.web.member import demo_me


def the_points_are_alive(now):
    """Some lapsed last fiscal year and bought something, some are out, a budget is near its end."""
    point = f"{town.HOME_TOWN}:point"
    report = programs.lapse_report(point, until=now)
    lapsed, this_year = report.years[-2:]
    assert (lapsed.lapsed, lapsed.members) == (purses.LAPSED, purses.HOLDERS)
    assert [use.purpose for use in this_year.uses] == [purses.BOUGHT[0]]
    assert report.fund == purses.LAPSED + this_year.donated - purses.BOUGHT[2] > 0
    supply = ledger.supply(point, until=now)
    assert supply.outstanding > 0
    assert supply.of(Movement.SPENT) > 0
    (campaign,) = ledger.budgets_under("campaign:", point)
    assert campaign.is_warned
    assert ledger.faults() == []


def the_demo_member_has_a_year_of_ties(now):
    """あおい holds a card of three towns, has an honour and letters, and gave points away."""
    member = members.member_of_device(demo_me.phone())
    assert member is not None
    assert members.member(member).display_name == demo_ties.NAME
    met = activities.times_met(member)
    assert len(met) == 3
    assert sum(met.values()) >= 25
    assert queries.stage(member, town.HOME_TOWN, now.date()).fraction == "1/2"
    assert [one.state for one in queries.honours_of(member)] == ["accepted"]
    assert len(queries.letters_to(member, list(met), [])) == 2
    assert ledger.became_of(f"member:{member}") == {f"{town.HOME_TOWN}:point": demo_ties.GAVE}


def the_shops_sell(now):
    """Six shops sold with points, one waits for its answer, and あおい bought fish."""
    found = shops.shops_of(town.HOME_TOWN)
    assert [one.state for one in found].count("open") == 6
    assert [one.state for one in found].count("applied") == 1
    today = now.date()
    sold = {
        one.name: sales.sales_of_shop(one.code, since=today - timedelta(days=60), until=today)
        for one in found
    }
    assert sum(map(len, sold.values())) > 120
    assert sum(one.spent for told in sold.values() for one in told) > 200
    aoi = members.member_of_device(demo_me.phone())
    assert [one.amount_yen for one in sales.sales_of_members([aoi])] == [1_480]
    card = demo_shops.card(at=now)
    enrolled = merchants.enrol_phone(secret=card.secret, pin=card.pin, label="", at=now)
    assert shops.shop(enrolled.device.shop_code).name == demo_shops.FIRST


def the_rewards_wait():
    """Six rewards, a voucher for bread, a bus card linked, a delivery that comes out."""
    aoi = members.member_of_device(demo_me.phone())
    assert len(rewards.rewards_of(town.HOME_TOWN)) == 6
    assert [one.price for one in rewards.vouchers_of(aoi)] == [350]
    (told,) = partners.intakes(demo_rewards.BUS)
    assert (told.taken, told.kept_out, told.is_equal) == (2, 1, True)
    assert len(partners.links_of(aoi)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_demo_is_loaded_once_and_keeps_real_and_invented_apart(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.LAKE_DIR = tmp_path / "lake"
    settings.LOG_DIR = tmp_path / "log"
    settings.LOG_ORIGIN_FILE = tmp_path / "log" / "origin"
    now = timezone.now().astimezone(JST)
    sign_ins = demo_data.load(stage="month3", at=now)

    taking_part = regions.participating()
    assert sum(not region.is_sample for region in taking_part) == 17
    assert {region.name for region in taking_part if region.is_sample} == {
        shape.name for shape in town.SHAPES
    }
    expected = town.build(town.SHAPES[0], stage="month3", at=now, seed=demo_data.SEED)
    names = [person.name for person in expected.people]
    invented = members.known_as(demo_data.SOURCE, names).values()
    awards = Award.objects.select_related("activity")
    real = {region.code for region in taking_part if not region.is_sample}
    assert {award.activity.region_id for award in awards} & real == set()
    simulated = awards.filter(activity__member_id__in=invented)
    assert {award.activity.region_id for award in simulated} == {town.HOME_TOWN}
    here = Activity.objects.filter(region_id=town.HOME_TOWN, member_id__in=invented)
    assert Counter(here.values_list("kind_id", flat=True)) == expected.truth.deeds
    assert here.values("member_id").distinct().count() == expected.truth.people < 100
    coin = f"{town.HOME_TOWN}:coin"
    given = sum(Award.objects.filter(asset=coin).values_list("amount", flat=True))
    assert ledger.balance(f"issue:{coin}", coin) == -given < 0
    the_points_are_alive(now)
    the_demo_member_has_a_year_of_ties(now)
    the_shops_sell(now)
    the_rewards_wait()

    open_now = events.upcoming(town.HOME_TOWN, now)
    assert any(event.starts_at.astimezone(JST).date() == now.date() for event in open_now)
    assert all(events.poster(event.code).ticket for event in open_now)
    assert {sign_in.role for sign_in in sign_ins} == {
        "operator",
        "staff",
        "admin",
        "analyst",
    }
    assert all(members.staff_by_email(sign_in.email) for sign_in in sign_ins)
    closing = releases.latest_closing()
    assert closing is not None
    assert closing.until == f"{now.replace(day=1) - timedelta(days=1):%Y-%m}"

    before = (Activity.objects.count(), Member.objects.count(), len(open_now))
    assert demo_data.load(stage="month3", at=now + timedelta(hours=3)) == sign_ins
    demo_data.open_today(at=now)
    again = events.upcoming(town.HOME_TOWN, now)
    assert (Activity.objects.count(), Member.objects.count(), len(again)) == before

    tomorrow = now + timedelta(days=1)
    demo_data.open_today(at=tomorrow)
    markets = [e for e in events.upcoming(town.HOME_TOWN, tomorrow) if e.title.startswith("港")]
    assert len(markets) == 1
    assert events.poster(markets[0].code).ticket
