"""Asks a partner's API for what it has to bring: pages of JSON behind a token, nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from enishi.kit.refusal import Refusal
from enishi.partners.partner import Delivery, Told
from enishi.partners.reading import BYTES_MAX, COLUMNS, ROWS_MAX
from enishi.webhooks import carrying

CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 30.0
PAGES_MAX = 100


class PartnerIsSilent(Refusal):
    """The partner's system does not answer, or not as agreed."""

    code = "partner_is_silent"
    status = 502


@dataclass(frozen=True, slots=True)
class Page:
    """One answer: its rows, and from where the next begins; empty: there are no more."""

    delivery: Delivery
    following: str


def pages(address: str, *, token: str, cursor: str, own: Sequence[str]) -> Iterator[Page]:
    """Ask for page after page, from where the last one ended; follow no redirect.

    `own` are hosts that the installation itself allows: they may be inside and without TLS.

    Raises:
        PartnerIsSilent: the address is none that we call, nobody answers, the answer is not the
            agreed JSON, or too large.
    """
    try:
        to = carrying.looked_up(address, own)
    except carrying.AddressError as not_called:
        raise PartnerIsSilent(said=str(not_called)) from not_called
    wait = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
    headers = {"Accept": "application/json", "Host": to.host}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    with httpx.Client(
        timeout=wait, follow_redirects=False, trust_env=False, headers=headers
    ) as client:
        for _ in range(PAGES_MAX):
            page = _page(_ask(client, to, cursor), address)
            yield page
            if not page.following or page.following == cursor:
                return
            cursor = page.following


def _ask(client: httpx.Client, to: carrying.Direct, cursor: str) -> Mapping[str, Any]:
    """Ask once and read the answer, no further than is taken in one go."""
    asked = httpx.URL(to.url).copy_merge_params({"after": cursor} if cursor else {})
    by_name = {"sni_hostname": to.name}
    try:
        with client.stream("GET", asked, extensions=by_name) as answer:
            if not answer.is_success:
                raise PartnerIsSilent(said=f"HTTP {answer.status_code}")
            content = b""
            for part in answer.iter_bytes():
                content += part
                if len(content) > BYTES_MAX:
                    raise PartnerIsSilent(said=f"> {BYTES_MAX // 1_000_000} MB")
        told = json.loads(content)
    except (httpx.HTTPError, httpx.InvalidURL) as silent:
        raise PartnerIsSilent(said=type(silent).__name__) from silent
    except ValueError as broken:
        raise PartnerIsSilent(said="JSON") from broken
    if not isinstance(told, dict):
        raise PartnerIsSilent(said="JSON")
    return told


def _page(told: Mapping[str, Any], address: str) -> Page:
    """Read `rows` (each with our column names), `totals` and `next`."""
    rows, totals = told.get("rows"), told.get("totals") or {}
    shaped = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
    if not shaped or not isinstance(totals, dict) or len(rows or []) > ROWS_MAX:
        raise PartnerIsSilent(said="rows")
    assert isinstance(rows, list)
    found = [
        [str(number), *(_text(row.get(name)) for name in COLUMNS)]
        for number, row in enumerate(rows, start=1)
    ]
    host = urlsplit(address).hostname or ""
    said = Told(_whole(totals.get("rows")), _whole(totals.get("amount")))
    following = told.get("next")
    kept = following if isinstance(following, str) else ""
    return Page(Delivery(f"API {host}", ["", *COLUMNS], found, said), kept[:200])


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
