"""A month of a sponsor's promise on paper (PDF), and use by use as a file (CSV)."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.kit.periods import jst_day
from enishi.merchants import queries as merchants
from enishi.programs import queries as programs
from enishi.regions import queries as regions
from enishi.regions.region import Region
from enishi.sponsors import days, queries
from enishi.sponsors.pledge import Account, Line, Statement
from enishi.web.console import papers, sponsors
from enishi.web.design import dates
from enishi.web.design.numbers import tables
from enishi.web.design.paper import printing
from enishi.web.design.permission import needs

_MILLS = 1_000
_FORMS = {"csv": "utf-8", "shift_jis": "shift_jis"}


@needs("money.manage")
@never_cache
@require_safe
def statement_pdf(
    request: HttpRequest, region_code: str, pledge_id: int, month: str
) -> HttpResponse:
    """Print a month for the sponsor."""
    account, found = _stated(region_code, pledge_id, month)
    with translation.override(papers.wanted_language(request)):
        told = facts(regions.region(region_code), account, found, queries.lines(pledge_id, month))
        return papers.download(
            printing.pdf("sponsor", told), f"{region_code}-sponsor-{pledge_id}-{month}"
        )


def _stated(region_code: str, pledge_id: int, month: str) -> tuple[Account, Statement]:
    account = queries.account(pledge_id, region_code)
    return account, queries.statement(pledge_id, month)


def exact(mills: int) -> str:
    """Write thousandths of a yen as yen with three places: 1,234.500."""
    sign = "−" if mills < 0 else ""
    whole, rest = divmod(abs(mills), _MILLS)
    return f"{sign}{whole:,}.{rest:03d}"


def yen(amount: int) -> str:
    """Write whole yen with their unit."""
    sign = "−" if amount < 0 else ""
    return gettext("%(yen)s円") % {"yen": f"{sign}{abs(amount):,}"}


def facts(
    region: Region, account: Account, found: Statement, lines: Sequence[Line]
) -> dict[str, object]:
    """Return what the paper says, in the language that is active."""
    language, pledge = papers.dates_language(), account.pledge
    asset = programs.asset(pledge.asset)
    month = dates.month(str(found.month), language)
    return {
        "language": language,
        "title": gettext("協賛の明細"),
        "town": papers.name_of(region),
        "sample": papers.sample_mark(region),
        "kick": f"{gettext('協賛の明細')}　{month}",
        "number": f"{pledge.id}-{found.month}",
        "to": gettext("%(name)s　御中") % {"name": sponsors.name_of(pledge.sponsor)},
        "to_address": pledge.sponsor.address,
        "from": papers.name_of(region),
        "from_lines": [
            papers.owner_of(region),
            dates.day(jst_day(found.made_at), language, year=True),
        ],
        "amount_title": gettext("この月の寄附額"),
        "amount": yen(found.yen),
        "about": gettext("「%(asset)s」の会員証で使われた額の %(rate)s（%(kind)s）")
        % {
            "asset": asset.name,
            "rate": sponsors.percent(pledge.rate_permille),
            "kind": gettext(sponsors.KINDS[pledge.kind]),
        },
        "purpose": pledge.purpose,
        "sums_title": gettext("計算"),
        "sums": _sums(found),
        "days_title": gettext("日ごと"),
        "heads": [gettext("日"), gettext("回数"), gettext("使われた額"), gettext("寄附の額")],
        "days": _days(lines, language),
        "state": gettext("これまでの合計 %(stated)s、受け取りずみ %(paid)s、残り %(owed)s。")
        % {
            "stated": yen(account.stated_yen),
            "paid": yen(account.paid_yen),
            "owed": yen(account.owed_yen),
        },
        "ask": gettext(
            "会員ひとりひとりの記録から、千分の1円まで数えています。1円に満たないぶんは、次の月へ繰り越します。"
        ),
    }


def _sums(found: Statement) -> list[list[str]]:
    counted = exact(found.mills)
    rows = [
        [gettext("使われた額（%(count)s回）") % {"count": f"{found.uses:,}"}, yen(found.used_yen)],
        [
            gettext("返品などで戻った額（%(count)s回）") % {"count": f"{found.returns:,}"},
            yen(-found.returned_yen),
        ],
        [gettext("この月のぶん（上限のあと、千分の1円まで）"), counted],
        [gettext("前の月からの繰越し"), exact(found.carried_in)],
        [gettext("次の月への繰越し"), exact(-found.carried_out)],
    ]
    if found.over_cap:
        rows.insert(2, [gettext("上限を超えたため、数えなかったぶん"), exact(found.over_cap)])
    return [*rows, [gettext("この月の寄附額"), yen(found.yen)]]


def _days(lines: Sequence[Line], language: str) -> list[list[str]]:
    rest = gettext("ほかの日（%(n)s回に満たない日など）") % {"n": days.TOLD_FROM}
    return [
        [
            dates.day(day.on, language) if day.on else rest,
            f"{day.uses:,}",
            yen(day.yen),
            exact(day.mills),
        ]
        for day in days.days(lines)
    ]


@needs("money.manage")
@never_cache
@require_safe
def statement_csv(
    request: HttpRequest, region_code: str, pledge_id: int, month: str
) -> HttpResponse:
    """Hand out a month use by use, shops named and members not."""
    account, found = _stated(region_code, pledge_id, month)
    form = request.GET.get("form", "csv")
    if form not in _FORMS:
        raise Http404
    lines = queries.lines(pledge_id, month)
    shops = merchants.shops(line.shop_code for line in lines)
    heads = ["日", "店", "使われた額（円）", "寄附の額（円、千分の1まで）", "上限"]
    rows: list[Sequence[object]] = [
        [
            line.on.isoformat(),
            shops[line.shop_code].name if line.shop_code in shops else line.shop_code,
            line.yen,
            f"{line.mills / _MILLS:.3f}",
            line.why,
        ]
        for line in lines
    ]
    carried = [("前の月から", found.carried_in), ("次の月へ", -found.carried_out)]
    rows += [[month, name, "", f"{mills / _MILLS:.3f}", ""] for name, mills in carried]
    rows.append([month, account.pledge.sponsor.name, found.used_yen - found.returned_yen,
                 f"{found.yen}.000", "合計"])  # fmt: skip
    charset = "utf-8" if form == "csv" else "Shift_JIS"
    answer = HttpResponse(
        tables.sheet(heads, rows, _FORMS[form]), content_type=f"text/csv; charset={charset}"
    )
    name = content_disposition_header(
        as_attachment=True, filename=f"{region_code}-sponsor-{pledge_id}-{month}.csv"
    )
    assert name is not None
    answer["Content-Disposition"] = name
    return answer
