"""A paper card's QR read at home: tie the card to this phone, proven by the slip's digits."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enishi.kit.refusal import Refusal
from enishi.membership import operations
from enishi.rights import operations as rights
from enishi.web.design import clock
from enishi.web.design.permission import anyone
from enishi.web.member import device


class PhoneIsTaken(Refusal):
    """The phone holds somebody who did not say that the card is theirs too."""

    code = "phone_is_taken"


def _put_together(mine: UUID, number: str, code: str, *, is_own: bool) -> HttpResponse:
    """Put the card's member and the phone's together; a parent's card is not one's own.

    Raises:
        PhoneIsTaken: nobody said that both are the same person's.
        UnknownCard, CardIsBlank, CardHasPhone, TieIsLocked, WrongTieCode: as `prove_card`.
    """
    if not is_own:
        raise PhoneIsTaken
    theirs = operations.prove_card(number=number, code=code)
    rights.merge(keep=mine, gone=theirs, at=clock.now())
    return HttpResponseRedirect(reverse("home"))


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def paper_card(request: HttpRequest) -> HttpResponse:
    """Ask for number and digits; then this phone holds the card's member.

    The number stands behind the # of the address, so that no log of a server keeps it.
    """
    mine = device.person(request)
    if request.method != "POST":
        page = {
            "here": "card",
            "is_member": mine is not None,
            "phone": device.key_for_form(request),
        }
        return render(request, "member/paper_card.html", page)
    number, code = request.POST.get("number", ""), request.POST.get("code", "")
    if mine is not None:
        return _put_together(mine, number, code, is_own=request.POST.get("own") == "1")
    held = operations.tie_card(
        number=number, code=code, device_id=device.new_phone(request), at=clock.now()
    )
    answer = HttpResponseRedirect(reverse("home"))
    device.keep(answer, held.device_id)
    return answer
