"""Who people are: age by sex, left and right; by age alone where both together are too few."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext

from enishi.web.console import sentences
from enishi.web.console.drawing import dots, pyramid
from enishi.web.console.drawing.pyramid import Band, Pyramid, Side
from enishi.web.console.figures.doings import dots_of
from enishi.web.console.figures.figure import (
    Figure,
    hidden_title,
    picture,
    share_heads,
    share_row,
)
from enishi.web.console.inquiry import Inquiry
from enishi.web.console.sentences import Part
from enishi.web.design.numbers import shares, tables, writing
from enishi.web.design.numbers.asking import Numbers
from enishi.web.design.numbers.tables import Row, Table

AGE, SEX = "age_band", "sex"
_MALE, _FEMALE = "male", "female"
_SAID_ALOUD = 5


def both(inquiry: Inquiry) -> Figure:
    """Return age by sex; if more than half of it is hidden, age alone."""
    numbers = inquiry.numbers(AGE, SEX)
    bands = _bands(numbers)
    if is_too_fine(inquiry):
        return by_age(inquiry, stepped_up=True)
    values = Pyramid(
        bands=[_band(inquiry, numbers, band) for band in reversed(bands)],
        left_name=gettext("男"),
        right_name=gettext("女"),
        unit=writing.unit_of_people(),
        comparison=_comparison(inquiry),
        label=_label(inquiry, numbers),
        hidden_title=hidden_title(),
    )
    return Figure(
        slug="ages",
        title=gettext("どんな人か"),
        say=_say(inquiry),
        note=_note(inquiry, numbers, bands),
        table=_table(inquiry, numbers),
        wide=picture(pyramid.wide(values)),
        narrow=picture(pyramid.narrow(values)),
    )


def is_too_fine(inquiry: Inquiry) -> bool:
    """Say whether more than half of age by sex is hidden, so that age stands alone."""
    numbers = inquiry.numbers(AGE, SEX)
    cells = [numbers.of(band, sex) for band in _bands(numbers) for sex in (_MALE, _FEMALE)]
    return sum(people is None for people in cells) * 2 > len(cells) or not cells


def by_age(inquiry: Inquiry, *, stepped_up: bool = False) -> Figure:
    """Return age alone as dots with bands."""
    parts = [part for part in inquiry.parts(AGE) if part.own is not None]
    values = dots_of(inquiry, parts, gettext("年代別の割合"))
    say = _say(inquiry)
    title = gettext("年代")
    if stepped_up:
        title = gettext("どんな人か")
        stepped = gettext(
            "年代と性別の組み合わせは人数が少なくなりすぎるため、性別に分けずに表示しています。"
        )
        say = writing.text(say, stepped)
    return Figure(
        slug="ages" if stepped_up else "ages-alone",
        title=title,
        say=say,
        note=gettext("薄い帯は確からしい範囲。") if parts else "",
        table=one_way(inquiry, AGE, gettext("年代（実人数）")),
        wide=picture(dots.wide(values)) if parts else picture(""),
        narrow=picture(dots.narrow(values)) if parts else picture(""),
    )


def by_sex(inquiry: Inquiry) -> Figure:
    """Return sex alone: a sentence and a table."""
    parts = inquiry.parts(SEX)
    return Figure(
        slug="sexes",
        title=gettext("性別"),
        say=sentences.compared(parts, inquiry.comparison) or sentences.most(parts),
        note="",
        table=one_way(inquiry, SEX, gettext("性別（実人数）")),
    )


def one_way(inquiry: Inquiry, dimension: str, caption: str) -> Table:
    """Return the table of one dimension with shares, in its natural order."""
    here, there = inquiry.numbers(dimension), inquiry.numbers_there(dimension)
    rows = [
        share_row(
            here.of(value),
            Part(
                inquiry.names.value(dimension, value),
                inquiry.share(here.of(value)),
                inquiry.share_there(there.of(value)),
            ),
            compared=bool(inquiry.comparison),
            code=value,
        )
        for value in here.values()
    ]
    heads = share_heads(inquiry.names.dimension(dimension), inquiry.comparison)
    return Table(caption, heads, rows)


def _bands(numbers: Numbers) -> list[str]:
    """Return the bands, youngest first, without hidden ones at both ends."""
    bands = [band for band in numbers.values() if band != writing.UNKNOWN]

    def is_shown(band: str) -> bool:
        return any(numbers.of(band, sex) is not None for sex in (_MALE, _FEMALE))

    while bands and not is_shown(bands[0]):
        bands = bands[1:]
    while bands and not is_shown(bands[-1]):
        bands = bands[:-1]
    return bands


def _band(inquiry: Inquiry, numbers: Numbers, band: str) -> Band:
    """Return one band of the picture."""
    return Band(
        inquiry.names.value(AGE, band),
        _side(inquiry, numbers, band, _MALE),
        _side(inquiry, numbers, band, _FEMALE),
    )


def _side(inquiry: Inquiry, numbers: Numbers, band: str, sex: str) -> Side:
    """Return one bar: people, and how many they would be at the comparison's share."""
    there = inquiry.share_there(inquiry.numbers_there(AGE, SEX).of(band, sex))
    expected = there.ratio * inquiry.people if there and inquiry.people else None
    return Side(numbers.of(band, sex), expected)


def _comparison(inquiry: Inquiry) -> str:
    """Say what the grey lines are."""
    if not inquiry.comparison:
        return ""
    return gettext("%(comparison)sの割合") % {"comparison": inquiry.comparison}


def _say(inquiry: Inquiry) -> str:
    """Say which age is the largest and how the spread compares."""
    parts = inquiry.parts(AGE)
    return writing.text(sentences.most(parts), sentences.compared(parts, inquiry.comparison))


def _label(inquiry: Inquiry, numbers: Numbers) -> str:
    """Return the picture's facts in words."""
    top = sorted(numbers.shown(), key=lambda row: -row[1])[:_SAID_ALOUD]
    said = gettext("、").join(
        f"{inquiry.names.value(AGE, band)} {inquiry.names.value(SEX, sex)} {people:,}"
        for (band, sex), people in top
    )
    return gettext("年代と性別の人数。多い順に%(facts)s") % {"facts": said}


def _note(inquiry: Inquiry, numbers: Numbers, bands: Sequence[str]) -> str:
    """Say who is not in the picture: hidden bands at the ends, other or no sex."""
    said = ""
    every = [band for band in numbers.values() if band != writing.UNKNOWN]
    left = [inquiry.names.value(AGE, band) for band in every if band not in bands]
    if left:
        said = gettext("%(bands)sは人数が少ないため表示していません（0人を含みます）。") % {
            "bands": writing.listed(left)
        }
    return writing.text(said, gettext("性別が「その他」または登録のない人は図に含めていません。"))


def _table(inquiry: Inquiry, numbers: Numbers) -> Table:
    """Return age by sex as a table of people, without rows and columns that are hidden whole."""
    shown = [values for values, _ in numbers.shown()]
    sexes = [sex for sex in numbers.values(1) if sex in {values[1] for values in shown}]
    bands = [band for band in numbers.values() if band in {values[0] for values in shown}]
    rows = [
        Row(
            inquiry.names.value(AGE, band),
            [tables.number(numbers.of(band, sex)) for sex in sexes],
        )
        for band in bands
    ]
    heads = [
        inquiry.names.dimension(AGE),
        *(inquiry.names.value(SEX, sex) for sex in sexes),
    ]
    return Table(gettext("年代と性別（実人数、人）"), heads, rows)


def largest(inquiry: Inquiry) -> Part | None:
    """Return the largest age band."""
    ordered = sentences.shown(inquiry.parts(AGE))
    return ordered[0] if ordered else None


def share_of_sex(inquiry: Inquiry, sex: str) -> Part:
    """Return one sex with its share here and there."""
    here, there = inquiry.numbers(SEX), inquiry.numbers_there(SEX)
    return Part(
        inquiry.names.value(SEX, sex),
        shares.share(here.of(sex), inquiry.people),
        shares.share(there.of(sex), inquiry.people_there),
    )
