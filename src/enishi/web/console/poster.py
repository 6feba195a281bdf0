"""The A4 poster of an event: one page, one code, and what to do without a phone."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from enishi.events import event as rules
from enishi.events import queries
from enishi.kit.periods import jst_day
from enishi.programs import queries as programs
from enishi.programs import rules as evaluator
from enishi.regions import queries as regions
from enishi.web.console import events
from enishi.web.design.permission import needs


def coins_of(event: rules.Event) -> int:
    """Ask the one evaluator how many coins the poster may promise."""
    on = jst_day(event.starts_at)
    facts = evaluator.Facts(
        kind=event.kind,
        region=event.region_code,
        on=on,
        place=event.place,
        event=event.code,
        theme=event.theme,
        hours=rules.hours(event),
        coins=event.coins,
    )
    awards = evaluator.evaluate(facts, programs.rules_in_force([event.region_code], on))
    return sum(award.amount for award in awards if award.asset_kind == "coin")


@needs("event.manage")
@require_safe
def poster(request: HttpRequest, region_code: str, event_code: str) -> HttpResponse:
    """Show the poster, ready to print."""
    event = events.event_of(region_code, event_code)
    code = queries.poster(event.code)
    path = f"{reverse('landing', args=[event.code])}?{urlencode({'t': code.ticket})}"
    page = {
        "region": regions.region(region_code),
        "event": event,
        "poster": code,
        "address": request.build_absolute_uri(path),
        "short": request.build_absolute_uri(reverse("typed")).partition("://")[2],
        "coins": coins_of(event),
        "until": code.valid_until or rules.collect_until(event),
        "one_day": event.ends_at is not None and jst_day(event.starts_at) == jst_day(event.ends_at),
    }
    return render(request, "console/poster.html", page)
