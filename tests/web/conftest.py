"""A country whose year is closed, and desks that read its numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth import get_user_model
from django.test import Client
from tests import world
from tests.insight.releases.conftest import country

from enishi.insight.releases import operations as releases
from enishi.kit.periods import JST
from enishi.web.design import clock, second_factor

assert country  # the fixture of the releases' tests
AT = datetime(2026, 3, 5, 9, 0, tzinfo=JST)
Desk = Callable[..., Client]


@pytest.fixture
def closed(country: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    """February 2026 is closed, and it is March."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    releases.close(until="2026-02", at=AT)


@pytest.fixture
def desk(db: None) -> Desk:
    """A desk whose reader works for a region and passed password and second factor."""

    def opened(role: str = "analyst", code: str = "182010") -> Client:
        member_id = world.staff(role, code, email=f"{role}-{code}@example.jp", at=AT)
        second_factor.activate(member_id)
        client = Client()
        client.force_login(get_user_model().objects.get(pk=member_id))
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp"}]
        session["account_authentication_methods_user"] = str(member_id)
        session.save()
        return client

    return opened
