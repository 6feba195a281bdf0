"""A member's home: empty, after one visit, with three towns, after 5,000 records."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import world

from enishi.actions import operations as actions
from enishi.actions.queries import actions_of
from enishi.activities import operations as activities
from enishi.activities.activity import NewActivity
from enishi.cli import installation
from enishi.events import operations as events
from enishi.membership import operations as membership
from enishi.membership.operations import contacts
from enishi.programs import operations as programs
from enishi.programs.programme import NewFundUse
from enishi.ties import operations as ties
from enishi.ties import queries as told
from enishi.ties import wording
from enishi.ties.letter import NewLetter
from enishi.ties.stages import Rules
from enishi.ties.wording import Named, Square, Wording
from enishi.web.design import clock
from enishi.web.member import device

pytestmark = pytest.mark.django_db
THIRD = "993034"


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: world.NOW)


def a_phone(*, complete=True):
    """A phone and the member it holds."""
    held = membership.hold_on_device(at=world.NOW - timedelta(days=300))
    if complete:
        contacts.mark_complete(member_id=held.member_id, at=world.NOW)
    client = Client()
    client.cookies[device.COOKIE] = device._signer().sign(str(held.device_id))  # noqa: SLF001
    return client, held.member_id


def did(member, times, *, code=world.TOWN, every=1, kind="visit", place="港"):
    """Write things a member did, one every so many days, back from yesterday."""
    activities.record_many(
        [
            NewActivity(
                key=f"did:{uuid4()}",
                kind=kind,
                member_id=member,
                region_code=code,
                at=world.NOW - timedelta(days=1 + number * every % 300),
                evidence="own_scan",
                place=place,
            )
            for number in range(times)
        ],
        earn=False,
    )


def page(client, address="/"):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_home_says_where_the_thread_begins():
    client, _ = a_phone()
    shown = page(client)
    assert "糸は、ここから" in shown
    assert "会場のQRを読み取る" in shown
    assert "わたしの一年" not in shown
    assert "歩いたところ" not in shown


def test_the_first_visit_makes_a_card_and_one_bead():
    world.a_region()
    client, member = a_phone()
    did(member, 1)
    shown = page(client)
    assert "1/3 訪ねる人" in shown
    assert "あと2日、会場やお店で会うと「通う人」になります。" in shown
    assert shown.count('<circle class="bead ') == 1
    assert '<b class="num">1</b>回、町と会いました。' in shown
    assert "港へ行きました。" in shown


def test_three_towns_keep_their_own_names_steps_and_corners():
    for code, name in ((world.TOWN, "縁ヶ浦町"), (world.NEIGHBOUR, "となりの町"), (THIRD, "里村")):
        world.a_region(code, name)
    shape = (Square(1, 1, Named("山")), Square(2, 2, Named("港", "Harbour")))
    own = Wording(world.TOWN, Named("乗組員証", "Crew card"), wording.STEPS, Rules(), shape)
    ties.set_wording(wording=own, at=world.NOW)
    client, member = a_phone()
    did(member, 5)
    did(member, 2, code=world.NEIGHBOUR, place="")
    membership.issue_card(member_id=member, region_code=THIRD, kind="resident", at=world.NOW)
    shown = page(client)
    assert "3つの地域" in shown
    assert "<span>乗組員証</span>" in shown
    assert "1/2 通う人" in shown
    assert "1/1 住む人" in shown
    assert "港へ行きました。山は、これから。" in shown
    assert shown.index("縁ヶ浦町</span>") < shown.index("となりの町</span>")


def test_a_home_asks_as_much_after_5000_records_as_after_a_few():
    world.a_region()
    client, member = a_phone()
    did(member, 3)
    page(client)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page(client)
    did(member, 5_000, every=1)
    world.a_region(world.NEIGHBOUR, "となりの町")
    did(member, 3, code=world.NEIGHBOUR)
    with CaptureQueriesContext(connection) as many:
        shown = page(client)
    assert "5,006" in shown
    assert "輪ひとつが、およそ" in shown
    assert len(many) <= len(few)
    assert len(many) <= 45


def test_english_words_stand_where_the_town_gave_them():
    installation.compile_translations()
    world.a_region()
    own = Wording(world.TOWN, Named("乗組員証", "Crew card"), wording.STEPS, Rules())
    ties.set_wording(wording=own, at=world.NOW)
    client, member = a_phone()
    did(member, 4)
    client.cookies["django_language"] = "en"
    shown = page(client)
    for words in ("Crew card", "1/2 Regular", "My year", "Where I have been", "You met your towns"):
        assert words in shown
    assert "会いました" not in shown


def a_town_with_everything():
    """A town with a lapse near, a letter, an invitation, an event today and one to come."""
    world.a_programme()
    world.a_point()
    today = world.an_event(starts_at=world.NOW - timedelta(hours=1), title="朝市")
    world.an_event(starts_at=world.NOW + timedelta(days=9), title="棚田の日")
    return today


def test_the_next_thing_is_the_most_pressing_one():
    today = a_town_with_everything()
    client, member = a_phone(complete=False)
    contacts.mark_complete(member_id=member, at=world.NOW)
    did(member, 4)
    honour = world.an_honour()
    assert 'class="btn btn-main" href="/r/993018/events/' in page(client)
    letter = NewLetter(world.TOWN, Named("冬のお礼"), Named("ありがとう"), Named("港"))
    ties.write_letter(letter=letter, at=world.NOW)
    assert "縁ヶ浦町から、お便りです" in page(client)
    mine = [one for one in told.on_list(honour, world.TOWN) if one.member_id == member]
    ties.invite(invitation_ids=[mine[0].id], region_code=world.TOWN, at=world.NOW)
    assert "「名誉応援団」へのご招待" in page(client)
    wallet = f"member:{member}"
    soon = (world.NOW + timedelta(days=9)).date()
    world.move(f"issue:{world.TOWN}:point", wallet, 500, expires_on=soon)
    assert "500円ぶんが、" in page(client)
    assert "町の基金に寄附できます" in page(client)
    events.sign_up(event_code=today.code, member_id=member, at=world.NOW)
    assert "きょうは「朝市」です" in page(client)


def test_a_day_is_asked_about_only_until_something_of_it_is_there():
    a_town_with_everything()
    actions.set_up(region_code=world.TOWN)
    client, member = a_phone()
    did(member, 1)
    assert "今日、町と会いましたか" in page(client)
    first = actions_of(world.TOWN)[0]
    client.post(f"/r/{world.TOWN}/actions/{first.id}")
    shown = page(client)
    assert "今日、町と会いましたか" not in shown
    assert 'class="btn btn-main" href="/r/993018/events/' in shown


def test_the_home_names_the_same_last_day_as_the_page_of_the_coins():
    world.a_programme()
    event = world.an_event(starts_at=world.NOW, hours=None, coins=500)
    client = Client()
    poster = world.a_poster(event)
    client.post(f"/e/{event.code}", {"t": poster.ticket, "phone": str(uuid4())})
    last = page(client, f"/e/{event.code}/held").split('<b class="keep">')[1].split("まで")[0]
    assert f"{last}まで、このスマホでお預かりしています。" in page(client)


def test_a_letter_to_all_from_before_the_tie_is_not_shown_as_ones_own():
    world.a_programme()
    client, member = a_phone()
    did(member, 1)
    letter = NewLetter(world.TOWN, Named("網上げを、ありがとう"), Named("ありがとう"), Named("港"))
    ties.write_letter(letter=letter, at=world.NOW - timedelta(days=400))
    assert "網上げ" not in page(client)
    assert "網上げ" not in page(client, "/me/letters")


def test_letters_are_read_once_opened_and_an_invitation_is_answered_on_its_page():
    honour = world.an_honour()
    client, member = a_phone()
    did(member, 4)
    ties.look_for_honoured(honour_id=honour, region_code=world.TOWN, at=world.NOW)
    letter = NewLetter(world.TOWN, Named("冬のお礼"), Named("ありがとう"), Named("港"))
    ties.write_letter(letter=letter, at=world.NOW)
    assert "冬のお礼" in page(client, "/me/letters")
    assert told.letters_to(member, [world.TOWN], [])[0].is_read
    (mine,) = [one for one in told.on_list(honour, world.TOWN) if one.member_id == member]
    address = f"/me/honours/{mine.id}"
    assert client.get(address).status_code == 404
    ties.invite(invitation_ids=[mine.id], region_code=world.TOWN, at=world.NOW)
    other, _ = a_phone()
    assert other.get(address).status_code == 404
    assert other.post(address, {"answer": "yes"}).status_code == 404
    assert Client().get("/me/letters").status_code == 200
    assert client.post(address, {"answer": "yes"}).status_code == 302
    assert '<span class="badge">名誉応援団</span>' in page(client)


def test_donation_is_spoken_of_only_where_a_fund_holds_money():
    for code, way in ((world.TOWN, "fund"), (world.NEIGHBOUR, "unused")):
        world.a_programme(code)
        world.a_point(code, lapse_to=way)
    client, member = a_phone()
    did(member, 1, code=world.NEIGHBOUR)
    assert "寄附" not in page(client)
    did(member, 2)
    wallet, point = f"member:{member}", f"{world.TOWN}:point"
    world.move(f"issue:{point}", wallet, 700)
    programs.donate(donation=uuid4(), account=wallet, asset=point, points=312, at=world.NOW)
    use = NewFundUse(asset=point, points=300, purpose="駅前文庫の絵本")
    programs.use_fund(use=use, key="books", at=world.NOW - timedelta(seconds=1))
    shown = page(client)
    assert "ポイントが、「駅前文庫の絵本」になりました" in shown
    assert '<b class="keep">312円ぶん</b>も' in shown


def test_the_demo_member_is_no_member_of_a_real_town(settings):
    assert Client().get("/demo/me").status_code == 404
    assert Client().post("/demo/me").status_code == 404
    settings.IS_DEMO = True
    assert Client().get("/demo/me").status_code == 404  # a demo without that person


def test_history_is_narrowed_by_town_and_month_and_asks_once_for_all_titles():
    world.a_region()
    world.a_region(world.NEIGHBOUR, "となりの町")
    client, member = a_phone()
    did(member, 2, every=40)
    did(member, 1, code=world.NEIGHBOUR, place="北の森")
    assert page(client, "/me").count('class="past-one') == 3
    assert page(client, f"/me?region={world.NEIGHBOUR}").count('class="past-one') == 1
    assert "北の森" in page(client, f"/me?region={world.NEIGHBOUR}&month=2026-06")
    assert page(client, "/me?month=2026-04").count('class="past-one') == 1
    empty = page(client, f"/me?region={world.NEIGHBOUR}&month=2026-04")
    assert "この町のこの月には、記録がありません。" in empty
    assert page(client, "/me?region=999999&month=x").count('class="past-one') == 3
    for number in range(6):
        event = world.an_event(starts_at=world.NOW - timedelta(hours=1), title=f"催し{number}")
        events.receive(event_code=event.code, member_id=member, at=world.NOW)
        if number == 0:
            with CaptureQueriesContext(connection) as few:
                page(client, "/me")
    with CaptureQueriesContext(connection) as many:
        shown = page(client, "/me")
    assert "催し5" in shown
    assert len(many) == len(few)


def test_the_card_bears_the_name_the_step_and_the_honours_of_its_region():
    world.a_programme()
    client, member = a_phone()
    did(member, 1)
    assert client.post(f"/me/card/{world.TOWN}").status_code == 302
    shown = page(client, f"/me/card/{world.TOWN}")
    wording = told.wording(world.TOWN)
    assert f'<span class="tie-kind">{wording.card.ja}</span>' in shown
    assert "1/3" in shown


def test_a_name_in_any_script_greets_without_turning_the_words_after_it():
    client, member = a_phone()
    membership.set_display_name(member_id=member, display_name="محمد\u202e 👩‍👧\u2066")
    shown = page(client)
    assert "محمد 👩‍👧さん、" in shown
    assert "\u202e" not in shown
