"""What was added to activities follows their keys when two persons turn out to be one."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from enishi.actions import models


@transaction.atomic(savepoint=False)
def rename(*, keys: Mapping[str, str]) -> None:
    """Let photos and links follow their activities to other keys.

    In the caller's transaction. A key that another one takes over is given up first.
    """
    order = sorted(keys.items(), key=lambda pair: pair[1] in keys)
    rows = {row.key: row for row in models.Evidence.objects.filter(key__in=keys)}
    for before, after in order:
        if before in rows:
            models.Evidence.objects.filter(pk=rows[before].pk).update(key=after)
