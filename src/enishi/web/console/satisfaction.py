"""満足とすすめたい気持ち: how content people are, whether they recommend, whether they return."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from enishi.web.console import page, questions, sentences
from enishi.web.console.figures import choices, doings
from enishi.web.console.figures.choices import Words
from enishi.web.console.figures.figure import Figure
from enishi.web.console.inquiry import Inquiry
from enishi.web.design.numbers import shares, writing
from enishi.web.design.numbers.asking import Numbers
from enishi.web.design.numbers.shares import Balance
from enishi.web.design.permission import needs

CONTENT, RECOMMEND, RETURN = "satisfaction", "nps", "wish_to_return"
_VERY_CONTENT = "とても満足"


@needs("statistics.see")
def satisfaction(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show what people said in surveys of the place."""
    return page.answer(request, region_code, questions.SATISFACTION, told)


def told(_request: HttpRequest, inquiry: Inquiry) -> page.Told:
    """Return each question that anybody was asked here."""
    asked = [name for name in (CONTENT, RECOMMEND, RETURN) if choices.is_told(inquiry, name)]
    return page.Told(
        head=_headline(inquiry),
        scope=[_scope()] if asked else [],
        rows=[_figure(inquiry, name) for name in asked or [CONTENT]],
        splits=[(), *((name,) for name in asked)],
    )


def balance(numbers: Numbers) -> Balance | None:
    """Return promoters less detractors of published numbers."""
    groups = [numbers.of(value) for value in ("promoter", "passive", "detractor")]
    return shares.balance(*groups)


def _headline(inquiry: Inquiry) -> list[str]:
    """Name the frame, then the most content, then whether more recommend than not."""
    score = balance(inquiry.numbers(RECOMMEND))
    content = inquiry.share(inquiry.numbers(CONTENT).of(_VERY_CONTENT))
    if content is None and score is None:
        return [
            choices.opening(inquiry),
            gettext("満足度を表示できる人数は、まだそろっていません。"),
        ]
    said = [choices.opening(inquiry)]
    if content is not None:
        said.append(
            gettext("%(percent)s%%が「とても満足」と答えました。")
            % {"percent": writing.percent(content)}
        )
    if score is not None:
        said.append(_verdict(score))
    return said


def _verdict(score: Balance) -> str:
    """Say which of the two are more, as far as the range allows."""
    if score.low > 0:
        return gettext("人にすすめたい人は、すすめない人より多くなっています。")
    if score.high < 0:
        return gettext("人にすすめたい人は、すすめない人より少なくなっています。")
    return gettext("人にすすめたい人とすすめない人の差は、あるとは言えません。")


def _scope() -> str:
    return gettext(
        "割合は、記録されたすべての人を100としたものです。アンケートに答えなかった人も入っています。"
    )


def _figure(inquiry: Inquiry, dimension: str) -> Figure:
    """Return one question in natural order."""
    note = choices.read_note(inquiry, several=True)
    words = {
        CONTENT: Words(gettext("どのくらい満足したか"), _most(inquiry, CONTENT), note),
        RECOMMEND: Words(gettext("人にすすめたいか"), _score(inquiry), note),
        RETURN: Words(gettext("また来たいか"), _most(inquiry, RETURN), note),
    }
    return choices.of_dots(inquiry, dimension, words[dimension])


def _score(inquiry: Inquiry) -> str:
    """Say the score with its range and the number of people it is made from."""
    score = balance(inquiry.numbers(RECOMMEND))
    if score is None:
        return gettext("すすめたい人とすすめない人の両方を表示できるときに、差を計算します。")
    own = gettext(
        "点をつけた約%(people)s人では、すすめたい人の割合からすすめない人の割合を引いた数"
        "（NPS）は%(score)sです（幅 %(low)s〜%(high)s）。"
    ) % {
        # Who answered twice may stand in two groups, but is one person.
        "people": writing.count(min(score.whole, inquiry.people or score.whole)),
        "score": signed(score.value),
        "low": signed(score.low),
        "high": signed(score.high),
    }
    there = balance(inquiry.numbers_there(RECOMMEND))
    if there is None or not inquiry.comparison:
        return own
    other = gettext("%(comparison)sは%(score)sです。") % {
        "comparison": inquiry.comparison,
        "score": signed(there.value),
    }
    return writing.text(own, other)


def signed(points: float) -> str:
    """Write points with their sign."""
    whole = round(points)
    return f"+{whole}" if whole > 0 else f"{whole}".replace("-", "−")


def _most(inquiry: Inquiry, dimension: str) -> str:
    """Say which answer is the most frequent one."""
    quoted = [doings.quoted(doings.short(part)) for part in choices.parts(inquiry, dimension)]
    return writing.text(sentences.most(quoted), sentences.compared(quoted, inquiry.comparison))
