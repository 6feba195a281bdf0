"""One key, one activity, with what it earns; what is taken back is reversed."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from tests import world
from tests.world import NOW, TOWN

from enishi.activities import operations, queries
from enishi.activities.activity import NewActivity
from enishi.activities.operations import (
    AlreadySpent,
    KeyTaken,
    UnknownActivity,
    UnknownEvidence,
    UnknownKind,
)
from enishi.activities.written import WrittenActivity
from enishi.ledger import operations as ledger
from enishi.ledger import queries as books
from enishi.ledger.transfers import NewTransfer, transfer_id
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.membership.queries import UnknownMember
from enishi.programs import operations as programs
from enishi.programs import queries as promises
from enishi.programs.programme import NewRule
from enishi.regions import operations as regions
from enishi.regions.queries import UnknownRegion

pytestmark = pytest.mark.django_db
COIN, POINT = f"{TOWN}:coin", f"{TOWN}:point"


def an_activity(member_id, key="k1", **told):
    told = {"kind": "visit", "region_code": TOWN, "at": NOW, "evidence": "own_scan"} | told
    return NewActivity(key=key, member_id=member_id, **told)


def coins(member_id):
    return books.balance(f"member:{member_id}", COIN)


def issued():
    return -books.balance(f"issue:{COIN}", COIN)


def a_rule(asset=COIN, **told):
    """Make a rule for `step`, a kind the pilot's table leaves alone."""
    told = {"name": "歩く", "kind": "step", "payer": "町", "amount": 10} | told
    return programs.add_rule(rule=NewRule(asset=asset, valid_from=date(2026, 4, 1), **told))


def reasons(recorded):
    return [(award.amount, award.reason) for award in recorded.awards]


def test_an_activity_is_written_with_what_it_earns():
    world.a_programme()
    member_id = world.a_member(sex="female", birth_year=1990, home_code="131016")
    recorded = operations.record(an_activity(member_id, place="港", theme="食"))
    assert (recorded.key, recorded.repeated, reasons(recorded)) == ("k1", False, [(100, "given")])
    assert (coins(member_id), issued()) == (100, 100)
    (past,) = queries.of_member(member_id)
    assert (past.kind, past.place, past.on, past.is_withdrawn) == (
        "visit", "港", date(2026, 6, 6), False,
    )  # fmt: skip
    assert past.awards == recorded.awards


def test_the_transfer_can_be_computed_again_only_with_the_members_secret():
    world.a_programme()
    member_id = world.a_member()
    (award,) = operations.record(an_activity(member_id)).awards
    secret = members.transfer_secrets([member_id])[member_id]
    assert award.transfer_id == transfer_id(secret, "award", f"k1:{award.rule_id}")


def test_a_repetition_gets_the_first_answer_and_nothing_moves():
    world.a_programme()
    member_id = world.a_member()
    first = operations.record(an_activity(member_id))
    later = an_activity(member_id, at=NOW + timedelta(hours=1), evidence="staff_scan")
    again = operations.record(later)
    assert again == replace(first, repeated=True)
    assert coins(member_id) == 100
    assert len(queries.of_member(member_id)) == 1


@pytest.mark.parametrize(
    "other",
    [{"kind": "post"}, {"event": "ABCDEFGH"}, {"amount_yen": 5}, {"business_id": "S-9"}],
)
def test_a_key_with_other_content_is_refused_and_nothing_moves(other):
    world.a_programme()
    member_id = world.a_member()
    operations.record(an_activity(member_id))
    with pytest.raises(KeyTaken), transaction.atomic():
        operations.record(an_activity(member_id, **other))
    stranger = world.a_member()
    with pytest.raises(KeyTaken), transaction.atomic():
        operations.record(an_activity(stranger))
    with pytest.raises(KeyTaken), transaction.atomic():
        operations.record_many(
            [an_activity(member_id, "k2"), an_activity(member_id, "k2", amount_yen=7)]
        )
    assert coins(member_id) == 100


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"kind": "flight"}, UnknownKind),
        ({"evidence": "rumour"}, UnknownEvidence),
        ({"region_code": "000000"}, UnknownRegion),
        ({"member_id": UUID(int=9)}, UnknownMember),
    ],
)
def test_words_that_lead_nowhere_are_refused_and_the_whole_batch_with_them(wrong, refusal):
    world.a_programme()
    member_id = world.a_member()
    bad = replace(an_activity(member_id, "k2"), **wrong)
    with pytest.raises(refusal), transaction.atomic():
        operations.record_many([an_activity(member_id), bad])
    assert coins(member_id) == 0


def test_attributes_are_those_of_the_activitys_own_time():
    world.a_region()
    member_id = world.a_member(sex="male", birth_year=1996, home_code="131016")
    told = [
        an_activity(member_id, "now"),
        an_activity(member_id, "last year", at=world.jst(2025, 12, 31, 23)),
        an_activity(member_id, "given", sex="other", age_band="60-69", home_code=""),
        an_activity(member_id, "by birth year", birth_year=1950),
    ]
    operations.record_many(told, earn=False)
    membership.set_attributes(member_id=member_id, sex="unknown", at=NOW)
    kept = queries.written_under(["now", "last year", "given", "by birth year"])
    assert {key: (one.sex, one.age_band, one.home_code) for key, one in kept.items()} == {
        "now": ("male", "30-39", "131016"),
        "last year": ("male", "20-29", "131016"),
        "given": ("other", "60-69", ""),
        "by birth year": ("male", "70-79", "131016"),
    }


def test_the_day_is_that_of_japan():
    world.a_region()
    member_id = world.a_member()
    operations.record(an_activity(member_id, at=world.jst(2026, 6, 7, 0, 30)))
    assert queries.of_member(member_id)[0].on == date(2026, 6, 7)


def test_imported_history_earns_nothing_unless_asked():
    world.a_programme()
    member_id = world.a_member()
    many = [an_activity(member_id, f"k{number}") for number in range(3)]
    assert [reasons(one) for one in operations.record_many(many, earn=False)] == [[], [], []]
    assert coins(member_id) == 0


def test_answers_come_in_the_order_asked_and_a_key_twice_is_one_activity():
    world.a_programme()
    member_id = world.a_member()
    keys = ["b", "a", "b", "c"]
    answers = operations.record_many([an_activity(member_id, key) for key in keys])
    assert [one.key for one in answers] == keys
    assert [one.repeated for one in answers] == [False, False, True, False]
    assert answers[0].seq == answers[2].seq
    assert answers[0].awards == answers[2].awards


def test_limits_count_inside_a_batch_as_if_one_came_after_the_other():
    world.a_programme()
    member_id, other = world.a_member(), world.a_member()
    tomorrow = NOW + timedelta(days=1)
    answers = operations.record_many(
        [
            an_activity(member_id, "1"),
            an_activity(member_id, "2"),
            an_activity(other, "3"),
            an_activity(member_id, "4", at=tomorrow),
        ]
    )
    assert [reasons(one) for one in answers] == [
        [(100, "given")],
        [(0, "daily_limit")],
        [(100, "given")],
        [(100, "given")],
    ]
    assert reasons(operations.record(an_activity(other, "5"))) == [(0, "daily_limit")]
    assert (coins(member_id), coins(other)) == (200, 100)


def test_period_limit_yearly_cap_and_budget_are_kept():
    world.a_programme()
    member_id = world.a_member()
    a_rule(kind="step", period_limit=2, name="二回まで")
    a_rule(kind="step", yearly_cap=25, name="年25まで")
    a_rule(kind="step", fiscal_year_budget=35, name="予算35")
    days = [NOW + timedelta(days=number) for number in range(4)]
    answers = [
        operations.record(an_activity(member_id, f"k{number}", kind="step", at=day))
        for number, day in enumerate(days)
    ]
    assert [reasons(one) for one in answers] == [
        [(10, "given"), (10, "given"), (10, "given")],
        [(10, "given"), (10, "given"), (10, "given")],
        [(0, "period_limit"), (0, "yearly_cap"), (10, "given")],
        [(0, "period_limit"), (0, "yearly_cap"), (0, "budget_spent")],
    ]
    assert coins(member_id) == 70


def test_a_budget_is_that_of_the_fiscal_year_of_the_activity():
    world.a_programme()
    member_id = world.a_member()
    a_rule(fiscal_year_budget=10)
    moments = [world.jst(2027, 3, 31, 12), world.jst(2027, 4, 1, 12), world.jst(2027, 4, 1, 13)]
    answers = operations.record_many(
        [an_activity(member_id, str(at), kind="step", at=at) for at in moments]
    )
    assert [reasons(one)[0] for one in answers] == [
        (10, "given"),
        (10, "given"),
        (0, "budget_spent"),
    ]


def budget(name, asset=COIN):
    found = books.budgets([name], asset).get(name)
    return found and (found.spent, found.points_max)


def test_rules_of_a_campaign_share_its_budget():
    world.a_programme()
    programs.set_campaign_budget(asset=COIN, campaign="autumn", points_max=25)
    a_rule(campaign="autumn", name="歩く")
    a_rule(campaign="autumn", name="もっと歩く", amount=7, fiscal_year_budget=10)
    member_id = world.a_member()
    answers = operations.record_many(
        [an_activity(member_id, str(number), kind="step") for number in range(3)]
    )
    assert [reasons(one) for one in answers] == [
        [(10, "given"), (7, "given")],
        [(0, "budget_spent"), (0, "budget_spent")],
        [(0, "budget_spent"), (0, "budget_spent")],
    ]
    assert budget("campaign:autumn") == (17, 25)


def test_all_rules_of_an_asset_share_the_budget_of_its_fiscal_year():
    world.a_programme()
    programs.set_year_budget(asset=COIN, points_max=115, at=NOW)
    a_rule()
    member_id = world.a_member()
    step, visit = (an_activity(member_id, kind, kind=kind) for kind in ("step", "visit"))
    assert reasons(operations.record(step)) == [(10, "given")]
    assert reasons(operations.record(visit)) == [(100, "given")]
    assert reasons(operations.record(replace(step, key="k3"))) == [(0, "budget_spent")]
    assert budget(f"year:{TOWN}:2026") == (110, 115)
    programs.set_year_budget(asset=COIN, points_max=120, at=NOW)
    assert reasons(operations.record(replace(step, key="k4"))) == [(10, "given")]
    programs.set_year_budget(asset=COIN, points_max=None, at=NOW)
    assert reasons(operations.record(replace(step, key="k5"))) == [(10, "given")]
    assert budget(f"year:{TOWN}:2026") == (120, 120)


def test_a_transfer_names_its_budgets_and_its_reversal_gives_back_to_all_of_them():
    world.a_programme()
    programs.set_campaign_budget(asset=COIN, campaign="autumn", points_max=30)
    programs.set_year_budget(asset=COIN, points_max=50, at=NOW)
    rule = a_rule(campaign="autumn", fiscal_year_budget=20)
    member_id = world.a_member()
    (award,) = operations.record(an_activity(member_id, kind="step")).awards
    names = (f"rule:{rule}:2026", "campaign:autumn", f"year:{TOWN}:2026")
    assert set(books.posted([award.transfer_id])[award.transfer_id].budgets) == set(names)
    assert [budget(name) for name in names] == [(10, 20), (10, 30), (10, 50)]
    operations.withdraw(key="k1", at=NOW, reason="まちがい")
    assert [budget(name) for name in names] == [(0, 20), (0, 30), (0, 50)]


def test_homes_and_cards_are_asked():
    world.a_programme()
    a_rule(home="resident", name="町民")
    a_rule(home="outside", name="町外")
    a_rule(card_kind="friend", name="友の会")
    resident = world.a_member(home_code=TOWN)
    visitor = world.a_member(home_code="131016")
    membership.issue_card(member_id=visitor, region_code=TOWN, kind="friend", at=NOW)
    answers = operations.record_many(
        [an_activity(one, str(one), kind="step") for one in (resident, visitor, world.a_member())]
    )
    assert [reasons(one) for one in answers] == [
        [(10, "given"), (0, "home"), (0, "card_kind")],
        [(0, "home"), (10, "given"), (10, "given")],
        [(0, "home"), (0, "home"), (0, "card_kind")],
    ]


def test_people_of_the_town_are_residents_of_the_area_in_it():
    regions.load_official()
    area = "904811"
    regions.add_region(code=area, name="若狭高浜地域", parent="184811", kind="area")
    coin = programs.open_programme(region_code=area, issuer="観光協会", at=NOW)
    a_rule(coin, home="resident")
    member_id = world.a_member(home_code="184811")
    recorded = operations.record(an_activity(member_id, kind="step", region_code=area))
    assert reasons(recorded) == [(10, "given")]


def test_a_region_earns_by_its_own_rules_only_and_coins_of_two_never_mix():
    world.a_programme()
    world.a_region(world.NEIGHBOUR, "となりの町")
    member_id = world.a_member()
    recorded = operations.record(an_activity(member_id, region_code=world.NEIGHBOUR))
    assert recorded.awards == ()
    assert coins(member_id) == 0


def test_points_fill_the_pocket_of_their_last_day_and_coins_never_lapse():
    world.a_programme()
    programs.open_points(region_code=TOWN, name="縁P", issuer="町", lapse="fiscal-year-end")
    a_rule(POINT, kind="visit")
    member_id = world.a_member()
    operations.record(an_activity(member_id))
    (pocket,) = books.pockets(f"member:{member_id}", POINT)
    assert (pocket.expires_on, pocket.points) == (date(2027, 3, 31), 10)
    (pocket,) = books.pockets(f"member:{member_id}", COIN)
    assert (pocket.expires_on, pocket.points) == (date.max, 100)


def test_what_a_wallet_cannot_take_is_told_and_the_activity_stands():
    world.a_programme()
    member_id = world.a_member()
    wallet = f"member:{member_id}"
    ledger.open_account(name=wallet, asset=COIN, has_pockets=True)
    ledger.set_limits(name=wallet, asset=COIN, day_out_max=None, day_in_max=150)
    a_rule(amount=100)
    walks = [an_activity(member_id, key=f"k{n}", kind="step") for n in range(2)]
    told = [reasons(one) for one in operations.record_many(walks)]
    assert told == [[(100, "given")], [(0, "wallet_limit")]]
    ledger.close_account(name=wallet, asset=COIN, at=NOW)
    later = an_activity(member_id, key="k2", kind="step")
    assert reasons(operations.record(later)) == [(0, "wallet_closed")]
    assert reasons(operations.record(later)) == [(0, "wallet_closed")]
    assert coins(member_id) == 100


def test_hometown_tax_earns_nothing_and_the_history_says_why():
    world.a_programme()
    member_id = world.a_member()
    gift = an_activity(member_id, kind="donation", amount_yen=10_000, theme="ふるさと納税")
    assert reasons(operations.record(gift)) == [(0, "hometown_tax")]
    assert queries.of_member(member_id)[0].awards[0].reason == "hometown_tax"
    assert coins(member_id) == 0


def test_taking_back_reverses_what_was_earned_and_gives_limits_and_budgets_back():
    world.a_programme()
    a_rule(fiscal_year_budget=10, daily_limit=1)
    member_id = world.a_member()
    step = an_activity(member_id, kind="step")
    operations.record(step)
    assert (coins(member_id), issued()) == (10, 10)
    taken = operations.withdraw(key="k1", at=NOW, reason="読み取りまちがい")
    assert (taken.repeated, taken.is_withdrawn, reasons(taken)) == (False, True, [(10, "given")])
    assert (coins(member_id), issued()) == (0, 0)
    again = operations.withdraw(key="k1", at=NOW, reason="もう一度")
    assert again == replace(taken, repeated=True)
    assert operations.record(step).is_withdrawn
    assert coins(member_id) == 0
    assert reasons(operations.record(replace(step, key="k2"))) == [(10, "given")]
    assert queries.of_member(member_id)[1].is_withdrawn


def test_what_is_spent_cannot_be_taken_back_and_nothing_moves():
    world.a_programme()
    member_id = world.a_member()
    operations.record(an_activity(member_id))
    spent = NewTransfer(
        id=UUID(int=1), source=f"member:{member_id}", target="shop:1", asset=COIN, amount=1,
        kind="spend", at=NOW,
    )  # fmt: skip
    ledger.open_account(name="shop:1", asset=COIN)
    assert ledger.post(spent).stands
    with pytest.raises(AlreadySpent), transaction.atomic():
        operations.withdraw(key="k1", at=NOW, reason="まちがい")
    assert coins(member_id) == 99


def test_an_activity_that_earned_nothing_can_be_taken_back():
    world.a_region()
    member_id = world.a_member()
    operations.record(an_activity(member_id))
    assert operations.withdraw(key="k1", at=NOW, reason="まちがい").is_withdrawn
    with pytest.raises(UnknownActivity):
        operations.withdraw(key="k0", at=NOW, reason="まちがい")


def test_a_follower_reads_what_transactions_wrote_and_took_back():
    world.a_region()
    member_id = world.a_member(birth_year=1996)
    recorded = operations.record_many(
        [an_activity(member_id, key, place="港") for key in "ab"], earn=False
    )
    operations.withdraw(key="a", at=NOW, reason="まちがい")
    with connection.cursor() as cursor:
        cursor.callproc("pg_current_xact_id")
        running = int(cursor.fetchone()[0])
    written = sorted(
        (
            dict(zip(WrittenActivity._fields, row, strict=True))
            for lines in queries.copied_between(running, running + 1, rows=1)
            for row in csv.reader(io.StringIO(lines.decode()))
        ),
        key=lambda row: int(row["seq"]),
    )
    assert [int(row["seq"]) for row in written] == sorted(one.seq for one in recorded)
    first = written[0]
    assert (first["member_id"], first["region_code"]) == (str(member_id), TOWN)
    assert (first["age_band"], first["place"]) == ("30-39", "港")
    assert queries.regions_written_between(running, running + 1) == [TOWN]
    assert list(queries.withdrawn_between(running, running + 1)) == [recorded[0].seq]
    assert list(queries.copied_between(0, running, rows=10)) == []
    assert queries.regions_written_between(0, running) == []


def test_the_ten_kinds_come_in_their_order_in_both_languages():
    kinds = queries.kinds()
    assert [kind.code for kind in kinds] == [
        "visit", "event", "e_visit", "post", "purchase",
        "contact", "support", "donation", "step", "health",
    ]  # fmt: skip
    assert (kinds[6].name, kinds[6].name_en) == ("担い手活動", "Local support")
    assert "食" in queries.themes()


def test_a_switched_off_rule_explains_itself():
    world.a_programme()
    rule_id = next(rule.id for rule in promises.rules_of([TOWN]) if rule.kind == "visit")
    programs.switch_rule(rule_id=rule_id, is_on=False)
    assert reasons(operations.record(an_activity(world.a_member()))) == [(0, "switched_off")]
