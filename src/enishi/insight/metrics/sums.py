"""The sums of released cells: what people gave together, clipped, and who gave most of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ibis

from enishi.insight.metrics.scope import per_group

# Digits of a corporate number (法人番号); what follows it names a shop of the same business.
_CORPORATE = r"^([0-9]{13})"


def sums(
    rows: ibis.Table, *, by: Sequence[str], where: Mapping[str, str | int | bool], cap: int
) -> ibis.Table:
    """Sum `value` by group: how many persons and businesses give how much, and the two largest.

    `rows` has the columns of `by`, `person`, `rk`, `month`, `business_id` and `value`. Of one
    person's month in a group at most `cap` counts; of what is clipped every business gets its
    share, rounded down. Rows of one corporate number are one business.
    """
    for column, value in where.items():
        rows = rows.filter(rows[column] == value)
    rows = rows.filter(rows.value > 0)
    number = rows.business_id.re_extract(_CORPORATE, 1)
    rows = rows.mutate(business=(number == "").ifelse(rows.business_id, number))
    keys = tuple(by)
    in_month = [*dict.fromkeys((*keys, "person", "rk", "month"))]
    bought = rows.group_by([*in_month, "business"]).aggregate(given=rows.value.sum())
    whole = bought.given.sum().over(ibis.window(group_by=in_month))
    kept = (whole > cap).ifelse((bought.given * cap) // whole, bought.given)
    clipped = bought.mutate(kept=kept)
    businesses = clipped.filter(clipped.business != "")
    return _beside(
        _parts(clipped, keys, "person", ("rk",), key=ibis._.rk.bit_xor().fill_null(0)),
        _parts(businesses, keys, "business"),
        keys,
    )


def _parts(
    given: ibis.Table,
    by: tuple[str, ...],
    name: str,
    facts: tuple[str, ...] = (),
    **more: ibis.ir.Scalar,
) -> ibis.Table:
    """Return total, contributors, largest and second largest by group, named after `name`."""
    each = given.group_by([*by, name, *facts]).aggregate(kept=given.kept.sum())
    each = each.filter(each.kept > 0)
    window = ibis.window(group_by=list(by), order_by=[each.kept.desc(), each[name]])
    placed = each.mutate(place=ibis.row_number().over(window))
    measures: dict[str, ibis.ir.Scalar] = {
        f"{name}_total": placed.kept.sum().fill_null(0),
        f"{name}_contributors": placed.count(),
        f"{name}_first": placed.kept.max(where=placed.place == 0).fill_null(0),
        f"{name}_second": placed.kept.max(where=placed.place == 1).fill_null(0),
    }
    return per_group(placed, by, **measures, **more)


def _beside(left: ibis.Table, right: ibis.Table, by: tuple[str, ...]) -> ibis.Table:
    """Put the columns of the same groups side by side; null where the right has no such group."""
    if not by:
        return left.cross_join(right)
    renamed = right.rename({f"{name}_right": name for name in by})
    same = [left[name] == renamed[f"{name}_right"] for name in by]
    return left.left_join(renamed, same).drop(*[f"{name}_right" for name in by])
