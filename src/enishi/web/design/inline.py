"""A page as one response: its styles, its script and its picture stand in it, named by hash."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any
from urllib.parse import quote

from csp.decorators import csp_update
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s+")
_AROUND = re.compile(r"\s*([{};,])\s*")
_LINE_COMMENT = re.compile(r"^\s*//.*$\n?", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+|\n(?=\n)", re.MULTILINE)
_USED = "enishi_inlined"


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands in the page, and the source by which the policy knows it (CSP 3, 2.3.1)."""

    text: str
    source: str


def _piece(text: str) -> Piece:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Piece(text, f"'sha256-{digest}'")


def _read(name: str) -> str:
    path = finders.find(name)
    assert path is not None, f"{name} is one of our own static files"
    return Path(path).read_text(encoding="utf-8")


@lru_cache(maxsize=32)
def styles(*names: str) -> Piece:
    """Return these stylesheets as one, without what only their readers need."""
    text = _COMMENT.sub("", "".join(_read(name) for name in names))
    return _piece(_AROUND.sub(r"\1", _SPACE.sub(" ", text)).strip())


@lru_cache(maxsize=32)
def script(*names: str) -> Piece:
    """Return these scripts as one, each in a scope of its own."""
    found = [_INDENT.sub("", _LINE_COMMENT.sub("", _read(name))).strip() for name in names]
    text = "".join(f"{{{one}}}\n" for one in found)
    assert "</script" not in text.lower(), names
    return _piece(text)


@lru_cache(maxsize=4)
def picture(name: str) -> str:
    """Return a drawing as an address that needs no request."""
    return "data:image/svg+xml," + quote(_read(name).strip(), safe="=:/,' ()#;-.").replace(
        "#", "%23"
    )


def use(request: HttpRequest, directive: str, piece: Piece) -> str:
    """Note that the page of a request carries a piece, and return its text."""
    used: dict[str, list[str]] = request.__dict__.setdefault(_USED, {})
    used.setdefault(directive, []).append(piece.source)
    return piece.text


def allowed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a page carry exactly the pieces it used; nothing else inline is run, by hash."""

    @wraps(view)
    def answered(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        answer = view(request, **kwargs)
        used = request.__dict__.get(_USED)
        if not used:
            return answer
        updated: HttpResponse = csp_update(used)(lambda _: answer)(request)
        return updated

    return answered
