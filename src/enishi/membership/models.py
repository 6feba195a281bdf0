"""Members, the devices and cards that stand for them, and what they agreed to."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from enishi.kit import ids
from enishi.membership import attributes


def new_secret() -> bytes:
    """Return 32 secret bytes for one member."""
    return secrets.token_bytes(32)


class MemberManager(BaseUserManager["Member"]):
    """Finds members; making them is the business of `operations`."""

    def get_by_natural_key(self, username: str | None) -> Member:
        """Find by e-mail, the only name a person signs in with."""
        return self.get(email__iexact=username)


class Member(AbstractBaseUser):
    """A person with a tie to a region: device-held, completed, on paper, imported or staff."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    email = models.EmailField(unique=True, null=True, blank=True)
    display_name = models.CharField(max_length=60, blank=True)
    origin = models.CharField(
        max_length=10, choices=[(origin, origin) for origin in attributes.ORIGINS]
    )
    sex = models.CharField(max_length=8, default="unknown")
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    age_band = models.CharField(max_length=8, default="unknown")
    home_code = models.CharField(
        max_length=6, blank=True, help_text="Six digits of a municipality or a prefecture"
    )
    transfer_secret = models.BinaryField(
        max_length=32, default=new_secret, help_text="Makes transfer ids; erasure deletes it"
    )
    joined_at = models.DateTimeField()
    held_until = models.DateTimeField(
        null=True, help_text="Until when points wait for a phone's member to complete; None: kept"
    )
    completed_at = models.DateTimeField(null=True, help_text="When a contact or a key was proven")
    returned_at = models.DateTimeField(
        null=True, help_text="When what was held went back to the issuers; None: not, or held again"
    )
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    erased_at = models.DateTimeField(null=True)
    language = models.CharField(
        max_length=5, blank=True, db_default="", help_text="Of messages; empty: Japanese"
    )
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "id"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = MemberManager()

    class Meta:
        """Constraints and indexes."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(sex__in=attributes.SEXES), name="member_sex_is_known_word"
            ),
            models.CheckConstraint(
                condition=models.Q(age_band__in=attributes.AGE_BANDS),
                name="member_age_band_is_known_word",
            ),
        ]
        indexes = [
            models.Index(
                fields=["held_until"],
                condition=models.Q(completed_at=None, held_until__isnull=False),
                name="member_is_held",
            )
        ]

    def __str__(self) -> str:
        """Write a name that is never empty (the sign-in pages show it)."""
        return self.display_name or self.email or f"会員 {str(self.id)[:8]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Turn an empty e-mail into none, so that two members may have none."""
        self.email = self.email or None
        super().save(*args, **kwargs)


class Identity(models.Model):
    """What another system calls a member: (source, name there) leads to one member."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="identities")
    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=120)

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="identity_is_one_member")
        ]

    def __str__(self) -> str:
        """Write the source only."""
        return self.source


class Contact(models.Model):
    """A telephone number or an e-mail address that a member has proven to read."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=5, choices=[(k, k) for k in attributes.CONTACT_KINDS])
    value = models.CharField(max_length=254, help_text="E.164, or an address in small letters")
    proven_at = models.DateTimeField()

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="contact_is_one_member"),
            models.UniqueConstraint(fields=["member", "kind"], name="member_has_one_of_a_kind"),
        ]

    def __str__(self) -> str:
        """Write the kind only."""
        return self.kind


class Code(models.Model):
    """Six digits sent to an address; only their keyed digest is kept (NIST SP 800-63B, 3.1.3)."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    purpose = models.CharField(max_length=20)
    kind = models.CharField(max_length=5, choices=[(k, k) for k in attributes.CONTACT_KINDS])
    value = models.CharField(max_length=254)
    device_id = models.UUIDField(null=True, help_text="The phone that asked, where one did")
    digest = models.BinaryField(max_length=32)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        """Indexes."""

        indexes = [
            models.Index(fields=["kind", "value", "created_at"], name="code_of_an_address"),
            models.Index(fields=["expires_at"], name="code_expires"),
        ]

    def __str__(self) -> str:
        """Write the purpose only."""
        return self.purpose


class Passkey(models.Model):
    """A key in a member's phone or computer that signs in without a code (W3C WebAuthn)."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="passkeys")
    credential_id = models.BinaryField(max_length=1023, unique=True)
    credential = models.BinaryField(help_text="Attested credential data (WebAuthn, 6.5.1)")
    sign_count = models.BigIntegerField(default=0)
    name = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Write the name."""
        return self.name or "passkey"


class Device(models.Model):
    """A phone that holds a member by a signed cookie; ended when merged, lost or left."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="devices")
    label = models.CharField(
        max_length=20, db_default="", help_text="What kind: iPhone, Android ..."
    )
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Write the id."""
        return str(self.id)


class Card(models.Model):
    """A card in the hand: a random number as QR, replaceable without loss."""

    number = models.CharField(max_length=16, unique=True)
    member = models.ForeignKey(Member, models.CASCADE, related_name="cards")
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in attributes.CARD_KINDS])
    issued_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    is_second = models.BooleanField(
        db_default=False, help_text="Came with a second membership that was put together with this"
    )

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(
                fields=["member", "region"],
                condition=models.Q(ended_at=None, is_second=False),
                name="member_has_one_living_first_card",
            )
        ]

    def __str__(self) -> str:
        """Write the kind, not the number."""
        return f"{self.kind} card of {self.region_id}"


class PreparedCard(models.Model):
    """A number printed on a blank card, nobody's until it is handed out (see `Card`)."""

    number = models.CharField(max_length=16, unique=True)
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    sheet = models.UUIDField(db_index=True, help_text="What was printed together")
    made_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True, help_text="The sheet was lost or thrown away")
    tries = models.PositiveSmallIntegerField(default=0, help_text="Wrong proofs when tying a phone")

    class Meta:
        """Constraints."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(handed_at=None) | models.Q(voided_at=None),
                name="prepared_card_is_handed_or_void",
            )
        ]

    def __str__(self) -> str:
        """Write the sheet, not the number."""
        return f"card of sheet {self.sheet}"


class Consent(models.Model):
    """What a member agreed to, in which version of the words."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="consents")
    region = models.ForeignKey("regions.Region", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=20, choices=[(k, k) for k in attributes.CONSENTS])
    version = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Write kind and version."""
        return f"{self.kind} {self.version}"


class Proxy(models.Model):
    """Somebody acts for a member until a day, with the member's consent (代理)."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="proxies")
    by = models.ForeignKey(Member, models.CASCADE, related_name="acts_for")
    relation = models.CharField(max_length=20, blank=True)
    how = models.CharField(max_length=8, choices=[(h, h) for h in attributes.CONSENT_WAYS])
    version = models.CharField(max_length=20, help_text="Of the words agreed to")
    given_at = models.DateTimeField()
    until_on = models.DateField(help_text="The first day on which it no longer holds")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Constraints."""

        constraints = [
            models.CheckConstraint(
                condition=~models.Q(member=models.F("by")), name="nobody_is_their_own_proxy"
            ),
            models.UniqueConstraint(
                fields=["member", "by"],
                condition=models.Q(ended_at=None),
                name="acts_once_for_a_member",
            ),
        ]

    def __str__(self) -> str:
        """Write the last day."""
        return f"proxy until {self.until_on}"


class Guardianship(models.Model):
    """A guardian's word for a member under 16: asked for by a link, or written on paper."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="guardianships")
    guardian = models.CharField(max_length=60, blank=True, help_text="The name as written")
    how = models.CharField(max_length=8, choices=[(h, h) for h in attributes.CONSENT_WAYS])
    digest = models.BinaryField(max_length=32, null=True, help_text="Of the link's secret")
    version = models.CharField(max_length=20)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    given_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Write the way."""
        return f"guardian's word by {self.how}"


class Look(models.Model):
    """Somebody of the staff looked at one member's data; the member may read it."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="looks")
    region = models.ForeignKey("regions.Region", models.PROTECT, null=True, related_name="+")
    reader = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    role = models.CharField(max_length=20)
    section = models.CharField(max_length=60, blank=True)
    purpose = models.CharField(max_length=40, help_text="reception, card, doubt, rights ...")
    at = models.DateTimeField()

    class Meta:
        """Indexes."""

        indexes = [models.Index(fields=["member", "-at"], name="look_of_member")]

    def __str__(self) -> str:
        """Write the purpose."""
        return self.purpose
