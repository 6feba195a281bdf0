"""Every address of the pages, made from the map itself, so that a new page is walked too."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from typing import Any
from uuid import UUID, uuid4

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from enishi.actions import queries as actions
from enishi.activities import queries as activities
from enishi.events import queries as events
from enishi.funds import queries as funds
from enishi.membership import operations as cards
from enishi.membership import queries as membership
from enishi.merchants import queries as shops
from enishi.programs import queries as programs
from enishi.rewards import queries as rewards
from enishi.settlement import queries as settlement
from enishi.settlement.statement import Closing
from enishi.sponsors import queries as sponsors
from enishi.ties import queries as ties
from enishi.web.console import questions
from enishi.web.opendata import datasets

FOREIGN = ("allauth.",)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Address:
    """One page: its path and the permission that it declares."""

    path: str
    permission: str


def patterns(found: Sequence[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for one in found:
        if isinstance(one, URLResolver):
            if one.namespace is None and one.app_name is None:
                yield from patterns(one.url_patterns)
        else:
            yield one


def _made(given: Mapping[str, Sequence[object]]) -> list[Address]:
    """Fill in the map; a part of an address without a value is a mistake: no page is left out."""
    made = []
    for pattern in patterns(get_resolver().url_patterns):
        if pattern.callback.__module__.startswith(FOREIGN):
            continue
        parts = list(pattern.pattern.converters)
        for values in product(*(given[part] for part in parts)):
            kwargs = dict(zip(parts, values, strict=True)) | (pattern.default_args or {})
            permission = pattern.callback.permission  # type: ignore[attr-defined]
            made.append(Address(reverse(str(pattern.name), kwargs=kwargs), permission))
    return list(dict.fromkeys(made))


def _records(town: str) -> list[int]:
    """Return a record of the town that is worth a second look, or a number that leads nowhere."""
    return [one.seq for one in activities.doubtful(town, LONG_AGO)][:1] or [1]


def _sheets(town: str) -> list[UUID]:
    """Return a sheet of blank cards of the town; its first one is prepared here."""
    known = [one.id for one in membership.sheets(town)][:1]
    return known or [cards.prepare_cards(region_code=town, sheets=1, at=LONG_AGO)]


def _closings(town: str) -> list[Closing]:
    """Return the closed months of the town's shops."""
    return [closed for one in programs.assets(town) for closed in settlement.closings(one.code)]


# Files of two pages stand for those of all where only the door is tried: one view makes them.
FEW = (questions.PORTRAIT, questions.COMPARE)


def of_town(
    town: str, *, language: str = "ja", files_of: Sequence[str] = questions.WITH_FILES
) -> list[Address]:
    """Return the address of every page, for a town, its events, a rule; once each."""
    return _made(
        {
            "region_code": [town],
            "receipt": ["2026-0001"],
            "class_id": [1],
            "event_code": [event.code for event in events.events_of(town)],
            "rule_id": [rule.id for rule in programs.rules_of([town])[:1]],
            "slug": [*files_of, *datasets.DIMENSION_OF],
            "transfer": [uuid4()],
            "erasure": [uuid4()],
            "sheet": _sheets(town),
            "action_id": [one.id for one in actions.actions_of(town)[:1]] or [1],
            "team_id": [one.id for one in actions.teams_in(town)[:1]] or [1],
            "photo": [uuid4()],
            "honoured_id": [1],
            "honour_id": [one.id for one in ties.honours_in(town)] or [1],
            "invitation_id": [
                one.id for held in ties.honours_in(town) for one in ties.on_list(held.id, town)
            ]
            or [1],
            "proxy_id": [1],
            "token": ["forged"],
            "guardianship": [uuid4()],
            "secret": ["forged"],
            "seq": _records(town),
            "member_id": [uuid4()],
            "kind": ["event"],
            "tile_path": ["0/000"],
            "code": [language],
            "passkey": [1],
            "closing_id": [one.id for one in _closings(town)][:1] or [1],
            "number": [
                told.number for one in _closings(town) for told in settlement.statements(one.id)
            ][:1]
            or ["2026-06-0001-0001"],
            "choice": ["usual"],
            "reward_id": [one.id for one in rewards.rewards_of(town)][:1] or [1],
            "partner_code": ["no-partner"],
            "intake_id": [1],
            "voucher_code": ["N0SVCHVCHERN0NE0"],
            "device_id": [uuid4()],
            "sale_code": ["NOSUCHSALE"],
            "customer": ["forged"],
            "shop_code": [one.code for one in shops.shops_of(town)][:1] or ["NOSUCHSH"],
            "offer_id": [1],
            "endpoint_id": [uuid4()],
            "day": ["2026-11-20"],
            "sponsor_id": [one.id for one in sponsors.sponsors_of(town)][:1] or [1],
            "pledge_id": [one.id for one in sponsors.pledges_of(town)][:1] or [1],
            "month": ["2026-05"],
            "undertaking_id": [one.id for one in funds.undertakings_of(town)][:1] or [1],
            "picture": [uuid4()],
            "ballot": [one.id for one in funds.ballots_of(town)][:1] or [uuid4()],
        }
    )


def share(pages: list[Any], number: int, of: int) -> list[Any]:
    """Return one of `of` shares of a walk; all of it with the long figures."""
    return pages if "ENISHI_THOROUGH" in os.environ else pages[number % of :: of]
