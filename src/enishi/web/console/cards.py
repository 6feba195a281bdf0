"""Cards on paper: sheets to print and cut, the notices that go with them, a card looked up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enishi.kit.periods import jst_day
from enishi.ledger import operations as ledger
from enishi.ledger import queries as books
from enishi.ledger.lapsing import Notice
from enishi.ledger.transfers import MEMBER
from enishi.membership import operations, slips
from enishi.membership import queries as membership
from enishi.membership.member import Card
from enishi.programs import queries as programs
from enishi.programs.programme import Asset
from enishi.regions import queries as regions
from enishi.web.console import card_paper, papers
from enishi.web.design import clock
from enishi.web.design.paper import printing
from enishi.web.design.permission import needs


def _assets(region_code: str) -> Mapping[str, Asset]:
    return {asset.code: asset for asset in programs.assets(region_code)}


def waiting(
    region_code: str, assets: Mapping[str, Asset], on: date
) -> list[tuple[Card, Sequence[Notice]]]:
    """Return who on paper has to be told what lapses, and was not told yet."""
    cards = {f"{MEMBER}{card.member_id}": card for card in membership.on_paper_only(region_code)}
    found = books.notices_of(cards, on=on, unseen_only=True)
    told = [(cards[name], card_paper.due(notices, assets)) for name, notices in found.items()]
    return [(card, due) for card, due in told if due]


@needs("reception.work")
@never_cache
@require_safe
def cards(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show the sheets that were prepared, the field for a card, and who has to be told."""
    page = {
        "region": regions.region(region_code),
        "sheets": membership.sheets(region_code),
        "waiting": len(waiting(region_code, _assets(region_code), jst_day(clock.now()))),
        "a_sheet": slips.CARDS_A_SHEET,
        "sheets_max": slips.SHEETS_MAX,
        "made": request.GET.get("made", ""),
        "told": request.GET.get("told", ""),
        "here": "cards",
    }
    return render(request, "console/cards.html", page)


@needs("reception.work")
@require_POST
def make(request: HttpRequest, region_code: str) -> HttpResponse:
    """Prepare the numbers of some sheets, to be printed next."""
    typed = request.POST.get("sheets", "")
    sheets = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < len("1000") else 0
    made = operations.prepare_cards(region_code=region_code, sheets=sheets, at=clock.now())
    return HttpResponseRedirect(f"{reverse('console-cards', args=[region_code])}?made={made}#print")


@needs("reception.work")
@never_cache
@require_safe
def sheet(request: HttpRequest, region_code: str, sheet: UUID) -> HttpResponse:
    """Print those cards of some sheets that can still be handed out."""
    numbers = membership.blank_cards(sheet, region_code)
    region = regions.region(region_code)
    with translation.override(papers.wanted_language(request)):
        facts = card_paper.sheet(request, region, numbers)
        return papers.download(printing.pdf("cards", facts), f"cards-{region.code}")


@needs("reception.work")
@require_POST
def void(request: HttpRequest, region_code: str, sheet: UUID) -> HttpResponse:  # noqa: ARG001
    """Make lost blank cards worthless."""
    operations.void_sheet(sheet=sheet, region_code=region_code, at=clock.now())
    return HttpResponseRedirect(reverse("console-cards", args=[region_code]))


@needs("reception.work")
@never_cache
@require_safe
def notices(request: HttpRequest, region_code: str) -> HttpResponse:
    """Print the notices that wait, four to a page."""
    region = regions.region(region_code)
    assets = _assets(region_code)
    told = waiting(region_code, assets, jst_day(clock.now()))
    with translation.override(papers.wanted_language(request)):
        facts = card_paper.notices(region, told, assets)
        return papers.download(printing.pdf("slips", facts), f"notices-{region.code}")


@needs("reception.work")
@require_POST
def told(request: HttpRequest, region_code: str) -> HttpResponse:  # noqa: ARG001
    """Note that the printed notices reached their holders."""
    at = clock.now()
    found = waiting(region_code, _assets(region_code), jst_day(at))
    for card, _ in found:
        ledger.see_notices(account=f"{MEMBER}{card.member_id}", at=at)
    address = reverse("console-cards", args=[region_code])
    return HttpResponseRedirect(f"{address}?told={len(found)}")
