"""Actions: the five, once a day in Japan, what a tap brings, and every no."""

from datetime import date, timedelta

import pytest
from tests import world
from tests.world import NOW, TOWN

from enishi.actions import action as rules
from enishi.actions import daily, operations, queries
from enishi.actions.action import NewAction
from enishi.activities import operations as activities
from enishi.activities import queries as history
from enishi.activities.activity import NewActivity
from enishi.activities.operations import UnknownActivity
from enishi.events import operations as events
from enishi.kit import ids
from enishi.ledger import queries as books
from enishi.membership.queries import UnknownMember
from enishi.programs import operations as programs
from enishi.programs.programme import NewRule
from enishi.regions.queries import UnknownRegion

pytestmark = pytest.mark.django_db
COIN = f"{TOWN}:coin"
PILOT = ("post", "purchase", "visit", "contact", "event")


def coins(member_id):
    return books.balance(f"member:{member_id}", COIN)


def tap(member_id, action_id, at=NOW, key=""):
    return operations.do(member_id=member_id, action_id=action_id, key=key, at=at)


def an_action(**other):
    told = {"region_code": TOWN, "kind": "step", "title": "歩いた"} | other
    return operations.add_action(action=NewAction(**told))


def a_team(code="888002", *, title="あかり隊", region=TOWN):
    return operations.make_team(region_code=region, title=title, code=code, at=NOW)


def test_a_region_starts_with_the_five_of_the_pilot_in_their_order(five):
    assert tuple(five) == PILOT
    operations.set_up(region_code=TOWN)
    assert [one.id for one in queries.actions_of(TOWN)] == list(five.values())


def test_setting_up_again_leaves_what_the_region_changed_and_closed(five):
    told = queries.action(five["post"])
    operations.change_action(
        action_id=told.id,
        action=NewAction(region_code=TOWN, kind="post", title="町の魚を自慢した", icon="camera"),
    )
    operations.close_action(region_code=TOWN, action_id=five["visit"])
    operations.set_up(region_code=TOWN)
    found = {one.kind: one for one in queries.actions_of(TOWN)}
    assert len(found) == 5
    assert (found["post"].title, found["post"].icon) == ("町の魚を自慢した", "camera")
    assert not found["visit"].is_open


def test_five_actions_of_two_regions_are_of_the_right_kinds_and_balances_never_mix(five):
    world.a_programme(world.NEIGHBOUR)
    operations.set_up(region_code=world.NEIGHBOUR)
    member_id = world.a_member()
    for region in (TOWN, world.NEIGHBOUR):
        for one in queries.actions_of(region):
            tap(member_id, one.id)
    done = history.of_member(member_id)
    for region in (TOWN, world.NEIGHBOUR):
        assert {one.kind for one in done if one.region_code == region} == set(PILOT)
        assert books.balance(f"member:{member_id}", f"{region}:coin") == 500
    assert {one.evidence for one in done} == {"self_report"}
    assert five.keys() == set(PILOT)


def test_a_tap_brings_what_the_rule_gives_and_a_second_one_the_first_answer(five):
    member_id = world.a_member()
    first = tap(member_id, five["post"])
    assert not first.repeated
    assert [award.amount for award in first.awards] == [100]
    assert first.key == f"action:{five['post']}:{member_id}:2026-06-06"
    again = tap(member_id, five["post"], NOW + timedelta(hours=3))
    assert again.repeated
    assert (again.key, again.at, again.awards) == (first.key, NOW, first.awards)
    assert coins(member_id) == 100


def test_without_a_rule_a_tap_is_recorded_and_the_page_can_say_why_nothing_came(five):
    member_id = world.a_member()
    done = tap(member_id, an_action())
    assert done.awards == ()
    assert len(history.of_member(member_id)) == 1
    assert five


def test_a_tap_brings_no_points_worth_yen(five):
    point = world.a_point()
    told = {"name": "催しのお礼", "kind": "event", "valid_from": date(2026, 4, 1), "payer": "町"}
    programs.add_rule(rule=NewRule(asset=point, amount=300, **told))
    member_id = world.a_member()
    done = tap(member_id, five["event"])
    assert [(one.asset_kind, one.amount, one.reason) for one in done.awards] == [
        ("coin", 100, "given"),
        ("point", 0, "own_word"),
    ]
    other = world.a_member()
    event = world.an_event()
    events.check_in(ticket=world.a_poster(event).ticket, member_id=other, at=NOW)
    assert books.balance(f"member:{other}", point) == 300


def test_a_day_is_a_day_in_japan(five):
    member_id = world.a_member()
    late = world.jst(2026, 6, 6, 23, 59)
    assert not tap(member_id, five["post"], late).repeated
    assert tap(member_id, five["post"], late + timedelta(seconds=59)).repeated
    assert not tap(member_id, five["post"], late + timedelta(minutes=1)).repeated
    assert coins(member_id) == 200


def test_what_a_scan_saw_that_day_is_not_asked_again(five):
    member_id = world.a_member()
    event = world.an_event()
    events.check_in(ticket=world.a_poster(event).ticket, member_id=member_id, at=NOW)
    done = tap(member_id, five["event"])
    assert (done.repeated, done.evidence) == (True, "own_scan")
    assert coins(member_id) == 2_000
    (shown,) = [one for one in queries.today(member_id, TOWN, date(2026, 6, 6)) if one.past]
    assert shown.action.kind == "event"
    assert not shown.is_own


def test_somebody_elses_own_word_from_elsewhere_does_not_count_as_done(five):
    member_id = world.a_member()
    activities.record(NewActivity("survey:1", "visit", member_id, TOWN, NOW, "self_report"))
    assert not tap(member_id, five["visit"]).repeated


def test_a_new_phone_is_held_with_its_first_tap_or_not_at_all(five):
    phone = ids.new_id()
    held, done = operations.do_newcomer(device_id=phone, action_id=five["post"], at=NOW)
    assert held.device_id == phone
    assert coins(held.member_id) == 100
    again, repeated = operations.do_newcomer(device_id=phone, action_id=five["post"], at=NOW)
    assert (again, repeated.key, repeated.repeated) == (held, done.key, True)


def test_nobody_is_made_when_the_first_tap_is_refused(five, django_user_model):
    before = django_user_model.objects.count()
    with pytest.raises(queries.UnknownAction):
        operations.do_newcomer(device_id=ids.new_id(), action_id=0, at=NOW)
    assert django_user_model.objects.count() == before
    assert five


def test_an_unknown_or_closed_action_is_refused_and_nothing_moves(five):
    member_id = world.a_member()
    operations.close_action(region_code=TOWN, action_id=five["post"])
    with pytest.raises(daily.ActionIsClosed):
        tap(member_id, five["post"])
    with pytest.raises(queries.UnknownAction):
        tap(member_id, 0)
    assert history.of_member(member_id) == []
    operations.open_action(region_code=TOWN, action_id=five["post"])
    assert not tap(member_id, five["post"]).repeated


def test_a_second_tap_on_what_was_closed_since_still_gets_its_answer(five):
    member_id = world.a_member()
    tap(member_id, five["post"])
    operations.close_action(region_code=TOWN, action_id=five["post"])
    assert tap(member_id, five["post"]).repeated


def test_reports_of_one_day_and_region_have_an_end_that_is_data(five):
    operations.set_allowance(region_code=TOWN, reports_a_day=3)
    member_id = world.a_member()
    for kind in PILOT[:3]:
        tap(member_id, five[kind])
    with pytest.raises(daily.TooManyReports) as refused:
        tap(member_id, five["contact"])
    assert refused.value.facts == {"most": 3}
    assert tap(member_id, five["post"]).repeated
    assert coins(member_id) == 300
    assert not tap(member_id, five["contact"], NOW + timedelta(days=1)).repeated
    operations.set_allowance(region_code=TOWN, reports_a_day=4)
    assert not tap(member_id, five["contact"]).repeated


def test_without_a_word_of_the_region_ten_reports_a_day_count():
    world.a_programme()
    member_id = world.a_member()
    actions = [an_action(title=f"歩いた {number}") for number in range(11)]
    for one in actions[:10]:
        tap(member_id, one)
    with pytest.raises(daily.TooManyReports):
        tap(member_id, actions[10])


@pytest.mark.parametrize("most", [0, 101])
def test_an_allowance_is_from_one_to_a_hundred(five, most):
    with pytest.raises(operations.BadAction):
        operations.set_allowance(region_code=TOWN, reports_a_day=most)
    assert queries.reports_a_day(TOWN) == rules.REPORTS_A_DAY
    assert five


def test_a_record_is_taken_back_on_its_day_with_what_it_brought(five):
    member_id = world.a_member()
    done = tap(member_id, five["post"])
    operations.undo(member_id=member_id, key=done.key, at=NOW + timedelta(minutes=1))
    assert coins(member_id) == 0
    assert [one.past for one in queries.today(member_id, TOWN, date(2026, 6, 6)) if one.past] == []


def test_after_an_undo_the_old_form_records_nothing_and_a_new_one_records_anew(five):
    member_id = world.a_member()
    form = "1.b9f1"
    done = tap(member_id, five["post"], key=form)
    operations.undo(member_id=member_id, key=done.key, at=NOW)
    stale = tap(member_id, five["post"], key=form)
    assert (stale.key, stale.is_withdrawn, stale.repeated) == (done.key, True, True)
    assert coins(member_id) == 0
    turn = {one.action.kind: one.turn for one in queries.today(member_id, TOWN, date(2026, 6, 6))}
    assert turn == dict.fromkeys(PILOT, 1) | {"post": 2}
    anew = tap(member_id, five["post"], key="2.77aa")
    assert (anew.key, anew.repeated) == (f"{done.key}:2", False)
    assert coins(member_id) == 100
    assert tap(member_id, five["post"], key=form).key == anew.key


def test_what_was_taken_back_still_counts_toward_the_days_reports(five):
    operations.set_allowance(region_code=TOWN, reports_a_day=2)
    member_id = world.a_member()
    for _ in range(2):
        done = tap(member_id, five["post"])
        operations.undo(member_id=member_id, key=done.key, at=NOW)
    with pytest.raises(daily.TooManyReports):
        tap(member_id, five["post"])


def test_only_ones_own_record_of_today_can_be_taken_back(five):
    member_id, other = world.a_member(), world.a_member()
    done = tap(member_id, five["post"], world.jst(2026, 6, 6, 23, 59))
    with pytest.raises(UnknownActivity):
        operations.undo(member_id=other, key=done.key, at=NOW)
    with pytest.raises(UnknownActivity):
        operations.undo(member_id=member_id, key="action:0", at=NOW)
    with pytest.raises(operations.UndoIsLate):
        operations.undo(member_id=member_id, key=done.key, at=world.jst(2026, 6, 7, 0, 0))
    event = world.an_event()
    seen = events.check_in(ticket=world.a_poster(event).ticket, member_id=member_id, at=NOW)
    with pytest.raises(UnknownActivity):
        operations.undo(member_id=member_id, key=seen.key, at=NOW)
    assert coins(member_id) == 2_100


def test_a_code_unlocks_the_actions_of_its_team(five):
    team = a_team()
    walked = an_action(team_id=team.id)
    member_id = world.a_member()
    with pytest.raises(daily.ActionIsOfTeam):
        tap(member_id, walked)
    assert len(queries.today(member_id, TOWN, date(2026, 6, 6))) == len(five)
    assert operations.join(member_id=member_id, code=" 888-002 ", at=NOW) == team
    operations.join(member_id=member_id, code="888002", at=NOW)
    assert queries.teams_of(member_id) == [team]
    shown = queries.today(member_id, TOWN, date(2026, 6, 6))
    assert [one.team for one in shown] == [None] * 5 + [team]
    assert not tap(member_id, walked).repeated


def test_who_leaves_loses_the_actions_and_keeps_what_was_recorded(five):
    team = a_team()
    walked = an_action(team_id=team.id)
    member_id = world.a_member()
    operations.join(member_id=member_id, code=team.code, at=NOW)
    tap(member_id, walked)
    operations.leave(member_id=member_id, team_id=team.id, at=NOW)
    operations.leave(member_id=member_id, team_id=team.id, at=NOW)
    with pytest.raises(daily.ActionIsOfTeam):
        tap(member_id, walked, NOW + timedelta(days=1))
    assert len(history.of_member(member_id)) == 1
    operations.join(member_id=member_id, code=team.code, at=NOW)
    assert queries.teams_of(member_id) == [team]
    assert five


def test_a_member_may_be_in_several_teams():
    world.a_programme()
    one, two = a_team("888002"), a_team("888003", title="棚田の会")
    member_id = world.a_member()
    for team in (one, two):
        operations.join(member_id=member_id, code=team.code, at=NOW)
    assert queries.teams_of(member_id) == [one, two]


def test_a_wrong_code_and_the_code_of_an_ended_team_open_nothing():
    world.a_programme()
    team = a_team()
    member_id = world.a_member()
    walked = an_action(team_id=team.id)
    operations.join(member_id=member_id, code=team.code, at=NOW)
    operations.close_team(region_code=TOWN, team_id=team.id, at=NOW)
    operations.close_team(region_code=TOWN, team_id=team.id, at=NOW)
    for code in ("888002", "888001", "", "x" * 99, "八八八"):
        with pytest.raises(queries.UnknownTeam):
            operations.join(member_id=member_id, code=code, at=NOW)
    assert queries.teams_of(member_id) == []
    with pytest.raises(daily.ActionIsOfTeam):
        tap(member_id, walked)


def test_a_new_phone_joins_with_its_first_code_or_is_not_made(django_user_model):
    world.a_programme()
    team = a_team()
    before = django_user_model.objects.count()
    with pytest.raises(queries.UnknownTeam):
        operations.join_newcomer(device_id=ids.new_id(), code="000000", at=NOW)
    assert django_user_model.objects.count() == before
    held, joined = operations.join_newcomer(device_id=ids.new_id(), code="888002", at=NOW)
    assert joined == team
    assert queries.teams_of(held.member_id) == [team]


def test_nobody_joins_without_being_a_member():
    world.a_programme()
    team = a_team()
    with pytest.raises(UnknownMember):
        operations.join(member_id=ids.new_id(), code=team.code, at=NOW)


def test_a_teams_code_is_one_of_the_installation_and_may_be_made():
    world.a_programme()
    a_team("888002")
    world.a_programme(world.NEIGHBOUR)
    with pytest.raises(operations.TeamCodeIsTaken):
        a_team("888002", region=world.NEIGHBOUR)
    made = a_team("")
    assert made.code.isdigit()
    assert len(made.code) == 6


def test_a_team_belongs_to_a_project_of_its_region():
    world.a_programme()
    project = events.make_project(region_code=TOWN, title="棚田の一年")
    made = operations.make_team(region_code=TOWN, title="あかり隊", project_id=project, at=NOW)
    assert made.project_id == project
    world.a_programme(world.NEIGHBOUR)
    with pytest.raises(events.UnknownProject):
        operations.make_team(region_code=world.NEIGHBOUR, title="x", project_id=project, at=NOW)


@pytest.mark.parametrize("told", [{"title": " "}, {"title": "あ" * 41}, {"code": "12"},
                                  {"code": "八八八八"}, {"code": "1" * 17}])  # fmt: skip
def test_a_team_without_a_name_or_with_no_code_is_not_made(told):
    world.a_programme()
    with pytest.raises(operations.BadTeam):
        operations.make_team(**{"region_code": TOWN, "title": "あかり隊", "at": NOW} | told)
    assert queries.teams_in(TOWN) == []


def test_people_of_a_team_are_told_from_five_up():
    world.a_programme()
    team = a_team()
    people = world.members(5)
    for one in people[:4]:
        operations.join(member_id=one, code=team.code, at=NOW)
    assert queries.people_in(team.id) is None
    operations.join(member_id=people[4], code=team.code, at=NOW)
    assert queries.people_in(team.id) == 5


@pytest.mark.parametrize(("part", "given"), [
    ("title", " "), ("title", "あ" * 41), ("hint", "あ" * 81), ("kind", "nothing"),
    ("icon", "skull"), ("order", 1000), ("coins", -1),
])  # fmt: skip
def test_an_action_with_a_part_that_cannot_be_is_refused(five, part, given):
    with pytest.raises(operations.BadAction) as refused:
        an_action(**{part: given})
    assert refused.value.facts["part"] == part
    assert len(queries.actions_of(TOWN)) == len(five)


def test_an_action_is_of_a_region_and_of_a_team_of_that_region():
    world.a_programme()
    with pytest.raises(UnknownRegion):
        an_action(region_code="000000")
    world.a_programme(world.NEIGHBOUR)
    theirs = a_team(region=world.NEIGHBOUR)
    with pytest.raises(queries.UnknownTeam):
        an_action(team_id=theirs.id)


def test_an_action_keeps_kind_and_team_and_stays_in_its_region(five):
    team = a_team()
    for told in ({"kind": "visit"}, {"kind": "post", "team_id": team.id}):
        with pytest.raises(operations.BadAction):
            operations.change_action(
                action_id=five["post"], action=NewAction(region_code=TOWN, title="x", **told)
            )
    world.a_programme(world.NEIGHBOUR)
    for change in (operations.close_action, operations.open_action):
        with pytest.raises(queries.UnknownAction):
            change(region_code=world.NEIGHBOUR, action_id=five["post"])
    with pytest.raises(queries.UnknownAction):
        operations.change_action(
            action_id=five["post"],
            action=NewAction(region_code=world.NEIGHBOUR, kind="post", title="x"),
        )
    with pytest.raises(queries.UnknownTeam):
        operations.close_team(region_code=world.NEIGHBOUR, team_id=team.id, at=NOW)


def test_the_week_is_the_seven_days_that_end_today(five):
    member_id = world.a_member()
    for back in (0, 2, 6, 7):
        tap(member_id, five["post"], NOW - timedelta(days=back))
    week = queries.week(member_id, TOWN, date(2026, 6, 6))
    assert [(one.on.day, one.did) for one in week] == [
        (31, True), (1, False), (2, False), (3, False), (4, True), (5, False), (6, True),
    ]  # fmt: skip
    assert not any(one.did for one in queries.week(None, TOWN, date(2026, 6, 6)))


def test_a_visitor_sees_the_five_open(five):
    shown = queries.today(None, TOWN, date(2026, 6, 6))
    assert [(one.action.id, one.past, one.turn) for one in shown] == [
        (one, None, 1) for one in five.values()
    ]


def test_two_phones_that_were_one_person_bring_teams_and_evidence_together(five):
    keep, gone = world.a_member(), world.a_member()
    one, two = a_team("888002"), a_team("888003")
    for member_id, team in ((keep, one), (gone, one), (gone, two)):
        operations.join(member_id=member_id, code=team.code, at=NOW)
    done = tap(gone, five["post"])
    operations.attach(member_id=gone, key=done.key, link="example.jp/a", at=NOW)
    for _ in range(2):
        operations.hand_over(keep=keep, gone=gone)
    assert queries.teams_of(keep) == [one, two]
    assert queries.teams_of(gone) == []
    assert [(shown.key, shown.member_id) for shown in queries.evidence_of_member(keep)] == [
        (done.key, keep)
    ]
