"""Grades of evidence, best first."""

from enishi.activities.evidence import GRADES, VERIFIED, is_verified


def test_scans_and_receipts_are_verified_and_words_are_not():
    assert GRADES == ("staff_scan", "own_scan", "paper", "receipt", "self_report", "import")
    assert VERIFIED == ("staff_scan", "own_scan", "paper", "receipt")
    assert [is_verified(grade) for grade in GRADES] == [True, True, True, True, False, False]
