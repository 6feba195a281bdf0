"""The guardian's page, opened by a link: what is agreed, a name, yes; and the way back."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enishi.kit.refusal import Refusal
from enishi.membership import operations, queries
from enishi.membership.family import Guardianship, secret_of
from enishi.membership.operations import GuardianLinkIsDead
from enishi.web.design import clock
from enishi.web.design.permission import anyone
from enishi.web.member import device


class ChildsOwnPhone(Refusal):
    """A guardian agrees on another phone than the child's."""

    code = "childs_own_phone"
    status = 403


def _asked(guardianship: UUID, secret: str) -> Guardianship:
    """Return what the link asks for.

    Raises:
        GuardianLinkIsDead: the link does not work.
    """
    found = queries.guardianship(guardianship)
    known = constant_time_compare(secret, secret_of(settings.TICKET_SECRET, guardianship))
    if found is None or not known or found.withdrawn_at is not None:
        raise GuardianLinkIsDead
    if found.given_at is None and not found.is_open(clock.now()):
        raise GuardianLinkIsDead
    return found


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def guardian(request: HttpRequest, guardianship: UUID, secret: str) -> HttpResponse:
    """Say what is asked of a guardian, and take the answer.

    Raises:
        GuardianLinkIsDead: the link does not work.
        ChildsOwnPhone: the child's own phone asks to agree.
    """
    found = _asked(guardianship, secret)
    if request.method == "POST":
        if device.person(request) == found.member_id:
            raise ChildsOwnPhone
        if "take_back" in request.POST:
            operations.take_back_guardian_word(guardianship=found.id, secret=secret, at=clock.now())
            return render(request, "member/guardian_ended.html", {"no_tabs": True})
        operations.give_guardian_word(
            guardianship=found.id,
            secret=secret,
            guardian=request.POST.get("guardian", ""),
            at=clock.now(),
        )
        return HttpResponseRedirect(reverse("guardian", args=[found.id, secret]))
    page = {"asked": found, "is_childs": device.person(request) == found.member_id}
    return render(request, "member/guardian.html", page)
