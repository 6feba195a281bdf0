"""The town's fund as everybody sees it, and a vote from a phone."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from tests import world
from tests.funds.test_operations import POINT, a_ballot, a_picture, an_undertaking

from enishi.activities import queries as activities
from enishi.funds import operations as funds
from enishi.funds import queries
from enishi.funds.undertaking import DONE, DROPPED
from enishi.membership import operations as membership
from enishi.programs.programme import NewFundUse
from enishi.web.design import clock

pytestmark = pytest.mark.django_db(transaction=True)
TOWN = world.TOWN


class Clock:
    """The afternoon of the tests, which some of them move."""

    at = world.NOW.replace(hour=14)

    def now(self):
        return self.at


@pytest.fixture(autouse=True)
def town_clock(monkeypatch: pytest.MonkeyPatch, settings, tmp_path: Path) -> Clock:
    settings.LOG_DIR = tmp_path / "log"
    moved = Clock()
    monkeypatch.setattr(clock, "now", moved.now)
    return moved


def a_phone(*, has_card: bool = True) -> Client:
    """A phone that holds a member, perhaps with the town's card."""
    world.a_programme()
    event = world.an_event()
    phone = Client()
    phone.post(f"/e/{event.code}", {"t": world.a_poster(event).ticket})
    (who,) = activities.participant_ids(event.code)
    if has_card:
        membership.issue_card(member_id=who, region_code=TOWN, kind="visitor", at=world.NOW)
    return phone


def page(name: str, *args: object) -> str:
    return reverse(name, args=[TOWN, *args])


def vote(phone: Client, ballot: UUID, choice: int) -> None:
    """Choose, look once more, and vote."""
    address = page("fund-vote", ballot)
    sure = phone.post(address, {"choice": str(choice)})
    phone.post(address, {"choice": str(choice), "paper": sure.context["paper"]})


def test_the_fund_shows_what_it_paid_for_and_hands_it_out_as_data() -> None:
    number = an_undertaking("本棚", goal_points=10_000)
    world.move(f"issue:{POINT}", f"fund:{POINT}", 5_000, kind="donate")
    use = NewFundUse(POINT, 3_000, "=棚板", payee="みほん工務店")
    funds.pay(undertaking_id=number, region_code=TOWN, use=use, key="k", at=world.NOW)
    shown = funds.add_picture(
        undertaking_id=number, region_code=TOWN, data=a_picture(), words="新しい本棚",
        words_en="The new shelf", at=world.NOW,
    )  # fmt: skip
    client = Client()
    told = client.get(page("fund")).content.decode()
    assert 'alt="新しい本棚"' in told
    assert "<b>3,000</b> / 10,000円" in told
    english = client.get(page("fund"), headers={"accept-language": "en"}).content.decode()
    assert 'alt="The new shelf"' in english
    assert client.get(page("fund-undertaking", number)).status_code == 200
    picture = client.get(page("fund-picture", shown.id))
    assert (picture["Content-Type"], picture.content) == ("image/jpeg", a_picture())
    data = client.get(page("fund-uses")).content.decode("utf-8-sig").splitlines()
    assert data == [
        "date,fund,undertaking,purpose,payee,yen",
        "2026-06-06,縁ヶ浦ポイント,本棚,'=棚板,みほん工務店,3000",
    ]


def test_what_is_done_tells_what_it_cost_and_no_goal_that_it_fell_short_of() -> None:
    number = an_undertaking("本棚", goal_points=10_000)
    world.move(f"issue:{POINT}", f"fund:{POINT}", 5_000, kind="donate")
    use = NewFundUse(POINT, 3_000, "棚板", payee="みほん工務店")
    funds.pay(undertaking_id=number, region_code=TOWN, use=use, key="k", at=world.NOW)
    for address in (page("fund"), page("fund-undertaking", number)):
        assert "10,000" in Client().get(address).content.decode()
    funds.set_state(undertaking_id=number, region_code=TOWN, state=DONE, at=world.NOW)
    for address in (page("fund"), page("fund-undertaking", number)):
        told = Client().get(address).content.decode()
        assert "<b>3,000</b> 円" in told
        assert "10,000" not in told


def test_what_was_given_up_is_not_shown() -> None:
    number = an_undertaking("やめた本棚")
    funds.set_state(undertaking_id=number, region_code=TOWN, state=DROPPED, at=world.NOW)
    assert "やめた本棚" not in Client().get(page("fund")).content.decode()
    assert Client().get(page("fund-undertaking", number)).status_code == 404


def test_a_member_votes_once_and_keeps_a_slip_that_nobody_else_has(town_clock: Clock) -> None:
    ballot, (first, second) = a_ballot()
    phone = a_phone()
    vote(phone, ballot, first)
    vote(phone, ballot, second)
    assert queries.turnout(ballot) == 1
    told = phone.get(page("fund-vote", ballot)).content.decode()
    assert "投票がすみました" in told
    slip = phone.get(page("fund-vote-slip", ballot)).content.decode()
    assert f"choice {first}" in slip
    assert "enishi/vote/v1" in slip
    assert Client().get(page("fund-vote-slip", ballot)).status_code == 404
    for name in ("fund-vote-papers", "fund-vote-proof"):
        assert phone.get(page(name, ballot)).status_code == 404  # not before the end
    town_clock.at += timedelta(days=8)
    funds.seal_votes(at=town_clock.at)
    number = slip.splitlines()[1].removeprefix("number ")
    assert Client().get(page("fund-vote-papers", ballot)).content.decode() == (
        f"number,choice\n{number},{first}\n"
    )
    proof = json.loads(Client().get(page("fund-vote-proof", ballot)).content)
    assert [one["format"] for one in proof["receipts"]] == ["relpop-receipt/1"] * 2
    found = Client().get(page("fund-vote", ballot), {"number": number.lower()}).content.decode()
    assert "「本棚」への1票として" in found


def test_who_holds_the_phone_next_reads_nothing_of_the_vote_before() -> None:
    ballot, (first, second) = a_ballot()
    phone, after = a_phone(), a_phone()
    vote(phone, ballot, first)
    vote(after, ballot, second)
    name = f"enishi_vote_{ballot.hex}"
    after.cookies[name] = phone.cookies[name].value
    told = after.get(page("fund-vote", ballot))
    assert "投票がすみました" in told.content.decode()
    assert "number" not in told.context
    assert after.get(page("fund-vote-slip", ballot)).status_code == 404
    assert phone.get(page("fund-vote-slip", ballot)).status_code == 200


def test_who_may_not_vote_is_told_why_and_nothing_is_taken() -> None:
    ballot, (first, _) = a_ballot()
    stranger, guest = Client(), a_phone(has_card=False)
    assert "投票できるのは、会員です。" in stranger.get(page("fund-vote", ballot)).content.decode()
    told = guest.get(page("fund-vote", ballot)).content.decode()
    assert "この町の会員証を持つ人の投票です。" in told
    vote(guest, ballot, first)
    stranger.post(page("fund-vote", ballot), {"choice": str(first)})
    assert queries.turnout(ballot) == 0


def test_a_form_of_another_vote_a_forged_number_or_no_choice_takes_nothing() -> None:
    ballot, (first, _) = a_ballot()
    other, _choices = a_ballot(title="べつの投票")
    phone = a_phone()
    paper = phone.post(page("fund-vote", other), {"choice": str(_choices[0])}).context["paper"]
    for wrong in (paper, "forged", f"{ballot.hex} 0000000000000000"):
        phone.post(page("fund-vote", ballot), {"choice": str(first), "paper": wrong})
    answer = phone.post(page("fund-vote", ballot), {"choice": "99"})
    assert answer.status_code == 422
    assert queries.turnout(ballot) == 0
