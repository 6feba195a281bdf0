"""The map of a shop's pages, top to bottom."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
