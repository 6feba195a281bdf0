"""わたしのスマホ: which phones hold this member, what leads back, and ending what was lost."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enishi.membership import queries
from enishi.membership.contact import CHANGE, EMAIL, PHONE
from enishi.membership.operations import devices
from enishi.web.design import clock
from enishi.web.design.permission import anyone
from enishi.web.member import device, keeping


@anyone
@never_cache
@require_safe
def phones(request: HttpRequest) -> HttpResponse:
    """List the phones, the contacts and the keys of the member on this phone."""
    member_id = device.person(request)
    if member_id is None:
        return HttpResponseRedirect(f"{reverse('sign-in')}?next={reverse('phones')}")
    known = {one.kind: one for one in queries.contacts(member_id)}
    page = {
        "member": queries.member(member_id),
        "keeping": keeping.keeping(member_id, clock.now()),
        "phones": queries.devices(member_id),
        "this": device.this(request),
        "phone": known.get(PHONE),
        "email": known.get(EMAIL),
        "passkeys": queries.passkeys(member_id),
        "tied": queries.services(member_id),
        "ways": keeping.ways(request, CHANGE, reverse("phones")),
        "here": "history",
    }
    return render(request, "member/phones.html", page)


@anyone
@never_cache
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """End one phone, all others, or this one."""
    member_id = device.person(request)
    answer = HttpResponseRedirect(reverse("phones"))
    if member_id is None:
        return answer
    at, this = clock.now(), device.this(request)
    if "others" in request.POST:
        devices.end_devices(member_id=member_id, but=this, at=at)
        return answer
    try:
        wanted = UUID(request.POST.get("phone", ""))
    except ValueError:
        return answer
    if wanted == this and not queries.is_complete(member_id):
        return HttpResponseRedirect(reverse("keep"))
    devices.end_device_of(member_id=member_id, device_id=wanted, at=at)
    if wanted == this:
        answer = HttpResponseRedirect(reverse("home"))
        device.drop(answer)
    return answer
