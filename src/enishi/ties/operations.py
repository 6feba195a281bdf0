"""Every change to how regions name ties, whom they honour, and what they write."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from enishi.activities import evidence
from enishi.activities import queries as activities
from enishi.kit.periods import jst_day
from enishi.kit.refusal import Refusal
from enishi.membership import queries as membership
from enishi.membership.member import Correspondent
from enishi.outbox import operations as outbox
from enishi.regions import queries as regions
from enishi.ties import honour as honours
from enishi.ties import kindness, models, notices, stages
from enishi.ties import letter as letters
from enishi.ties.honour import Found, NewHonour
from enishi.ties.letter import NewLetter
from enishi.ties.queries import UnknownHonour, UnknownInvitation, square_data, step_data
from enishi.ties.wording import Named, Wording

_CARD_MAX, _ABOUT_MAX = 20, 200
_NAME_MAX, _TITLE_MAX, _TEXT_MAX = 40, 60, 2000


class AdministrativeWord(Refusal):
    """A text for the public holds the administrative word for those it is written to."""

    code = "administrative_word"
    status = 422


def _kindly(*texts: Named) -> None:
    """Let nothing pass that people should not be called.

    Raises:
        AdministrativeWord: a text holds such a word.
    """
    found = kindness.administrative(part for text in texts for part in (text.ja, text.en))
    if found:
        raise AdministrativeWord(word=found)


class BadWording(Refusal):
    """A name is missing or too long, or a number cannot be reached."""

    code = "bad_wording"
    status = 422


@transaction.atomic(durable=True)
def set_wording(*, wording: Wording, at: datetime) -> None:
    """Name a region's card and steps, say when a step is reached, and draw its corners.

    Raises:
        UnknownRegion: no region has the code.
        BadWording: a name is missing or too long, or a number cannot be reached.
        AdministrativeWord: a text holds a word that people should not be called.
    """
    region = regions.region(wording.region_code)
    corners = wording.corners
    names = [wording.card, *(step.name for step in wording.steps)]
    _kindly(*names, wording.about, *(step.meaning for step in wording.steps))
    _kindly(*(corner.name for corner in corners), *(corner.about for corner in corners))
    if len(wording.steps) != stages.LIVING:
        raise BadWording(part="steps")
    if not all(name.ja.strip() and len(name.ja) <= _CARD_MAX for name in names):
        raise BadWording(part="name")
    if any(len(part) > _ABOUT_MAX for part in (wording.about.ja, wording.about.en)):
        raise BadWording(part="about")
    rules = wording.rules
    if not 1 < rules.days_least <= stages.DAYS_LEAST_MAX:
        raise BadWording(part="days_least")
    if not 0 < rules.months <= stages.MONTHS_MAX:
        raise BadWording(part="months")
    models.Wording.objects.update_or_create(
        region_id=region.code,
        defaults={
            "card_name": wording.card.ja,
            "card_name_en": wording.card.en,
            "steps": [step_data(step) for step in wording.steps],
            "days_least": rules.days_least,
            "months": rules.months,
            "shape": [square_data(one) for one in wording.shape if one.name.ja or one.is_water],
            "about": wording.about.ja,
            "about_en": wording.about.en,
            "changed_at": at,
        },
    )


class BadHonour(Refusal):
    """An honour has no name, a name that is taken, or criteria that nobody can meet."""

    code = "bad_honour"
    status = 422


@transaction.atomic(durable=True)
def make_honour(*, honour: NewHonour, at: datetime) -> int:
    """Set up an honour with its criteria and return its number.

    Raises:
        UnknownRegion: no region has the code.
        BadHonour: the name is missing or taken, or nobody can meet the criteria.
        AdministrativeWord: a text holds a word that people should not be called.
    """
    region = regions.region(honour.region_code)
    _kindly(honour.name, honour.benefits)
    criteria = honour.criteria
    name = honour.name.ja.strip()
    if not name or len(name) > _NAME_MAX:
        raise BadHonour(part="name")
    if not 0 < criteria.least <= honours.LEAST_MAX:
        raise BadHonour(part="least")
    if not 0 < criteria.months <= honours.MONTHS_MAX:
        raise BadHonour(part="months")
    if not set(criteria.kinds) <= {kind.code for kind in activities.kinds()}:
        raise BadHonour(part="kinds")
    row, is_new = models.Honour.objects.get_or_create(
        region_id=region.code,
        name=name,
        defaults={
            "name_en": honour.name.en,
            "least": criteria.least,
            "months": criteria.months,
            "kinds": list(criteria.kinds),
            "benefits": honour.benefits.ja,
            "benefits_en": honour.benefits.en,
            "made_at": at,
        },
    )
    if not is_new:
        raise BadHonour(part="taken")
    return row.pk


@transaction.atomic(durable=True)
def close_honour(*, honour_id: int, region_code: str, at: datetime) -> None:
    """Find and invite nobody more; who holds the honour keeps it. Twice changes nothing.

    Raises:
        UnknownHonour: the region has no such honour.
    """
    row = _honour(honour_id, region_code)
    if row.closed_at is None:
        row.closed_at = at
        row.save(update_fields=["closed_at"])


def _honour(honour_id: int, region_code: str) -> models.Honour:
    """Return an honour of a region, held until the transaction ends."""
    rows = models.Honour.objects.select_for_update(no_key=True)
    row = rows.filter(pk=honour_id, region_id=region_code).first()
    if row is None:
        raise UnknownHonour(honour=honour_id)
    return row


@transaction.atomic(durable=True)
def look_for_honoured(*, honour_id: int, region_code: str, at: datetime) -> Found:
    """Put everybody on the list who meets the criteria now; whoever waits and no longer does goes.

    Whoever was invited stays as they are: an invitation is not taken back by looking again.

    Raises:
        UnknownHonour: the region has no such honour.
    """
    row = _honour(honour_id, region_code)
    if row.closed_at is not None:
        return Found(0, 0)
    meeting = _meeting(row, at)
    known = models.Honoured.objects.filter(honour=row)
    gone, _ = known.filter(state=honours.FOUND).exclude(member_id__in=meeting).delete()
    new = honours.newly_found(meeting, known.values_list("member_id", flat=True))
    models.Honoured.objects.bulk_create(
        models.Honoured(
            honour=row, member_id=one, state=honours.FOUND, times=meeting[one], found_at=at
        )
        for one in sorted(new)
    )
    return Found(len(new), gone)


def _meeting(row: models.Honour, at: datetime) -> dict[UUID, int]:
    """Return who meets an honour's criteria, and how many records of theirs count."""
    on = jst_day(at)
    return activities.often_met(
        row.region_id,
        since=stages.window_from(on, row.months) + timedelta(days=1),
        until=on + timedelta(days=1),
        kinds=row.kinds,
        grades=evidence.VERIFIED,
        least=row.least,
    )


@transaction.atomic(durable=True)
def invite(*, invitation_ids: Collection[int], region_code: str, at: datetime) -> int:
    """Invite people who meet an honour's criteria, and say how many were messaged.

    Everybody reads the invitation on their home; only those who agreed are messaged as well.
    Whoever was invited before is not invited again.
    """
    rows = models.Honoured.objects.select_for_update().filter(
        pk__in=invitation_ids, honour__region_id=region_code, state=honours.FOUND
    )
    waiting = list(rows.order_by("pk"))
    if not waiting:
        return 0
    models.Honoured.objects.filter(pk__in=[row.pk for row in waiting]).update(
        state=honours.INVITED, invited_at=at
    )
    agreed = membership.correspondents(region_code=region_code, on=jst_day(at))
    keys = {row.member_id: f"honour:{row.pk}" for row in waiting}
    return _tell(keys, agreed, notices.INVITATION, region_code, at)


@transaction.atomic(durable=True)
def answer(*, honoured_id: int, member_id: UUID, accepts: bool, at: datetime) -> None:
    """Take an honour or decline it; a member may change their mind at any time.

    Raises:
        UnknownInvitation: this member was not invited.
    """
    rows = models.Honoured.objects.select_for_update()
    row = rows.filter(pk=honoured_id, member_id=member_id).exclude(state=honours.FOUND).first()
    if row is None:
        raise UnknownInvitation(invitation=honoured_id)
    row.state = honours.ACCEPTED if accepts else honours.DECLINED
    row.answered_at = at
    row.save(update_fields=["state", "answered_at"])


class BadLetter(Refusal):
    """A letter lacks its title, its text or who signs it, or is too long."""

    code = "bad_letter"
    status = 422


@transaction.atomic(durable=True)
def write_letter(*, letter: NewLetter, at: datetime) -> int:
    """Send a town's thanks: on the home of everybody meant, and return its number.

    Raises:
        UnknownRegion: no region has the code.
        BadLetter: a part is missing or too long, or the audience is none.
        AdministrativeWord: a text holds a word that people should not be called.
    """
    region = regions.region(letter.region_code)
    _kindly(letter.title, letter.text, letter.signed)
    parts = {
        "title": (letter.title, _TITLE_MAX),
        "text": (letter.text, _TEXT_MAX),
        "signed": (letter.signed, _TITLE_MAX),
    }
    for part, (told, longest) in parts.items():
        if not told.ja.strip() or len(told.ja) > longest or len(told.en) > longest:
            raise BadLetter(part=part)
    if letter.audience not in letters.AUDIENCES:
        raise BadLetter(part="audience")
    if (letter.audience == letters.CAME) != bool(letter.event):
        raise BadLetter(part="event")
    return models.Thanks.objects.create(
        region_id=region.code,
        title=letter.title.ja,
        title_en=letter.title.en,
        text=letter.text.ja,
        text_en=letter.text.en,
        signed=letter.signed.ja,
        signed_en=letter.signed.en,
        audience=letter.audience,
        event=letter.event,
        at=at,
    ).pk


@transaction.atomic(durable=True)
def tell_letters(*, at: datetime) -> int:
    """Message those who agreed about the oldest letter nobody was told of; a follower calls this.

    Returns how many letters were dealt with: none or one.
    """
    rows = models.Thanks.objects.select_for_update(skip_locked=True).filter(told_at=None)
    row = rows.order_by("at", "pk").first()
    if row is None:
        return 0
    agreed = membership.correspondents(region_code=row.region_id, on=jst_day(at))
    keys = dict.fromkeys(_audience(row, agreed), f"letter:{row.pk}")
    row.told = _tell(keys, agreed, notices.LETTER, row.region_id, at)
    row.told_at = at
    row.save(update_fields=["told", "told_at"])
    return 1


def _audience(row: models.Thanks, among: Iterable[UUID]) -> set[UUID]:
    """Return whom a letter is meant for, among those who may be messaged."""
    if row.audience == letters.CAME:
        return set(among) & activities.participant_ids(row.event)
    if row.audience == letters.HONOURED:
        held = models.Honoured.objects.filter(
            honour__region_id=row.region_id, state=honours.ACCEPTED
        )
        return set(among) & set(held.values_list("member_id", flat=True))
    return set(among) & activities.members_met(row.region_id)


def _tell(
    keys: dict[UUID, str],
    agreed: dict[UUID, Correspondent],
    notice: dict[str, notices.Notice],
    region_code: str,
    at: datetime,
) -> int:
    """Put a message to each of those who agreed into the outbox, and say to how many."""
    region = regions.region(region_code)
    told = [one for member_id, one in agreed.items() if member_id in keys]
    for one in told:
        name = region.name_en if one.language == "en" and region.name_en else region.name
        words = notices.written(notice, language=one.language, region=name)
        ways = [("push", f"member:{one.member_id}")]
        ways += [("email", one.email)] if one.email else []
        for channel, to in ways:
            outbox.send(
                key=f"{keys[one.member_id]}:{one.member_id}:{channel}",
                channel=channel,
                to=to,
                subject=words.subject,
                text=words.text,
                at=at,
            )
    return len(told)


@transaction.atomic(durable=True)
def note_read(*, letter_ids: Collection[int], member_id: UUID, at: datetime) -> None:
    """Remember that a member opened letters; again changes nothing."""
    models.Read.objects.bulk_create(
        [models.Read(thanks_id=one, member_id=member_id, at=at) for one in letter_ids],
        ignore_conflicts=True,
    )


@transaction.atomic(savepoint=False)
def hand_over(*, keep: UUID, gone: UUID) -> None:
    """Give one member what the other was honoured with and has read.

    In the caller's transaction; the answer that came further stands.
    """
    order = (honours.FOUND, honours.INVITED, honours.DECLINED, honours.ACCEPTED)
    kept = {row.honour_id: row for row in models.Honoured.objects.filter(member_id=keep)}
    for row in models.Honoured.objects.filter(member_id=gone):
        other = kept.get(row.honour_id)
        if other is None:
            models.Honoured.objects.filter(pk=row.pk).update(member_id=keep)
            continue
        row.delete()
        if order.index(row.state) > order.index(other.state):
            other.state = row.state
            other.invited_at, other.answered_at = row.invited_at, row.answered_at
            other.save(update_fields=["state", "invited_at", "answered_at"])
    read = models.Read.objects.filter(member_id=keep).values("thanks_id")
    models.Read.objects.filter(member_id=gone, thanks_id__in=read).delete()
    models.Read.objects.filter(member_id=gone).update(member_id=keep)


@transaction.atomic(savepoint=False)
def forget(*, member_id: UUID) -> None:
    """Forget what a member was honoured with and has read.

    In the caller's transaction.
    """
    models.Honoured.objects.filter(member_id=member_id).delete()
    models.Read.objects.filter(member_id=member_id).delete()
