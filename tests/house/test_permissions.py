"""Every page and every call declares the permission it needs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path

from enishi.regions import roles

# Sign-in pages of the library: they guard themselves, and signing up is closed by our adapter.
FOREIGN = ("allauth.", "django.views.i18n", "django.conf.urls.i18n")
OPEN = {"anyone", "staff", "member", "till"}


def views(
    patterns: list[URLPattern | URLResolver], before: str = ""
) -> Iterator[tuple[str, object]]:
    """Yield (address, view) of every page."""
    for pattern in patterns:
        address = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns, address)
        else:
            yield address, pattern.callback


def undeclared(patterns: list[URLPattern | URLResolver]) -> list[str]:
    """Name the addresses whose view declares no permission we know."""
    faults = []
    for address, view in views(patterns):
        module = getattr(view, "__module__", "")
        if module.startswith(FOREIGN):
            continue
        permission = getattr(view, "permission", None)
        if permission not in OPEN | set(roles.PERMISSIONS):
            faults.append(f"{address} ({module}) declares {permission!r}")
    return faults


def test_every_page_declares_what_it_needs() -> None:
    patterns = get_resolver().url_patterns
    assert len(list(views(patterns))) > 20
    assert undeclared(patterns) == []


def test_a_planted_page_without_a_declaration_is_red() -> None:
    def planted(request: HttpRequest) -> HttpResponse:
        return HttpResponse("open to all")

    assert undeclared([path("planted/", planted)]) != []


@pytest.mark.parametrize("role", roles.ROLES)
def test_a_role_carries_only_permissions_that_exist(role: str) -> None:
    assert roles.PERMISSIONS_OF[role] <= set(roles.PERMISSIONS)
    assert not roles.may("nobody", "exact.see")
