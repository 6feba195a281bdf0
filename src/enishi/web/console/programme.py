"""The region's coin and its rules: what earns how much, who pays, and what is stopped."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from enishi.activities import queries as activities
from enishi.programs import operations, queries
from enishi.programs.rules import Rule
from enishi.regions import queries as regions
from enishi.web.console import lapse
from enishi.web.design import clock
from enishi.web.design.permission import needs, reader


@dataclass(frozen=True, slots=True)
class Line:
    """One rule as staff read it."""

    rule: Rule
    name: str
    note: str
    does: str
    gives: str
    limits: str


def gives(rule: Rule) -> str:
    """Say what a rule gives, with its unit."""
    unit = gettext("コイン") if rule.asset_kind == "coin" else gettext("ポイント")
    if rule.per == "yen":
        percent = f"{rule.rate_permille / 10:g}"
        return gettext("金額の%(percent)s%%を%(unit)sで") % {"percent": percent, "unit": unit}
    facts = {"amount": f"{rule.amount:,}", "unit": unit}
    if rule.per == "hour":
        return gettext("1時間につき%(amount)s%(unit)s") % facts
    return gettext("1回につき%(amount)s%(unit)s") % facts


def limits(rule: Rule) -> str:
    """Say how often a rule gives; empty when it has no limit."""
    told = []
    if rule.daily_limit is not None:
        told.append(gettext("1日%(times)d回まで") % {"times": rule.daily_limit})
    if rule.period_limit is not None:
        told.append(gettext("期間中%(times)d回まで") % {"times": rule.period_limit})
    if rule.fiscal_year_budget is not None:
        told.append(gettext("年度の予算 %(budget)s") % {"budget": f"{rule.fiscal_year_budget:,}"})
    return gettext("、").join(told)


def _told(text: str) -> str:
    """Translate what the pilot's table says; what a region wrote itself stays as it is."""
    return gettext(text) if text else ""


@needs("event.manage")
@require_safe
def programme(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show the assets and rules of a region, or how to start."""
    is_english = (get_language() or "").startswith("en")
    kinds = {kind.code: kind.name_en if is_english else kind.name for kind in activities.kinds()}
    lines = [
        Line(
            rule,
            name=_told(rule.name),
            note=_told(rule.note),
            does=kinds.get(rule.kind, rule.kind),
            gives=gives(rule),
            limits=limits(rule),
        )
        for rule in queries.rules_of([region_code])
    ]
    page = {
        "region": regions.region(region_code),
        "assets": [(asset, lapse.told(asset)) for asset in queries.assets(region_code)],
        "lines": lines,
        "may_change": regions.may(
            member_id=reader(request), region_code=region_code, permission="region.manage"
        ),
        "here": "programme",
    }
    return render(request, "console/programme.html", page)


@needs("region.manage")
@require_POST
def start(request: HttpRequest, region_code: str) -> HttpResponse:  # noqa: ARG001
    """Start the region's coin with the pilot's rules."""
    region = regions.region(region_code)
    operations.open_programme(region_code=region_code, issuer=region.name, at=clock.now())
    return HttpResponseRedirect(reverse("console-programme", args=[region_code]))


@needs("region.manage")
@require_POST
def switch(request: HttpRequest, region_code: str, rule_id: int) -> HttpResponse:
    """Let a rule of this region give, or stop it."""
    if rule_id not in {rule.id for rule in queries.rules_of([region_code])}:
        raise Http404
    operations.switch_rule(rule_id=rule_id, is_on=request.POST.get("state") == "on")
    return HttpResponseRedirect(reverse("console-programme", args=[region_code]))
