"""Turn points of one asset into points of another: the only way in which assets ever meet."""

from __future__ import annotations

from django.db import transaction

from enishi.kit.refusal import Refusal
from enishi.ledger import models
from enishi.ledger.conversion import Converted, NewConversion, legs
from enishi.ledger.operations.posting import post_many
from enishi.ledger.transfers import Result


class BadConversion(Refusal):
    """A conversion needs two assets, a rate above zero, and gives at least one unit."""

    code = "bad_conversion"
    status = 422


class ConversionIsDifferent(Refusal):
    """The key belongs to another conversion: other amount, assets, holder or rate."""

    code = "conversion_is_different"


class ConversionRefused(Refusal):
    """The books refuse one of the two transfers; neither was posted."""

    code = "conversion_refused"


@transaction.atomic(savepoint=False)
def convert(asked: NewConversion) -> Converted:
    """Convert once, in the caller's transaction: both transfers and their rate, or nothing.

    Raises:
        BadConversion: one asset only, no rate, or an amount that comes to nothing.
        ConversionIsDifferent: the key was used for another conversion.
        ConversionRefused: the holder has too little, or an account is closed or over its limit.
    """
    has_rate = asked.numerator > 0 and asked.denominator > 0
    if asked.old_asset == asked.new_asset or not has_rate or asked.amount <= 0 or asked.gives <= 0:
        raise BadConversion(
            amount=asked.amount, rate=f"{asked.numerator}/{asked.denominator}",
            old_asset=asked.old_asset, new_asset=asked.new_asset,
        )  # fmt: skip
    results = post_many(legs(asked))
    if Result.EXISTS_DIFFERENT in results:
        raise ConversionIsDifferent(old_asset=asked.old_asset, new_asset=asked.new_asset)
    broken = next((one for one in results if not one.stands), None)
    if broken is not None:
        reason = next(one for one in results if one is not Result.LINKED_CHAIN_FAILED)
        raise ConversionRefused(reason=reason.value, amount=asked.amount, old_asset=asked.old_asset)
    kept, _ = models.Conversion.objects.get_or_create(
        chain=asked.id,
        defaults={
            "numerator": asked.numerator,
            "denominator": asked.denominator,
            "at": asked.at,
        },
    )
    if (kept.numerator, kept.denominator) != (asked.numerator, asked.denominator):
        raise ConversionIsDifferent(old_asset=asked.old_asset, new_asset=asked.new_asset)
    return Converted(
        id=asked.id,
        holder=asked.holder,
        old_asset=asked.old_asset,
        new_asset=asked.new_asset,
        taken=asked.amount,
        given=asked.gives,
        numerator=kept.numerator,
        denominator=kept.denominator,
        at=kept.at,
    )
