"""How the ways out that speak HTTP ask and what their answers mean."""

from __future__ import annotations

from typing import Any

import httpx

from enishi.outbox.adapters.letter import ANSWER_SECONDS, CONNECT_SECONDS, NotDeliveredError

# Whoever answers so may take the same message later: wrong key, too many, out of order.
_FOR_NOW = {401, 403, 408, 409, 425, 429}
_SERVER_FAULT = 500


def post(address: str, **request: Any) -> httpx.Response:
    """Post once, following no redirect, and return a good answer.

    Raises:
        NotDeliveredError: nobody answers, or the answer is not a good one.
    """
    wait = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
    try:
        answer = httpx.post(address, timeout=wait, follow_redirects=False, **request)
    except (httpx.HTTPError, httpx.InvalidURL) as silent:
        raise NotDeliveredError(type(silent).__name__, is_silent=True) from silent
    if answer.is_success:
        return answer
    later = answer.status_code in _FOR_NOW or answer.status_code >= _SERVER_FAULT
    raise NotDeliveredError(f"HTTP {answer.status_code}", is_final=not later)
