"""つぎの、ひとつ: the one next thing of a member's home, in words and with its button."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import get_language, gettext

from enishi.events.event import Event
from enishi.regions.region import Region
from enishi.ties import next_thing
from enishi.ties.honour import INVITED, Honoured
from enishi.ties.letter import Letter
from enishi.web.design import dates, sentences
from enishi.web.design.templatetags.enishi import name_of
from enishi.web.member.gifts import Gift


@dataclass(frozen=True, slots=True)
class Lapse:
    """Points that end soon."""

    region: Region
    points: int
    expires_on: date
    gives: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """An event with what it promises."""

    event: Event
    region: Region
    gift: Gift


@dataclass(frozen=True, slots=True)
class ToDo:
    """A daily action of a region that is still open today."""

    region: Region
    title: str
    coins: int | None


@dataclass(frozen=True, slots=True)
class Next:
    """What stands in the panel: a title, lines, perhaps what it brings, and one button."""

    kind: str
    title: str
    lines: Sequence[str]
    button: str
    address: str
    gift: Gift | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """All that could come next."""

    held_until: datetime | None = None
    today: Offer | None = None
    lapse: Lapse | None = None
    invitation: tuple[Honoured, Region] | None = None
    letter: tuple[Letter, Region] | None = None
    action: ToDo | None = None
    event: Offer | None = None


def choose(found: Found, at: datetime) -> Next:
    """Choose the one next thing, and say it."""
    things: Mapping[str, Next | None] = {
        next_thing.COMPLETE: _complete(found.held_until, at) if found.held_until else None,
        next_thing.TODAY: _today(found.today) if found.today else None,
        next_thing.LAPSE: _lapse(found.lapse) if found.lapse else None,
        next_thing.INVITATION: _invitation(*found.invitation) if found.invitation else None,
        next_thing.LETTER: _letter(*found.letter) if found.letter else None,
        next_thing.ACTION: _action(found.action) if found.action else None,
        next_thing.EVENT: _event(found.event, gettext("くわしく見る")) if found.event else None,
    }
    _, chosen = next_thing.choose(things)
    return chosen or _scan()


def _language() -> str:
    return get_language() or "ja"


def _when(event: Event) -> str:
    return dates.span(event.starts_at, event.ends_at, _language())


def _where(offer: Offer) -> str:
    place = gettext("オンライン") if offer.event.online else offer.event.place
    return gettext("　").join(filter(None, (name_of(offer.region), place)))


def _complete(until: datetime, at: datetime) -> Next | None:
    """Points wait for this phone's person, and would go back."""
    if not next_thing.must_complete(until, at):
        return None
    facts = {"until": sentences.told_moment(until)}
    return Next(
        next_thing.COMPLETE,
        gettext("コインを、ずっとあなたのものに"),
        (
            gettext("%(until)sまで、このスマホでお預かりしています。") % facts,
            gettext("電話番号かメールで、1分でおわります。"),
        ),
        gettext("手続きする"),
        reverse("keep"),
    )


def _today(offer: Offer) -> Next:
    """The member means to come today."""
    return Next(
        next_thing.TODAY,
        gettext("きょうは「%(title)s」です") % {"title": offer.event.title},
        (
            _when(offer.event),
            _where(offer),
            gettext("会場に着いたら、ポスターのQRを読み取ってください。"),
        ),
        gettext("カメラをひらく"),
        reverse("scan"),
        offer.gift,
    )


def _lapse(lapse: Lapse) -> Next:
    """Points end soon: use them, or give them away where the town takes that."""
    day = dates.day(lapse.expires_on, _language())
    facts = {"points": f"{lapse.points:,}", "day": day, "region": name_of(lapse.region)}
    way = (
        gettext("町のお店で使うか、町の基金に寄附できます。")
        if lapse.gives
        else gettext("町のお店で使えます。")
    )
    return Next(
        next_thing.LAPSE,
        gettext("%(points)s円ぶんが、%(day)sまでです") % facts,
        (name_of(lapse.region), way),
        gettext("ポイントを見る"),
        reverse("points", args=[lapse.region.code]),
    )


def _invitation(one: Honoured, region: Region) -> Next:
    """The town invites the member, who has not answered yet."""
    assert one.state == INVITED, one.state
    facts = {"region": name_of(region), "name": one.name.of(_language())}
    return Next(
        next_thing.INVITATION,
        gettext("%(region)sから、「%(name)s」へのご招待") % facts,
        (gettext("受けるかどうかは、あなたが決められます。"),),
        gettext("ご招待を読む"),
        reverse("honour", args=[one.id]),
    )


def _letter(letter: Letter, region: Region) -> Next:
    """The town wrote, and the member has not read it."""
    return Next(
        next_thing.LETTER,
        gettext("%(region)sから、お便りです") % {"region": name_of(region)},
        (letter.title.of(_language()),),
        gettext("お便りを読む"),
        reverse("letters") + f"#l{letter.id}",
    )


def _action(todo: ToDo) -> Next:
    """Something small that can be done today."""
    facts = {"region": name_of(todo.region), "title": todo.title}
    return Next(
        next_thing.ACTION,
        gettext("今日、町と会いましたか"),
        (
            name_of(todo.region),
            gettext("「%(title)s」など、したことをひと押しで残せます。") % facts,
        ),
        gettext("今日の記録へ"),
        reverse("actions", args=[todo.region.code]),
        Gift(todo.coins, 0) if todo.coins else None,
    )


def _event(offer: Offer, button: str) -> Next:
    """The next event of one of the member's towns."""
    return Next(
        next_thing.EVENT,
        offer.event.title,
        (_when(offer.event), _where(offer)),
        button,
        reverse("event", args=[offer.region.code, offer.event.code]),
        offer.gift,
    )


def _scan() -> Next:
    """A poster can always be read."""
    return Next(
        next_thing.SCAN,
        gettext("会場のQRを読み取る"),
        (gettext("ポスターのQRを読むと、町からコインが届きます。"),),
        gettext("カメラをひらく"),
        reverse("scan"),
    )
