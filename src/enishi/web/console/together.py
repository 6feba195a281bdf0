"""いっしょに起きやすいこと: which actions go together, of a hundred people or more."""

from __future__ import annotations

import math
from itertools import combinations
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from enishi.insight.releases import operations as releases
from enishi.insight.releases.correlating import Correlation
from enishi.kit import periods
from enishi.kit.refusal import Refusal
from enishi.regions import queries as regions
from enishi.web.console import page, questions
from enishi.web.console.drawing.pairs import Mark
from enishi.web.console.figures import together as figures
from enishi.web.console.figures.together import Pair, Together
from enishi.web.console.inquiry import Inquiry
from enishi.web.design.numbers import naming, writing
from enishi.web.design.numbers.asking import LIMIT
from enishi.web.design.numbers.naming import Names
from enishi.web.design.permission import needs, reader

# A published coefficient carries a sampling error and an error of the same size for protection.
_REACH = 1.96 * math.sqrt(2)
_WITHOUT = ("month", "against", "evidence")


@needs("statistics.see")
def together(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show the released matrix as pairs with ranges, or say what is missing."""
    return page.answer(request, region_code, questions.TOGETHER, told)


def told(request: HttpRequest, inquiry: Inquiry) -> page.Told:
    """Return the pairs of the year; the prefecture's where the region has too few people."""
    last = periods.parse_month(inquiry.last_month).first
    year = inquiry.year or next(iter(inquiry.years), str(periods.fiscal_year_of(last)))
    found = _released(inquiry, year)
    if found is None:
        return page.Told(
            head=[
                gettext("%(period)sの%(place)sでは、") % {
                    "period": writing.period(year), "place": inquiry.name,
                },
                gettext("いっしょに起きやすいかどうかは、まだ言えません。"),
            ],
            rows=[],
            scope=[
                gettext("2つ以上の行動で、あわせて100人をこえると表示します。"),
                gettext("県の中であわせて100人をこえると、県の数字を表示します。"),
            ],
            without=_WITHOUT,
            template="console/together.html",
            more={"exact": _exact_address(request, inquiry)},
        )  # fmt: skip
    read = of_released(found, inquiry.names)
    note = gettext("幅には、人数による動きと、守るための誤差の両方が入っています。")
    return page.Told(
        head=[_opening(found), *figures.headline(read)],
        rows=[figures.figure(read, note=note, strength=gettext("強さ"))],
        scope=_scope(inquiry, found),
        without=_WITHOUT,
        template="console/together.html",
        more={"exact": _exact_address(request, inquiry), "warnings": figures.warnings(read)},
    )


def _released(inquiry: Inquiry, year: str) -> Correlation | None:
    """Return the released matrix; None where there are too few people, or none to ask about."""
    try:
        return releases.release_correlation(
            region=inquiry.region.code, year=year, limit=LIMIT, at=inquiry.at
        )
    except Refusal:
        return None


def of_released(found: Correlation, names: Names) -> Together:
    """Read a released matrix; ranges come from its published people alone."""
    pairs = []
    for one, other in combinations(range(len(found.kinds)), 2):
        mark = mark_of(found.coefficients[one][other], found.n)
        pairs.append(
            Pair(
                first=names.value("kind", found.kinds[one]),
                second=names.value("kind", found.kinds[other]),
                rank=mark,
                amount=None,
                is_grey=mark.low <= 0 <= mark.high or mark.high - mark.low > 1,
            )
        )
    return figures.in_order(found.n, pairs)


def mark_of(value: float, people: int) -> Mark:
    """Return a published coefficient with its range (Fisher 1921, both errors)."""
    middle = math.atanh(max(-0.999, min(0.999, value)))
    reach = _REACH / math.sqrt(people - 3)
    return Mark(value, math.tanh(middle - reach), math.tanh(middle + reach))


def _opening(found: Correlation) -> str:
    """Name period, place and people."""
    place = naming.of_region(regions.region(found.region_used))
    facts = {
        "period": writing.period(found.year),
        "place": place,
        "people": writing.count(found.n),
    }
    return gettext("%(period)sに%(place)sで記録された%(people)s人では、") % facts


def _scope(inquiry: Inquiry, found: Correlation) -> list[str]:
    """Say of whom the numbers are, and when they are the prefecture's."""
    said = [
        gettext(
            "1人を1つの点として計算しています。よく動く人の回数は、大きくなりすぎないようならしています。"
        )
    ]
    if found.fell_back:
        place = naming.of_region(regions.region(found.region_used))
        facts = {"own": inquiry.name, "place": place}
        said.insert(0, gettext("%(own)sだけでは人数が足りないので、%(place)sの数字です。") % facts)
    return said


def _exact_address(request: HttpRequest, inquiry: Inquiry) -> str:
    """Return where staff see the exact matrix; empty for those who may not."""
    code = inquiry.region.code
    if not regions.may(member_id=reader(request), region_code=code, permission="exact.see"):
        return ""
    query = urlencode({"metric": "correlation"})
    return f"{questions.address(questions.EXACT, code)}?{query}"
