"""Every reading of names, steps, honours and letters for others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q

from enishi.activities import evidence
from enishi.activities import queries as activities
from enishi.activities.activity import Met
from enishi.kit.periods import jst_day
from enishi.kit.refusal import Refusal
from enishi.membership import queries as membership
from enishi.ties import honour as honours
from enishi.ties import letter as letters
from enishi.ties import models, stages
from enishi.ties import wording as words
from enishi.ties.honour import Criteria, Honour, Honoured
from enishi.ties.letter import Letter
from enishi.ties.stages import HeldCard, Move, Rules, Standing
from enishi.ties.wording import Named, Square, Step, Wording


class UnknownHonour(Refusal):
    """The region has no such honour."""

    code = "unknown_honour"
    status = 404


class UnknownInvitation(Refusal):
    """There is no such invitation, or it is somebody else's."""

    code = "unknown_invitation"
    status = 404


def wording(region_code: str) -> Wording:
    """Return what a region calls its card and steps; the usual words where it set none."""
    return wordings([region_code])[region_code]


def wordings(region_codes: Collection[str]) -> dict[str, Wording]:
    """Return the words of several regions."""
    rows = models.Wording.objects.filter(region_id__in=set(region_codes))
    told = {row.region_id: _wording(row) for row in rows}
    return {code: told.get(code) or words.default(code) for code in region_codes}


def _wording(row: models.Wording) -> Wording:
    return Wording(
        region_code=row.region_id,
        card=Named(row.card_name, row.card_name_en),
        steps=tuple(
            Step(
                fraction,
                Named(told["name"], told["name_en"]),
                Named(told["meaning"], told["meaning_en"]),
            )
            for fraction, told in zip(stages.FRACTIONS[1:], row.steps, strict=True)
        ),
        rules=Rules(row.days_least, row.months),
        shape=tuple(
            Square(
                row=told["row"],
                column=told["column"],
                name=Named(told["name"], told["name_en"]),
                also=tuple(told["also"]),
                about=Named(told["about"], told["about_en"]),
                is_water=told["is_water"],
            )
            for told in row.shape
        ),
        about=Named(row.about, row.about_en),
        is_own=True,
    )


def step_data(step: Step) -> dict[str, str]:
    """Return how a step is stored (for this room)."""
    return {
        "name": step.name.ja,
        "name_en": step.name.en,
        "meaning": step.meaning.ja,
        "meaning_en": step.meaning.en,
    }


def square_data(square: Square) -> dict[str, object]:
    """Return how a square is stored (for this room)."""
    return {
        "row": square.row,
        "column": square.column,
        "name": square.name.ja,
        "name_en": square.name.en,
        "also": list(square.also),
        "about": square.about.ja,
        "about_en": square.about.en,
        "is_water": square.is_water,
    }


def stage(member_id: UUID, region_code: str, on: date) -> Standing:
    """Return the step on which a member stands with one region on a day."""
    told = wording(region_code)
    met = activities.met(member_id, stages.window_from(on, told.rules.months))
    kinds = membership.card_kinds([member_id], [region_code])
    return standings(met, {region_code: told}, _by_region(kinds), on=on)[region_code]


def _by_region(kinds: Mapping[tuple[UUID, str], str]) -> dict[str, str]:
    return {region: kind for (_, region), kind in kinds.items()}


def standings(
    met: Sequence[Met], told: Mapping[str, Wording], cards: Mapping[str, str], *, on: date
) -> dict[str, Standing]:
    """Return the step for each region from days already read and the kinds of card held."""
    seen: dict[str, set[date]] = defaultdict(set)
    for one in met:
        if evidence.is_verified(one.evidence):
            seen[one.region_code].add(one.on)
    return {
        code: stages.standing(seen[code], cards.get(code, ""), one.rules, on=on)
        for code, one in told.items()
    }


_FAR_BACK = date(1900, 1, 1)


def moves(member_id: UUID, region_code: str, until: date) -> list[Move]:
    """Return every change of a member's step with a region before a day, oldest first.

    Computed from records and cards; a merge or a withdrawal changes it, as it should.
    """
    days = [
        one.on
        for one in activities.met(member_id, _FAR_BACK)
        if one.region_code == region_code and evidence.is_verified(one.evidence)
    ]
    return stages.moves(
        days, _cards(member_id, region_code), wording(region_code).rules, until=until
    )


def _cards(member_id: UUID, region_code: str) -> list[HeldCard]:
    """Return the kinds of card a member held, each until the next one was given."""
    given = [card for card in membership.cards(member_id) if card.region_code == region_code]
    given.sort(key=lambda card: card.issued_at)
    days = [jst_day(card.issued_at) for card in given]
    ends = [*days[1:], None][: len(days)]
    return [
        HeldCard(card.kind, since, end or (None if card.is_live else _day_after(since)))
        for card, since, end in zip(given, days, ends, strict=True)
    ]


def _day_after(since: date) -> date:
    """Return when a card that ended without another is taken to have ended: the day after."""
    return since + timedelta(days=1)


def honours_of(member_id: UUID) -> list[Honoured]:
    """Return a member's invitations and honours, newest first; not what waits at the town."""
    rows = models.Honoured.objects.filter(member_id=member_id).exclude(state=honours.FOUND)
    return [_honoured(row) for row in rows.select_related("honour").order_by("-invited_at", "-pk")]


def honours_in(region_code: str) -> list[Honour]:
    """Return a region's honours, newest first, and how many stand where."""
    counted = {
        state: Count("honoured", filter=Q(honoured__state=state)) for state in honours.STATES
    }
    rows = models.Honour.objects.filter(region_id=region_code).annotate(**counted)
    return [_honour(row) for row in rows.order_by("-made_at", "-pk")]


def honour(honour_id: int, region_code: str) -> Honour:
    """Return one honour of a region.

    Raises:
        UnknownHonour: the region has no such honour.
    """
    found = [one for one in honours_in(region_code) if one.id == honour_id]
    if not found:
        raise UnknownHonour(honour=honour_id)
    return found[0]


def on_list(honour_id: int, region_code: str, limit: int = 500) -> list[Honoured]:
    """Return who stands on an honour's list, those who wait first; for the region's staff."""
    order = {state: number for number, state in enumerate(honours.STATES)}
    rows = models.Honoured.objects.filter(honour_id=honour_id, honour__region_id=region_code)
    found = [_honoured(row) for row in rows.select_related("honour").order_by("pk")]
    return sorted(found, key=lambda one: (order[one.state], -one.times, one.id))[:limit]


def one_on_list(honoured_id: int, region_code: str) -> Honoured:
    """Return one line of an honour's list; for the region's staff.

    Raises:
        UnknownInvitation: the region has no such line.
    """
    rows = models.Honoured.objects.filter(pk=honoured_id, honour__region_id=region_code)
    row = rows.select_related("honour").first()
    if row is None:
        raise UnknownInvitation(invitation=honoured_id)
    return _honoured(row)


def _honour(row: models.Honour) -> Honour:
    return Honour(
        id=row.pk,
        region_code=row.region_id,
        name=Named(row.name, row.name_en),
        criteria=Criteria(row.least, row.months, tuple(row.kinds)),
        benefits=Named(row.benefits, row.benefits_en),
        is_open=row.closed_at is None,
        **{state: getattr(row, state) for state in honours.STATES},
    )


def _honoured(row: models.Honoured) -> Honoured:
    return Honoured(
        id=row.pk,
        honour_id=row.honour_id,
        region_code=row.honour.region_id,
        name=Named(row.honour.name, row.honour.name_en),
        benefits=Named(row.honour.benefits, row.honour.benefits_en),
        member_id=row.member_id,
        state=row.state,
        times=row.times,
        found_at=row.found_at,
        invited_at=row.invited_at,
        answered_at=row.answered_at,
    )


def letters_to(
    member_id: UUID, region_codes: Collection[str], came_to: Collection[str], limit: int = 50
) -> list[Letter]:
    """Return the letters of these regions that are meant for a member, newest first.

    `came_to` are the events the member was at.
    """
    held = models.Honoured.objects.filter(member_id=member_id, state=honours.ACCEPTED)
    meant = (
        Q(audience=letters.ALL)
        | Q(audience=letters.CAME, event__in=set(came_to))
        | Q(audience=letters.HONOURED, region_id__in=held.values("honour__region_id"))
    )
    rows = models.Thanks.objects.filter(meant, region_id__in=set(region_codes))
    found = list(rows.order_by("-at", "-pk")[:limit])
    read = set(
        models.Read.objects.filter(
            member_id=member_id, thanks_id__in=[row.pk for row in found]
        ).values_list("thanks_id", flat=True)
    )
    return [_letter(row, is_read=row.pk in read) for row in found]


def letters_from(region_code: str, limit: int = 20) -> list[Letter]:
    """Return a region's letters, newest first; for its staff."""
    rows = models.Thanks.objects.filter(region_id=region_code).order_by("-at", "-pk")[:limit]
    return [_letter(row) for row in rows]


def public_letters(region_code: str, limit: int = 1) -> list[Letter]:
    """Return a region's newest letters to everybody, for everybody's eyes."""
    rows = models.Thanks.objects.filter(region_id=region_code, audience=letters.ALL)
    return [_letter(row) for row in rows.order_by("-at", "-pk")[:limit]]


def _letter(row: models.Thanks, *, is_read: bool = False) -> Letter:
    return Letter(
        id=row.pk,
        region_code=row.region_id,
        title=Named(row.title, row.title_en),
        text=Named(row.text, row.text_en),
        signed=Named(row.signed, row.signed_en),
        audience=row.audience,
        event=row.event,
        at=row.at,
        told=row.told,
        is_read=is_read,
    )
