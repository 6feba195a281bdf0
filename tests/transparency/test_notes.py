"""Signed notes: the published example, and every way a note can be false."""

from __future__ import annotations

import base64

import pytest

from enishi.transparency import notes
from enishi.transparency.notes import BadNote

# The example of Go's note package, which the specification was written from.
VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotp"
    "RZb6KE6RyyBwJnAM=\n"
)
NOTE = f"{TEXT}\n{LINE}"
SIGNER = notes.Signer("example.jp/log", bytes(range(32)))


def test_the_published_note_is_signed_by_its_key():
    by = notes.verifier(VKEY)
    assert notes.opened(NOTE, by) == TEXT
    assert str(by) == VKEY


def test_the_example_checkpoint_of_the_specification_is_read():
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    found = notes.checkpoint(text)
    assert (found.origin, found.size) == ("example.com/behind-the-sofa", 20_852_163)
    assert base64.b64encode(found.root).decode() == "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
    assert found.text == text


def test_what_is_signed_opens_with_the_public_key_alone():
    note = SIGNER.sign("one\n\ntwo\n")
    by = notes.verifier(str(SIGNER.verifier))
    assert notes.opened(note, by) == "one\n\ntwo\n"


def test_signatures_of_strangers_are_passed_over():
    stranger = notes.Signer("example.com/witness", bytes(32))
    line = stranger.sign("one\n").partition("\n\n")[2]
    note = SIGNER.sign("one\n") + line
    assert notes.opened(note, SIGNER.verifier) == "one\n"
    assert notes.opened(note, stranger.verifier) == "one\n"


@pytest.mark.parametrize(
    "note",
    [
        "",
        TEXT,
        f"{TEXT}\n",
        NOTE.rstrip("\n"),
        NOTE.replace("If you", "If we"),
        NOTE.replace("— Peter", "- Peter"),
        NOTE.replace("— PeterNeumann", "— EnochRoot"),
        NOTE.replace("x08go/ZJ", "x08go/ZK"),
        NOTE.replace("x08g", "x18g"),
        NOTE.replace("ZJkuBS", "*JkuBS"),
        NOTE.replace("problem,\n", "problem,\r\n"),
        NOTE + "more",
        f"{TEXT}\n{LINE}junk\n",
        NOTE + LINE.replace("ZJkuBS", "ZKkuBS"),
        f"{TEXT}\n{LINE * 65}",
    ],
)
def test_a_changed_note_is_refused(note):
    with pytest.raises(BadNote):
        notes.opened(note, notes.verifier(VKEY))


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "PeterNeumann",
        VKEY.replace("c74f20a3", "c74f20a4"),
        VKEY.replace("Peter", "Pater"),
        VKEY.replace("+ARpc", "+BRpc"),
        VKEY[:-4],
    ],
)
def test_a_changed_key_is_refused(vkey):
    with pytest.raises(BadNote):
        notes.verifier(vkey)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.jp/log\n",
        "example.jp/log\n1\n",
        "example.jp/log\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "example.jp/log\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "example.jp/log\n1\nCsUYapGG\n",
        "example.jp/log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
        "example.jp/log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\nmore\n",
    ],
)
def test_other_texts_are_no_checkpoints(text):
    with pytest.raises(BadNote):
        notes.checkpoint(text)
