"""That a device was used: known to the hour, so that a forgotten key is seen and ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from enishi.merchants import models
from enishi.merchants.shop import Device

# A till asks many times a minute; one writing an hour is enough to see which key is in use.
_EACH = timedelta(hours=1)


@transaction.atomic(durable=True)
def note_use(*, device: Device, at: datetime) -> None:
    """Write down that a device was used; within the hour it was known already."""
    if device.seen_at is None or device.seen_at <= at - _EACH:
        models.Device.objects.filter(pk=device.id).update(seen_at=at)


@transaction.atomic(savepoint=False)
def note_uses(*, devices: Iterable[Device], at: datetime) -> None:
    """Write down that devices were used, as `note_use` does; whom somebody else notes is left out.

    In the caller's transaction.
    """
    due = [one.id for one in devices if one.seen_at is None or one.seen_at <= at - _EACH]
    if due:
        rows = models.Device.objects.select_for_update(skip_locked=True, no_key=True)
        free = list(rows.filter(pk__in=due).values_list("id", flat=True))
        models.Device.objects.filter(pk__in=free).update(seen_at=at)
