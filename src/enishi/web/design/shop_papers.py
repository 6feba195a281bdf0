"""What the papers of shops say: the card, the counter's code, slip sheets, the week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext

from enishi.ledger import queries as books
from enishi.merchants import queries as merchants
from enishi.merchants import shop as rules
from enishi.merchants import words
from enishi.merchants.shop import Shop, ShopCard
from enishi.programs import queries as programs
from enishi.regions import queries as regions
from enishi.regions.queries import UnknownController
from enishi.regions.region import Region
from enishi.sales import queries as sales
from enishi.sales import slips
from enishi.sales.sale import Totals
from enishi.web.design import dates, qr
from enishi.web.design.paper import drawings
from enishi.web.design.templatetags.enishi import name_of

_DAYS = 7


def language() -> str:
    """Return the language that words are in now."""
    return (translation.get_language() or "ja")[:2]


def wanted_language(request: HttpRequest) -> str:
    """Return the language of the paper: asked for in the address, else Japanese."""
    return "en" if request.GET.get("language") == "en" else "ja"


def download(content: bytes, name: str) -> HttpResponse:
    """Answer with a PDF to keep, that no other reader of this computer finds again."""
    answer = HttpResponse(content, content_type="application/pdf")
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.pdf")
    assert disposition is not None, name
    answer["Content-Disposition"] = disposition
    return answer


def owner(region: Region) -> str:
    """Name whom to ask; nobody while nobody answers for the region's data."""
    try:
        return regions.controller(region.code).contact
    except UnknownController:
        return ""


def around(region: Region, title: str) -> dict[str, object]:
    """Return what every paper says of its region."""
    return {
        "language": language(),
        "title": title,
        "sample": gettext("見本") if region.is_sample or settings.IS_DEMO else "",
        "town": name_of(region),
        "owner": owner(region),
    }


def _grouped(code: str) -> str:
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def card(request: HttpRequest, region: Region, shop: Shop, made: ShopCard) -> dict[str, object]:
    """Return what a shop's fresh card says; it is told once."""
    address = f"{request.build_absolute_uri(reverse('till-open'))}?card={made.secret}"
    return around(region, gettext("お店の札")) | {
        "kick": f"{name_of(region)}　{owner(region)}".strip(),
        "head": gettext("お店の札"),
        "lead": gettext("レジの内側に置いて、お店の方だけでお使いください。"),
        "shop": name_of(shop),
        "qr": qr.svg(address, label=""),
        "qr_alt": gettext("お店の札のQRコード"),
        "typed": gettext("読めないときは、この番号を入れてください"),
        "secret": _grouped(made.secret),
        "steps": [
            gettext("お手持ちのスマホのカメラで、上のQRを読みます。"),
            gettext("お店の番号（4けた）を入れます。"),
            gettext("これで会計できます。スマホは3台まで、同じようにふやせます。"),
        ],
        "pin_head": gettext("お店の番号（切りはなして、別のところに）"),
        "pin_text": gettext("札といっしょに置かないでください。"),
        "foot": gettext("なくしたときは、すぐ町へ。新しい札にすると、前の札は使えなくなります。"),
        "pin": made.pin,
    }


_OTHER = {
    "ja": ("en", "Scan, type the price, choose your points, and show the next page to us."),
    "en": ("ja", "QRを読んで、金額を入れ、次の画面をお店の人に見せてください。"),
}


def counter(request: HttpRequest, region: Region, shop: Shop) -> dict[str, object]:
    """Return what hangs at a counter for guests with a phone."""
    address = request.build_absolute_uri(reverse("counter", args=[shop.code]))
    other_language, other = _OTHER[language()]
    return around(region, gettext("レジのQR")) | {
        "shop": name_of(shop),
        "head": gettext("ポイントが、\nたまります。使えます。").split("\n"),
        "qr": qr.svg(address, label=""),
        "qr_alt": gettext("お店のQRコード"),
        "here": gettext("会計のときに、カメラで"),
        "steps": [
            gettext("QRを読んで、金額を入れます"),
            gettext("使うポイントをえらびます"),
            gettext("動いている画面を、お店の人に見せます"),
        ],
        "without_phone": gettext(
            "紙の会員証の方は、お店の人にお渡しください。同じようにたまります。"
        ),
        "other": other,
        "other_language": other_language,
        "logo": drawings.on_paper(render_to_string("design/logo.html"), thread=3.2),
    }


def slip_sheets(region: Region, shop: Shop, number: int) -> dict[str, object]:
    """Return so many fresh sheets of slips for a shop."""
    secret: bytes = settings.TICKET_SECRET
    return around(region, gettext("お買い物の伝票")) | {
        "shop": name_of(shop),
        "head": gettext("お買い物の伝票"),
        "how": gettext(
            "会員証の番号と、金額を書きます。ポイントを使うときは、その数も。1つのますに1文字です。"
        ),
        "serial_head": gettext("伝票の番号"),
        "serials": [slips.serial(shop.code, secret=secret) for _ in range(number)],
        "lines": slips.LINES,
        "columns": [
            gettext("行"),
            gettext("月／日"),
            gettext("会員証の番号（16文字）"),
            gettext("金額（円）"),
            gettext("使うポイント"),
        ],
        "day": "／",
        "foot": gettext(
            "1枚うまったら、または週に1度、町へお持ちください（郵便でも）。入れ終わると、会員証にポイントがつきます。"
        ),
    }


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Sunday, and the week after it whose words are told."""

    monday: date

    @property
    def until(self) -> date:
        """The Monday after it."""
        return self.monday + timedelta(days=_DAYS)

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.until - timedelta(days=1)


def week_of(day: date) -> Week:
    """Return the week a day lies in."""
    return Week(day - timedelta(days=day.weekday()))


def last_week(today: date) -> Week:
    """Return the last week that is over."""
    return week_of(today - timedelta(days=_DAYS))


def week(region: Region, shops: Sequence[Shop], of: Week) -> dict[str, object]:
    """Return the weekly sheets of some shops."""
    tongue = language()
    span = {
        "first": dates.day(of.monday, tongue, year=True),
        "last": dates.day(of.sunday, tongue),
    }
    return around(region, gettext("一週間のまとめ")) | {
        "head": gettext("一週間のまとめ"),
        "period": gettext("%(first)sから%(last)sまで（円。ポイントは円ぶん）") % span,
        "columns": [
            gettext("日"),
            gettext("会計の数"),
            gettext("お買い上げ"),
            gettext("使われた"),
            gettext("ついた"),
            gettext("返品"),
        ],
        "words_head": gettext("次の週の、その日の言葉"),
        "words_text": gettext(
            "お客さまの画面に、この言葉が出ていれば本物です。ちがう言葉なら、前の日の写真かもしれません。"
        ),
        "foot": gettext("伝票と合わないときや、わからないときは、町へお知らせください。"),
        "shops": [_sheet(one, of, tongue) for one in shops],
    }


def _sheet(shop: Shop, of: Week, tongue: str) -> dict[str, object]:
    days = [of.monday + timedelta(days=number) for number in range(_DAYS)]
    by_day = {
        day: {
            one.asset: one
            for one in sales.totals_of_shop(shop.code, since=day, until=day + timedelta(days=1))
        }
        for day in days
    }
    whole = {
        one.asset: one for one in sales.totals_of_shop(shop.code, since=of.monday, until=of.until)
    }
    assets = [part.asset for part in merchants.participations([shop.code])]
    coming = words.words_of_week(settings.TICKET_SECRET, shop.code, of.until)
    return {
        "to": gettext("%(shop)s 様") % {"shop": name_of(shop)},
        "lines": [_said(whole.values())],
        "parts": [_part(shop, asset, by_day, whole, tongue) for asset in assets],
        "words": [
            [
                dates.day(of.until + timedelta(days=number), tongue).partition("（")[0],
                word.of(tongue),
            ]
            for number, word in enumerate(coming)
        ],
    }


def _said(found: Iterable[Totals]) -> str:
    """Say the week in one line."""
    told = list(found)
    number = sum(one.sales for one in told)
    if not number:
        return gettext("この週の会計はありませんでした。")
    facts = {
        "n": f"{number:,}",
        "points": f"{sum(one.points_received for one in told):,}",
    }
    return gettext("会計は%(n)s回。%(points)s円ぶんのポイントを、お預かりしました。") % facts


def _part(
    shop: Shop,
    asset: str,
    by_day: Mapping[date, Mapping[str, Totals]],
    whole: Mapping[str, Totals],
    tongue: str,
) -> dict[str, object]:
    nothing = Totals(asset=asset)
    held = books.balance(rules.account(shop.code), asset)
    return {
        "name": programs.asset(asset).name,
        "rows": [
            [dates.day(day, tongue), *_cells(told.get(asset, nothing))]
            for day, told in by_day.items()
        ],
        "total": [gettext("合計"), *_cells(whole.get(asset, nothing))],
        "held": gettext("まだお支払いしていないポイント：%(points)s円ぶん（印刷した日）")
        % {"points": f"{held:,}"},
    }


def _cells(one: Totals) -> list[str]:
    return [
        f"{number:,}" if number else "―"
        for number in (
            one.sales,
            one.amount_yen,
            one.points_received,
            one.points_given,
            one.returned_yen,
        )
    ]
