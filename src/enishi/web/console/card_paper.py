"""Paper cards and their notices as facts for the printer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext

from enishi.ledger.lapsing import Notice
from enishi.membership import slips
from enishi.membership.member import Card
from enishi.programs.programme import Asset
from enishi.regions.region import Region
from enishi.ties import queries as ties
from enishi.web.console import papers
from enishi.web.design import dates, qr
from enishi.web.design.paper import drawings

_HIDDEN = "•••• ••••"
_PATTERN_BOX = '<svg viewBox="0 0 336 48" opacity=".18"'


def card_name(region: Region) -> str:
    """Return what the region calls its card: 会員証, 乗組員証, 県民証."""
    return ties.wording(region.code).card.of(papers.dates_language())


def _pattern(region: Region) -> str:
    drawn = render_to_string("design/pattern.html", {"n": region.colour})
    boxed = re.sub(r'<svg class="pat"', _PATTERN_BOX, drawn, count=1)
    return drawings.on_paper(boxed, colour="#ffffff")


def _card(request: HttpRequest, number: str) -> dict[str, str]:
    """Return one card: its QR is an address, the number behind the # never reaches a server log."""
    address = f"{request.build_absolute_uri(reverse('paper-card'))}#{number}"
    return {
        "number": number,
        "code": slips.tie_code(number, secret=settings.TICKET_SECRET),
        "qr": qr.svg(address, label=""),
    }


def sheet(request: HttpRequest, region: Region, numbers: Sequence[str]) -> dict[str, object]:
    """Return what sheets of blank cards say."""
    made = [_card(request, number) for number in numbers]
    size = slips.CARDS_A_SHEET
    return {
        "language": papers.dates_language(),
        "title": gettext("紙の会員証"),
        "town": papers.name_of(region),
        "name": f"{papers.name_of(region)}　{card_name(region)}",
        "sample": papers.sample_mark(region),
        "colour": region.colour,
        "pattern": _pattern(region),
        "qr_alt": gettext("会員証のQRコード"),
        "show": gettext("受付で、この面を\n見せてください。").split("\n"),
        "what": gettext("コインがたまります。\nスマホはいりません。").split("\n"),
        "call": gettext("お名前（書かなくても大丈夫です）"),
        "slip": [
            gettext("控え"),
            gettext("切りはなして、家に置いてください。"),
            gettext("スマホにつなぐ番号"),
        ],
        "sheets": [made[first : first + size] for first in range(0, len(made), size)],
    }


def _line(notice: Notice, asset: Asset) -> dict[str, str]:
    day = dates.day(notice.expires_on, papers.dates_language(), year=True)
    is_coin = asset.kind == "coin"
    unit = gettext("%(points)sコイン") if is_coin else gettext("%(points)s円ぶん")
    after = (
        gettext("そのあとは、町の基金への寄附になります。")
        if asset.takes_donations
        else gettext("そのあとは、使えなくなります。")
    )
    return {
        "until": gettext("%(name)s：%(day)sまで") % {"name": asset.name, "day": day},
        "amount": unit % {"points": f"{notice.remaining:,}"},
        "after": after,
    }


def due(found: Sequence[Notice], assets: Mapping[str, Asset]) -> list[Notice]:
    """Return what a holder has to be told of a region: each date once, what is still there."""
    last: dict[tuple[str, date], Notice] = {}
    for notice in found:
        if notice.asset in assets and notice.remaining:
            last[notice.asset, notice.expires_on] = notice
    return list(last.values())


def notices(
    region: Region, told: Sequence[tuple[Card, Sequence[Notice]]], assets: Mapping[str, Asset]
) -> dict[str, object]:
    """Return what the notices say: of a card's number only the two ends, for slips lie about."""
    gives = any(asset.takes_donations for asset in assets.values())
    return {
        "language": papers.dates_language(),
        "title": gettext("期限のお知らせ"),
        "town": papers.name_of(region),
        "kick": f"{papers.name_of(region)}　{papers.owner_of(region)}".strip(),
        "head": gettext("期限が近づいています"),
        "card": card_name(region),
        "can": gettext("受付で残りを確かめたり、町に寄附したりできます。")
        if gives
        else gettext("受付で、残りを確かめられます。"),
        "foot": gettext("わからないことは、受付か町の窓口へ、会員証を持ってお越しください。"),
        "notices": [
            {
                "card": f"{card.number[:4]} {_HIDDEN} {card.number[-4:]}",
                "lines": [_line(notice, assets[notice.asset]) for notice in found],
            }
            for card, found in told
        ],
    }
