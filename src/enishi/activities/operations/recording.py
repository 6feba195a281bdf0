"""Write activities, each once, together with what it earns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, F, Sum
from psycopg.types.json import Jsonb

from enishi.activities import evidence, models, queries
from enishi.activities.activity import (
    AwardValue,
    NewActivity,
    Recorded,
    Substance,
    substance,
)
from enishi.activities.tally import Given, Tally, has_limit
from enishi.kit import periods
from enishi.kit.refusal import Refusal
from enishi.ledger import operations as ledger
from enishi.ledger.touched import BudgetKey
from enishi.ledger.transfers import BUY, ISSUE, MEMBER, NewTransfer, Result, transfer_id
from enishi.membership import attributes
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.membership.member import Attributes
from enishi.membership.queries import UnknownMember
from enishi.programs import budgets, rules, scopes
from enishi.programs import queries as programs
from enishi.regions import queries as regions
from enishi.regions.queries import UnknownRegion
from enishi.regions.region import Region

# The scope of the id under which a payer bought what an award gave.
BOUGHT = "award-bought"
# Kinds come by data and never go.
_KINDS_SEEN: set[str] = set()


class UnknownKind(Refusal):
    """No kind of activity has this code."""

    code = "unknown_kind"
    status = 422


class UnknownEvidence(Refusal):
    """No grade of evidence has this name."""

    code = "unknown_evidence"
    status = 422


class KeyTaken(Refusal):
    """The key belongs to another activity: other member, kind, region, event or amount."""

    code = "key_taken"


@transaction.atomic(savepoint=False)
def record(activity: NewActivity) -> Recorded:
    """Write one activity once, with what it earns; a repetition gets the first answer.

    In the caller's transaction.

    Raises:
        KeyTaken: the key belongs to another activity.
        UnknownKind, UnknownEvidence, UnknownMember, UnknownRegion: a word leads nowhere.
    """
    return record_many([activity])[0]


@transaction.atomic(savepoint=False)
def record_many(
    activities: Sequence[NewActivity], *, earn: bool = True, is_new: bool = False
) -> list[Recorded]:
    """Write many activities, each once, all or none, with what they earn.

    In the caller's transaction. Answers come in the order of the activities. What is earned is
    counted as if they had come one after another in that order. Without `earn` (imported
    history) no rule is asked. `is_new` says that the caller holds the members and found none of
    the keys: nothing is looked up twice.

    Raises:
        KeyTaken: a key belongs to another activity.
        UnknownKind, UnknownEvidence, UnknownMember, UnknownRegion: a word leads nowhere.
    """
    places = _check_words(activities)
    wanted: dict[str, NewActivity] = {}
    for activity in activities:
        wanted.setdefault(activity.key, activity)
    if earn and not is_new:
        # Before any key is taken: two at once queue at the member and none sees half a count.
        membership.lock(member_ids={activity.member_id for activity in activities})
    before = {} if is_new else _kept(wanted)
    new = _write([wanted[key] for key in sorted(wanted.keys() - before.keys())])
    kept = before | new
    _check_same(activities, kept)
    fresh = [one for key, one in wanted.items() if key in new and new[key].is_ours]
    awards = _earn(fresh, kept, places) if earn else {}
    awards |= queries.awards_of(row.seq for row in kept.values() if not row.is_ours)
    return _answers(activities, kept, awards)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the table holds under a key."""

    seq: int
    home_code: str
    substance: Substance
    is_ours: bool = False
    is_withdrawn: bool = False


def _check_words(activities: Sequence[NewActivity]) -> dict[str, Region]:
    """Return the regions that the activities name, once every other word is known too."""
    kinds = {activity.kind for activity in activities}
    if not kinds <= _KINDS_SEEN:
        _KINDS_SEEN.update(kind.code for kind in queries.kinds())
    region_codes = {activity.region_code for activity in activities}
    places = regions.regions(sorted(region_codes))
    if missing := region_codes - places.keys():
        raise UnknownRegion(code=min(missing))
    for activity in activities:
        if activity.kind not in _KINDS_SEEN:
            raise UnknownKind(kind=activity.kind, key=activity.key)
        if activity.evidence not in evidence.GRADES:
            raise UnknownEvidence(evidence=activity.evidence, key=activity.key)
    return places


def _kept(keys: Iterable[str]) -> dict[str, _Kept]:
    """Return what others wrote under these keys, or we before this call."""
    wanted = list(keys)
    rows = models.Activity.objects.filter(key__in=wanted).annotate(withdrawn=F("withdrawal__id"))
    found = {}
    for row in rows if wanted else ():
        content = Substance(
            member_id=row.member_id,
            kind=row.kind_id,
            region_code=row.region_id,
            event=row.event,
            amount_yen=row.amount_yen,
            business_id=row.business_id,
        )
        is_withdrawn = row.withdrawn is not None
        found[row.key] = _Kept(row.seq, row.home_code, content, is_withdrawn=is_withdrawn)
    return found


def _write(new: Sequence[NewActivity]) -> dict[str, _Kept]:
    """Insert in the order of the keys, so that two batches never wait for each other in a ring.

    Where somebody else was first, their row stands and comes back as not ours.
    """
    if not new:
        return {}
    _keep_themes(new)
    told = _told(new)
    rows = [_row(activity, told[activity.key]) for activity in new]
    with connection.cursor() as cursor:
        cursor.callproc("activities_write_v3", [Jsonb(rows)])
        seqs = dict(cursor.fetchall())
    ours = {
        one.key: _Kept(seqs[one.key], told[one.key].home_code, substance(one), is_ours=True)
        for one in new
        if one.key in seqs
    }
    return ours | _kept(one.key for one in new if one.key not in ours)


def _keep_themes(new: Sequence[NewActivity]) -> None:
    """Let a theme that nobody named before be one from now on."""
    named = {activity.theme for activity in new if activity.theme}
    unknown = named.difference(queries.themes()) if named else set()
    if unknown:
        models.Theme.objects.bulk_create(
            [models.Theme(name=name) for name in sorted(unknown)], ignore_conflicts=True
        )


def _told(new: Sequence[NewActivity]) -> dict[str, Attributes]:
    """Return the attributes of each activity's own time: given, or the member's of that year."""
    of_year: dict[int, set[UUID]] = {}
    for activity in new:
        of_year.setdefault(_year(activity), set()).add(activity.member_id)
    known = {year: members.attributes_of(ids, date(year, 1, 1)) for year, ids in of_year.items()}
    told = {}
    for activity in new:
        member = known[_year(activity)].get(activity.member_id)
        if member is None:
            raise UnknownMember(member=activity.member_id)
        told[activity.key] = Attributes(
            sex=member.sex if activity.sex is None else activity.sex,
            age_band=_age_band(activity, member),
            home_code=member.home_code if activity.home_code is None else activity.home_code,
        )
    return told


def _year(activity: NewActivity) -> int:
    return periods.jst_day(activity.at).year


def _age_band(activity: NewActivity, member: Attributes) -> str:
    if activity.birth_year is not None:
        return attributes.age_band_of(activity.birth_year, _year(activity))
    return member.age_band if activity.age_band is None else activity.age_band


def _row(activity: NewActivity, told: Attributes) -> dict[str, object]:
    """Return the columns that `sql/write_v3.sql` reads."""
    assert told.sex in attributes.SEXES, told.sex
    assert told.age_band in attributes.AGE_BANDS, told.age_band
    return {
        "key": activity.key,
        "member_id": str(activity.member_id),
        "kind_id": activity.kind,
        "region_id": activity.region_code,
        "at": activity.at.isoformat(),
        "on": periods.jst_day(activity.at).isoformat(),
        "place": activity.place,
        "event": activity.event,
        "theme": activity.theme,
        "online": activity.online,
        "amount_yen": activity.amount_yen,
        "business_id": activity.business_id,
        "trade": activity.trade,
        "hours": activity.hours,
        "evidence": activity.evidence,
        "doubt": activity.doubt,
        "sex": told.sex,
        "age_band": told.age_band,
        "home_code": told.home_code,
    }


def _check_same(activities: Sequence[NewActivity], kept: Mapping[str, _Kept]) -> None:
    for activity in activities:
        if substance(activity) != kept[activity.key].substance:
            raise KeyTaken(key=activity.key)


def _answers(
    activities: Sequence[NewActivity],
    kept: Mapping[str, _Kept],
    awards: Mapping[int, Sequence[AwardValue]],
) -> list[Recorded]:
    answered: set[str] = set()
    answers = []
    for activity in activities:
        row = kept[activity.key]
        answers.append(
            Recorded(
                seq=row.seq,
                key=activity.key,
                repeated=not row.is_ours or activity.key in answered,
                awards=tuple(awards.get(row.seq, ())),
                is_withdrawn=row.is_withdrawn,
            )
        )
        answered.add(activity.key)
    return answers


def _earn(
    fresh: Sequence[NewActivity], kept: Mapping[str, _Kept], places: Mapping[str, Region]
) -> dict[int, tuple[AwardValue, ...]]:
    """Ask the rules about new activities, in order, and post what they give."""
    promises = programs.rules_of(places) if fresh else []
    kinds = {activity.kind for activity in fresh}
    promises = [rule for rule in promises if rule.kind in kinds]
    if not promises:
        return {}
    tally = _tally(promises, fresh)
    asks_cards = any(rule.card_kind for rule in promises)
    facts_of = _facts(fresh, kept, places, asks_cards=asks_cards)
    secrets = members.transfer_secrets(activity.member_id for activity in fresh)
    awards: dict[int, tuple[AwardValue, ...]] = {}
    transfers: list[NewTransfer] = []
    for activity in fresh:
        facts = facts_of[activity.key]
        values = []
        for award in _ask(promises, facts, activity, tally):
            spent = tally.budgets_of(award.rule_id, facts.on)
            moves = _transfers(award, activity, secrets[activity.member_id], spent)
            transfers += moves
            values.append(_award_value(award, moves))
        awards[kept[activity.key].seq] = tuple(values)
    refused = _post(transfers)
    told = {seq: tuple(_as_posted(one, refused) for one in awards[seq]) for seq in awards}
    _keep_awards(told)
    return told


def _ask(
    promises: Sequence[rules.Rule], facts: rules.Facts, activity: NewActivity, tally: Tally
) -> list[rules.Award]:
    in_force = rules.in_force(promises, facts.on)
    used = tally.used([rule.id for rule in in_force], activity.member_id, facts.on)
    earned = rules.evaluate(replace(facts, used=used), in_force)
    for award in earned:
        if award.amount:
            tally.add(Given(award.rule_id, activity.member_id, facts.on, 1, award.amount))
            tally.spend(award.rule_id, facts.on, award.amount)
    return earned


def _facts(
    fresh: Sequence[NewActivity],
    kept: Mapping[str, _Kept],
    places: Mapping[str, Region],
    *,
    asks_cards: bool,
) -> dict[str, rules.Facts]:
    """Return what rules may ask about each activity; limits are filled in later."""
    areas = [place.code for place in places.values() if place.kind == "area"]
    towns = {code: regions.towns_of_area(code) for code in areas}
    prefectures = {code: _prefecture(place) for code, place in places.items()}
    # An area's own card counts there, else the nearest one of its towns.
    issuers = {*places, *(town for inside in towns.values() for town in inside)}
    holders = {activity.member_id for activity in fresh} if asks_cards else set()
    cards = members.card_kinds(holders, issuers) if holders else {}
    return {
        activity.key: rules.Facts(
            kind=activity.kind,
            region=activity.region_code,
            on=periods.jst_day(activity.at),
            place=activity.place,
            event=activity.event,
            theme=activity.theme,
            card_kind=cards.get((activity.member_id, activity.region_code))
            or scopes.nearest(
                cards.get((activity.member_id, town), "")
                for town in towns.get(activity.region_code, ())
            ),
            home=rules.home_relation(
                kept[activity.key].home_code,
                activity.region_code,
                towns.get(activity.region_code, ()),
                prefectures[activity.region_code],
            ),
            hours=activity.hours,
            coins=activity.coins,
            amount_yen=_paid_yen(activity),
            is_own_word=activity.evidence == evidence.OWN_WORD,
        )
        for activity in fresh
    }


def _paid_yen(activity: NewActivity) -> int | None:
    """Return what was paid in money: points earn no points."""
    if activity.amount_yen is None:
        return None
    return activity.amount_yen - activity.paid_with_points


def _prefecture(place: Region) -> str:
    """Return the prefecture a region lies in; the nation's own programme lies in none."""
    if place.kind == "prefecture":
        return place.code
    if place.kind == "municipality":
        return place.parent_code or ""
    above = (region for region in regions.ancestors(place.code) if region.kind == "prefecture")
    return next((region.code for region in above), "")


def _tally(promises: Sequence[rules.Rule], fresh: Sequence[NewActivity]) -> Tally:
    """Count what limited rules gave these members, and lock what rules with budgets spend."""
    tally = Tally()
    limited = [rule.id for rule in promises if has_limit(rule)]
    rows = models.Award.objects.filter(
        rule_id__in=limited,
        amount__gt=0,
        activity__member_id__in={activity.member_id for activity in fresh},
        activity__withdrawal=None,
    )
    counted = rows.values_list("rule_id", "activity__member_id", "activity__on").annotate(
        times=Count("id"), given=Sum("amount")
    )
    for rule_id, member_id, on, times, given in counted:
        tally.add(Given(rule_id, member_id, on, times, given))
    _lock_budgets(tally, promises, fresh)
    return tally


def _lock_budgets(
    tally: Tally, promises: Sequence[rules.Rule], fresh: Sequence[NewActivity]
) -> None:
    """Lock the budgets of these rules and years, and note what they have left.

    The wallets that may receive anything come first: posting locks in that order too.
    """
    years = {periods.fiscal_year_of(periods.jst_day(activity.at)) for activity in fresh}
    named = {
        (rule.id, year): {
            (name, rule.asset): most for name, most in budgets.spent_by(rule, year).items()
        }
        for rule in promises
        for year in years
    }
    wanted = {key: most for found in named.values() for key, most in found.items()}
    if not wanted:
        return
    locked = ledger.lock_budgets(
        holders={
            (f"{MEMBER}{activity.member_id}", rule.asset) for activity in fresh for rule in promises
        },
        budgets=wanted,
    )
    tally.left |= {key: budget.left for key, budget in locked.items()}
    for place, found in named.items():
        tally.budgets[place] = tuple(key for key in sorted(found) if key in locked)


def _transfers(
    award: rules.Award, activity: NewActivity, secret: bytes, spent: Sequence[BudgetKey]
) -> list[NewTransfer]:
    """Return the points that an award moves, the member's last; none for 0.

    The issuer gives them; or sells them to who pays for them, who gives them on at once.
    """
    if not award.amount:
        return []
    name = f"{activity.key}:{award.rule_id}"
    source = f"{ISSUE}{award.asset}"
    # Coins are recognition, nobody buys them.
    payer = activity.payer if award.asset_kind == "point" else ""
    grant = NewTransfer(
        id=transfer_id(secret, "award", name),
        source=payer or source,
        target=f"{MEMBER}{activity.member_id}",
        asset=award.asset,
        amount=award.amount,
        kind="grant",
        at=activity.at,
        expires_on=award.expires_on,
        chain=activity.chain,
        budgets=tuple(name for name, _ in spent),
    )
    if not payer:
        return [grant]
    chain = activity.chain or grant.id
    bought = replace(
        grant,
        id=transfer_id(secret, BOUGHT, name),
        source=source,
        target=payer,
        kind=BUY,
        expires_on=None,
        chain=chain,
        budgets=(),
    )
    return [bought, replace(grant, chain=chain)]


def _award_value(award: rules.Award, moves: Sequence[NewTransfer]) -> AwardValue:
    return AwardValue(
        rule_id=award.rule_id,
        rule_name=award.rule_name,
        asset=award.asset,
        asset_kind=award.asset_kind,
        amount=award.amount,
        reason=award.reason,
        transfer_id=moves[-1].id if moves else None,
        bought_id=moves[0].id if len(moves) > 1 else None,
    )


def _keep_awards(awards: Mapping[int, Sequence[AwardValue]]) -> None:
    rows = [_award_row(seq, value) for seq, values in awards.items() for value in values]
    if rows:
        with connection.cursor() as cursor:
            cursor.callproc("activities_write_awards_v1", [Jsonb(rows)])


def _award_row(seq: int, value: AwardValue) -> dict[str, object]:
    """Return the columns that `sql/write_awards_v1.sql` reads."""
    return {
        "activity_id": seq,
        "rule_id": value.rule_id,
        "rule_name": value.rule_name,
        "asset": value.asset,
        "asset_kind": value.asset_kind,
        "amount": value.amount,
        "reason": value.reason,
        "transfer_id": value.transfer_id and str(value.transfer_id),
        "bought_id": value.bought_id and str(value.bought_id),
    }


# Why a wallet did not take what a rule gave. An issuer has no floor, a key earns once and the
# tally keeps to the budgets, so nothing else can stand in the way.
_REFUSED = {Result.OVER_LIMIT: "wallet_limit", Result.CLOSED_ACCOUNT: "wallet_closed"}


def _post(transfers: Sequence[NewTransfer]) -> dict[UUID, str]:
    """Move the points; return the few transfers that a wallet did not take, and why."""
    refused = {}
    results = ledger.post_many(transfers)
    fell = {
        transfer.chain: _REFUSED[result]
        for transfer, result in zip(transfers, results, strict=True)
        if transfer.chain is not None and result in _REFUSED
    }
    for transfer, result in zip(transfers, results, strict=True):
        if not result.stands:
            why = _REFUSED.get(result)
            if result is Result.LINKED_CHAIN_FAILED and transfer.chain is not None:
                why = fell.get(transfer.chain)
            assert why is not None, (result, transfer.source, transfer.amount)
            refused[transfer.id] = why
    return refused


def _as_posted(award: AwardValue, refused: Mapping[UUID, str]) -> AwardValue:
    """Return an award as the books took it."""
    if award.transfer_id is None or award.transfer_id not in refused:
        return award
    return replace(
        award, amount=0, reason=refused[award.transfer_id], transfer_id=None, bought_id=None
    )
