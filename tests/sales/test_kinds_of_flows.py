"""Flows tell who paid whom, where and in which trade, for every kind of transfer there is."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.world import NOW, TOWN, a_member, a_purchase_rule, a_shop, move

import enishi
from enishi.ledger import operations as ledger
from enishi.ledger.transfers import NewTransfer
from enishi.programs import journal
from enishi.sales import queries
from enishi.sales.circulation import Party

SOURCE = Path(enishi.__file__).parent
PLACE = [*NewTransfer.__dataclass_fields__].index("kind")
POINT = f"{TOWN}:point"
# Where a kind is handed in: what is handed in there.
HANDED = {"sales/operations/returning.py": {"refund", "buy"}}
# A new kind is written here once it is known what flows tell of it: below, or in the tests of
# selling, returning and settling.
TOLD = {
    "buy",
    "convert",
    "donate",
    "forgo",
    "grant",
    "lapse",
    "merge",
    "open",
    "redeem",
    "refund",
    "return",
    "reverse",
    "reward",
    "sell",
    "settle",
    "spend",
}


def made() -> Iterator[str]:
    """Yield the kinds of all transfers that the product writes; demos and benchmarks aside."""
    for path in sorted(SOURCE.rglob("*.py")):
        told = path.relative_to(SOURCE).as_posix()
        text = path.read_text(encoding="utf-8")
        if told.startswith(("cli/demo", "cli/bench")) or "NewTransfer" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if not isinstance(node, ast.Call) or name not in {"NewTransfer", "replace"}:
                continue
            found = next((one.value for one in node.keywords if one.arg == "kind"), None)
            if found is None and name == "NewTransfer":
                found = node.args[PLACE]
            yield from kinds(found, told) if found is not None else ()


def kinds(found: ast.expr, told: str) -> set[str]:
    """Read a kind: a word, a constant of the module, one of two, or what is handed in there."""
    if isinstance(found, ast.IfExp):
        return kinds(found.body, told) | kinds(found.orelse, told)
    if isinstance(found, ast.Constant):
        return {str(found.value)}
    name = "enishi." + told.removesuffix(".py").replace("/", ".")
    constant = getattr(importlib.import_module(name), ast.unparse(found), None)
    return {constant} if isinstance(constant, str) else HANDED[told]


def test_every_kind_of_transfer_is_told_and_has_a_name_in_the_journal() -> None:
    found = set(made())
    assert found == TOLD
    assert sorted(found - journal.KINDS.keys()) == []


@pytest.mark.django_db
def test_flows_keep_payer_payee_region_and_trade_of_what_moves_beside_sales() -> None:
    shop = a_shop(trade="lodging")
    a_purchase_rule()
    member = f"member:{a_member()}"
    issue, fund, rest = f"issue:{POINT}", f"fund:{POINT}", f"reward:{POINT}"
    steps = [
        (issue, member, 900, "sell"),
        (f"exchange:{POINT}", member, 300, "convert"),
        (member, rest, 200, "reward"),
        (rest, f"shop:{shop}", 200, "redeem"),
        (f"external:{POINT}", fund, 500, "donate"),
        (fund, f"shop:{shop}", 400, "spend"),
        (member, fund, 50, "donate"),
        (f"shop:{shop}", issue, 600, "settle"),
    ]
    for name in (rest, f"exchange:{POINT}", f"external:{POINT}"):
        ledger.open_account(name=name, asset=POINT, has_floor=name == rest)
    for source, target, points, kind in steps:
        move(source, target, points, kind=kind)
    day = NOW.date()
    found = queries.flows(POINT, since=day - timedelta(days=1), until=day + timedelta(days=2))
    inn, members = Party(f"shop:{shop}", TOWN, "lodging"), Party("member")

    def party(name: str) -> Party:
        return {f"shop:{shop}": inn, member: members}.get(name, Party(name))

    told = {(one.payer, one.payee, one.amount, one.kind) for one in found}
    assert told == {(party(a), party(b), points, kind) for a, b, points, kind in steps}
    assert {one.asset for one in found} == {POINT}
