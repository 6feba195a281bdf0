"""Other systems ask with a key and get released numbers, or a reason."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from tests.insight.releases.conftest import SIZE, TOWNS, country

from enishi.insight.releases import models, operations
from enishi.regions import operations as regions
from enishi.regions import queries

assert country  # the fixture of the releases' tests
AT = datetime(2026, 3, 5, tzinfo=UTC)
URL = "/api/v1/statistics/query"


@pytest.fixture
def closed(country: list[object]) -> None:
    """February 2026 is closed."""
    operations.close(until="2026-02", at=AT)


def key(role: str, region: str = "184420") -> str:
    return regions.issue_token(role=role, region_code=region, label="test", at=AT)


def ask(body: object, secret: str, *, raw: bytes | None = None) -> tuple[int, dict[str, Any]]:
    answer = Client().post(
        URL,
        data=raw if raw is not None else json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )
    return answer.status_code, answer.json()


def test_the_answer_is_the_full_grid_of_released_numbers(closed: None) -> None:
    status, answer = ask({"by": ["region"]}, key("staff"))
    assert status == 200
    assert [row["region"] for row in answer["rows"]] == sorted(TOWNS)
    for row in answer["rows"]:
        assert set(row) == {"region", "n"}
        assert abs(row["n"] - SIZE[row["region"]]) <= 10
    assert (answer["closed_until"], answer["limit"]) == ("2026-02", 10)
    assert answer["note"]["frame"] == "nation"


def test_the_same_question_in_other_words_is_one_release(closed: None) -> None:
    secret = key("analyst")
    one = ask({"filters": {"region": "182010"}, "by": ["sex", "age_band"]}, secret)
    two = ask(
        {
            "filters": {"prefecture": "180009", "region": "182010", "evidence": "all"},
            "by": ["age_band", "sex"],
        },
        secret,
    )
    assert one == two
    assert models.Release.objects.count() == 1
    released = operations.release(
        body={"filters": {"region": "182010"}, "by": ["age_band", "sex"]}, limit=10, at=AT
    )
    assert one[1]["rows"] == list(released.rows)


def test_the_public_gets_the_higher_limit(closed: None) -> None:
    body = {"filters": {"region": "184420"}, "by": ["age_band"]}
    inside, public = ask(body, key("researcher"))[1], ask(body, key("public"))[1]
    assert (inside["limit"], public["limit"]) == (10, 20)
    for seen, shown in zip(inside["rows"], public["rows"], strict=True):
        assert shown["n"] == (seen["n"] if seen["n"] is not None and seen["n"] >= 20 else None)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic abc"])
def test_without_a_valid_key_nothing_is_told(closed: None, header: str) -> None:
    answer = Client().post(
        URL, data="{}", content_type="application/json", headers={"Authorization": header}
    )
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["title"] == "no_token"
    assert models.Release.objects.count() == 0


def test_a_key_without_the_permission_is_refused(closed: None) -> None:
    status, answer = ask({}, key("organiser"))
    assert (status, answer["title"], answer["permission"]) == (
        403,
        "not_permitted",
        "statistics.public",
    )
    assert models.Release.objects.count() == 0


def test_a_revoked_key_is_refused(closed: None) -> None:
    secret = key("staff")
    (token,) = queries.tokens()
    regions.revoke_token(token_id=token.id, at=AT)
    assert ask({}, secret)[0] == 401


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"filters": {"region": ["184420", "182010"]}}, "not_a_single_value"),
        ({"filters": {"age_band": {"not": "20-29"}}}, "not_a_single_value"),
        ({"filters": {"age_band": "25-34"}}, "unknown_value"),
        ({"filters": {"month": "2026-03"}}, "not_closed"),
        ({"filters": {"region": "131016"}}, "not_participating"),
        ({"filters": {"person": "x"}}, "unknown_dimension"),
        ({"by": ["age_band", "sex", "home_area"]}, "too_many_attributes"),
        ({"by": ["theme", "kind"]}, "one_slot_twice"),
        ({"limit": 1}, "unknown_field"),
        ([], "not_an_object"),
    ],
)
def test_outside_the_language_the_reason_is_told(closed: None, body: object, reason: str) -> None:
    status, answer = ask(body, key("staff"))
    assert (status, answer["title"], answer["reason"]) == (422, "outside_language", reason)
    assert answer["detail"] != reason
    assert models.Release.objects.count() == 0


@pytest.mark.parametrize(
    ("raw", "status"),
    [(b"{", 422), (b"\xff", 422), (b"[" * 15_000, 422), (b" " * 30_000, 413), (b'"\\ud800"', 422)],
)
def test_what_is_not_a_question_is_refused_without_a_crash(
    closed: None, raw: bytes, status: int
) -> None:
    assert ask(None, key("staff"), raw=raw)[0] == status


def test_before_the_first_closing_the_reason_is_told(country: list[object]) -> None:
    status, answer = ask({}, key("staff"))
    assert (status, answer["reason"]) == (422, "nothing_closed")


def test_a_reason_is_told_in_the_callers_language(closed: None) -> None:
    secret = key("staff")

    def detail(language: str) -> str:
        answer = Client().post(
            URL,
            data='{"by": ["x"]}',
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}", "Accept-Language": language},
        )
        return str(answer.json()["detail"])

    assert detail("en") == "There is no such dimension."
    assert detail("ja") == "この項目では分けられません。"


def test_the_catalogue_names_every_category(closed: None) -> None:
    answer = (
        Client()
        .get("/api/v1/statistics/catalogue", headers={"Authorization": f"Bearer {key('public')}"})
        .json()
    )
    assert answer["closed_until"] == "2026-02"
    assert answer["dimensions"]["evidence"] == ["all", "verified"]
    assert len(answer["dimensions"]["home_prefecture"]) == 48
    assert answer["dimensions"]["month"][0] == "2025-04"


def test_the_description_is_served_here_and_names_the_call(db: None) -> None:
    description = Client().get("/api/v1/openapi.json").json()
    call = description["paths"]["/api/v1/statistics/query"]["post"]
    assert set(call["responses"]) == {"200", "401", "403", "413", "422"}
    page = Client().get("/api/v1/docs")
    assert page.status_code == 200
    assert b"cdn" not in page.content


def test_every_call_declares_its_permission() -> None:
    (api,) = [found for found in get_resolver().url_patterns if str(found.pattern) == "api/v1/"]
    declared = {str(found.pattern): found.callback.permission for found in api.url_patterns}
    # A shop's calls ask for the key of its till.
    of_tills = {path: asked for path, asked in declared.items() if path.startswith("shop")}
    assert len(of_tills) > 8
    assert set(of_tills.values()) == {"till"}
    assert {path: declared[path] for path in declared.keys() - of_tills.keys()} == {
        "openapi.json": "anyone",
        "docs": "anyone",
        "statistics/query": "statistics.public",
        "statistics/catalogue": "statistics.public",
        "statistics/correlation": "statistics.public",
        "": "anyone",
    }
