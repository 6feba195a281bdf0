"""The account codes under which a region's journal is written, and the form that changes one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enishi.programs import operations, queries
from enishi.programs.journal import Code
from enishi.regions import queries as regions
from enishi.web.design.permission import needs, reader

CLASSES = {
    "member": _("会員が持つポイント"),
    "shop": _("お店への支払い"),
    "fund": _("基金"),
    "issue": _("発行"),
    "unused": _("不用額"),
    "exchange": _("交換"),
    "migration": _("前のしくみ"),
    "external": _("外への支払い"),
    "other": _("そのほか"),
}
SETTLED = _("発行（お店への精算のとき）")


@dataclass(frozen=True, slots=True)
class Line:
    """One code with what it stands for."""

    code: Code
    what: str


def lines(region_code: str) -> Sequence[Line]:
    """Return the codes in force, each with its meaning in words."""
    return [Line(code, _what(code)) for code in queries.account_codes(region_code)]


def _what(code: Code) -> str:
    name = gettext(CLASSES.get(code.account_class, code.account_class))
    if not code.kind:
        return name
    return gettext(SETTLED) if code.account_class == "issue" else f"{name} {code.kind}"


@needs("books.see")
@never_cache
@require_safe
def codes(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show the codes; whoever manages the region may change each."""
    page = {
        "region": regions.region(region_code),
        "lines": lines(region_code),
        "may_change": regions.may(
            member_id=reader(request), region_code=region_code, permission="region.manage"
        ),
        "done": "done" in request.GET,
        "here": "points",
    }
    return render(request, "console/codes.html", page)


@needs("region.manage")
@require_POST
def change(request: HttpRequest, region_code: str) -> HttpResponse:
    """Set one code and its name."""
    told = {name: request.POST.get(name, "") for name in ("account_class", "kind", "code", "name")}
    plain = {name: text.replace("\0", "") for name, text in told.items()}
    operations.set_account_code(region_code=region_code, code=Code(**plain))
    return HttpResponseRedirect(reverse("console-codes", args=[region_code]) + "?done=1")
