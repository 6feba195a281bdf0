"""Errors as other systems read them: problem details for HTTP (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType

from django.http import HttpResponse
from django.utils.translation import get_language

from enishi.kit.refusal import Refusal

MEDIA_TYPE = "application/problem+json"

# What is told under each code or reason: Japanese, English.
_TOLD: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "not_an_object": (
            'JSONの {"filters": {...}, "by": [...]} を送ってください。',
            'Send JSON of the form {"filters": {...}, "by": [...]}.',
        ),
        "unknown_field": (
            "filters、by、measure のほかは使えません。",
            "Only filters, by and measure are known.",
        ),
        "unknown_measure": (
            "measure は persons、activities、yen のどれかです。",
            "The measure is persons, activities or yen.",
        ),
        "unknown_dimension": ("この項目では分けられません。", "There is no such dimension."),
        "not_a_single_value": (
            "条件に使えるのは、公表している区分ひとつだけです(一覧・範囲・否定は使えません)。",
            "A filter is one published category: no lists, ranges or negation.",
        ),
        "unknown_value": ("公表している区分にありません。", "This is not a published category."),
        "not_closed": ("この期間はまだ締められていません。", "This period is not closed yet."),
        "nothing_closed": ("まだ、締められた月がありません。", "No month is closed yet."),
        "not_participating": ("参加していない地域です。", "This place does not take part."),
        "area_beside_municipality": (
            "この地域は、市町村のなかで数えています。",
            "This area is counted in its municipality.",
        ),
        "named_twice": ("同じ項目が二度あります。", "A dimension is named twice."),
        "one_slot_twice": (
            "場所、期間、活動(テーマ・種類・目的・答え・回数)、確かさは、それぞれひとつだけ選べます。",
            "Choose one place, one period, one action (theme, kind, answer, ...), one evidence.",
        ),
        "contradiction": ("条件がたがいに合いません。", "The conditions contradict each other."),
        "too_many_attributes": (
            "年代・性別・居住地は、二つまで組み合わせられます。",
            "At most two of age band, sex and home may be combined.",
        ),
        "sure_action_stands_alone": (
            "活動と「確かめられた記録」を合わせるときは、年代・性別・居住地は選べません。",
            "Beside both an action and verified records, no age band, sex or home may be chosen.",
        ),
        "wide_stands_alone": (
            "活動と、20歳ごとの年代か地方を合わせるときは、市町村を選び、ほかの属性は合わせられません。",
            "Beside an action, 20-year bands and home areas need a town and stand alone.",
        ),
        "too_few_for_correlation": (
            "人数が少ないため、いっしょに起きやすさは出していません(100人から)。",
            "Too few people: correlations are released from 100 people.",
        ),
        "too_many_cells": ("表が大きすぎます。", "The table is too large."),
        "no_token": (
            "Authorization: Bearer に、有効な鍵を付けてください。",
            "Send a valid key as Authorization: Bearer.",
        ),
        "not_permitted": (
            "この鍵では、この呼び出しはできません。",
            "This key does not carry the permission for this call.",
        ),
        "too_large": ("送られたものが大きすぎます。", "The body is too large."),
        "not_found": ("そのアドレスはありません。", "There is nothing at this address."),
        "method_not_allowed": ("この方法では呼び出せません。", "Use another method."),
        "bad_request": (
            "送られたものを読めません。fields に、どこかを示しています。",
            "The request cannot be read; `fields` says where.",
        ),
        "unknown_card": ("その番号のカードはありません。", "No living card has this number."),
        "unknown_sale": ("お店に、その番号の売り上げはありません。", "The shop made no such sale."),
        "bad_sale": (
            "金額がないか、ポイントが金額より多くなっています。",
            "There is no price, or more points than it comes to.",
        ),
        "shop_is_not_open": ("お店はいま参加していません。", "The shop takes no part now."),
        "shop_does_not_take_part": (
            "お店はその日、このポイントに参加していません。",
            "The shop takes no part in this programme on that day.",
        ),
        "member_has_less": (
            "お客さまのポイントが足りません。",
            "The member has fewer points.",
        ),
        "day_limit_reached": (
            "きょう使えるポイントの上限です。",
            "The member may use no more points today, or the shop take no more.",
        ),
        "give_back_tomorrow": (
            "お客さまの1日の上限です。全部を戻すか、あす戻してください。",
            "The member's day is full: give all of it back, or come tomorrow.",
        ),
        "card_may_not_spend_here": (
            "このカードは、このお店ではポイントを使えません。",
            "This card spends no points at this shop.",
        ),
        "sale_is_different": (
            "この番号は、別の売り上げのものです。",
            "The key stands for another sale.",
        ),
        "bad_return": (
            "残っている金額より多く戻すことはできません。",
            "No more goes back than is left of the sale.",
        ),
        "return_is_different": (
            "この番号は、別の返金のものです。",
            "The key stands for another return.",
        ),
        "sale_is_given_back": ("すべて戻してあります。", "All of the sale was given back."),
        "too_late_to_undo": (
            "取り消しは当日だけです。返金にしてください。",
            "A sale is undone on its own day only; give it back instead.",
        ),
        "buyer_is_gone": (
            "お客さまは退会しています。",
            "Who bought it left for good.",
        ),
        "which_programme": (
            "asset を選んでください(参加しているポイントがひとつではありません)。",
            "Name the asset: the shop takes part in several programmes, or in none.",
        ),
        "bad_moment": ("日時が先か、古すぎます。", "The moment lies ahead, or too far back."),
        "bad_endpoint": (
            "その宛先には送れません(世界に開いた https だけです)。",
            "Messages go to https addresses of the world only, of kinds there are.",
        ),
        "too_many_endpoints": ("宛先が多すぎます。", "Too many addresses take messages."),
        "unknown_endpoint": ("その宛先はありません。", "There is no such address."),
    }
)


def told(code: str) -> str:
    """Return the sentence under a code in the reader's language; the code when there is none."""
    japanese, english = _TOLD.get(code, (code, code))
    return english if (get_language() or "ja").startswith("en") else japanese


def problem(status: int, code: str, **facts: object) -> HttpResponse:
    """Answer with problem details: code for programs, detail for people, facts beside them."""
    body = _body(status, code, facts)
    return HttpResponse(json.dumps(body), status=status, content_type=MEDIA_TYPE)


def _body(status: int, code: str, facts: Mapping[str, object]) -> dict[str, object]:
    reason = str(facts.get("reason", code))
    return {
        "type": f"urn:enishi:problem:{code}",
        "title": code,
        "status": status,
        "detail": told(reason),
        **{name: value if isinstance(value, int) else str(value) for name, value in facts.items()},
    }


def as_told(refusal: Refusal) -> dict[str, object]:
    """Write a refusal as a part of an answer."""
    return _body(refusal.status, refusal.code, refusal.facts)


def of_refusal(refusal: Refusal) -> HttpResponse:
    """Answer a refusal with its own status."""
    return problem(refusal.status, refusal.code, **refusal.facts)
