"""The receipt (領収書) of a supporter, as PDF."""

from __future__ import annotations

import unicodedata

from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext

from enishi.regions import queries as regions
from enishi.regions.queries import UnknownController
from enishi.regions.region import Region
from enishi.supporters.support import Payment
from enishi.web.design import dates
from enishi.web.design.paper import printing

_MISSING = "〓"


def printable(text: str) -> str:
    """Return words in letters that our fonts have; any other letter is the mark for one missing.

    What Shift_JIS of Windows writes, the fonts have.
    """
    return "".join(one if _has(one) else _MISSING for one in unicodedata.normalize("NFKC", text))


def _has(letter: str) -> bool:
    if not letter.isprintable():
        return False
    try:
        letter.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def answer(region: Region, paid: Payment) -> HttpResponse:
    """Answer with a receipt; it is in Japanese, for it is kept with books."""
    with translation.override("ja"):
        content = printing.pdf("receipt", facts(region, paid))
    answered = HttpResponse(content, content_type="application/pdf")
    answered["Content-Disposition"] = f'inline; filename="receipt-{paid.receipt}.pdf"'
    answered["Cache-Control"] = "no-store"
    return answered


def facts(region: Region, paid: Payment) -> dict[str, object]:
    """Return what a receipt says."""
    try:
        contact = regions.controller(region.code).contact
    except UnknownController:
        contact = ""
    words = {"yen": f"{paid.fund_yen:,}"}
    return {
        "language": "ja",
        "title": gettext("領収書"),
        "number": f"No. {paid.receipt}",
        "on": dates.day(paid.on, "ja", year=True),
        "name": gettext("%(name)s 様") % {"name": printable(paid.name)},
        "yen": f"¥{paid.yen:,}－",
        "for": gettext("但し、応援会費として、上記のとおり領収しました。"),
        "fund": gettext("うち%(yen)s円は、町の基金にお預かりします。") % words
        if paid.fund_yen
        else "",
        "until": gettext("応援会員の期間：%(first)sから%(last)sまで")
        % {
            "first": dates.day(paid.from_on, "ja", year=True),
            "last": dates.day(paid.until_on, "ja", year=True),
        },
        "issuer": printable(region.name),
        "contact": printable(contact),
        "sample": gettext("見本") if region.is_sample else "",
    }
