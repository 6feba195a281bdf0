"""What is kept in memory stays within its weight."""

from __future__ import annotations

from enishi.insight.releases.last_used import LastUsed


def test_the_entry_used_longest_ago_is_forgotten_first() -> None:
    kept: LastUsed[str, str] = LastUsed(most=2)
    kept.keep("a", "1")
    kept.keep("b", "2")
    assert kept.get("a") == "1"
    kept.keep("c", "3")
    assert [kept.get(key) for key in "abc"] == ["1", None, "3"]


def test_a_heavy_entry_displaces_several_and_one_too_heavy_is_not_kept() -> None:
    kept: LastUsed[str, str] = LastUsed(most=5, weigh=len)
    kept.keep("a", "xx")
    kept.keep("b", "xx")
    kept.keep("c", "xxxx")
    assert [kept.get(key) for key in "abc"] == [None, None, "xxxx"]
    assert kept.keep("d", "xxxxxx") == "xxxxxx"
    assert [kept.get(key) for key in "cd"] == [None, None]


def test_an_entry_kept_again_weighs_once() -> None:
    kept: LastUsed[str, str] = LastUsed(most=4, weigh=len)
    for _ in range(5):
        kept.keep("a", "xx")
    kept.keep("b", "xx")
    assert [kept.get(key) for key in "ab"] == ["xx", "xx"]
