"""A region's partners: the table, one of them, its deliveries, and each delivery reconciled."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enishi.kit.periods import fiscal_year_end, fiscal_year_of, jst_day
from enishi.partners import operations, partner, queries, reading
from enishi.partners.partner import Intake, Partner, Told
from enishi.programs import queries as programs
from enishi.regions import queries as regions
from enishi.web.design import clock
from enishi.web.design.formulas import disarmed
from enishi.web.design.permission import needs, reader

KINDS: Mapping[str, str] = {
    partner.POINTS: _("ポイントの交換"),
    partner.TRANSIT: _("交通（乗車の記録）"),
    partner.LIFT: _("リフト券"),
    partner.DONORS: _("ふるさと納税の寄附"),
    partner.SHOP: _("通信販売の店"),
}
IDENTIFIERS: Mapping[str, str] = {
    partner.OUR_CARD: _("この町の会員証の番号"),
    partner.THEIR_NUMBER: _("提携先のカードの番号"),
    "email": _("メールアドレス"),
    "phone": _("電話番号"),
    partner.CLICK: _("ここから移った印"),
}


def own(region_code: str, partner_code: str) -> Partner:
    """Return a partner of the region; 404 for another region's."""
    found = queries.partner_of(partner_code)
    if found.region_code != region_code:
        raise Http404
    return found


@needs("money.manage")
@never_cache
@require_safe
def partners(request: HttpRequest, region_code: str) -> HttpResponse:
    """List the partners with what was agreed, and people who gave and had a ticket, from ten up."""
    found = queries.partners_of(region_code)
    today = jst_day(clock.now())
    year = fiscal_year_of(today)
    since = fiscal_year_end(year - 1) + timedelta(days=1)
    kinds = {one.kind for one in found}
    meets = {partner.LIFT, partner.DONORS} <= kinds
    page = {
        "region": regions.region(region_code),
        "rows": [(one, gettext(KINDS[one.kind]), _last(one)) for one in found],
        "overlap": queries.overlap(region_code, since, today.replace(day=1)) if meets else None,
        "year": year,
        "has_points": any(one.kind == "point" for one in programs.assets(region_code)),
        "done": request.GET.get("done", ""),
        "here": "partners",
    }
    return render(request, "console/partners.html", page)


def _last(one: Partner) -> Intake | None:
    return next(iter(queries.intakes(one.code)), None)


@needs("money.manage")
@never_cache
@require_safe
def one_partner(request: HttpRequest, region_code: str, partner_code: str) -> HttpResponse:
    """Show what was agreed with a partner, take a delivery in, and list those before."""
    found = own(region_code, partner_code)
    page = {
        "region": regions.region(region_code),
        "partner": found,
        "kind": gettext(KINDS[found.kind]),
        "identifier": gettext(IDENTIFIERS[found.identifier]),
        "intakes": queries.intakes(found.code),
        "is_points": found.kind == partner.POINTS,
        "done": request.GET.get("done", ""),
        "here": "partners",
    }
    return render(request, "console/partner.html", page)


@needs("money.manage")
@require_POST
def take_in(request: HttpRequest, region_code: str, partner_code: str) -> HttpResponse:
    """Take a file in, or ask the partner's API; then show how it comes out."""
    found = own(region_code, partner_code)
    at, by = clock.now(), reader(request)
    if "pull" in request.POST:
        done = operations.pull(partner_code=found.code, by=by, at=at)
        if not done:
            address = reverse("console-partner", args=[region_code, found.code])
            return HttpResponseRedirect(f"{address}?done=nothing")
        return _reconciled(region_code, done[-1])
    sent = request.FILES.get("file")
    if sent is None:
        raise reading.DeliveryIsEmpty
    content = sent.read(reading.BYTES_MAX + 1)
    told = Told(_number(request, "rows"), _number(request, "units"))
    delivery = reading.delivery(content, source=sent.name or "", told=told)
    made = operations.take_in(partner_code=found.code, delivery=delivery, by=by, at=at)
    return _reconciled(region_code, made)


_DIGITS_MAX = 12


def _number(request: HttpRequest, name: str) -> int | None:
    typed = request.POST.get(name, "").strip().replace(",", "")
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= _DIGITS_MAX
    return int(typed) if is_number else None


def _reconciled(region_code: str, made: Intake) -> HttpResponse:
    address = reverse("console-intake", args=[region_code, made.partner_code, made.id])
    return HttpResponseRedirect(address)


@needs("money.manage")
@require_POST
def switch(request: HttpRequest, region_code: str, partner_code: str) -> HttpResponse:
    """Let a partner rest, or bring again."""
    found = own(region_code, partner_code)
    is_on = request.POST.get("state") == "on"
    operations.switch_partner(partner_code=found.code, is_on=is_on)
    address = reverse("console-partner", args=[region_code, found.code])
    return HttpResponseRedirect(f"{address}?done=switched")


def _intake(region_code: str, partner_code: str, intake_id: int) -> tuple[Partner, Intake]:
    found, made = own(region_code, partner_code), queries.intake(intake_id)
    if made.partner_code != found.code:
        raise Http404
    return found, made


@needs("money.manage")
@never_cache
@require_safe
def intake(
    request: HttpRequest, region_code: str, partner_code: str, intake_id: int
) -> HttpResponse:
    """Show how a delivery comes out: sums here and there, and each row that stayed out."""
    found, made = _intake(region_code, partner_code, intake_id)
    page = {
        "region": regions.region(region_code),
        "partner": found,
        "intake": made,
        "kept_out": queries.kept_out(made.id),
        "is_points": found.kind == partner.POINTS,
        "here": "partners",
    }
    return render(request, "console/intake.html", page)


@needs("money.manage")
@never_cache
@require_safe
def rejects(
    request: HttpRequest,  # noqa: ARG001 - a file takes nothing from it
    region_code: str,
    partner_code: str,
    intake_id: int,
) -> HttpResponse:
    """Give what stayed out as a file, to correct it and to send it back to the partner."""
    found, made = _intake(region_code, partner_code, intake_id)
    text = io.StringIO()
    file = csv.writer(text)
    file.writerow(("line", "column", "code", "reason", "value", "units"))
    for one in queries.kept_out(made.id):
        told = one.reject
        column, value = disarmed(told.column), disarmed(told.value)
        file.writerow((told.line, column, told.code, told.reason, value, one.units))
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"{found.code}-{made.id}-rejects.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
