"""Carry a signed message to its receiver: one POST, no redirect, to the very address looked up."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import httpx

from enishi.webhooks import addresses

# Of silence; and of all together, for who drips a letter at a time is never silent.
CONNECT_SECONDS, ANSWER_SECONDS, ALL_SECONDS = 3.0, 10.0, 20.0
GONE = 410


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a try: taken, or why not; `is_gone` wants no more."""

    is_taken: bool
    why: str = ""
    is_gone: bool = False


def carry(url: str, headers: Mapping[str, str], body: str, own: Sequence[str]) -> Outcome:
    """Post once and say what became of it; any answer of 2xx takes the message."""
    why = addresses.fault(url, own)
    if why:
        return Outcome(is_taken=False, why=why)
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return Outcome(is_taken=False, why="no such host")
    numbers = [str(one[4][0]) for one in found]
    if host not in own and not all(map(addresses.is_outside, numbers)):
        return Outcome(is_taken=False, why="inside")
    return _post(url, numbers[0], headers, body)


@contextmanager
def _ended_after(seconds: float, client: httpx.Client) -> Iterator[None]:
    """Hang up after so long, whatever the other side does: the worker has others to serve."""
    end = threading.Timer(seconds, client.close)
    end.daemon = True
    end.start()
    try:
        yield
    finally:
        end.cancel()


def _post(url: str, number: str, headers: Mapping[str, str], body: str) -> Outcome:
    """Ask the address that was looked up, under the name that its certificate has."""
    parts = urlsplit(url)
    name = parts.hostname or ""
    place = f"[{number}]" if ":" in number else number
    if parts.port is not None:
        place += f":{parts.port}"
    direct = urlunsplit((parts.scheme, place, parts.path or "/", parts.query, ""))
    wait = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
    try:
        with (
            httpx.Client(timeout=wait, follow_redirects=False, trust_env=False) as client,
            _ended_after(ALL_SECONDS, client),
            client.stream(
                "POST",
                direct,
                headers={**headers, "host": parts.netloc},
                content=body.encode(),
                extensions={"sni_hostname": name},
            ) as answer,
        ):
            status, is_good = answer.status_code, answer.is_success
    except (httpx.HTTPError, httpx.InvalidURL) as silent:
        return Outcome(is_taken=False, why=type(silent).__name__)
    why = "" if is_good else f"HTTP {status}"
    return Outcome(is_taken=is_good, why=why, is_gone=status == GONE)
