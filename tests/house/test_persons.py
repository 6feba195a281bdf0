"""Wherever a person may be named, merging and erasing know of it; a new table is red until then."""

from __future__ import annotations

import importlib
import inspect
import re

import pytest
from django.apps import apps
from django.db import models

MEMBER = "membership.Member"
# Who works for a region is neither given up nor erased (`StaffStays`).
STAFF = "staff"
# It stays as it is, and why stands beside it.
STAYS = "stays"

# The table: what names a person -> what does it when two are put together, when one is erased.
# An operation is named by its room.
HANDLED = {
    # Foreign keys to a member.
    "membership.Member.merged_into": ("membership.hand_over", "membership.forget"),
    "membership.Identity.member": ("membership.hand_over", "membership.forget"),
    "membership.Contact.member": ("membership.hand_over", "membership.forget"),
    "membership.Passkey.member": ("membership.hand_over", "membership.forget"),
    "membership.Device.member": ("membership.hand_over", "membership.forget"),
    "membership.Card.member": ("membership.hand_over", "membership.forget"),
    "membership.Consent.member": ("membership.hand_over", "membership.forget"),
    "membership.Proxy.member": ("membership.hand_over", "membership.forget"),
    "membership.Proxy.by": ("membership.hand_over", "membership.forget"),
    "membership.Guardianship.member": ("membership.hand_over", "membership.forget"),
    "membership.Look.member": ("membership.hand_over", "membership.forget"),
    "membership.Look.reader": ("membership.hand_over", "membership.forget"),
    "activities.Activity.member": ("activities.hand_over", "activities.forget"),
    "events.SignUp.member": ("events.hand_over", "events.forget"),
    "events.PhoneSeen.member": ("events.hand_over", "events.forget"),
    "events.Review.member": ("events.hand_over", "events.forget"),
    "events.Review.by": ("events.hand_over", STAFF),
    "actions.TeamMember.member": ("actions.hand_over", "actions.forget"),
    "actions.Evidence.member": ("actions.hand_over", "actions.forget"),
    "ties.Honoured.member": ("ties.hand_over", "ties.forget"),
    "ties.Read.member": ("ties.hand_over", "ties.forget"),
    "sales.Sale.member": ("sales.hand_over", "sales.forget"),
    "sponsors.Accrual.member": ("sponsors.hand_over", "sponsors.forget"),
    "sponsors.Gift.by": (STAFF, STAFF),
    "funds.Voter.member": ("funds.hand_over", "funds.forget"),
    "supporters.Application.member": ("supporters.hand_over", "supporters.forget"),
    "supporters.Payment.application": (STAYS, STAYS),
    "supporters.Citizen.member": ("supporters.hand_over", "supporters.forget"),
    "partners.Link.member": ("partners.hand_over", "partners.forget"),
    "partners.Entry.member": ("partners.hand_over", "partners.forget"),
    "partners.Click.member": ("partners.hand_over", "partners.forget"),
    "rewards.Voucher.member": ("rewards.hand_over", "rewards.forget"),
    "rewards.Voucher.to_phone": (STAYS, "rewards.forget"),
    "rewards.Voucher.key": ("rewards.hand_over", "rewards.forget"),
    # Books of a shop stay as long as the law asks, without whose they were.
    "sales.Return.sale": (STAYS, STAYS),
    "merchants.Shop.decided_by": (STAFF, STAFF),
    "merchants.Offer.allowed_by": (STAFF, STAFF),
    "settlement.PayoutAccount.changed_by": (STAFF, STAFF),
    "settlement.Closing.closed_by": (STAFF, STAFF),
    "settlement.Closing.reopened_by": (STAFF, STAFF),
    "settlement.Statement.paid_by": (STAFF, STAFF),
    "notes.Note.author": (STAFF, STAFF),
    "notes.Bookmark.author": (STAFF, STAFF),
    # allauth's, which only staff have: members sign in by contacts, passkeys and identities.
    "account.EmailAddress.user": (STAFF, STAFF),
    "mfa.Authenticator.user": (STAFF, STAFF),
    "socialaccount.SocialAccount.user": (STAFF, STAFF),
    # What hangs on these rows: it moves with them, and goes with them or before them.
    "account.EmailConfirmation.email_address": (STAFF, STAFF),
    "socialaccount.SocialToken.account": (STAFF, STAFF),
    "activities.Award.activity": (STAYS, "activities.forget"),
    "activities.Withdrawal.activity": (STAYS, "activities.forget"),
    "surveys.Answer.activity": (STAYS, "surveys.forget"),
    # Columns that hold a member's id, or a name or key with it.
    "regions.Staff.member_id": (STAFF, STAFF),
    "releases.ExactView.actor": (STAFF, STAFF),
    "activities.Activity.key": ("activities.hand_over", "activities.forget"),
    "actions.Evidence.key": ("actions.rename", "actions.forget"),
    "ledger.Account.name": ("ledger.gather", "ledger.forgo"),
    # Receipts go on proving under the old name; a copy of one's data reads both.
    "transparency.Part.subject": (STAYS, "transparency.forget"),
    "transparency.Part.value": (STAYS, "transparency.forget"),
    "outbox.Message.to": ("outbox.hand_over", "outbox.forget"),
    # The old id stays in keys, so that nothing is sent twice; erasing looks for every id.
    "outbox.Message.key": (STAYS, "outbox.forget"),
    "outbox.Subscription.recipient": ("outbox.hand_over", "outbox.forget"),
    # Codes end by themselves within two days.
    "membership.Code.value": (STAYS, "membership.forget"),
    "membership.Code.device_id": (STAYS, "membership.forget"),
    # A phone goes on being the phone it was; digests differ from event to event.
    "events.PhoneSeen.mark": (STAYS, "events.forget"),
    # Pictures and printed numbers move with their rows.
    "actions.Evidence.photo": (STAYS, "actions.forget"),
    "membership.Card.number": (STAYS, "membership.forget"),
    "membership.PreparedCard.number": (STAYS, "membership.forget"),
    # The account of an erasure itself: empty members, nobody behind them.
    "rights.Erasure.shell": (STAYS, STAYS),
    "rights.Erasure.shells": (STAYS, STAYS),
}

# Columns that look as if they might, and hold nobody.
NOBODY = {
    "activities.Award.transfer_id": "a transfer; which account it touched is told by the books",
    "activities.Award.bought_id": "a transfer; which account it touched is told by the books",
    "merchants.Device.public_key": "of a shop's phone",
    "merchants.Offer.audience": "customers, or the town",
    "merchants.Participation.earn_payer": "issuer or shop",
    "merchants.Shop.phone": "of a shop",
    "sales.Return.key": "the shop's own",
    "sales.Sale.activity_key": "a keyed digest of shop and key",
    "sales.Sale.chain": "a keyed digest of shop and key",
    "sales.Sale.key": "the shop's own",
    "sales.Sale.spend_transfer": "a transfer; which account it touched is told by the books",
    "partners.Entry.key": "the partner's own number of a ride, a ticket, an order",
    "partners.Entry.activity_key": "partner and number; emptied when the member is erased",
    "partners.Entry.transfer": "a transfer; which account it touched is told by the books",
    "partners.Intake.by": "staff",
    "partners.Intake.source": "the name of a file",
    "partners.Mark.key": "the partner's own number; its digest is forgotten with the link",
    "supporters.Application.reference": "a number for the bank; whose it is, `member` tells",
    "supporters.Payment.key": "of an office's form, or a digest of a bank's line",
    "supporters.Payment.fund_transfer": "a transfer from outside to a fund",
    "rewards.Voucher.ended_by": "staff",
    "rewards.Voucher.transfer": "a transfer; which account it touched is told by the books",
    "rewards.Voucher.end_transfer": "a transfer to a shop or the issuer",
    "settlement.PayoutAccount.holder_kana": "of a shop's bank account",
    "settlement.Statement.account": "of a shop, at its bank",
    "settlement.Statement.transfer": "out of a shop's account",
    "settlement.Terms.account_kind": "of the issuer, at its bank",
    "settlement.Terms.account_number": "of the issuer, at its bank",
    "webhooks.Message.key": "a sale's or return's code, or a ping",
    "webhooks.Endpoint.owner": "a shop",
    "ledger.Transfer.id": "a keyed digest",
    "sponsors.Accrual.source": "a sale or a return",
    "sponsors.Gift.id": "the key of an office's form",
    "funds.UndertakingUse.transfer": "out of the fund",
    "funds.Ballot.who": "cards or complete",
    "ledger.Transfer.chain": "of linked transfers",
    "ledger.Transfer.reverses": "a transfer",
    "ledger.Transfer.captures": "a hold",
    "ledger.Hold.id": "a keyed digest",
    "ledger.HoldEnd.transfer": "a transfer",
    "ledger.Conversion.chain": "of linked transfers",
    "ledger.DailyTotal.source": "`member` for any wallet",
    "ledger.DailyTotal.target": "`member` for any wallet",
    "membership.Identity.source": "which system knows the person; goes with its row",
    "outbox.Message.subject": "the first line of a mail; goes with its message",
    "membership.PreparedCard.sheet": "what was printed together",
    "programs.AccountCode.account_class": "member, shop, fund ...: a class, not an account",
    "programs.Appropriation.account": "of a municipality's budget",
    "programs.FundUse.transfer": "out of the fund",
    "programs.FundUse.payee": "a shop or firm that the fund paid",
    "programs.Rule.payer": "town, chamber ...",
    "releases.Closing.uid": "of the closing",
    "surveys.Answer.key": "survey and response number; goes with its activity",
    "transparency.Leaf.reference": "a transfer or a release",
    "ties.Thanks.audience": "all, or an event's visitors",
    "socialaccount.SocialApp.key": "of the operator's",
    "account.EmailConfirmation.key": "of staff, goes with the address",
    "sessions.Session.session_key": "staff sign in by sessions, members never",
    "sessions.Session.session_data": "staff sign in by sessions, members never",
    "activities.Withdrawal.reason": "written by staff; goes with its activity",
}
# Columns of texts are looked at by their names; identifiers all.
TELLING = re.compile(
    r"^to$|(^|_)(member|members|person|subject|recipient|actor|key|account|reference|source|target|"
    r"shell|shells|reader|holder|owner|wallet|payee|payer|user|who|audience|device|phone|session)"
    r"(_|$)"
)


def label(field: models.Field) -> str:
    return f"{field.model._meta.label}.{field.name}"  # noqa: SLF001 - Django's own way


def keys_to_persons(found: list[type[models.Model]]) -> set[str]:
    """Name the foreign keys to a member, and those to rows that are a person's."""
    keys = [
        field
        for model in found
        for field in model._meta.get_fields()  # noqa: SLF001
        if isinstance(field, models.ForeignKey | models.OneToOneField | models.ManyToManyField)
    ]
    persons, named = {MEMBER}, set()
    while more := {
        label(key)
        for key in keys
        if key.related_model._meta.label in persons and label(key) not in named  # noqa: SLF001
    }:
        named |= more
        persons |= {name.rpartition(".")[0] for name in more}
    return named


def telling_columns(found: list[type[models.Model]]) -> set[str]:
    """Name the columns that may hold a member's id or a name with it."""
    named = set()
    for model in found:
        for field in model._meta.concrete_fields:  # noqa: SLF001
            if field.is_relation or (field.primary_key and field.has_default()):
                continue
            texts = (models.CharField, models.TextField, models.JSONField)
            if isinstance(field, models.UUIDField) or (
                isinstance(field, texts) and TELLING.search(field.name)
            ):
                named.add(label(field))
    return named


def unhandled(found: list[type[models.Model]]) -> list[str]:
    known = HANDLED.keys() | NOBODY.keys()
    return sorted((keys_to_persons(found) | telling_columns(found)) - known)


def test_every_column_that_names_a_person_is_handled_when_merging_and_erasing() -> None:
    assert unhandled(list(apps.get_models(include_auto_created=True))) == []


def test_the_table_names_columns_that_are_there() -> None:
    there = {
        label(field)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields  # noqa: SLF001
    }
    assert sorted((HANDLED.keys() | NOBODY.keys()) - there) == []
    assert HANDLED.keys() & NOBODY.keys() == set()


@pytest.mark.parametrize(
    ("column", "verb"),
    [
        (column, verb)
        for column, verbs in HANDLED.items()
        for verb in verbs
        if verb not in (STAFF, STAYS)
    ],
)
def test_what_the_table_says_handles_a_column_speaks_of_its_table(column: str, verb: str) -> None:
    room, name = verb.split(".")
    operation = getattr(importlib.import_module(f"enishi.{room}.operations"), name)
    text = inspect.getsource(inspect.getmodule(operation))
    assert re.search(rf"\bmodels\.{column.split('.')[1]}\b", text)


def test_merging_and_erasing_call_what_the_table_says() -> None:
    for module, place in (("merging", 0), ("erasing", 1)):
        text = inspect.getsource(importlib.import_module(f"enishi.rights.operations.{module}"))
        called = {f"{room}.{verb}" for room, verb in re.findall(r"\b(\w+)\.(\w+)\(", text)}
        called |= {f"transparency.{verb}" for verb in re.findall(r"\blog\.(\w+)\(", text)}
        wanted = {verbs[place] for verbs in HANDLED.values()} - {STAFF, STAYS}
        assert sorted(wanted - called) == []


def test_a_planted_table_that_names_a_person_is_red() -> None:
    class Planted(models.Model):  # noqa: DJ008 - lives for one test
        who = models.ForeignKey("membership.Member", models.CASCADE, related_name="+")
        deed = models.ForeignKey("activities.Activity", models.CASCADE, related_name="+")
        phone = models.UUIDField(null=True)
        account = models.CharField(max_length=80)
        title = models.CharField(max_length=80)

        class Meta:
            app_label = "ties"
            managed = False

    try:
        assert unhandled([*apps.get_models(), Planted]) == [
            "ties.Planted.account",
            "ties.Planted.deed",
            "ties.Planted.phone",
            "ties.Planted.who",
        ]
    finally:
        del apps.all_models["ties"]["planted"]
        apps.clear_cache()
