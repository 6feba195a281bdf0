"""Sign-in of staff: accounts are made by the operator, never by signing up."""

from __future__ import annotations

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from enishi.web.design import second_factor


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody becomes staff by filling in a form."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's
        """Refuse sign-up."""
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password again before sensitive changes, but not twice in one sign-in.

        The first authenticator app is connected right after the password was typed.
        """
        if not second_factor.has_totp(self.request.user.pk) and _just_typed(self.request):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))


def _just_typed(request: HttpRequest) -> bool:
    """Say whether the password was typed in this session minutes ago."""
    earliest = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    return any(
        record["method"] == "password" and record["at"] > earliest
        for record in get_authentication_records(request, request.user)
    )
