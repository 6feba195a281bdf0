"""How an event sees that people are there: a code that turns on a screen, and where phones are."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enishi.events import operations, places
from enishi.events.event import Event
from enishi.events.places import Point, Venue
from enishi.regions import queries as regions
from enishi.web.console import events
from enishi.web.design.permission import needs

USUAL_RADIUS = 500


class HowSureForm(forms.Form):
    """Two choices, both off until somebody wants them."""

    rotating = forms.BooleanField(
        label=_("会場の画面に、30秒ごとに新しくなるQRを出す"), required=False
    )
    asks_place = forms.BooleanField(
        label=_("スマホに、会場にいるかを一度だけたずねる"), required=False
    )
    latitude = forms.FloatField(
        label=_("緯度"), required=False, min_value=-90, max_value=90, help_text=_("例 35.6005")
    )
    longitude = forms.FloatField(
        label=_("経度"), required=False, min_value=-180, max_value=180, help_text=_("例 135.9406")
    )
    radius_m = forms.IntegerField(
        label=_("どこまでを会場とするか（メートル）"),
        required=False,
        min_value=places.RADIUS_LEAST,
        max_value=places.RADIUS_MOST,
        help_text=_("ふつうは500。山や建物の中では、広めに。"),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the place where it is wanted."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("asks_place"):
            for name in ("latitude", "longitude"):
                if told.get(name) is None and name not in self.errors:
                    self.add_error(name, gettext("会場の場所を入れてください。"))
        return told

    def venue(self) -> Venue | None:
        """Return where phones shall be; None where they are not asked."""
        told = self.cleaned_data
        if not told["asks_place"]:
            return None
        point = Point(told["latitude"], told["longitude"])
        return Venue(point, told["radius_m"] or USUAL_RADIUS)


def _begun(event: Event) -> dict[str, object]:
    return {
        "rotating": event.rotating,
        "asks_place": event.venue is not None,
        "latitude": event.latitude,
        "longitude": event.longitude,
        "radius_m": event.radius_m or USUAL_RADIUS,
    }


@needs("event.manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def how_sure(request: HttpRequest, region_code: str, event_code: str) -> HttpResponse:
    """Show the choices, what each is good for and what it costs; keep what was chosen."""
    event = events.event_of(region_code, event_code)
    form = HowSureForm(request.POST or None, initial=_begun(event))
    if request.method == "POST" and form.is_valid():
        operations.set_evidence(
            event_code=event.code, rotating=form.cleaned_data["rotating"], venue=form.venue()
        )
        address = reverse("console-how-sure", args=[region_code, event.code])
        return HttpResponseRedirect(f"{address}?done=1")
    page = {
        "region": regions.region(region_code),
        "event": event,
        "form": form,
        "done": "done" in request.GET,
        "here": "events",
    }
    return render(request, "console/how_sure.html", page)
