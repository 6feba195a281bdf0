"""An event as search engines and calendars read it: schema.org in JSON-LD; pure."""

from __future__ import annotations

import json

from django.utils.safestring import SafeString, mark_safe

from enishi.events.event import Event
from enishi.kit.periods import JST
from enishi.regions.region import Region

# These stand for themselves in HTML; in JSON they may be written by their numbers.
_WRITTEN = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
_WAYS = "https://schema.org/{}EventAttendanceMode"


def told(event: Event, region: Region, address: str) -> SafeString:
    """Write an event as data that stands in the page and is never run (HTML, data blocks).

    A page of an invented town says nothing: nobody should find its events and set out.
    """
    if region.is_sample:
        return SafeString("")
    facts: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "url": address,
        "startDate": event.starts_at.astimezone(JST).isoformat(),
        "eventAttendanceMode": _WAYS.format("Online" if event.online else "Offline"),
        "location": {"@type": "VirtualLocation", "url": address}
        if event.online
        else {"@type": "Place", "name": event.place or region.name, "address": region.name},
        "organizer": {"@type": "GovernmentOrganization", "name": region.name},
    }
    if event.ends_at is not None:
        facts["endDate"] = event.ends_at.astimezone(JST).isoformat()
    if event.summary:
        facts["description"] = event.summary
    text = json.dumps(facts, ensure_ascii=False).translate(_WRITTEN)
    return mark_safe(text)  # noqa: S308 - no sign of HTML is left in it
