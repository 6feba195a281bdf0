"""Every metric stands in the reference with its question, unit and denominator."""

from __future__ import annotations

from pathlib import Path

import pytest

from enishi.insight.metrics.registry import METRICS

REFERENCE = (Path(__file__).resolve().parents[2] / "docs/reference/metrics.md").read_text("utf-8")


def row(name: str) -> str:
    """The reference's row of a metric."""
    metric = METRICS[name]
    sentences = f"{metric.sentence} {metric.sentence_en}"
    return f"| `{metric.name}` | {sentences} | {metric.unit} | {metric.denominator} |"


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_stands_in_the_reference(name: str) -> None:
    assert row(name) in REFERENCE
    assert METRICS[name].definition


def test_a_changed_definition_is_red() -> None:
    assert row("people").replace("persons", "people and dogs") not in REFERENCE
