"""The history of a table as data: every version as it was published, with its proof in the log."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from enishi.insight.releases import queries as releases
from enishi.insight.releases.released import ReleaseListed
from enishi.transparency import queries as log
from enishi.web.design import clock
from enishi.web.design.permission import anyone
from enishi.web.opendata import datasets


@anyone
@require_safe
def versions(request: HttpRequest, region_code: str, slug: str) -> HttpResponse:
    """Hand out every version of a table of the public: its rows, its place in the log, its proof.

    The proof is the receipt of the release: what was sealed (question, closing, limit and the
    SHA-256 of the rows), and its path to the signed checkpoint.
    """
    at = clock.now()
    found = datasets.dataset(region_code, slug, request.GET.get("year", ""), at)
    if found is None:
        raise datasets.UnknownDataset(dataset=slug)
    numbers = found.numbers(at)
    question = {"filters": dict(numbers.filters), "by": list(numbers.by)}
    listed = releases.versions(question=question, limit=datasets.LIMIT)
    body = {
        "question": question,
        "limit": datasets.LIMIT,
        "licence": datasets.LICENCE,
        "checkpoint": request.build_absolute_uri(reverse("checkpoint")),
        "how_to_verify": gettext(
            "versions の rows を JSON（RFC 8785 の書き方）にした SHA-256 が、receipt に封をした "
            "rows_sha256 と同じなら、公表したときのままです。"
            "receipt は enishi verify で確かめられます。"
        ),
        "versions": [_version(one, len(listed) - place) for place, one in enumerate(listed)],
    }
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False, "indent": 1})


def _version(one: ReleaseListed, number: int) -> dict[str, object]:
    """Describe one version; without a leaf it is not sealed yet and has no receipt."""
    told = releases.release(one.id)
    return {
        "version": number,
        "closed_until": one.closed_until,
        "released_at": one.released_at.isoformat(),
        "rows": [
            [[row[name] for name in told.by], row["n"], reason]
            for row, reason in zip(told.rows, told.reasons, strict=True)
        ],
        "leaf": one.leaf,
        "receipt": None if one.leaf is None else log.receipt(f"release:{one.id}"),
    }
