"""Check a receipt with nothing but the log's public key: no server, no database."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

from enishi.kit.refusal import Refusal
from enishi.transparency import notes, receipt, storage

HELP = "Check a receipt offline, and say in plain words what it proves"
NEEDS_DATABASE = False
TRUE, FALSE = 0, 1


class NoKey(Refusal):
    """Nobody said whose signature to trust."""

    code = "no_key"
    sentence: ClassVar[str] = (
        "Whose log is it? Give the log's verifier key with --key NAME+ID+KEY, or a file that "
        "holds it (the operator publishes it as {file})."
    )


class NoReceipt(Refusal):
    """The file cannot be read as a receipt."""

    code = "no_receipt"
    sentence: ClassVar[str] = "{file} is no receipt: {reason}"


def configure(parser: argparse.ArgumentParser) -> None:
    """Read the receipt's file and whose signature to trust."""
    parser.add_argument("receipt", type=Path, metavar="RECEIPT.json", help="relpop-receipt/1")
    parser.add_argument("--key", metavar="KEY", help="the log's verifier key, or a file with it")


def run(args: argparse.Namespace) -> int:
    """Check, and tell what was found."""
    told = _read(args.receipt)
    by = _trusted(args.key, args.folder)
    try:
        checked = receipt.check(told, by)
    except Refusal as bad:
        print(f"FALSE: {bad.facts.get('reason', bad)}.")
        print("Do not rely on this receipt. Ask the operator for a new one, and keep this file.")
        return FALSE
    for line in _sentences(checked, by):
        print(line)
    return TRUE


def _read(path: Path) -> Mapping[str, Any]:
    """Read the file.

    Raises:
        NoReceipt: it is not there, or no JSON object.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NoReceipt(file=path, reason=error) from error
    if not isinstance(told, dict):
        raise NoReceipt(file=path, reason="not a JSON object")
    return told


def _trusted(key: str | None, folder: Path) -> notes.Verifier:
    """Read the key to trust: as given, out of a file, or this installation's own.

    Raises:
        NoKey: there is none.
        BadNote: it is no verifier key.
    """
    own = folder / "log" / storage.VKEY
    if key is None and not own.is_file():
        raise NoKey(file=f"log/{storage.VKEY}")
    if key is not None and "+" in key and not Path(key).is_file():
        return notes.verifier(key)
    path = own if key is None else Path(key)
    if not path.is_file():
        raise NoKey(file=path)
    return notes.verifier(path.read_text(encoding="utf-8"))


def _sentences(checked: receipt.Checked, by: notes.Verifier) -> Iterator[str]:
    """Say what holds, whose word it is, and what the receipt opens."""
    if checked.promised_by is None:
        yield f"TRUE: this record is leaf {checked.index} of {by.name}, and nobody can change it"
        yield f"unseen: the log signed a tree of {checked.size} leaves that holds it."
    else:
        yield f"PROMISED: {by.name} has signed that this record will stand in its public log"
        yield f"by {checked.promised_by.isoformat()}. Fetch the receipt again after that."
    for name, value in sorted((checked.header or {}).items()):
        if value is not None:
            yield f"  {name}: {value}"
    for position, side in sorted(checked.sides.items()):
        told = ", ".join(f"{name}: {value}" for name, value in sorted(side.items()))
        yield f"  side {position + 1}: {told}"
