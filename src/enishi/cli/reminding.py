"""Tells people in time: points that will lapse, and points that wait for a phone's member."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from enishi.kit.periods import jst_day
from enishi.ledger import queries as books
from enishi.ledger.lapsing import Notice
from enishi.ledger.transfers import MEMBER
from enishi.membership import queries as members
from enishi.membership.member import Addressee
from enishi.outbox import operations as outbox
from enishi.outbox import queries as messages
from enishi.programs import queries as programs
from enishi.programs.programme import Asset
from enishi.regions import queries as regions
from enishi.web.design import dates

# A notice older than this is not sent any more: the next step tells again.
_FRESH = timedelta(days=7)
_DAYS_BEFORE = (1, 3)
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Told:
    """One message to one member, ready for the outbox."""

    key: str
    channel: str
    to: str
    subject: str
    text: str


def tell_of_lapses(at: datetime) -> int:
    """Put the books' notices into the outbox, once each, for those who want them; say how many."""
    names = books.due_to_be_told(since=at - _FRESH, on=jst_day(at))
    people = [name for name in names if name.startswith(MEMBER)]
    return sum(_tell_of_lapses(batch, at) for batch in _batches(people))


def _batches(names: Iterable[str]) -> Iterator[list[str]]:
    left = iter(names)
    while batch := list(islice(left, _BATCH)):
        yield batch


def _tell_of_lapses(names: Sequence[str], at: datetime) -> int:
    found = books.notices_of(names, on=jst_day(at), unseen_only=True)
    people = members.addressees([_id(name) for name in found])
    takers = messages.push_takers(found)
    assets = {
        code: programs.asset(code)
        for code in {one.asset for told in found.values() for one in told}
    }
    told = []
    for name, notices in found.items():
        person = people.get(_id(name))
        if person is None:
            continue
        told += [
            message
            for one in notices
            if one.remaining and one.at >= at - _FRESH
            for message in _lapse(person, one, assets[one.asset], takes_push=name in takers)
        ]
    return _send(told, at)


def _id(name: str) -> UUID:
    return UUID(name.removeprefix(MEMBER))


def _lapse(person: Addressee, notice: Notice, asset: Asset, *, takes_push: bool) -> Iterator[Told]:
    """Write one notice; by mail, else by push, else by SMS, which costs the town money."""
    name = f"{MEMBER}{person.member_id}"
    agrees = person.agrees(asset.region_code)
    ways = (
        ("email", person.email if agrees else ""),
        ("push", name if takes_push else ""),
        ("sms", person.phone if agrees else ""),
    )
    channel, to = next(((way, to) for way, to in ways if to), ("", ""))
    if not to:
        return
    with translation.override(person.language):
        region = regions.region(asset.region_code)
        facts: Mapping[str, object] = {
            "region": (person.language != "ja" and region.name_en) or region.name,
            "asset": asset.name,
            "points": f"{notice.remaining:,}",
            "day": dates.day(notice.expires_on, person.language, year=True),
        }
        subject = gettext("%(region)s：期限が近づいています") % facts
        text = gettext("%(asset)s %(points)sが、%(day)sで期限になります。") % facts
        if asset.takes_donations:
            text += gettext("それまでに、お使いいただくか、町の基金へ寄附できます。")
        if settings.PUBLIC_URL:
            text += f"\n{settings.PUBLIC_URL}/me/points/{asset.region_code}"
        yield Told(
            key=f"lapse:{name}:{notice.asset}:{notice.expires_on}:{notice.days}",
            channel=channel,
            to=to,
            subject=subject,
            text=text,
        )


def tell_of_holding(at: datetime) -> int:
    """Remind phones that take push, three days and one day before what they hold goes back."""
    held = members.held_between(at, at + timedelta(days=max(_DAYS_BEFORE)))
    takers = messages.push_takers(f"{MEMBER}{member_id}" for member_id, _ in held)
    people = members.addressees([id_ for id_, _ in held if f"{MEMBER}{id_}" in takers])
    told = []
    for member_id, until in held:
        if member_id in people:
            days = next(one for one in _DAYS_BEFORE if until - at <= timedelta(days=one))
            told.append(_holding(people[member_id], until, days))
    return _send(told, at)


def _holding(person: Addressee, until: datetime, days: int) -> Told:
    name = f"{MEMBER}{person.member_id}"
    with translation.override(person.language):
        subject = gettext("お預かりは、あと%(days)s日です") % {"days": days}
        text = gettext(
            "番号かメールを確かめると、コインはずっとあなたのものになります。お名前は、いりません。"
        )
    return Told(f"held:{name}:{until.isoformat()}:{days}", "push", name, subject, text)


def _send(told: Sequence[Told], at: datetime) -> int:
    """Put into the outbox what is not there yet."""
    known = messages.known(one.key for one in told)
    fresh = [one for one in told if one.key not in known]
    with transaction.atomic():
        for one in fresh:
            outbox.send(
                key=one.key,
                channel=one.channel,
                to=one.to,
                subject=one.subject,
                text=one.text,
                at=at,
            )
    return len(fresh)
