"""The map of a shop's pages, top to bottom."""

from __future__ import annotations

from django.urls import path

from enishi.web.till import customer, day, devices, open_till

urlpatterns = [
    path("", customer.customer, name="till"),
    path("open", open_till.open_till, name="till-open"),
    path("day", day.day, name="till-day"),
    path("devices", devices.devices, name="till-devices"),
    path("devices/<uuid:device_id>/end", devices.end, name="till-device-end"),
]
