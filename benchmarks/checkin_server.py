"""The application as `serve` runs it, with the page of checkin_urls.py beside its own."""

from __future__ import annotations

from django.conf import settings

settings.ROOT_URLCONF = "checkin_urls"

from enishi.cli.web import application  # noqa: E402 - it starts Django, which reads the setting

__all__ = ["application"]
