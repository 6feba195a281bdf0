"""Read everything about one person, through every room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from enishi.activities import queries as activities
from enishi.events import queries as events
from enishi.funds import queries as funds
from enishi.ledger import queries as ledger
from enishi.ledger.transfers import MEMBER
from enishi.membership import queries as membership
from enishi.outbox import queries as outbox
from enishi.partners import queries as partners
from enishi.regions import queries as regions
from enishi.regions.region import Controller
from enishi.rewards import queries as rewards
from enishi.rights.copy import SECTIONS, Copy, Row, Section
from enishi.sales import queries as sales
from enishi.sponsors import queries as sponsors
from enishi.supporters import queries as supporters
from enishi.surveys import queries as surveys
from enishi.transparency import queries as log

_ALL = 100_000
_RECEIPTS = 1_000


def copy_of(member_id: UUID, at: datetime) -> Copy:
    """Return a copy of all that is kept about a person.

    Raises:
        UnknownMember: no member has the id.
    """
    gone = membership.members_of_person(member_id)
    names = [f"{MEMBER}{one}" for one in gone]
    past = activities.of_member(member_id, limit=_ALL)
    found: dict[str, Sequence[Row]] = {
        "person": [_person(member_id)],
        "activities": [_activity(one) for one in past],
        "purchases": sales.copy_of(member_id),
        "answers": surveys.answers_of(one.seq for one in past),
        "sign_ups": events.sign_ups_of(member_id),
        "vouchers": rewards.copy_of(member_id),
        "supports": supporters.copy_of(gone),
        "given": [asdict(one) for one in sponsors.given_by(gone)],
        "votes": funds.votes_of(gone),
        "partners": partners.copy_of(member_id),
        "messages": _messages(names, gone),
        **_known(member_id),
    }
    moves = list(_movements(names))
    found["movements"] = [row for row, _ in moves]
    sections = [Section(code, found[code]) for code in SECTIONS]
    codes = {one.region_code for one in past} | {row["region"] for row in found["movements"]}
    codes |= {row["region_code"] for row in found["cards"]}
    return Copy(member_id, at, sections, _controllers(sorted(codes)), [own for _, own in moves])


def counts_of(member_id: UUID, at: datetime) -> dict[str, int]:
    """Tell how much there is of each kind."""
    return {section.code: section.count for section in copy_of(member_id, at).sections}


def receipts_of(copied: Copy) -> Iterator[tuple[UUID, Mapping[str, Any]]]:
    """Yield the receipts of a person's transfers that are sealed, newest first."""
    for transfer, own in copied.transfers[:_RECEIPTS]:
        try:
            yield transfer, log.receipt(f"transfer:{transfer}", opens=own)
        except log.NotSealed:
            continue


def _person(member_id: UUID) -> Row:
    told = asdict(membership.member(member_id))
    return {name: value for name, value in told.items() if name != "email" or value}


def _known(member_id: UUID) -> dict[str, Sequence[Row]]:
    """Return what membership keeps: addresses, keys, phones, cards, words given, who looked."""
    keys = [{"how": "passkey", **asdict(one)} for one in membership.passkeys(member_id)]
    services = [{"how": name} for name in membership.services(member_id)]
    proxies = [{"what": "proxy", **asdict(one)} for one in membership.proxies(member_id)]
    words = [{"what": "guardian", **asdict(one)} for one in membership.guardianships(member_id)]
    return {
        "contacts": [asdict(one) for one in membership.contacts(member_id)],
        "sign_in": [*keys, *services],
        "devices": [asdict(one) for one in membership.devices(member_id)],
        "cards": [asdict(one) for one in membership.cards(member_id)],
        "consents": [asdict(one) for one in membership.consents(member_id)],
        "family": [*proxies, *words],
        "looks": [asdict(one) for one in membership.looks(member_id)],
    }


def _activity(past: Any) -> Row:
    told = asdict(past)
    told["awards"] = [
        {name: award[name] for name in ("asset", "amount", "reason", "transfer_id")}
        for award in told["awards"]
    ]
    return told


def _messages(names: Sequence[str], gone: Sequence[UUID]) -> list[Row]:
    found = outbox.to([*names, *membership.addresses_of(gone)], limit=_ALL)
    fields = ("channel", "to", "subject", "text", "created_at", "sent_at")
    return [{name: getattr(one, name) for name in fields} for one in found]


def _movements(names: Sequence[str]) -> Iterator[tuple[Row, tuple[UUID, str]]]:
    """Yield each movement of points, newest first, and the transfer with the own account."""
    lines = [
        (line, asset, name)
        for name in names
        for asset in ledger.balances(name)
        for line in ledger.statement(name, asset, limit=_ALL)
    ]
    for line, asset, name in sorted(lines, key=lambda one: one[0].at, reverse=True):
        told = asdict(line)
        yield {"region": asset.partition(":")[0], "asset": asset, **told}, (line.transfer, name)


def _controllers(codes: Sequence[str]) -> list[Controller]:
    found = []
    for code in codes:
        try:
            found.append(regions.controller(code))
        except regions.UnknownController:
            continue
    return found
