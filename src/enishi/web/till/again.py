"""A sale that was undone for a slip is made anew with the same customer, whose card is not here."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import uuid5

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.sales import queries
from enishi.sales.operations import UNDO
from enishi.sales.sale import TILL, Return, Sold
from enishi.web.design import clock
from enishi.web.till import door, guest
from enishi.web.till.door import Till
from enishi.web.till.guest import Guest

# The customer stands at the counter still; later they come with their card again.
STAYS = timedelta(minutes=2)


def guest_of(sold: Sold, last: Return | None, till: Till, at: datetime) -> Guest | None:
    """Return who may buy anew: of a sale by a card read here, undone just now; else None.

    However often it is asked, what they buy then is one sale.
    """
    if last is None or last.key != UNDO or sold.member_id is None or sold.channel != TILL:
        return None
    if sold.device_id != till.id or not timedelta(0) <= at - last.at < STAYS:
        return None
    found = Guest(sold.member_id, till.id, uuid5(sold.chain, "again"), sold.at)
    return found if found.is_here(till.id, at) else None


@door.till
@never_cache
@require_safe
def again(request: HttpRequest, till: Till, sale_code: str) -> HttpResponse:  # noqa: ARG001
    """Lead to a sale with the customer of the one undone, or to the camera where it is too late."""
    sold = queries.sale(sale_code, shop_code=till.shop.code)
    returns = queries.returns_of([sold.seq]).get(sold.seq, ())
    found = guest_of(sold, returns[-1] if returns else None, till, clock.now())
    if found is None:
        return HttpResponseRedirect(f"{reverse('till')}?again=1")
    address = reverse("till-pay", args=[guest.sealed(found, key=settings.TICKET_SECRET)])
    return HttpResponseRedirect(f"{address}?{urlencode({'asset': sold.asset})}")
