"""What a page of an event tells machines."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from django.test import Client
from tests import world

from enishi.events import queries
from enishi.regions import queries as regions
from enishi.web.member import for_machines

pytestmark = pytest.mark.django_db


def test_an_event_of_a_real_town_is_told_and_nothing_breaks_out_of_it():
    world.a_programme()
    event = world.an_event(title="</script><b>朝市 & 港")
    region = replace(regions.region(world.TOWN), is_sample=False)
    text = for_machines.told(queries.event(event.code), region, "https://t.example/e")
    assert "<" not in text
    assert "&" not in text
    told = json.loads(text)
    assert told["name"] == "</script><b>朝市 & 港"
    assert told["@type"] == "Event"
    assert told["location"]["@type"] == "Place"
    assert told["startDate"].endswith("+09:00")


def test_nobody_is_sent_to_an_event_of_an_invented_town():
    world.a_programme()
    event = world.an_event()
    region = regions.region(world.TOWN)
    shown = Client().get(f"/r/{world.TOWN}/events/{event.code}").content.decode()
    found = re.search(r"application/ld\+json", shown)
    assert bool(found) is not region.is_sample
