"""What a reader is told when a page breaks: nothing is lost, and a number to pass on."""

from __future__ import annotations

import logging
import secrets

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string

from enishi.web.design.permission import anyone

_NUMBERS = 10_000


@anyone
def fault(request: HttpRequest) -> HttpResponse:
    """Answer with a number that also stands in the log, beside what happened."""
    number = f"{secrets.randbelow(_NUMBERS):04d}"
    logging.getLogger(__name__).error("fault %s at %s", number, request.path)
    return HttpResponseServerError(render_to_string("500.html", {"number": number}))
