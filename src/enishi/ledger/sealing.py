"""What the log keeps of a transfer: a header, and one part for each side."""

from __future__ import annotations

from datetime import UTC

from enishi.ledger.transfers import PostedTransfer
from enishi.transparency.parts import NewPart, NewRecord

PREFIX = "transfer:"


def reference(transfer: PostedTransfer) -> str:
    """Name the leaf of a transfer."""
    return f"{PREFIX}{transfer.id}"


def record(transfer: PostedTransfer) -> NewRecord:
    """Describe a transfer for the log: each side can be opened, or forgotten, alone."""
    header: dict[str, object] = {
        "asset": transfer.asset,
        "at": transfer.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "chain": str(transfer.chain) if transfer.chain else None,
        "expires_on": transfer.expires_on.isoformat() if transfer.expires_on else None,
        "kind": transfer.kind,
        "reverses": str(transfer.reverses) if transfer.reverses else None,
        "transfer": str(transfer.id),
    }
    # Only where they are: most transfers have neither.
    if transfer.captures is not None:
        header["captures"] = str(transfer.captures)
    if transfer.budgets:
        header["budgets"] = list(transfer.budgets)
    return NewRecord(
        reference=reference(transfer),
        parts=(
            NewPart("", header),
            NewPart(transfer.source, {"account": transfer.source, "amount": -transfer.amount}),
            NewPart(transfer.target, {"account": transfer.target, "amount": transfer.amount}),
        ),
    )
