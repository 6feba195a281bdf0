"""`ledger audit` proves the books, or names the first faulty entry in plain words."""

from __future__ import annotations

import argparse
import json

import pytest
from django.db import connection
from tests.ledger import healthy_books
from tests.ledger.healthy_books import POINT

from enishi.cli import ledger
from enishi.ledger.models import Account, Entry


@pytest.fixture(autouse=True)
def books(transactional_db):
    healthy_books.write()
    healthy_books.seal()


def told(capsys, *words):
    """Run `enishi ledger audit` with these words."""
    parser = argparse.ArgumentParser()
    ledger.configure(parser)
    code = ledger.run(parser.parse_args(["audit", *words]))
    return code, capsys.readouterr().out


def falsify(statement):
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET session_replication_role = origin")


def test_right_books_are_told_with_what_was_checked(capsys):
    code, out = told(capsys, "--log")
    assert code == 0
    lines = out.splitlines()
    assert [line.split()[0] for line in lines[:-1]] == ["ok"] * 11
    lines_walked = Account.objects.count() + Entry.objects.exclude(seq=None).count()
    assert f" {lines_walked:,} " in lines[0]
    assert lines[-1].startswith("The books are right: every check holds")


def test_the_first_faulty_entry_is_named_in_plain_words(capsys):
    spent = Entry.objects.get(account__name="member:a", amount=-55)
    falsify(f"UPDATE ledger_entry SET balance = 46 WHERE id = {spent.id}")  # noqa: S608
    code, out = told(capsys)
    assert code == 1
    assert (
        "The first faulty entry:\n"
        f"  member:a {POINT}, place 3, entry {spent.id}, transfer {spent.transfer_id}\n"
        "  balance 46, should be 45 (100 before, -55)\n"
    ) in out


def test_a_machine_gets_the_same(capsys):
    falsify("UPDATE ledger_account SET balance = balance + 1 WHERE name = 'member:a'")
    code, out = told(capsys, "--json")
    found = json.loads(out)
    assert (code, found["is_clean"], found["found"]) == (1, False, 1)
    assert found["faults"] == [
        {
            "account": f"member:a {POINT}",
            "place": None,
            "entry": None,
            "transfer": None,
            "what": "says balance 26, its entries come to 25",
        }
    ]
    assert {one["check"]: one["found"] for one in found["checks"]}["entries"] == 1
    assert told(capsys, "--json", "--asset", "993018:coin")[0] == 0


def test_only_the_log_tells_a_changed_kind(capsys):
    falsify("UPDATE ledger_transfer SET kind = 'gift' WHERE kind = 'settle'")
    falsify("UPDATE ledger_dailytotal SET kind = 'gift' WHERE kind = 'settle'")
    assert told(capsys)[0] == 0
    code, out = told(capsys, "--log")
    assert code == 1
    assert "kind of part 0: the books say gift, the log sealed settle" in out
