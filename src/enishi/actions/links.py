"""A link that a member adds: to a page that everybody can open."""

from __future__ import annotations

import unicodedata
from urllib.parse import urlsplit

from enishi.kit.refusal import Refusal

LENGTH_MAX = 500


class BadLink(Refusal):
    """The text is not the address of a page."""

    code = "bad_link"
    status = 422


def tidy(text: str) -> str:
    """Return the address of a page as typed or pasted; empty stays empty.

    Raises:
        BadLink: it is something else, or longer than 500 characters.
    """
    typed = text.strip()
    if not typed:
        return ""
    link = typed if "://" in typed else f"https://{typed}"
    if len(link) > LENGTH_MAX or not _is_address(link):
        raise BadLink(given=typed[:80])
    return link


def _is_address(link: str) -> bool:
    if any(unicodedata.category(letter)[0] in "CZ" for letter in link):
        return False
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
        port = parts.port
    except ValueError:
        return False
    is_plain = parts.username is None and port in {None, 80, 443}
    return parts.scheme in {"http", "https"} and "." in host.strip(".") and is_plain
