"""The second step of signing in: no staff page opens without it (TOTP, RFC 6238)."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.utils import decrypt
from django.contrib.auth import get_user_model
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse


def turn_away(request: HttpRequest) -> HttpResponse | None:
    """Return where a reader must go before a staff page opens; None when nothing is missing."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not has_totp(request.user.pk):
        return HttpResponseRedirect(reverse("mfa_activate_totp"))
    passed = any(
        record.get("method") == "mfa"
        for record in get_authentication_records(request, request.user)
    )
    if not passed:
        query = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{query}")
    return None


def has_totp(member_id: UUID) -> bool:
    """Say whether a member of staff has an authenticator app tied to the account."""
    found = Authenticator.objects.filter(user_id=member_id, type=Authenticator.Type.TOTP)
    return bool(found.exists())


def activate(member_id: UUID) -> str:
    """Tie a new TOTP secret to a member of staff and return it (set-up of demos and tests)."""
    member = get_user_model().objects.get(pk=member_id)
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(member, secret)
    return str(secret)


def current_code(secret: str) -> str:
    """Return the six digits that the authenticator app shows now."""
    counter = int(time.time()) // app_settings.TOTP_PERIOD
    return str(auth.format_hotp_value(auth.hotp_value(secret, counter)))


def current_code_of(member_id: UUID) -> str | None:
    """Return the six digits of a member of staff, for the demo's sign-in page; None without app."""
    found = Authenticator.objects.filter(user_id=member_id, type=Authenticator.Type.TOTP).first()
    return current_code(decrypt(found.data["secret"])) if found else None


def _spend(member_id: UUID, code: str) -> None:
    """Remember a typed code for as long as it would be accepted: it opens the door once."""
    period = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    typed = normalize_user_code(code)
    cache.touch(f"allauth.mfa.totp.used?user={member_id}&code={typed}", period)


class Authenticate(AuthenticateForm):  # type: ignore[misc]
    """The second step of a sign-in."""

    def clean_code(self) -> str:
        """Take each code once."""
        code = str(super().clean_code())
        _spend(self.user.pk, code)
        return code


class Reauthenticate(ReauthenticateForm):  # type: ignore[misc]
    """The second step asked for again."""

    def clean_code(self) -> str:
        """Take each code once."""
        code = str(super().clean_code())
        _spend(self.user.pk, code)
        return code


class Activate(ActivateTOTPView):  # type: ignore[misc]
    """Ties the app to the account; typing its first code also passes the second step."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Remember in the session that the second step was passed."""
        answer = super().form_valid(form)
        record_authentication(
            self.request, self.request.user, "mfa", type="totp", reauthenticated=True
        )
        assert isinstance(answer, HttpResponse)
        return answer
