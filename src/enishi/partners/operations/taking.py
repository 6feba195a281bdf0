"""A delivery of a partner becomes points and activities, row by row, and comes out to the unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction

from enishi.activities import operations as activities
from enishi.activities.activity import NewActivity
from enishi.activities.cells import Reject
from enishi.activities.operations import AlreadySpent
from enishi.kit import ids
from enishi.kit.periods import jst_day
from enishi.kit.refusal import Refusal
from enishi.ledger import operations as ledger
from enishi.ledger.conversion import CONVERT, EXCHANGE
from enishi.ledger.transfers import MEMBER, NewTransfer, transfer_id
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.membership import slips
from enishi.membership.contact import EMAIL, PHONE
from enishi.partners import adapter, holders, models, partner, reading
from enishi.partners.partner import Delivery, Intake, Partner
from enishi.partners.queries import intake_value, partner_of
from enishi.partners.reading import Outside, Row
from enishi.programs import lapse as lapses

_REVERSED = "注文の取消"
_STEP = 500


class PartnerIsOff(Refusal):
    """The partner is switched off."""

    code = "partner_is_off"


@transaction.atomic(durable=True)
def take_in(*, partner_code: str, delivery: Delivery, by: UUID | None, at: datetime) -> Intake:
    """Take a delivery in: each row once, in already, or kept out with the reason.

    The same delivery again acts once. Rows of people who are nobody's here stay out, and nothing
    of their names is kept: when a member links the number, the file can be taken in again.

    Raises:
        UnknownPartner: no partner has the code.
        PartnerIsOff: it is switched off.
        ColumnsAreMissing: the header does not name what is needed.
    """
    models.Partner.objects.select_for_update(no_key=True).filter(pk=partner_code).first()
    found = partner_of(partner_code)
    if not found.is_on:
        raise PartnerIsOff(partner=partner_code)
    rows = list(reading.read(delivery, found, jst_day(at)))
    row = models.Intake.objects.create(
        partner_id=partner_code,
        source=delivery.source[:120],
        at=at,
        by=by,
        told_rows=delivery.told.rows,
        told_units=delivery.told.units,
    )
    taking = _Taking(found, row, at, reading.names(delivery))
    for first in range(0, len(rows), _STEP):
        taking.take(rows[first : first + _STEP])
    taking.end(len(rows), sum(one.units for one in rows))
    return intake_value(row)


class PartnerSendsFiles(Refusal):
    """The partner has no API to be asked."""

    code = "partner_sends_files"


def pull(*, partner_code: str, by: UUID | None, at: datetime) -> list[Intake]:
    """Ask a partner's API for what is new; each page is an intake of its own, for good.

    What was taken is not lost when a later page fails: the next call begins there.

    Raises:
        UnknownPartner: no partner has the code.
        PartnerSendsFiles, PartnerIsOff: there is nothing to be asked.
        PartnerIsSilent: no answer, or none as agreed.
    """
    found = partner_of(partner_code)
    if found.adapter != partner.API:
        raise PartnerSendsFiles(partner=partner_code)
    # A token is for one host: whoever may write down an address gets nobody's token sent there.
    host = urlsplit(found.address).hostname or ""
    token = settings.PARTNER_TOKENS.get(f"{partner_code}@{host}", "")
    done = []
    own = settings.WEBHOOK_HOSTS
    for page in adapter.pages(found.address, token=token, cursor=found.cursor, own=own):
        if page.delivery.rows:
            done.append(take_in(partner_code=partner_code, delivery=page.delivery, by=by, at=at))
        if page.following:
            _go_on(partner_code, page.following)
    return done


@transaction.atomic(durable=True)
def _go_on(partner_code: str, cursor: str) -> None:
    """Keep from where the API is asked next."""
    models.Partner.objects.filter(pk=partner_code).update(cursor=cursor)


@dataclass(slots=True)
class _Taking:
    """One delivery on its way in."""

    by: Partner
    intake: models.Intake
    at: datetime
    names: Mapping[str, str]
    outside: list[models.Rejected] = field(default_factory=list)

    def take(self, rows: Sequence[Row | Outside]) -> None:
        """Take some rows in, in their order."""
        fresh: dict[str, Row] = {}
        known = self._known(rows)
        for one in rows:
            if isinstance(one, Outside):
                self._keep_out(one.line, one.rejects, one.units)
            elif one.is_cancelled:
                self._new(list(fresh.values()))
                fresh.clear()
                self._cancel(one, known.get(one.id) or self._known([one]).get(one.id))
            elif one.id in known:
                self._again(one, known[one.id])
            elif one.id in fresh:
                self._same(one, one.units == fresh[one.id].units)
            else:
                fresh[one.id] = one
        self._new(list(fresh.values()))

    def _known(self, rows: Sequence[Row | Outside]) -> dict[str, models.Entry]:
        keys = [one.id for one in rows if isinstance(one, Row)]
        entries = models.Entry.objects.filter(partner_id=self.by.code, key__in=keys)
        return {one.key: one for one in entries}

    def _again(self, row: Row, entry: models.Entry) -> None:
        self._same(row, (entry.units, entry.at) == (row.units, row.at))

    def _same(self, row: Row, is_same: bool) -> None:
        if not is_same:
            self._refuse(row, "id", "same_id_other_content", row.id)
            return
        self.intake.repeated += 1
        self.intake.units_repeated += row.units

    def _refuse(self, row: Row, column: str, code: str, value: str = "") -> None:
        told = Reject(row.line, self.names.get(column, column), code, value[:80])
        self._keep_out(row.line, [told], row.units)

    def _keep_out(self, line: int, rejects: Sequence[Reject], units: int) -> None:
        self.intake.kept_out += 1
        self.intake.units_out += units
        self.outside += [
            models.Rejected(
                intake=self.intake, line=line, column=one.column, code=one.code,
                value=one.value, units=units if number == 0 else 0,
            )
            for number, one in enumerate(rejects)
        ]  # fmt: skip

    def _cancel(self, row: Row, entry: models.Entry | None) -> None:
        """Take an order back that was taken in; one that never was, or twice, changes nothing."""
        if entry is None or entry.cancelled_at is not None:
            self._same(row, is_same=True)
            return
        if not entry.activity_key:
            self._refuse(row, "state", "unknown_state")
            return
        try:
            with transaction.atomic():
                activities.withdraw(key=entry.activity_key, at=self.at, reason=_REVERSED)
        except AlreadySpent:
            self._refuse(row, "state", "earned_was_spent")
            return
        entry.cancelled_at = self.at
        entry.save(update_fields=["cancelled_at"])
        self.intake.taken += 1
        self.intake.units_taken += row.units

    def _new(self, rows: Sequence[Row]) -> None:
        if not rows:
            return
        membership.lock(member_ids=_Holders(self.by, rows).members())
        holders_of = _Holders(self.by, rows)  # as they are now that nobody changes them
        self._mark(rows, holders_of)
        mine = []
        for row in rows:
            member_id = holders_of.member(row)
            code = holders_of.refusal(row)
            if member_id is None or code:
                self._refuse(row, "holder", code or "unknown_holder")
            else:
                mine.append((row, member_id))
        if self.by.kind == partner.POINTS:
            self._convert(mine)
        else:
            self._record(mine)

    def _mark(self, rows: Sequence[Row], holders_of: _Holders) -> None:
        """Keep a digest of each ticket and gift of those who agreed: one meets the other by it."""
        is_met = self.by.identifier in (EMAIL, PHONE)
        if not is_met or self.by.kind not in (partner.LIFT, partner.DONORS):
            return
        models.Mark.objects.bulk_create(
            [
                models.Mark(
                    partner_id=self.by.code,
                    key=row.id,
                    digest=holders_of.digests[row.id],
                    on=jst_day(row.at),
                )
                for row in rows
                if (row.consents or holders_of.member(row)) and row.id in holders_of.digests
            ],
            ignore_conflicts=True,
        )

    def _convert(self, mine: Sequence[tuple[Row, UUID]]) -> None:
        """Let points arrive in a pocket of the partner's own expiry, less its fee, at its rate."""
        able = []
        for row, member_id in mine:
            code = "below_minimum" if row.units < self.by.minimum else ""
            if not code and self.by.given(row.units) <= 0:
                code = "comes_to_nothing"
            if code:
                self._refuse(row, "amount", code, str(row.units))
            else:
                able.append((row, member_id))
        secrets = members.transfer_secrets({member_id for _, member_id in able})
        expires_on = lapses.expires_on(self.by.lapse, jst_day(self.at))
        moves = [
            NewTransfer(
                id=transfer_id(secrets[member_id], "partner", f"{self.by.code}:{row.id}"),
                source=f"{EXCHANGE}{self.by.asset}",
                target=f"{MEMBER}{member_id}",
                asset=self.by.asset,
                amount=self.by.given(row.units),
                kind=CONVERT,
                at=self.at,
                expires_on=expires_on,
            )
            for row, member_id in able
        ]
        results = ledger.post_many(moves) if moves else []
        entries = []
        for (row, member_id), move, result in zip(able, moves, results, strict=True):
            if result.stands:
                entries.append(self._entry(row, member_id, move))
            else:
                self._refuse(row, "amount", "not_posted", str(row.units))
        models.Entry.objects.bulk_create(entries)

    def _entry(self, row: Row, member_id: UUID, move: NewTransfer | None = None) -> models.Entry:
        """Count a row that is in, and keep it."""
        fee = self.by.fee(row.units) if move else 0
        given = move.amount if move else 0
        self.intake.taken += 1
        self.intake.units_taken += row.units
        self.intake.fees += fee
        self.intake.given += given
        return models.Entry(
            partner_id=self.by.code,
            key=row.id,
            intake=self.intake,
            member_id=member_id,
            at=row.at,
            on=jst_day(row.at),
            units=row.units,
            fee=fee,
            given=given,
            rate=f"{self.by.numerator}/{self.by.denominator}" if move else "",
            transfer=move.id if move else None,
            activity_key="" if move else f"partner:{self.by.code}:{row.id}",
        )

    def _record(self, mine: Sequence[tuple[Row, UUID]]) -> None:
        """Write what was done as activities; the region's rules give what they give."""
        kind, trade, theme = partner.MEANS[self.by.kind]
        entries = [self._entry(row, member_id) for row, member_id in mine]
        done = [
            NewActivity(
                key=entry.activity_key,
                kind=kind,
                member_id=member_id,
                region_code=self.by.region_code,
                at=row.at,
                evidence="receipt",
                place=row.place or self.by.name,
                theme=theme,
                online=self.by.kind == partner.SHOP,
                amount_yen=row.units,
                business_id=self.by.code,
                trade=trade,
            )
            for (row, member_id), entry in zip(mine, entries, strict=True)
        ]
        models.Entry.objects.bulk_create(entries)
        told = activities.record_many(done, earn=self.by.earns) if done else []
        given = sum(
            award.amount for one in told for award in one.awards if award.asset_kind == "point"
        )
        self.intake.given += given

    def end(self, rows: int, units: int) -> None:
        """Write the sums, which come out, and what stayed out."""
        row = self.intake
        row.rows, row.units = rows, units
        assert row.taken + row.repeated + row.kept_out == rows, row.pk
        assert row.units_taken + row.units_repeated + row.units_out == units, row.pk
        row.save()
        models.Rejected.objects.bulk_create(self.outside)


class _Holders:
    """Whose the rows of a delivery are, found with a handful of questions."""

    def __init__(self, by: Partner, rows: Sequence[Row]) -> None:
        """Look the names up as this partner names people."""
        self.by = by
        self.digests: dict[str, bytes] = {}
        self._members: dict[str, UUID] = {}
        self._clicks: dict[str, models.Click] = {}
        if by.identifier == partner.OUR_CARD:
            numbers = {row.id: slips.number_in(row.holder) for row in rows}
            found = members.card_holders(set(numbers.values()))
            self._members = {key: found[no] for key, no in numbers.items() if no in found}
        elif by.identifier == partner.CLICK:
            tokens = {row.id: ids.as_typed(row.holder) for row in rows}
            clicks = models.Click.objects.filter(partner_id=by.code, pk__in=set(tokens.values()))
            there = {one.token: one for one in clicks}
            self._clicks = {key: there[one] for key, one in tokens.items() if one in there}
            self._members = {key: one.member_id for key, one in self._clicks.items()}
        else:
            self._by_digest(rows)

    def _by_digest(self, rows: Sequence[Row]) -> None:
        scope = holders.scope(
            partner_code=self.by.code,
            region_code=self.by.region_code,
            identifier=self.by.identifier,
        )
        self.digests = {
            row.id: holders.digest(
                settings.TRANSFER_SECRET,
                scope=scope,
                identifier=self.by.identifier,
                typed=row.holder,
            )
            for row in rows
        }
        links = models.Link.objects.filter(
            partner_id=self.by.code, ended_at=None, digest__in=set(self.digests.values())
        )
        found = {bytes(one.digest): one.member_id for one in links}
        self._members = {key: found[one] for key, one in self.digests.items() if one in found}

    def members(self) -> set[UUID]:
        """Return all whose rows these are."""
        return set(self._members.values())

    def member(self, row: Row) -> UUID | None:
        """Return whose a row is; None: nobody's who is known here."""
        return self._members.get(row.id)

    def refusal(self, row: Row) -> str:
        """Say why a row stays out although it can be read; empty: it does not."""
        if self.by.identifier == partner.CLICK:
            click = self._clicks.get(row.id)
            if click is None:
                return "unknown_click"
            is_old = not click.at <= row.at <= click.at + timedelta(days=partner.CLICK_DAYS)
            return "click_is_old" if is_old else ""
        return "" if self.member(row) else "unknown_holder"
