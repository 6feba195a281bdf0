"""What a phone keeps goes with whoever held it, but for sales that a shop has not sent yet."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from enishi.web.design import offline


def ended(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse()
    answer.delete_cookie(offline.PHONE_COOKIES[0])
    return answer


@pytest.mark.parametrize(
    ("cookies", "cleared"),
    [
        ({offline.PHONE_COOKIES[0]: "somebody"}, '"storage"'),
        ({offline.PHONE_COOKIES[0]: "somebody", offline.SELLS: "1"}, None),
        ({}, None),
    ],
)
def test_a_phone_that_is_ended_drops_all_it_kept_but_not_a_shop_s_sales(
    cookies: dict[str, str], cleared: str | None
) -> None:
    request = RequestFactory().post("/me/phones/end")
    request.COOKIES.update(cookies)
    assert offline.OfflineMiddleware(ended)(request).get("Clear-Site-Data") == cleared
