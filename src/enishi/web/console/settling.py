"""What the pages of settlements share: the asset they are about, statements as lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from enishi.kit import periods
from enishi.merchants.shop import Shop
from enishi.programs import queries as programs
from enishi.programs.programme import Asset
from enishi.regions import queries as regions
from enishi.settlement import netting, statement, terms
from enishi.settlement.statement import Closing, Statement
from enishi.web.design import clock, dates, sheets, statement_papers
from enishi.web.design.permission import reader

OUTCOMES = {
    netting.PAY: _("お店に支払う"),
    netting.COLLECT: _("お店から受け取る"),
    netting.CARRY: _("次の月へ繰り越す"),
    netting.NOTHING: _("お金の動きなし"),
}
STATES = {
    statement.DUE: _("まだ"),
    statement.PAID: _("済み"),
    statement.WAITS: _("支払いなし"),
}
DUE = "due"
ROWS = 50
_KINDS = OUTCOMES | {DUE: _("支払いがまだ")}
WAYS = {terms.BANK: _("振込"), terms.CASH: _("現金（窓口）")}


def points_of(region_code: str) -> list[Asset]:
    """Return the points of a region that shops can be paid for."""
    return [one for one in programs.assets(region_code) if one.kind == "point"]


def asked(request: HttpRequest, region_code: str) -> Asset | None:
    """Return the asset that the address names, or the region's first; None while there is none."""
    found = points_of(region_code)
    told = request.POST.get("asset") or request.GET.get("asset", "")
    return next((one for one in found if one.code == told), found[0] if found else None)


def wanted(request: HttpRequest, region_code: str) -> Asset:
    """Return the asset that the address names.

    Raises:
        Http404: the region has no point.
    """
    found = asked(request, region_code)
    if found is None:
        raise Http404
    return found


def may_settle(request: HttpRequest, region_code: str) -> bool:
    """Say whether the reader may close, pay and change terms here."""
    return regions.may(
        member_id=reader(request), region_code=region_code, permission="money.manage"
    )


def today() -> date:
    """Return the day in Japan."""
    return periods.jst_day(clock.now())


def month(text: str) -> str:
    """Write YYYY-MM for a reader."""
    return dates.month(text, get_language() or "ja")


@dataclass(frozen=True, slots=True)
class Row:
    """One statement as a line of a page."""

    told: Statement
    name: str
    used: str
    back: str
    granted: str
    owed: str
    fee: str
    carried_in: str
    payout: str
    outcome: str
    state: str
    way: str
    is_due: bool


def row(one: Statement) -> Row:
    """Write a statement as a line."""
    moved = one.moved
    waits = one.carried_out if one.outcome == netting.CARRY else one.payout
    return Row(
        told=one,
        name=statement_papers.partner(one),
        used=f"{moved.used:,}",
        back=f"{moved.given_back:,}",
        granted=f"{moved.granted - moved.taken_back:,}".replace("-", "−"),
        owed=statement_papers.yen(one.owed),
        fee=statement_papers.yen(one.fee.gross),
        carried_in=statement_papers.yen(one.carried_in),
        payout=statement_papers.yen(waits),
        outcome=gettext(OUTCOMES[one.outcome]),
        state=gettext(STATES[one.state]),
        way=gettext(WAYS[one.paid_way or one.account.way]),
        is_due=one.state == statement.DUE and one.stands,
    )


@dataclass(frozen=True, slots=True)
class Search:
    """Which shops of a month are looked for: words of their name, and what becomes of them."""

    words: str
    show: str
    wanted_sheet: str
    kinds: Sequence[str]
    many: int = 12

    @property
    def is_told(self) -> bool:
        """Whether anything is looked for."""
        return bool(self.words or self.show)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What one can choose from, with its words; nothing where there is no choice."""
        kinds = [(one, gettext(_KINDS[one])) for one in self.kinds]
        return [("", gettext("すべて")), *kinds] if kinds else []

    def finds(self, outcome: str, names: str, *, is_due: bool = False) -> bool:
        """Say whether a shop of these names is looked for."""
        shown = is_due if self.show == DUE else self.show in ("", outcome)
        return shown and all(word in _plain(names) for word in _plain(self.words).split())

    def sheet(self, found: Sequence[Any], *, kept: Mapping[str, str]) -> sheets.Sheet[Any]:
        """Cut out the rows that the address names."""
        told = {**kept, "q": self.words, "show": self.show}
        return sheets.sheet(found, self.wanted_sheet, ROWS, told)


def search(request: HttpRequest, kinds: Sequence[str] = tuple(OUTCOMES)) -> Search:
    """Read what is looked for; `kinds` is what one can choose from."""
    show = request.GET.get("show", "")
    return Search(
        words=request.GET.get("q", "").replace("\0", "").strip()[:80],
        show=show if show in kinds else "",
        wanted_sheet=request.GET.get("sheet", ""),
        kinds=kinds,
    )


def names(one: Shop) -> str:
    """Return all by which a shop may be looked for."""
    return f"{one.name} {one.name_en} {one.kana} {one.code}"


def by_name(one: Shop) -> tuple[str, str]:
    """Return what shops stand in order by: how their names are read."""
    return _plain(one.kana or one.name), one.code


def _plain(text: str) -> str:
    """Write a name as people compare it: wide or narrow, large or small."""
    return unicodedata.normalize("NFKC", text).casefold()


def paid_to_shops(found: list[Statement]) -> int:
    """Add up what shops are paid."""
    return sum(one.payout for one in found if one.payout > 0)


def name_of(closing: Closing) -> str:
    """Name a closed month; its version where there is more than one."""
    told = month(closing.month)
    if closing.version == 1:
        return told
    return gettext("%(month)s（%(version)s回目の締め）") % {
        "month": told,
        "version": closing.version,
    }
