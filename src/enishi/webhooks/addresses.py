"""Which addresses we call: another system's word alone must not make us call into our own net."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

_LENGTH_MAX = 500
_HTTPS = 443
# The last 32 bits are an IPv4 address: RFC 6052 (NAT64), RFC 4291 2.5.5.1.
_GATEWAYS = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))


def fault(url: str, own: Sequence[str] = ()) -> str:
    """Say why we would not send to an address, or nothing.

    `own` are hosts that the installation itself allows: they may be inside and without TLS.
    """
    if len(url) > _LENGTH_MAX or not url.isascii() or not url.isprintable() or " " in url:
        return "not_an_address"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "not_an_address"
    host = parts.hostname or ""
    if not host or parts.username is not None or parts.password is not None or parts.fragment:
        return "not_an_address"
    if host in own:
        return "" if parts.scheme in {"http", "https"} else "not_https"
    if parts.scheme != "https" or port not in {None, _HTTPS}:
        return "not_https"
    return "inside" if _is_number(host) or "." not in host else ""


def _is_number(host: str) -> bool:
    """Say whether a host is an IP address or may be read as one: such have no certificate."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host.rpartition(".")[2].isdigit()
    return True


def is_outside(address: str) -> bool:
    """Say whether an IP address is one of the world: not of this computer or a private net."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        found = _within(found) or found
    return found.is_global and not found.is_multicast


def _within(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 one leads to: by mapping, 6to4, or a gateway."""
    if any(address in net for net in _GATEWAYS):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
