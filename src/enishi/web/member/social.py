"""Accounts at LINE, Google, Apple and Facebook: they say who somebody is, and nothing else.

The library asks the service and checks what it answers; then we take the one name it gives, and
neither user, e-mail nor session is made of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from enishi.web.design import clock
from enishi.web.member import proof
from enishi.web.member.proof import Proof


@dataclass(frozen=True, slots=True)
class Service:
    """A service that signs people in."""

    code: str
    name: str
    address: str


_NAMES = {"line": "LINE", "google": "Google", "apple": "Apple", "facebook": "Facebook"}
# Where the button leads in the end: browsers ask the policy about that too (CSP 3, form-action).
_HOSTS = {
    "line": "https://access.line.me",
    "google": "https://accounts.google.com",
    "apple": "https://appleid.apple.com",
    "facebook": "https://www.facebook.com",
}


def services(request: HttpRequest) -> tuple[Service, ...]:
    """Return the services that are set up here, and let the page's forms lead to them."""
    found = tuple(
        Service(code, name, reverse(f"{code}_login"))
        for code, name in _NAMES.items()
        if code in settings.SOCIALACCOUNT_PROVIDERS
    )
    if found:
        request.__dict__[_LEADS_TO] = [settings.SIGN_IN_HOSTS.get(one.code) or _HOSTS[one.code]
                                       for one in found]  # fmt: skip
    return found


_LEADS_TO = "enishi_leads_to"


class FormsMayLeadOut:
    """Lets the forms of a page that shows such buttons end at these services, and no other."""

    def __init__(self, get_response: Any) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on, and widen the policy of pages that asked for it."""
        answer: HttpResponse = self.get_response(request)
        hosts = request.__dict__.get(_LEADS_TO)
        if hosts:
            widened = dict(getattr(answer, "_csp_update", None) or {})
            widened["form-action"] = hosts
            answer._csp_update = widened  # type: ignore[attr-defined]  # noqa: SLF001 - django-csp's
        return answer


class MembersDoor(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Leads whoever a service knows to their member; nobody becomes a user of the staff's pages."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002
        """Refuse sign-up: members are not made here."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Take the name that the service gives, and go on with our own pages."""
        from enishi.web.member import arrive  # noqa: PLC0415 - pages import this file

        account = sociallogin.account
        then = proof.safe(str(sociallogin.state.get("next") or ""))
        proven = Proof(account.provider, str(account.uid)[:120], then)
        is_change = then == reverse("phones")
        answer = arrive.arrive(request, proven, is_change=is_change, at=clock.now())
        raise ImmediateHttpResponse(answer)

    def on_authentication_error(
        self,
        request: HttpRequest,  # noqa: ARG002 - the library's
        provider: Any,  # noqa: ARG002 - the library's
        **told: Any,  # noqa: ARG002 - the library's
    ) -> None:
        """Lead back to the other ways when a service said no, or the person did."""
        raise ImmediateHttpResponse(HttpResponseRedirect(f"{reverse('sign-in')}?failed=1"))
