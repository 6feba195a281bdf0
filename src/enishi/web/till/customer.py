"""Who is at the counter: a member's card read by the camera, or its number typed."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enishi.kit import ids
from enishi.kit.refusal import Refusal
from enishi.membership import queries as membership
from enishi.membership import slips
from enishi.membership.operations.cards import UnknownCard
from enishi.web.design import amounts, clock, sentences, word
from enishi.web.till import door, guest
from enishi.web.till.door import Till
from enishi.web.till.guest import Guest


class PaperCardIsBlank(Refusal):
    """The paper card was printed and never handed out: nobody holds it yet."""

    code = "paper_card_is_blank"
    status = 422


def guest_with(number: str, till: Till, at: datetime) -> Guest:
    """Return who holds a card, as its number was read or typed at a till.

    Raises:
        UnknownCard: no living card has the number.
        PaperCardIsBlank: the card was never handed out.
    """
    card = membership.card_holder(slips.number_in(number))
    if card is not None:
        return Guest(card.member_id, till.id, ids.new_id(), at)
    if membership.is_blank_card(number, till.shop.region_code):
        raise PaperCardIsBlank
    raise UnknownCard


def told_back(number: str) -> str:
    """Return a number as the field shows it again: four by four, as it stands on the card."""
    plain = ids.as_typed(number)
    if len(plain) != slips.NUMBER_LENGTH:
        return number
    return " ".join(plain[place : place + 4] for place in range(0, len(plain), 4))


@door.till
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def customer(request: HttpRequest, till: Till) -> HttpResponse:
    """Show the camera and a field; a card leads to its sale, with the price typed before."""
    at = clock.now()
    told = request.POST if request.method == "POST" else request.GET
    price = amounts.typed(told.get("amount", ""))
    page = {
        "till": till,
        "word": word.today(till.shop.code, at),
        "amount": price or "",
        "here": "till",
    }
    if request.method != "POST":
        return render(request, "till/customer.html", page)
    number = told.get("number", "")
    try:
        read = guest_with(number, till, at)
    except (UnknownCard, PaperCardIsBlank) as refusal:
        page |= {
            "told": sentences.sentence(refusal.code, refusal.facts),
            "number": told_back(number),
        }
        return render(request, "till/customer.html", page, status=refusal.status)
    address = reverse("till-pay", args=[guest.sealed(read, key=settings.TICKET_SECRET)])
    return HttpResponseRedirect(f"{address}?amount={price}" if price else address)
