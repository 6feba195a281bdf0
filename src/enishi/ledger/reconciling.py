"""Compare a transfer in the books with what the log sealed of it."""

from __future__ import annotations

from collections.abc import Iterator

from enishi.ledger import sealing
from enishi.ledger.book import Difference
from enishi.ledger.transfers import PostedTransfer
from enishi.transparency.opened import OpenedLeaf


def differences(leaf: OpenedLeaf, book: PostedTransfer | None) -> Iterator[Difference]:
    """Yield each field in which the books say something else than the leaf.

    Parts that were forgotten on purpose cannot be compared and are passed over.
    """
    for position in leaf.false_positions:
        yield Difference(leaf.reference, f"part {position} does not open its leaf", None, None)
    if book is None:
        yield Difference(leaf.reference, "the transfer is gone", None, dict(leaf.values))
        return
    for position, part in enumerate(sealing.record(book).parts):
        sealed = leaf.values.get(position)
        if sealed is None:
            continue
        for name in sorted({*part.value, *sealed}):
            if part.value.get(name) != sealed.get(name):
                yield Difference(
                    leaf.reference,
                    f"{name} of part {position}",
                    part.value.get(name),
                    sealed.get(name),
                )
