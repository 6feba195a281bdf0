"""Close months, release statistics, show exact figures, seal what was released."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from enishi.events import queries as events
from enishi.insight.disclosure import cellkey, correlations, language, protect, rules
from enishi.insight.disclosure.language import Question
from enishi.insight.lake import compaction, engine, files, rollups
from enishi.insight.lake import queries as lake
from enishi.insight.lake import refresh as follower
from enishi.insight.lake.manifest import Manifest
from enishi.insight.lake.shaping import Person
from enishi.insight.metrics import registry
from enishi.insight.metrics.scope import Scope, conditions, dimensions
from enishi.insight.releases import (
    benchmarking,
    coarsening,
    contents,
    correlating,
    exactly,
    fixed_counts,
    fixing,
    frames,
    models,
    publishing,
    queries,
)
from enishi.insight.releases.benchmarking import Benchmark
from enishi.insight.releases.coarsening import Coarsened
from enishi.insight.releases.correlating import Correlation
from enishi.insight.releases.fixing import Counted, Period
from enishi.insight.releases.last_used import LastUsed
from enishi.insight.releases.released import Closed, Exact, ExactQuestion, Fixed, Released
from enishi.insight.releases.snapshot import Snapshot
from enishi.kit import periods
from enishi.kit.refusal import Refusal
from enishi.membership import pseudonyms
from enishi.membership import queries as membership
from enishi.programs import queries as programs
from enishi.regions import queries as regions
from enishi.transparency import canonical
from enishi.transparency import operations as log
from enishi.transparency.parts import NewPart, NewRecord

SEALED_AT_ONCE = 500
ROWS_IN_MEMORY = 300_000
IN_PROCESS = engine.Choice()
# What this process released or read lately; a stored release never changes.
_shown: LastUsed[tuple[object, ...], Released] = LastUsed(
    most=ROWS_IN_MEMORY, weigh=lambda released: 1 + len(released.rows)
)
_closed: LastUsed[UUID, Closed] = LastUsed(most=4)
_opened: LastUsed[tuple[UUID, int], Snapshot] = LastUsed(most=1)
_opening = threading.Lock()


def refresh_lake() -> follower.Refreshed:
    """Bring what was committed since the last run into the lake (opens its own transaction).

    Raises:
        LakeIsAhead: the database is older than the lake.
    """
    secret: bytes = settings.DISCLOSURE_SECRET

    def identify(member_id: UUID) -> Person:
        name = pseudonyms.pseudonym(secret, member_id)
        return Person(name, cellkey.record_key(secret, name))

    latest = queries.latest_closing()
    done = follower.refresh(
        folder=Path(settings.LAKE_DIR),
        reading=lake.reading,
        identify=identify,
        closed=latest.lake_version if latest else 0,
    )
    if done.changed:
        keep_roll_ups()  # who was forgotten leaves them at once
    return done


def keep_roll_ups() -> int:
    """Roll up what changed in a large lake; return how many files were made."""
    return rollups.keep(Path(settings.LAKE_DIR))


class MonthIsNotOver(Refusal):
    """A month can be closed once it has ended in Japan."""

    code = "month_is_not_over"
    status = 409


@transaction.atomic(durable=True)
def close(*, until: str, at: datetime) -> Closed:
    """Close all months up to `until`: statistics now read the lake as it is.

    A month closes once. What comes later for it is counted when the next month is closed;
    asking again for a closed month changes nothing and returns the closing in force.

    Raises:
        BadPeriod: `until` is not a month.
        MonthIsNotOver: it has not ended yet.
        LakeIsDamaged: a file of the lake is not what was written.
    """
    month = periods.parse_month(until)
    folder = Path(settings.LAKE_DIR)
    if periods.end_of_day(month.last) > at:
        raise MonthIsNotOver(month=str(month))
    latest = queries.latest_closing()
    if latest is not None and str(month) <= latest.until:
        return latest
    compaction.compact(folder, after=latest.lake_version if latest else 0, most=1)
    manifest = files.read_manifest(folder)
    files.verify(folder, manifest.files)
    opened = engine.over(folder, manifest)
    number = latest.number + 1 if latest else 1
    row = models.Closing.objects.create(
        number=number,
        until=str(month),
        lake_version=manifest.version,
        catalogue=frames.as_json(publishing.catalogue_of(opened, month)),
        credits=publishing.credits_of(opened),
        closed_at=at,
        last_seq=contents.last_seq(opened),
    )
    closed = queries.closing(number)
    first = periods.parse_month(closed.catalogue.months[0])
    _fix(row, opened, fixing.closed_periods(first, month), tuple(closed.catalogue.nodes))
    return closed


class PeriodIsNotClosed(Refusal):
    """Exact figures are fixed once all months of the period are closed, for who took part."""

    code = "period_is_not_closed"
    status = 409


@transaction.atomic(durable=True)
def fix(*, region: str, period: str, at: datetime) -> Fixed:
    """Fix the exact figures (確定値) of a region's closed quarter (2026Q2) or fiscal year (2026).

    A closing does this by itself for all that take part. What is fixed never changes: asking
    again returns the same, whatever came later.

    Raises:
        BadPeriod: the text is neither.
        PeriodIsNotClosed: its last month is open, or the region did not take part.
        UnknownFixed: nothing at all was recorded or held there in that time.
    """
    wanted = fixing.parse_period(period)
    row = models.Closing.objects.order_by("-number").first()
    if row is None or str(wanted.months[-1]) > row.until:
        raise PeriodIsNotClosed(region=region, period=period)
    closing = queries.closing(row.number)
    if region not in closing.catalogue.nodes:
        raise PeriodIsNotClosed(region=region, period=period)
    del at  # a period is fixed as of its closing
    folder = Path(settings.LAKE_DIR)
    opened = engine.over(folder, files.read_manifest(folder), version=closing.lake_version)
    _fix(row, opened, [*wanted.quarters, wanted], (region,))
    return queries.fixed(region, period)


def _fix(
    closing: models.Closing,
    opened: engine.Engine,
    wanted: Sequence[Period],
    places: Sequence[str],
) -> None:
    """Fix what is not fixed yet; nothing for a place where nothing was recorded or held."""
    catalogue = frames.from_json(closing.catalogue)
    recorded = fixed_counts.recorded(opened, catalogue, [str(period) for period in wanted])
    assets = programs.assets_in(places)

    def count(period: Period) -> dict[str, Counted]:
        begin = periods.end_of_day(period.first - timedelta(days=1))
        end = periods.end_of_day(period.last)
        members = membership.members_before(places, end)
        held = events.held_between(places, begin, end)
        found = {place: recorded.get((place, str(period))) for place in places}
        return {
            place: Counted(
                members=members.get(place, 0),
                people=one.people if one else 0,
                came_again=one.came_again if one else 0,
                kinds=one.kinds if one else {},
                events=held.get(place, 0),
                **fixed_counts.money(assets, place, period),
            )
            for place, one in found.items()
        }

    known = {key: one.figures for key, one in queries.fixed_of(places).items()}
    models.Fixed.objects.bulk_create(
        models.Fixed(
            region=place,
            period=str(period),
            closing=closing,
            figures=fixing.as_json(told),
            made_at=closing.closed_at,
        )
        for place, period, told in fixing.fix(wanted, count, known, catalogue.kinds)
    )


def release(*, body: object, limit: int, at: datetime) -> Released:
    """Answer a question in the query language; the same question gets the same table for ever.

    `limit` is the audience's: 10 for operators, 20 for the public. The table is stored before it
    is shown, and sealed by the follower.

    Raises:
        OutsideLanguage: the question cannot be put; `reason` says why.
    """
    assert limit in (rules.OPERATOR_LIMIT, rules.PUBLIC_LIMIT), limit
    closing = _closing_in_force()
    if closing is None:
        raise language.OutsideLanguage(reason="nothing_closed")
    question = language.parse(body, closing.catalogue)
    key = (closing.id, question.text(), limit)
    return _shown.get(key) or _shown.keep(
        key, _stored(question, closing, limit) or _make(question, closing, limit, at)
    )


def coarsened(*, body: object, limit: int, at: datetime) -> Coarsened:
    """Answer a question, or the next wider one of which no more than half is hidden.

    Where none is, the one of which least is hidden; the steps say what was made wider, and why.

    Raises:
        OutsideLanguage: the question cannot be put; `reason` says why.
    """
    released = release(body=body, limit=limit, at=at)
    best, steps = coarsening.Coarsened(released), []
    closing = _closing_in_force()
    assert closing is not None, "a table was released"
    question = language.parse(body, closing.catalogue)
    for name, wider in coarsening.wider_questions(question, closing.catalogue):
        if not coarsening.is_mostly_hidden(best.released):
            break
        steps.append(coarsening.Step(name, *coarsening.hidden_rows(released)))
        try:
            released = release(body=wider, limit=limit, at=at)
        except language.OutsideLanguage:
            continue  # the step stays, and the next one is taken too
        best = coarsening.better(best, coarsening.Coarsened(released, tuple(steps)))
    return best


class TooFewForCorrelation(Refusal):
    """Correlations are released of 100 people or more, and of two kinds of activity or more."""

    code = "too_few_for_correlation"
    status = 422


def release_correlation(*, region: str, year: str, limit: int, at: datetime) -> Correlation:
    """Release which kinds of activity go together in a place and fiscal year.

    Of its prefecture where the place has fewer than 100 people. Stored and sealed as a table is:
    the same question gets the same numbers.

    Raises:
        OutsideLanguage: the place or the year cannot be asked; `reason` says why.
        TooFewForCorrelation: the prefecture has too few people too.
    """
    closing = _closing_in_force()
    if closing is None:
        raise language.OutsideLanguage(reason="nothing_closed")
    place = language.parse({"filters": {"region": region}}, closing.catalogue)
    town = dict(place.filters).get("region")
    frames_ = [dict(place.filters)]
    if town is not None:
        frames_.append({"prefecture": closing.catalogue.nodes[town].prefecture})
    for filters in frames_:
        frame = {**filters, "fiscal_year": year}
        n = _people(frame, limit, at)
        kinds = _kinds_shown(frame, limit, at)
        if n >= correlations.PERSONS_LEAST and len(kinds) >= correlations.KINDS_LEAST:
            return _correlation(closing, frame, kinds, n, limit=limit, at=at, region=region)
    raise TooFewForCorrelation(region=region, year=year, least=correlations.PERSONS_LEAST)


def _people(frame: Mapping[str, str], limit: int, at: datetime) -> int:
    """Return the published people of a frame; 0 when they are hidden."""
    (row,) = release(body={"filters": frame, "by": []}, limit=limit, at=at).rows
    return int(row["n"] or 0)


def _kinds_shown(frame: Mapping[str, str], limit: int, at: datetime) -> tuple[str, ...]:
    """Return the kinds of activity whose people are shown in a frame."""
    rows = release(body={"filters": frame, "by": ["kind"]}, limit=limit, at=at).rows
    return tuple(str(row["kind"]) for row in rows if row["n"] is not None)


def _correlation(
    closing: Closed,
    frame: Mapping[str, str],
    kinds: tuple[str, ...],
    n: int,
    *,
    limit: int,
    at: datetime,
    region: str,
) -> Correlation:
    """Return the stored matrix of a frame, or make and store it."""
    asked = {"filters": dict(frame), "by": ["kind", "other_kind"], "measure": "correlation"}
    digest = hashlib.sha256(canonical.text(asked).encode()).hexdigest()
    known = {"question_hash": digest, "closing_id": closing.number, "limit": limit}
    row = models.Release.objects.filter(**known).first()
    if row is None:
        question = language.parse({"filters": frame, "by": []}, closing.catalogue)
        note = frames.note_of(question, closing.catalogue, closing.credits, limit)
        done = correlating.doings(
            _snapshot(closing), regions=note.regions, year=frame["fiscal_year"], kinds=kinds
        )
        told = correlations.protected(
            correlations.true_matrix(done.counts),
            names=kinds,
            persons=n,
            key=done.key,
            secret=settings.DISCLOSURE_SECRET,
        )
        row, _ = models.Release.objects.get_or_create(
            **known,
            defaults={
                "question": asked,
                "rows": correlating.pairs(kinds, told, n),
                "note": {**asdict(note), "measure": "correlation"},
                "created_at": at,
            },
        )
    return correlating.correlation(queries.released(row, closing.until), asked_for=region)


def release_benchmark(*, region: str, trade: str, asking: str, at: datetime) -> Benchmark | None:
    """Release what other shops of a trade come to; the first answer stands, None: untold."""
    closing = _closing_in_force()
    asked = closing and benchmarking.wanted(closing, region=region, trade=trade, asking=asking)
    if not closing or not asked:
        return None
    known = {"question_hash": asked.digest, "limit": rules.OPERATOR_LIMIT}
    row = models.Release.objects.filter(**known).order_by("pk").first()
    if row is None:
        secret: bytes = settings.DISCLOSURE_SECRET
        told = benchmarking.made(_snapshot(closing), closing, asked, secret=secret)
        row, _ = models.Release.objects.get_or_create(
            **known, closing_id=closing.number, defaults=told | {"created_at": at}
        )
    return benchmarking.read(asked, row.rows)


def warm_up() -> None:
    """Open what the first question would wait for; nothing before the first closing."""
    closing = _closing_in_force()
    if closing is not None:
        _snapshot(closing)


def forget() -> None:
    """Forget what this process keeps in memory; what is stored stays (for tests, after forks)."""
    for kept in (_shown, _closed, _opened):
        kept.clear()


def _closing_in_force() -> Closed | None:
    """Return the latest closing; its catalogue is read once per process."""
    rows = models.Closing.objects.order_by("-number")
    found = rows.values_list("number", "uid").first()
    if found is None:
        return None
    number, key = found
    return _closed.get(key) or _closed.keep(key, queries.closing(number))


def _stored(question: Question, closing: Closed, limit: int) -> Released | None:
    """Return the table if this question was already answered."""
    row = models.Release.objects.filter(
        question_hash=_hash_of(question), closing_id=closing.number, limit=limit
    ).first()
    return queries.released(row, closing.until) if row else None


def _make(question: Question, closing: Closed, limit: int, at: datetime) -> Released:
    """Count, protect, store. Two processes that do it at once store the same table once."""
    snapshot, has_sums = _snapshot(closing), question.measure != language.PERSONS
    own = protect.own_groupings(question, closing.catalogue)
    rows = protect.protect(
        question,
        catalogue=closing.catalogue,
        counts=snapshot.counts(protect.needed_groupings(question, closing.catalogue)),
        settings=protect.Settings(secret=settings.DISCLOSURE_SECRET, limit=limit),
        sums=snapshot.sums(own, question.measure) if has_sums else None,
    )
    note = frames.note_of(question, closing.catalogue, closing.credits, limit)
    made = models.Release(
        question=question.canonical(),
        question_hash=_hash_of(question),
        closing_id=closing.number,
        limit=limit,
        rows=[
            [list(row.values), row.persons, row.reason, *([row.total] if has_sums else [])]
            for row in rows
        ],
        note=asdict(note),
        created_at=at,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        stored = _stored(question, closing, limit)
        assert stored is not None, "somebody else stored the same question"
        return stored
    return queries.released(made, closing.until)


def _snapshot(closing: Closed) -> Snapshot:
    """Open the lake as the closing froze it; once per process, and when somebody was forgotten."""
    manifest = files.read_manifest(Path(settings.LAKE_DIR))
    key = (closing.id, manifest.changes)
    with _opening:
        return _opened.get(key) or _opened.keep(key, _open(closing, manifest))


def _open(closing: Closed, manifest: Manifest) -> Snapshot:
    opened = engine.over(Path(settings.LAKE_DIR), manifest, version=closing.lake_version)
    return Snapshot(opened, closing.catalogue, queries.states(closing.number))


def _hash_of(question: Question) -> str:
    return hashlib.sha256(question.text().encode()).hexdigest()


class PurposeIsMissing(Refusal):
    """Exact figures are shown for a purpose, and the purpose is kept."""

    code = "purpose_is_missing"
    status = 422


class FiguresOfOthers(Refusal):
    """A region sees its own exact figures; those of others it sees as released."""

    code = "figures_of_others"
    status = 403


@transaction.atomic(durable=True)
def exact(
    *,
    question: ExactQuestion,
    actor: str,
    purpose: str,
    at: datetime,
    is_operator: bool = False,
    choice: engine.Choice = IN_PROCESS,
) -> Exact:
    """Show exact figures of the lake as it is (内部限り) and keep who looked, and why.

    The caller has checked that the actor may see exact figures of the region. Only the operator
    of the installation sees those of several regions side by side.

    Raises:
        PurposeIsMissing: the purpose is empty.
        FiguresOfOthers: the metric compares regions, and the actor is not the operator.
        UnknownMetric: there is no such metric.
        UnknownDimension: figures cannot be split by this.
        UnknownRegion: no region has the code.
        EngineIsMissing: the engine of choice is not installed here.
    """
    if not purpose.strip():
        raise PurposeIsMissing(metric=question.metric)
    metric = registry.metric(question.metric)
    if metric.tells_of_others and not is_operator:
        raise FiguresOfOthers(metric=metric.name)
    scope = _scope(question)
    models.ExactView.objects.create(
        actor=actor,
        region=question.region,
        metric=metric.name,
        question=question.as_json(),
        purpose=purpose.strip(),
        at=at,
    )
    chosen = None if choice == IN_PROCESS else choice
    rows, n = exactly.answer(Path(settings.LAKE_DIR), metric, scope, chosen)
    return Exact(
        question=question,
        sentence=metric.sentence,
        sentence_en=metric.sentence_en,
        unit=metric.unit,
        denominator=metric.denominator,
        definition=metric.definition,
        rows=tuple(rows),
        n=n,
    )


def _scope(question: ExactQuestion) -> Scope:
    """Resolve the place of a question in the tree of regions."""
    region = regions.region(question.region)
    return Scope(
        code=region.code,
        level=region.kind,
        prefecture=lake.place(region.code).prefecture,
        since=question.since,
        until=question.until,
        by=dimensions(question.by),
        where=conditions(question.where),
    )


@transaction.atomic(durable=True)
def seal(*, at: datetime, limit: int = SEALED_AT_ONCE) -> int:
    """Seal releases and exact figures (確定値) that are not in the log yet; return how many.

    What is sealed of a release is the question, the closing, the limit and a digest of the rows:
    enough to prove later that a published table is the one released then.
    """
    waiting = list(
        models.Release.objects.select_for_update(skip_locked=True)
        .select_related("closing")
        .filter(leaf=None)
        .order_by("id")[:limit]
    )
    fixed = list(
        models.Fixed.objects.select_for_update(skip_locked=True)
        .filter(leaf=None)
        .order_by("id")[:limit]
    )
    if not waiting and not fixed:
        return 0
    records = [*(_record(row) for row in waiting), *(_record_of_fixed(row) for row in fixed)]
    leaves = log.append(records, at=at)
    rows: list[models.Release | models.Fixed] = [*waiting, *fixed]
    for row, leaf in zip(rows, leaves, strict=True):
        row.leaf = leaf
    models.Release.objects.bulk_update(waiting, ["leaf"])
    models.Fixed.objects.bulk_update(fixed, ["leaf"])
    return len(records)


def _record_of_fixed(row: models.Fixed) -> NewRecord:
    """Say what the leaf of exact figures stands for: the figures themselves."""
    value = {
        "kind": "fixed",
        "region": row.region,
        "period": row.period,
        "closing": row.closing_id,
        "figures": row.figures,
        "made_at": row.made_at.isoformat(),
    }
    return NewRecord(reference=f"fixed:{row.pk}", parts=[NewPart(subject="", value=value)])


def _record(row: models.Release) -> NewRecord:
    """Say what a release's leaf stands for."""
    return NewRecord(
        reference=f"release:{row.pk}",
        parts=[
            NewPart(
                subject="",
                value={
                    "kind": "release",
                    "question": row.question,
                    "closed_until": row.closing.until,
                    "closing": row.closing_id,
                    "limit": row.limit,
                    "rows": len(row.rows),
                    "rows_sha256": frames.digest_of(row.rows),
                    "released_at": row.created_at.isoformat(),
                },
            )
        ],
    )
