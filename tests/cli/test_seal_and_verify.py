"""Two verbs: seal what waits, and check a receipt with nothing but a file and a key."""

from __future__ import annotations

import json
import subprocess
import sys
from argparse import Namespace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from enishi.cli import seal, verify
from enishi.ledger import operations as ledger
from enishi.ledger.transfers import NewTransfer
from enishi.transparency import queries

NOON = datetime(2026, 11, 21, 3, tzinfo=UTC)
GRANT = NewTransfer(UUID(int=7), "issue:c", "member:a", "c", 5, "grant", NOON)


@pytest.fixture
def sealed(transactional_db, capsys):
    """One transfer under a public checkpoint; returns what the verb said."""
    ledger.post(GRANT)
    assert seal.run(Namespace(publish=False)) == 0
    return capsys.readouterr().out


def receipt_in(folder, **changed):
    told = queries.receipt(f"transfer:{GRANT.id}", opens="member:a") | changed
    path = folder / "receipt.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


def told(capsys, tmp_path, receipt, key=None):
    """Verify as somebody who has nothing else, unless a key is given."""
    code = verify.run(Namespace(receipt=receipt, key=key, folder=tmp_path))
    return code, capsys.readouterr().out


def test_seal_says_what_it_did_and_a_second_time_finds_nothing(sealed, capsys):
    assert sealed == (
        "sealed: 1 transfers, 0 releases\n"
        "leaves in the log: 256, under the public checkpoint: 256\n"
    )
    assert seal.run(Namespace(publish=False)) == 0
    assert capsys.readouterr().out.startswith("sealed: 0 transfers, 0 releases\n")


def test_the_operator_may_show_the_log_before_its_time(sealed, capsys):
    assert seal.run(Namespace(publish=True)) == 0
    assert "public checkpoint: 512" in capsys.readouterr().out


@pytest.mark.parametrize("way", ["text", "file", "own log"])
def test_a_true_receipt_is_told_in_plain_words(sealed, capsys, tmp_path, way):
    key = queries.vkey()
    if way == "file":
        (tmp_path / "vkey").write_text(key + "\n")
        key = str(tmp_path / "vkey")
    # Without --key the installation's own log is meant; the test's log lies in this folder.
    key = None if way == "own log" else key
    code, said = told(capsys, tmp_path, receipt_in(tmp_path), key)
    assert code == 0
    assert said.startswith("TRUE: this record is leaf 0 of localhost/log")
    assert "account: member:a, amount: 5" in said
    assert "issue:c" not in said


def test_a_false_receipt_is_told_and_the_exit_code_says_so(sealed, capsys, tmp_path):
    receipt = receipt_in(tmp_path)
    receipt.write_text(receipt.read_text().replace('"amount": 5', '"amount": 50'))
    code, said = told(capsys, tmp_path, receipt, queries.vkey())
    assert code == 1
    assert said.startswith("FALSE: a disclosed part was changed.")


def test_another_log_s_key_makes_it_false(sealed, capsys, tmp_path):
    key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    code, said = told(capsys, tmp_path, receipt_in(tmp_path), key)
    assert code == 1
    assert "not signed by the key we trust" in said


def test_without_a_key_nothing_is_trusted(sealed, capsys, tmp_path):
    with pytest.raises(verify.NoKey):
        told(capsys, tmp_path / "elsewhere", receipt_in(tmp_path))
    with pytest.raises(verify.NoKey):
        told(capsys, tmp_path, receipt_in(tmp_path), str(tmp_path / "nothing"))


@pytest.mark.parametrize("text", ["", "[]", "no"])
def test_what_is_no_receipt_is_said(capsys, tmp_path, text):
    path = tmp_path / "receipt.json"
    path.write_text(text)
    with pytest.raises(verify.NoReceipt):
        told(capsys, tmp_path, path, "key")


def test_a_stranger_verifies_without_an_installation(sealed, tmp_path):
    receipt = receipt_in(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "enishi.cli", "verify", str(receipt), "--key", queries.vkey()],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("TRUE: ")
    assert [path.name for path in tmp_path.iterdir() if path.name == ".enishi"] == []
