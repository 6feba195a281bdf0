"""The demo's outbox is read by anybody; a real town has no such page."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.world import NOW

from enishi.outbox import operations

pytestmark = pytest.mark.django_db


@pytest.fixture
def a_code() -> None:
    operations.send(
        key="c", channel="sms", to="+819011112222", text="確認コード 123456", at=NOW, purpose="code"
    )


def test_a_demo_shows_what_a_phone_would_have_got(a_code, settings) -> None:
    settings.IS_DEMO = True
    page = Client().get("/demo/messages").content.decode()
    assert "確認コード 123456" in page
    assert "+819011112222" in page


def test_a_real_town_answers_that_there_is_no_such_page(a_code, settings) -> None:
    settings.IS_DEMO = False
    assert Client().get("/demo/messages").status_code == 404
