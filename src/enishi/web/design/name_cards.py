"""Name cards of a town's citizen, ten on a sheet, as PDF."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from enishi.regions.region import Region
from enishi.web.design import qr
from enishi.web.design.paper import drawings, printing
from enishi.web.design.receipts import printable

_PATTERN_BOX = '<svg viewBox="0 0 336 40" opacity=".18"'


def answer(region: Region, *, card: str, ground: str, name: str, address: str) -> HttpResponse:
    """Answer with a sheet of name cards; they are in Japanese, as they are handed out in Japan."""
    with translation.override("ja"):
        drawn = render_to_string("design/pattern.html", {"n": region.colour})
        boxed = re.sub(r'<svg class="pat"', _PATTERN_BOX, drawn, count=1)
        facts = {
            "language": "ja",
            "title": gettext("名刺"),
            "town": printable(region.name),
            "card": printable(f"{region.name}　{card}"),
            "colour": region.colour,
            "pattern": drawings.on_paper(boxed, colour="#ffffff"),
            "ground": gettext(ground),
            "name": printable(name) or "　",
            "about": gettext("わたしは%(town)sの応援団です。よかったら、町のページを見てください。")
            % {"town": printable(region.name)},
            "address": address.removeprefix("https://").removeprefix("http://"),
            "qr": qr.svg(address, label=""),
            "qr_alt": gettext("町のページのQRコード"),
            "qr_says": gettext("町のページ"),
            "sample": gettext("見本") if region.is_sample else "",
        }
        content = printing.pdf("name_cards", facts)
    answered = HttpResponse(content, content_type="application/pdf")
    answered["Content-Disposition"] = 'inline; filename="name-cards.pdf"'
    answered["Cache-Control"] = "no-store"
    return answered
