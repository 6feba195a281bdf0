"""ふるさと納税: what was received by year, beside the prefecture and the nation, and what left."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from enishi.kit import codes
from enishi.outside import official
from enishi.outside import queries as outside
from enishi.outside.official import CENSUS_YEAR, DEDUCTED, EXPENSE, POPULATION, RECEIVED
from enishi.regions import queries as regions
from enishi.regions.region import Region
from enishi.web.console import page, questions
from enishi.web.console.drawing import amounts
from enishi.web.console.drawing.amounts import Amount, Amounts
from enishi.web.console.figures import money
from enishi.web.console.figures.figure import NO_PICTURE, Figure, picture
from enishi.web.console.figures.key import Key
from enishi.web.console.inquiry import Inquiry
from enishi.web.design.numbers import naming, tables, writing
from enishi.web.design.numbers.tables import Cell, Row, Table
from enishi.web.design.permission import needs

YEARS = range(official.FIRST_TAX_YEAR, official.LAST_TAX_YEAR + 1)
_LAST = official.LAST_TAX_YEAR
_HOMES, _AGES = "home_prefecture", "age_band"
# What the address may keep from other pages, and is not chosen here.
_NOT_ASKED = ("month", "evidence")
# A year is nearly another one's where their sums are so near.
_SAME = 0.005


@dataclass(frozen=True, slots=True)
class Frame:
    """Some municipalities together: their yen by series and year, and their residents."""

    name: str
    towns: int
    yen: Mapping[tuple[str, int], float]
    residents: float

    def per_resident(self, series: str, year: int) -> float:
        """Return the yen of each resident (outside statistics divided by each other)."""
        return self.yen[series, year] / self.residents


@needs("statistics.see")
def hometown_tax(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show hometown tax of the place by fiscal year, and who gave as far as it is recorded."""
    return page.answer_of_outside(request, region_code, questions.HOMETOWN_TAX, told)


def told(request: HttpRequest, region: Region) -> page.Told:
    """Return what was received, beside others, what left, and the donors' homes and ages."""
    every = {
        (series, year): outside.by_place(series, year)
        for series in (RECEIVED, EXPENSE, DEDUCTED)
        for year in YEARS
    }
    population = outside.by_place(POPULATION, CENSUS_YEAR)
    frames = _frames(region, every, population)
    name = naming.of_region(region)
    donors = _donors(page.asked(request, region.code))
    kick = f"{writing.period(str(YEARS[0]))}〜{writing.period(str(_LAST))}"
    if frames is None:
        head = [gettext("%(place)sのふるさと納税の統計はありません。") % {"place": name}]
        return page.Told(head=head, rows=donors, kick=kick)
    received = every[RECEIVED, _LAST]
    return page.Told(
        head=_headline(region, frames, received),
        scope=[gettext("市区町村の分だけです。都道府県が受け入れた分は含みません。")],
        keys=_keys(frames),
        rows=[_by_year(frames), _beside(frames), *donors],
        kick=kick,
        credits=[
            gettext("出典：%(credit)s") % {"credit": one.credit}
            for one in official.SERIES
            if one.code in (RECEIVED, POPULATION)
        ],
    )


def _frames(
    region: Region,
    every: Mapping[tuple[str, int], Mapping[str, float]],
    population: Mapping[str, float],
) -> list[Frame] | None:
    """Return the place itself, its prefecture, the nation; None without its tax or residents."""
    known = every[RECEIVED, _LAST]
    prefecture = codes.prefecture_of(region.code) if codes.is_six_digits(region.code) else ""
    inside = [code for code in known if codes.prefecture_of(code) == prefecture]
    if region.kind == "municipality" and region.code in known:
        sides: list[tuple[str, Collection[str]]] = [(naming.of_region(region), [region.code])]
    elif region.kind in ("prefecture", "nation"):
        sides = []
    else:
        return None
    if region.kind != "nation":
        if not inside:
            return None
        above = regions.region(prefecture)
        sides.append((gettext("%(name)sの市区町村") % {"name": naming.of_region(above)}, inside))
    sides.append((gettext("全国の市区町村"), list(known)))
    found = [
        Frame(
            name,
            len(towns),
            {key: sum(of.get(code, 0.0) for code in towns) for key, of in every.items()},
            sum(population.get(code, 0.0) for code in towns),
        )
        for name, towns in sides
    ]
    return found if all(frame.residents for frame in found) else None


def _headline(region: Region, frames: list[Frame], received: Mapping[str, float]) -> list[str]:
    """Name what was received last, its rank with ties, and the yen of each resident."""
    own, whole = frames[0], frames[-1]
    facts = {
        "period": writing.period(str(_LAST)),
        "place": own.name,
        "yen": money.words(own.yen[RECEIVED, _LAST]),
    }
    said = [gettext("%(period)sに%(place)sが受け入れたふるさと納税は%(yen)s。") % facts]
    if region.kind == "municipality":
        near = [
            value
            for code, value in received.items()
            if codes.prefecture_of(code) == codes.prefecture_of(region.code)
        ]
        said.append(
            gettext("県内の%(towns)s市区町村で%(rank)s、全国の%(all)s市区町村で%(among_all)sです。")
            % {
                "towns": f"{len(near):,}",
                "rank": rank(received[region.code], near),
                "all": f"{len(received):,}",
                "among_all": rank(received[region.code], received.values()),
            }
        )
    if own is not whole:
        said.append(
            gettext("住民1人あたりは%(own)sで、%(whole)sは%(there)sです。")
            % {
                "own": money.words(own.per_resident(RECEIVED, _LAST)),
                "whole": whole.name,
                "there": money.words(whole.per_resident(RECEIVED, _LAST)),
            }
        )
    return said


def rank(value: float, among: Collection[float]) -> str:
    """Write the place of a value, the largest first; equal values share a place."""
    place = 1 + sum(other > value for other in among)
    if sum(other == value for other in among) > 1:
        return gettext("%(place)s番目（同じ額の町があります）") % {"place": f"{place:,}"}
    return gettext("%(place)s番目") % {"place": f"{place:,}"}


def _keys(frames: list[Frame]) -> list[Key]:
    """Return received, outflow and cost of the last year."""
    own = frames[0]
    got, left, cost = (own.yen[series, _LAST] for series in (RECEIVED, DEDUCTED, EXPENSE))
    year = writing.period(str(_LAST))
    share = f"{cost / got * 100:.0f}%" if got else "―"
    return [
        Key(gettext("受け入れた額"), money.words(got), "", [year]),
        Key(
            gettext("住民税から引かれた額（流出）"),
            money.words(left),
            "",
            [gettext("住民がほかの町に寄付した分の控除"), year],
        ),
        Key(
            gettext("募集にかかった費用"),
            money.words(cost),
            "",
            [gettext("受け入れた額の%(share)s") % {"share": share}, year],
        ),
    ]


def _by_year(frames: list[Frame]) -> Figure:
    own = frames[0]
    values = [(year, own.yen[RECEIVED, year]) for year in YEARS]
    bars = [
        Amount(writing.period(str(year)), round(value), money.words(value))
        for year, value in values
    ]
    drawn = Amounts(bars, gettext("、").join(f"{bar.name} {bar.words}" for bar in bars))
    rows = [
        Row(
            writing.period(str(year)),
            [
                Cell(money.exact(own.yen[RECEIVED, year])),
                Cell(money.exact(own.yen[DEDUCTED, year])),
                Cell(money.exact(own.yen[EXPENSE, year])),
            ],
        )
        for year in YEARS
    ]
    heads = [
        gettext("年度"),
        gettext("受け入れた額（円）"),
        gettext("住民税の控除額（円）"),
        gettext("募集費用（円）"),
    ]
    return Figure(
        slug="received",
        title=gettext("%(place)sが受け入れた額") % {"place": own.name},
        say=_trend(values),
        note=gettext(
            "公表されている額そのままで、誤差は加えていません。円未満も出典のとおりです。"
        ),
        table=Table(gettext("年度ごとの額"), heads, rows),
        wide=picture(amounts.wide(drawn)),
        narrow=picture(amounts.narrow(drawn)),
    )


def _trend(values: list[tuple[int, float]]) -> str:
    """Say how many times the first year's amount the last one's is."""
    (first, before), (last, now) = values[0], values[-1]
    if not before:
        return ""
    if abs(now / before - 1) < _SAME:
        return gettext("%(last)sは%(first)sとほぼ同じです。") % {
            "last": writing.period(str(last)),
            "first": writing.period(str(first)),
        }
    return gettext("%(last)sは%(first)sの%(times)s倍です。") % {
        "last": writing.period(str(last)),
        "first": writing.period(str(first)),
        "times": f"{now / before:.2f}",
    }


def _beside(frames: list[Frame]) -> Figure:
    """Return yen of each resident here, in the prefecture, in the nation."""
    bars = [
        Amount(
            frame.name,
            round(frame.per_resident(RECEIVED, _LAST)),
            money.words(frame.per_resident(RECEIVED, _LAST)),
            is_other=frame is not frames[0],
        )
        for frame in frames
    ]
    drawn = Amounts(bars, gettext("、").join(f"{bar.name} {bar.words}" for bar in bars))
    rows = [
        Row(
            frame.name,
            [
                Cell(money.exact(frame.per_resident(RECEIVED, _LAST))),
                Cell(money.exact(frame.per_resident(DEDUCTED, _LAST))),
                Cell(money.words(frame.yen[RECEIVED, _LAST] / frame.towns)),
                Cell(f"{frame.residents:,.0f}"),
            ],
        )
        for frame in frames
    ]
    heads = [
        gettext("地域"),
        gettext("1人あたりの受入額（円）"),
        gettext("1人あたりの控除額（円）"),
        gettext("1市区町村の平均"),
        gettext("住民"),
    ]
    return Figure(
        slug="per-resident",
        title=gettext("住民1人あたりの受入額（%(period)s）")
        % {"period": writing.period(str(_LAST))},
        say=gettext("受け入れた額を、2020年国勢調査の住民の数で割ったものです。"),
        note=gettext("県と全国には、この町も含まれます。"),
        table=Table(gettext("住民1人あたりの額"), heads, rows),
        wide=picture(amounts.wide(drawn)),
        narrow=picture(amounts.narrow(drawn)),
    )


def _donors(inquiry: Inquiry | None) -> list[Figure]:
    """Return homes and ages of those whose donation is recorded here, when any is shown."""
    if inquiry is None:
        return []
    inquiry, found = inquiry.without(_NOT_ASKED), []
    for dimension, title in (
        (_HOMES, gettext("記録された寄付者の住まい")),
        (_AGES, gettext("記録された寄付者の年代")),
    ):
        numbers = inquiry.numbers(dimension, kind="donation")
        shown = sorted(numbers.shown(), key=lambda pair: -pair[1])
        if not shown:
            continue
        rows = [
            Row(inquiry.names.value(dimension, value), [tables.number(people)])
            for (value,), people in shown
        ]
        heads = [inquiry.names.dimension(dimension), gettext("人数")]
        found.append(
            Figure(
                slug=f"donors-{dimension}",
                title=title,
                say=gettext(
                    "%(period)sに寄付が記録された人（実人数）です。総務省の統計とは別の数字で、足したり割ったりはできません。"
                )
                % {"period": inquiry.period},
                note=writing.protection(),
                table=Table(title, heads, rows),
                wide=NO_PICTURE,
            )
        )
    return found
