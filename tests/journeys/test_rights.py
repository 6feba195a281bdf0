"""What is mine: get it as a file, see who looked, agree and take it back, and be erased."""

from __future__ import annotations

import json
import zipfile
from argparse import Namespace
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from tests import world
from tests.journeys.conftest import Clock, Window, without_barriers

from enishi.activities import queries as activities
from enishi.cli import ledger_audit
from enishi.events import operations as events
from enishi.ledger import operations as ledger
from enishi.ledger.operations import queueing
from enishi.membership import operations as membership
from enishi.rights import operations as rights
from enishi.rights import queries
from enishi.transparency import notes
from enishi.transparency import operations as log
from enishi.transparency import queries as log_queries
from enishi.transparency import receipt as receipts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def ended(settings, tmp_path) -> Iterator[None]:
    settings.LAKE_DIR = tmp_path / "lake"
    yield
    queueing.close_queues()


def at_an_event(page: Page, server: str, clock: Clock) -> tuple[UUID, UUID]:
    """Collect at an event by this phone; somebody else does too, and all is sealed."""
    world.a_programme()
    world.a_point()
    poster = world.a_poster(world.an_event())
    clock.at = world.NOW + timedelta(hours=3, minutes=5)
    page.goto(f"{server}/e/{poster.event_code}?t={poster.ticket}")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/held**")
    (mine,) = activities.participant_ids(poster.event_code)
    other = membership.hold_on_device(at=clock.at).member_id
    events.check_in(ticket=poster.ticket, member_id=other, at=clock.at)
    world.move(f"issue:{world.TOWN}:point", f"member:{mine}", 250, at=clock.at)
    seal(clock)
    return mine, other


def seal(clock: Clock) -> None:
    """Let the followers catch up."""
    while ledger.seal(at=clock.at):
        pass
    log.checkpoint(at=clock.at, publish=True)
    ledger.roll_up(at=clock.at)


def are_true(told: dict[str, object]) -> bool:
    """Check receipts by the log's key alone."""
    by = notes.verifier(log_queries.vkey())
    return all(receipts.check(one, by) for one in told.values()) and bool(told)  # type: ignore[arg-type]


def test_my_data_comes_as_a_file_and_consents_are_mine(
    live_server, window: Window, town_clock: Clock
) -> None:
    page = window()
    mine, _ = at_an_event(page, live_server.url, town_clock)
    world.a_region()
    membership.note_look(
        member_id=mine,
        reader_id=world.staff(),
        region_code=world.TOWN,
        purpose="reception",
        at=town_clock.at,
    )
    page.goto(f"{live_server.url}/me")
    page.get_by_role("link", name="わたしのデータ").first.click()
    expect(page.get_by_text("受付で、参加を記録するため")).to_be_visible()
    without_barriers(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="ぜんぶを1つのファイルで受け取る").click()
    with zipfile.ZipFile(waiting.value.path()) as archive:
        told = json.loads(archive.read("data.json"))
        kept = {
            name: json.loads(archive.read(name))
            for name in archive.namelist()
            if name.startswith("receipts/")
        }
    assert told["member"] == str(mine)
    assert [one["purpose"] for one in told["looks"]] == ["reception"]
    assert are_true(kept)

    page.get_by_role("button", name="お知らせを受け取ることに同意する").click()
    page.get_by_role("button", name="お知らせを受け取るのをやめる").click()
    expect(page.get_by_text("取りやめ", exact=True)).to_be_visible()


def test_two_phones_become_one_person_and_the_old_receipt_opens(
    live_server, window: Window, town_clock: Clock
) -> None:
    page = window()
    mine, _ = at_an_event(page, live_server.url, town_clock)
    keep = membership.hold_on_device(at=town_clock.at).member_id
    rights.merge(keep=keep, gone=mine, at=town_clock.at)
    seal(town_clock)
    page.goto(f"{live_server.url}/me")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="受け取りの控え").first.click()
    told = json.loads(waiting.value.path().read_text(encoding="utf-8"))
    assert f"member:{mine}" in json.dumps(told)
    assert are_true({"one": told})


@pytest.mark.parametrize("language", ["ja-JP", "en-GB"])
def test_everything_is_said_then_erased_and_all_else_is_good(
    live_server, window: Window, town_clock: Clock, capsys, language: str
) -> None:
    page = window(language=language)
    mine, other = at_an_event(page, live_server.url, town_clock)
    copies = [queries.copy_of(one, town_clock.at) for one in (mine, other)]
    own, others = ({str(at): one for at, one in queries.receipts_of(copy)} for copy in copies)
    page.goto(f"{live_server.url}/me/erase")
    without_barriers(page)
    for name in ("250", "2034", "35"):
        expect(page.get_by_text(name).first).to_be_visible()
    page.locator("#word").fill("erase")
    page.locator("form button.btn-end").click()
    page.wait_for_url("**/erased/**")
    without_barriers(page)
    with page.expect_download() as waiting:
        page.locator("main a[download]").click()
    assert str(mine) not in waiting.value.path().read_text(encoding="utf-8")

    page.goto(live_server.url)
    expect(page.get_by_text("250", exact=True)).to_have_count(0)
    assert activities.of_member(mine) == []
    seal(town_clock)
    rights.tidy(at=town_clock.at)
    capsys.readouterr()
    assert ledger_audit.run(Namespace(log=True, asset=None, json=True)) == 0
    assert are_true(own)
    assert are_true(others)
