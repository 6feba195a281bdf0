"""What is asked, what followers read and what the lake keeps are one list in one order."""

from __future__ import annotations

from dataclasses import fields

from enishi.insight.lake import tables
from enishi.surveys.answer import NewAnswer
from enishi.surveys.written import WrittenAnswer


def test_an_answer_says_the_same_in_the_same_order_from_the_form_to_the_lake():
    asked = [question.name for question in fields(NewAnswer) if question.name != "key"]
    kinds = [question.type for question in fields(NewAnswer) if question.name != "key"]
    assert list(WrittenAnswer._fields) == ["seq", "on", "survey", *asked]
    assert [WrittenAnswer.__annotations__[name].__forward_arg__ for name in asked] == kinds
    assert list(tables.SHAPES["answers"].names) == ["seq", "survey", *asked]
