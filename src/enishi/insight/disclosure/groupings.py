"""Which counts the protection of a question needs: its own cells and every wider group of them.

The metrics layer runs each grouping through one expression over the lake and hands the answers to
protect(); it need not understand the rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from enishi.insight.disclosure import extents, frame_attributes
from enishi.insight.disclosure.catalogue import Catalogue
from enishi.insight.disclosure.language import COARSER, DIMENSIONS, SLOTS, Question

# A template holds a value for each filter and None for each dimension that rows run over.
Template = Mapping[str, str | None]
_IN_THE_FRAME = frozenset({"region", "neighbours", "prefecture", "month", "fiscal_year"})


@dataclass(frozen=True, slots=True)
class Grouping:
    """One group-by over the lake.

    Take the activities with `region` in `regions` and `month` in `months` (place and period of the
    question, already resolved: only closed months, samples never with others) that meet every
    equality in `filters`, group by the columns `by`, and count distinct persons and XOR their
    record keys. `filters` and `by` name lake columns, with three exceptions: ("evidence",
    "verified") means the column `verified` is true; `purpose` and the names of answers.py mean an
    answer of the person (somebody with two purposes is in both groups); and a frame attribute is
    worked out from the activities of the group's place, period and evidence alone. `by` never
    holds evidence. Groups that nobody is in may be left out.
    """

    regions: tuple[str, ...]
    months: tuple[str, ...]
    filters: tuple[tuple[str, str], ...]
    by: tuple[str, ...]


def needed_groupings(question: Question, catalogue: Catalogue) -> tuple[Grouping, ...]:
    """Return every grouping that protect() will look into, the question's own first."""
    return tuple(dict.fromkeys(groupings_by_conditions(question, catalogue).values()))


def own_groupings(question: Question, catalogue: Catalogue) -> tuple[Grouping, ...]:
    """Return the groupings of a question's own cells alone: where sums of them are found."""
    found = groupings_by_conditions(question, catalogue)
    templates = _by_evidence(_template_of(question))
    return tuple(dict.fromkeys(found[frozenset(one) - _refined(one)] for one in templates))


def groupings_by_conditions(
    question: Question, catalogue: Catalogue
) -> dict[frozenset[str], Grouping]:
    """Return the grouping in which a cell is found, by the names of the cell's conditions."""
    base = _template_of(question)
    templates = [base, *(step for slot in slots_of(base) for step in _widened(slot, base))]
    if "age_band20" in base:
        rest = {name: value for name, value in base.items() if name != "age_band20"}
        templates.append({**rest, "age_band": None})
    return {
        frozenset(resolved) - _refined(resolved): _grouping(resolved, catalogue)
        for template in templates
        for resolved in _by_evidence(template)
    }


def _template_of(question: Question) -> Template:
    """Return the question as a template, in the order of DIMENSIONS.

    Values that lie in others of their attribute are counted together with these.
    """
    mixed: dict[str, str | None] = dict(question.filters)
    mixed.update(dict.fromkeys(question.by))
    attribute = frame_attributes.attribute_in(mixed)
    if attribute is not None and frame_attributes.ATTRIBUTES[attribute].within:
        mixed[attribute] = None
    return {name: mixed[name] for name in DIMENSIONS if name in mixed}


def slots_of(conditions: Mapping[str, object]) -> list[str]:
    """Return the slots of conditions that can be dropped; a slot that nests nothing is its name.

    Places are not. Period and evidence are not beside a frame attribute, which is another one in a
    wider frame.
    """
    fixed = {"place"}
    if frame_attributes.attribute_in(conditions) is not None:
        fixed = {"place", "period", "evidence"}
    nesting = {name: slot for slot, names in extents.NESTED.items() for name in names}
    slots = [nesting.get(name, name) for name in conditions if SLOTS[name] not in fixed]
    return list(dict.fromkeys(slots))


def _widened(slot: str, template: Template) -> list[Template]:
    """Return the templates that the cells' wider groups (extents.widenings) are found in."""
    names = extents.NESTED.get(slot, (slot,))
    rest = {name: value for name, value in template.items() if name not in names}
    steps: list[Template] = []
    for fine, coarser in COARSER.items():
        for coarse in coarser:
            if not {fine, coarse} <= set(names) or fine not in template:
                continue
            value = template[fine]
            wider = template.get(coarse)
            if wider is None and value is not None:
                wider = extents.widenings(slot, {fine: value})[0][coarse]
            steps.append({**rest, coarse: wider})
    return [*steps, rest]


def _grouping(template: Template, catalogue: Catalogue) -> Grouping:
    """Return the group-by that answers a template whose evidence is settled."""
    given = {name: value for name, value in template.items() if value is not None}
    any_of = [name for name in DIMENSIONS if name in template and template[name] is None]
    assert "evidence" not in any_of, "evidence is asked once with and once without"
    frame = extents.frame_of(given, catalogue)
    if "prefecture" in any_of:
        # Frame of the nation; the prefectures of a sample are reached by a filter only.
        frame = catalogue.nation
    return Grouping(
        regions=frame,
        months=extents.months_named(given, catalogue),
        filters=tuple(
            (name, given[name])
            for name in DIMENSIONS
            if name in given and name not in _IN_THE_FRAME
        ),
        by=tuple(any_of),
    )


def _by_evidence(template: Template) -> list[Template]:
    """Settle evidence: rows over it are asked once without it and once verified."""
    if "evidence" not in template or template["evidence"] is not None:
        return [template]
    rest = {name: value for name, value in template.items() if name != "evidence"}
    return [rest, {**rest, "evidence": "verified"}]


def _refined(template: Template) -> set[str]:
    """Return the coarse filters of a template that its rows refine."""
    return {
        coarse
        for fine, value in template.items()
        if value is None
        for coarse in COARSER.get(fine, ())
    }
