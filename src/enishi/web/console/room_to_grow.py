"""伸びしろ: which shares are clearly below those of the prefecture, the nation, similar places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from enishi.insight.releases.frames_compared import NATION, PREFECTURE, SIMILAR
from enishi.insight.releases.room_to_grow import Compared, RoomToGrow
from enishi.insight.releases.room_to_grow import room_to_grow as ask
from enishi.web.console import page, questions
from enishi.web.console.drawing import ratios
from enishi.web.console.drawing.ratios import Panel, Ratio, Ratios
from enishi.web.console.figures import quotients
from enishi.web.console.figures.figure import Figure, hidden_title, picture, rest_row
from enishi.web.console.inquiry import Inquiry
from enishi.web.console.pickers import Choice, Picker
from enishi.web.design.numbers import writing
from enishi.web.design.numbers.asking import LIMIT
from enishi.web.design.numbers.tables import Row, Table
from enishi.web.design.permission import needs

FRAMES = (PREFECTURE, NATION, SIMILAR)
_ROOM, _STRENGTHS, _SAID = 8, 6, 3
_FEW = 100
Found = Mapping[str, RoomToGrow]


@needs("statistics.see")
def room_to_grow(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show what is clearly less here than elsewhere, and what is more."""
    return page.answer(request, region_code, questions.ROOM, told)


def told(request: HttpRequest, inquiry: Inquiry) -> page.Told:
    """Compare every share with each frame that can be shown; the first asked for leads."""
    found = {
        frame: told
        for frame in FRAMES
        if (
            told := ask(
                region=inquiry.region.code,
                year=inquiry.year,
                against=frame,
                limit=LIMIT,
                at=inquiry.at,
            )
        )
        is not None
    }
    asked = request.GET.get("with", "")
    chosen = asked if asked in found else next(iter(found), "")
    without = ("month", "against", "evidence")
    if not chosen:
        return page.Told(head=_nobody(inquiry), rows=[], without=without)
    leading = found[chosen]
    return page.Told(
        head=_headline(inquiry, leading),
        scope=[_scope(inquiry, leading)],
        rows=[_figure(inquiry, found, leading), _everything(inquiry, leading)],
        drill=[_picker(inquiry, found, chosen)],
        without=without,
        credits=[line for line in leading.credits if line not in inquiry.numbers().credits],
        template="console/room_to_grow.html",
        more={"is_compare": True},
    )


def frame_name(inquiry: Inquiry, found: RoomToGrow) -> str:
    """Name whom the place is compared with."""
    if found.against == NATION:
        return gettext("全国の参加地域")
    if found.against == PREFECTURE:
        names = {"name": inquiry.names.value("prefecture", found.others[0])}
        return gettext("%(name)s全体") % names
    return gettext("似ている%(count)s地域") % {"count": len(found.others)}


def _nobody(inquiry: Inquiry) -> list[str]:
    facts = {"period": inquiry.period, "place": inquiry.name}
    return [
        gettext("%(period)sの%(place)sには、まだくらべる相手の数字がありません。") % facts,
        gettext("県や全国の数字は、3つ以上の地域から参加があると表示されます。"),
    ]


def _headline(inquiry: Inquiry, found: RoomToGrow) -> list[str]:
    """Name the frame, what is clearly less, what is clearly more, and a caution when few."""
    facts = {
        "period": inquiry.period,
        "place": inquiry.name,
        "people": writing.count(found.people),
        "comparison": frame_name(inquiry, found),
    }
    opening = gettext("%(period)sに%(place)sで記録された%(people)s人を%(comparison)sとくらべると、")
    room, strengths = found.room, found.strengths
    said = [opening % facts]
    if room:
        named = {"names": _said(inquiry, room)}
        said.append(gettext("少ないのは%(names)s。伸びしろかもしれません。") % named)
    if strengths:
        said.append(gettext("多いのは%(names)sです。") % {"names": _said(inquiry, strengths)})
    if not room and not strengths:
        said.append(gettext("はっきり多いところも少ないところもありません。"))
    if found.people < _FEW:
        said.append(gettext("人数が少ないため、おおまかな目安です。"))
    return said


def _said(inquiry: Inquiry, rows: Sequence[Compared]) -> str:
    """Name the clearest few with their multiples."""
    return writing.listed(
        [
            gettext("「%(name)s」（%(times)s）")
            % {
                "name": quotients.full_name(inquiry, row.dimension, row.value),
                "times": quotients.times(row.quotient.value),
            }
            for row in rows[:_SAID]
            if row.quotient is not None
        ]
    )


def _scope(inquiry: Inquiry, found: RoomToGrow) -> str:
    """Say of whom the other side consists."""
    if found.against == SIMILAR:
        places = writing.listed([inquiry.names.value("region", code) for code in found.others])
        return gettext(
            "似ている地域は%(places)s（あわせて%(people)s人。2つの地域に来た人はそれぞれに数えます）。"
        ) % {"places": places, "people": writing.count(found.people_there)}
    return gettext("%(comparison)s（%(people)s人）には%(place)sも含まれます。") % {
        "comparison": frame_name(inquiry, found),
        "people": writing.count(found.people_there),
        "place": inquiry.name,
    }


def _figure(inquiry: Inquiry, found: Found, leading: RoomToGrow) -> Figure:
    """Return the clearest rows against every frame: dots left of the line are room to grow."""
    strengths = leading.strengths[:_STRENGTHS]
    rows = [*strengths, *reversed(leading.room[:_ROOM])]
    order = [leading, *(told for told in found.values() if told is not leading)]
    values = Ratios(
        names=[quotients.full_name(inquiry, row.dimension, row.value) for row in rows],
        panels=[_panel(inquiry, told, rows) for told in order],
        half=gettext("半分"),
        same=gettext("同じ"),
        double=gettext("2倍"),
        label=_label(inquiry, leading),
        hidden_title=hidden_title(),
    )
    return Figure(
        slug="room",
        title=gettext("%(comparison)sの何倍か") % {"comparison": frame_name(inquiry, leading)},
        say=gettext(
            "点が右なら多く、左なら少ないことを示します。左の白い点が、伸びしろかもしれないところです。"
        )
        if rows
        else gettext("はっきり多いところも少ないところもありません。"),
        note=gettext(
            "「少ない」ことは弱みとは限りません。町の計画と合うかを話し合う材料にしてください。"
        ),
        table=_table(inquiry, rows),
        wide=picture(ratios.wide(values)) if rows else picture(""),
        narrow=picture(ratios.narrow(values)) if rows else picture(""),
    )


def _panel(inquiry: Inquiry, found: RoomToGrow, rows: Sequence[Compared]) -> Panel:
    """Return one frame's dots in the order of the rows."""
    of = {(row.dimension, row.value): row for row in found.rows}
    return Panel(
        frame_name(inquiry, found),
        gettext("%(people)s人") % {"people": writing.count(found.people_there)},
        [_ratio(of.get((row.dimension, row.value))) for row in rows],
    )


def _ratio(row: Compared | None) -> Ratio | None:
    if row is None or row.quotient is None:
        return None
    return Ratio(row.quotient.value, row.quotient.low, row.quotient.high, row.verdict)


def _label(inquiry: Inquiry, found: RoomToGrow) -> str:
    """Return the chart's facts in words."""
    clear = [*found.strengths[:_STRENGTHS], *found.room[:_ROOM]]
    said = [
        f"{quotients.name(inquiry, row.dimension, row.value)} {row.quotient.value:.1f}"
        for row in clear
        if row.quotient is not None
    ]
    return gettext("%(comparison)sとくらべた倍率。%(facts)s") % {
        "comparison": frame_name(inquiry, found),
        "facts": gettext("、").join(said) or gettext("はっきりした差はありません"),
    }


def _everything(inquiry: Inquiry, found: RoomToGrow) -> Figure:
    """Return all that was looked through, also what cannot be told apart or is not shown."""
    unclear = sum(row.quotient is not None and not row.verdict for row in found.rows)
    hidden = sum(row.quotient is None for row in found.rows)
    facts = {"all": len(found.rows), "unclear": unclear, "hidden": hidden}
    return Figure(
        slug="looked-through",
        title=gettext("見くらべた数字のすべて"),
        say=gettext(
            "%(all)s個をくらべました。%(unclear)s個は差があるとは言えず、%(hidden)s個は人数が少ないためくらべていません。"
        )
        % facts,
        note=gettext(
            "たくさんの数字を見くらべると、20に1つは、たまたま「はっきり」と出ることがあります。"
        ),
        table=_table(inquiry, [row for row in found.rows if row.own is not None], hidden=found),
    )


def _table(inquiry: Inquiry, rows: Sequence[Compared], hidden: RoomToGrow | None = None) -> Table:
    """Return rows with people, shares, multiple and range; hidden ones are named by number."""
    heads = [
        gettext("数字"),
        gettext("人数"),
        gettext("割合 %"),
        gettext("くらべる相手 %"),
        gettext("倍率"),
        gettext("倍率の幅"),
        gettext("差"),
    ]
    found: list[Row] = [quotients.row(inquiry, row) for row in rows]
    if hidden and (left := sum(row.own is None for row in hidden.rows)):
        found.append(rest_row(gettext("ほか%(count)s項目") % {"count": left}, len(heads) - 1))
    caption = gettext("見くらべた数字のすべて") if hidden else gettext("同じ数字の表")
    return Table(caption, heads, found)


def _picker(inquiry: Inquiry, found: Found, chosen: str) -> Picker:
    """Return the picker of whom to compare with."""
    choices = [
        Choice(frame, frame_name(inquiry, told), is_chosen=frame == chosen)
        for frame, told in found.items()
    ]
    return Picker("with", gettext("くらべる相手"), choices)
