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


class AddressError(OSError):
    """An address that we would not call, or a name that nobody answers to; its word says why."""


@dataclass(frozen=True, slots=True)
class Direct:
    """An address as it was looked up, and the name that host and certificate go by."""

    url: str
    host: str
    name: str


def looked_up(url: str, own: Sequence[str]) -> Direct:
    """Look an address up once, so that what was checked is what is called.

    Raises:
        AddressError: it is none of ours to call (see `addresses.fault`), or there is no such host.
    """
    why = addresses.fault(url, own)
    if why:
        raise AddressError(why)
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as unknown:
        raise AddressError("no such host") from unknown
    numbers = [str(one[4][0]) for one in found]
    if host not in own and not all(map(addresses.is_outside, numbers)):
        raise AddressError("inside")
    place = f"[{numbers[0]}]" if ":" in numbers[0] else numbers[0]
    if parts.port is not None:
        place += f":{parts.port}"
    direct = urlunsplit((parts.scheme, place, parts.path or "/", parts.query, ""))
    return Direct(direct, parts.netloc, host)


def carry(url: str, headers: Mapping[str, str], body: str, own: Sequence[str]) -> Outcome:
    """Post once and say what became of it; any answer of 2xx takes the message."""
    try:
        return _post(looked_up(url, own), headers, body)
    except AddressError as not_called:
        return Outcome(is_taken=False, why=str(not_called))


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


def _post(to: Direct, headers: Mapping[str, str], body: str) -> Outcome:
    """Ask the address that was looked up, under the name that its certificate has."""
    wait = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
    try:
        with (
            httpx.Client(timeout=wait, follow_redirects=False, trust_env=False) as client,
            _ended_after(ALL_SECONDS, client),
            client.stream(
                "POST",
                to.url,
                headers={**headers, "host": to.host},
                content=body.encode(),
                extensions={"sni_hostname": to.name},
            ) as answer,
        ):
            status, is_good = answer.status_code, answer.is_success
    except (httpx.HTTPError, httpx.InvalidURL) as silent:
        return Outcome(is_taken=False, why=type(silent).__name__)
    why = "" if is_good else f"HTTP {status}"
    return Outcome(is_taken=is_good, why=why, is_gone=status == GONE)
