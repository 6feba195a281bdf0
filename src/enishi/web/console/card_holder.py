"""One card at the desk: what it holds, what happened, and what its holder may ask for."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from enishi.activities import queries as activities
from enishi.activities.activity import Past
from enishi.events import queries as events
from enishi.kit.periods import jst_day
from enishi.ledger import queries as books
from enishi.ledger.pockets import Pocket
from enishi.ledger.transfers import MEMBER, POINTS_MAX, transfer_id
from enishi.membership import operations, slips
from enishi.membership import queries as membership
from enishi.membership.member import Card
from enishi.membership.operations import UnknownCard
from enishi.programs import operations as programs
from enishi.programs import queries as assets
from enishi.programs.programme import Asset
from enishi.regions import queries as regions
from enishi.web.console.reception import who
from enishi.web.console.scopes import CARDS
from enishi.web.design import clock, moves
from enishi.web.design.permission import needs, reader

_SHOWN = 10
_DATES = 3
_DIGITS_MAX = 9


@dataclass(frozen=True, slots=True)
class Move:
    """One line of what moved."""

    at: datetime
    what: str
    amount: int

    @property
    def size(self) -> int:
        """How many points moved, whichever way."""
        return abs(self.amount)


@dataclass(frozen=True, slots=True)
class Purse:
    """What the card holds of one asset, what lapses when, and what moved last."""

    asset: Asset
    balance: int
    free: int
    lapses: Sequence[Pocket]
    moves: Sequence[Move]

    @property
    def is_coin(self) -> bool:
        """Say whether it is recognition, not money."""
        return self.asset.kind == "coin"


@dataclass(frozen=True, slots=True)
class Visit:
    """One thing the holder did here."""

    past: Past
    title: str
    grade: str


def found(region_code: str, number: str) -> Card:
    """Return the living card of this region.

    Raises:
        UnknownCard: the region has no living card of the number.
    """
    card = membership.card_holder(slips.number_in(number))
    if card is None or card.region_code != region_code:
        raise UnknownCard(number=number)
    return card


def purses(member_id: UUID, region_code: str, on: date) -> list[Purse]:
    """Return what a card holds: points first, coins after; an asset never touched is left out."""
    name = f"{MEMBER}{member_id}"
    told = sorted(assets.assets(region_code), key=lambda asset: asset.kind, reverse=True)
    return [_purse(name, asset, on) for asset in told if asset.is_open]


def _purse(name: str, asset: Asset, on: date) -> Purse:
    balance = books.balance(name, asset.code)
    held = sum(hold.amount for hold in books.holds(name, asset.code))
    lines = books.statement(name, asset.code, limit=_SHOWN)
    return Purse(
        asset=asset,
        balance=balance,
        free=max(0, balance - held),
        lapses=books.forecast_of(name, asset.code, on=on)[:_DATES],
        moves=[
            Move(
                one.at,
                moves.moved(one.kind, one.counterpart, arrives=one.amount > 0),
                one.amount,
            )
            for one in lines
        ],
    )


def visits(member_id: UUID, region_code: str) -> list[Visit]:
    """Return what the holder did in this region, latest first."""
    past = activities.of_member(member_id, region_code, limit=_SHOWN)
    return [Visit(one, _title(one), moves.grade(one.evidence)) for one in past]


def _title(past: Past) -> str:
    if not past.event:
        return past.place
    try:
        return events.event(past.event).title
    except events.UnknownEvent:
        return past.place


def _show(
    request: HttpRequest, region_code: str, number: str, *, done: str = "", wrong: str = ""
) -> HttpResponse:
    """Show a card; whoever holds it can read that staff looked."""
    at = clock.now()
    card = found(region_code, number)
    operations.note_look(
        member_id=card.member_id,
        reader_id=reader(request),
        region_code=region_code,
        purpose="card",
        at=at,
    )
    page = {
        "region": regions.region(region_code),
        "card": card,
        "who": who(card.member_id, region_code),
        "purses": purses(card.member_id, region_code, jst_day(at)),
        "visits": visits(card.member_id, region_code),
        "phones": membership.phones(card.member_id),
        "kinds": [(code, gettext(words)) for code, words in CARDS.items() if code],
        "key": uuid4(),
        "done": done,
        "wrong": wrong,
        "here": "cards",
    }
    return render(request, "console/card_holder.html", page, status=422 if wrong else 200)


@needs("reception.work")
@never_cache
@require_POST
def holder(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show a card by its number; a fresh one is offered to be handed out, and then is."""
    number = request.POST.get("number", "")
    if not membership.is_blank_card(number, region_code):
        return _show(request, region_code, number)
    if request.POST.get("give") == "1":
        operations.give_card(number=number, region_code=region_code, at=clock.now())
        return _show(request, region_code, number, done=gettext("会員証をお渡ししました。"))
    page = {
        "region": regions.region(region_code),
        "number": slips.number_in(number),
        "here": "cards",
    }
    return render(request, "console/card_blank.html", page)


def _amount(text: str) -> int:
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("円").replace(",", "")
    if not (plain.isascii() and plain.isdigit() and len(plain) <= _DIGITS_MAX):
        return 0
    return min(int(plain), POINTS_MAX)


@needs("reception.work")
@never_cache
@require_POST
def donate(request: HttpRequest, region_code: str) -> HttpResponse:
    """Give points of the holder to the town's fund, as they ask; once, however often it is sent."""
    number = request.POST.get("number", "")
    card = found(region_code, number)
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        raise Http404 from None
    purse = next(
        (
            one
            for one in purses(card.member_id, region_code, jst_day(clock.now()))
            if one.asset.code == request.POST.get("asset") and one.asset.takes_donations
        ),
        None,
    )
    if purse is None:
        raise Http404
    points = _amount(request.POST.get("amount", ""))
    secret = membership.transfer_secrets([card.member_id])[card.member_id]
    donation = transfer_id(secret, "donate", f"{purse.asset.code}:{key}")
    if donation not in books.posted([donation]) and not 0 < points <= purse.free:
        facts = {"free": f"{purse.free:,}"}
        wrong = gettext("寄附できるのは、1円ぶんから%(free)s円ぶんまでです。") % facts
        return _show(request, region_code, number, wrong=wrong)
    programs.donate(
        donation=donation,
        account=f"{MEMBER}{card.member_id}",
        asset=purse.asset.code,
        points=points,
        at=clock.now(),
    )
    done = gettext("%(points)s円ぶんを、町の基金に寄附しました。") % {"points": f"{points:,}"}
    return _show(request, region_code, number, done=done)


@needs("reception.work")
@never_cache
@require_POST
def reissue(request: HttpRequest, region_code: str) -> HttpResponse:
    """Let a fresh card take the place of a lost one."""
    lost, fresh = request.POST.get("number", ""), request.POST.get("fresh", "")
    operations.reissue_card(lost=lost, fresh=fresh, region_code=region_code, at=clock.now())
    done = gettext("新しい会員証に替えました。前の会員証は、もう使えません。")
    return _show(request, region_code, fresh, done=done)


@needs("reception.work")
@never_cache
@require_POST
def kind(request: HttpRequest, region_code: str) -> HttpResponse:
    """Let a card be of another kind: 1/1, 1/2, 1/3."""
    number = slips.number_in(request.POST.get("number", ""))
    operations.change_card_kind(
        number=number, region_code=region_code, kind=request.POST.get("kind", "")
    )
    return _show(request, region_code, number, done=gettext("会員証の種類を変えました。"))


@needs("reception.work")
@never_cache
@require_POST
def untie(request: HttpRequest, region_code: str) -> HttpResponse:
    """End the phones that were tied to a paper card."""
    number = request.POST.get("number", "")
    card = found(region_code, number)
    operations.untie_phones(member_id=card.member_id, at=clock.now())
    return _show(request, region_code, number, done=gettext("スマホを外しました。"))
