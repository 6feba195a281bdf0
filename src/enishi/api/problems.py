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
    }
)


def told(code: str) -> str:
    """Return the sentence under a code in the reader's language; the code when there is none."""
    japanese, english = _TOLD.get(code, (code, code))
    return english if (get_language() or "ja").startswith("en") else japanese


def problem(status: int, code: str, **facts: object) -> HttpResponse:
    """Answer with problem details: code for programs, detail for people, facts beside them."""
    reason = str(facts.get("reason", code))
    body = {
        "type": f"urn:enishi:problem:{code}",
        "title": code,
        "status": status,
        "detail": told(reason),
        **{name: value if isinstance(value, int) else str(value) for name, value in facts.items()},
    }
    return HttpResponse(json.dumps(body), status=status, content_type=MEDIA_TYPE)


def of_refusal(refusal: Refusal) -> HttpResponse:
    """Answer a refusal with its own status."""
    return problem(refusal.status, refusal.code, **refusal.facts)
