"""What is released is stored, the same for every wording, and never changes."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from tests.insight import small_lake
from tests.insight.releases.conftest import SAMPLE, TOWNS

from enishi.activities.written import WrittenActivity
from enishi.insight.disclosure.language import OutsideLanguage
from enishi.insight.lake import files, refresh
from enishi.insight.metrics.registry import UnknownMetric
from enishi.insight.metrics.scope import UnknownDimension
from enishi.insight.releases import models, operations, queries
from enishi.insight.releases.released import ExactQuestion, Released
from enishi.kit.periods import JST
from enishi.regions.queries import UnknownRegion
from enishi.transparency import queries as log

AT = datetime(2026, 3, 5, 9, 0, tzinfo=JST)
LATER = datetime(2026, 4, 5, 9, 0, tzinfo=JST)
D_MAX = 10  # no shown number lies further from the truth


def ask(limit: int = 10, by: tuple[str, ...] = (), **filters: str) -> Released:
    return operations.release(body={"filters": filters, "by": list(by)}, limit=limit, at=AT)


def the_number(released: Released) -> object:
    (row,) = released.rows
    return row["n"]


def close(until: str = "2026-02", at: datetime = AT) -> str:
    return operations.close(until=until, at=at).until


def persons(rows: list[WrittenActivity], **wanted: object) -> int:
    return len(
        {
            row.member_id
            for row in rows
            if all(getattr(row, name) == value for name, value in wanted.items())
        }
    )


def test_before_the_first_closing_every_question_is_refused(country: list[object]) -> None:
    with pytest.raises(OutsideLanguage) as refusal:
        ask()
    assert refusal.value.facts["reason"] == "nothing_closed"
    assert queries.latest_closing() is None
    assert queries.catalogue().months == ()


def test_warming_up_before_the_first_closing_does_nothing(country: list[object]) -> None:
    operations.warm_up()
    with pytest.raises(OutsideLanguage):
        ask()


def test_after_warming_up_the_first_question_opens_no_file(
    country: list[WrittenActivity], settings: object
) -> None:
    close()
    operations.forget()
    operations.warm_up()
    shutil.rmtree(settings.LAKE_DIR)  # type: ignore[attr-defined]
    told = the_number(ask(region="182010", age_band="20-29"))
    assert isinstance(told, int)
    assert abs(told - persons(country, region_code="182010", age_band="20-29")) <= D_MAX
    operations.forget()
    assert the_number(ask(region="182010", age_band="30-39")) is None  # without its files


def test_a_shown_number_is_near_the_truth_and_a_small_one_hidden(
    country: list[WrittenActivity],
) -> None:
    close()
    found = ask(by=("region",))
    assert [row["region"] for row in found.rows] == sorted(TOWNS)
    for row in found.rows:
        true = persons(country, region_code=row["region"])
        assert isinstance(row["n"], int)
        assert 0 <= abs(row["n"] - true) <= D_MAX
    small = ask(by=("age_band", "sex"), region="184811")
    assert {row["n"] for row in small.rows} == {None}
    assert set(small.reasons) == {"hidden"}


def test_the_same_question_in_other_words_is_the_same_release(country: list[object]) -> None:
    close()
    first = ask(region="184420", by=("sex", "age_band"))
    others = (
        ask(region="184420", prefecture="180009", by=("age_band", "sex")),
        ask(region="184420", evidence="all", by=("sex", "age_band")),
    )
    assert {other.id for other in others} == {first.id}
    assert all(other.rows == first.rows for other in others)
    assert models.Release.objects.count() == 1


def test_the_same_people_have_the_same_number_in_every_table(country: list[object]) -> None:
    close()
    alone = the_number(ask(region="182010", age_band="20-29"))
    in_table = {row["age_band"]: row["n"] for row in ask(region="182010", by=("age_band",)).rows}
    by_region = {row["region"]: row["n"] for row in ask(age_band="20-29", by=("region",)).rows}
    in_prefecture = ask(prefecture="180009", by=("region", "age_band"))
    assert alone is not None
    assert alone == in_table["20-29"] == by_region["182010"]
    assert alone == next(
        row["n"]
        for row in in_prefecture.rows
        if (row["region"], row["age_band"]) == ("182010", "20-29")
    )


def test_another_process_gets_the_stored_table(country: list[object]) -> None:
    close()
    first = ask(by=("month",), region="182010")
    operations.forget()
    again = operations.release(
        body={"filters": {"region": "182010"}, "by": ["month"]}, limit=10, at=LATER
    )
    assert again == first
    operations.forget()
    models.Release.objects.all().delete()
    anew = ask(by=("month",), region="182010")
    assert (anew.rows, anew.reasons) == (first.rows, first.reasons)


def test_the_public_limit_is_twenty_on_the_same_numbers(country: list[object]) -> None:
    close()
    inside = ask(10, ("age_band",), region="184420")
    public = ask(20, ("age_band",), region="184420")
    for seen, shown in zip(inside.rows, public.rows, strict=True):
        number = seen["n"]
        assert shown["n"] == (number if isinstance(number, int) and number >= 20 else None)
    assert public.note.limit == 20


def test_an_invented_town_is_never_part_of_the_nation(country: list[WrittenActivity]) -> None:
    close()
    nation = the_number(ask())
    real = len({row.member_id for row in country if row.region_code != SAMPLE})
    assert isinstance(nation, int)
    assert abs(nation - real) <= D_MAX
    own = the_number(ask(region=SAMPLE))
    assert isinstance(own, int)
    assert abs(own - 50) <= D_MAX


def test_the_note_names_frame_months_and_credits(country: list[object]) -> None:
    close()
    note = ask(prefecture="180009", fiscal_year="2025").note
    assert (note.frame, note.frame_code) == ("prefecture", "180009")
    assert note.regions == ("182010", "184420", "184811")
    assert (note.first_month, note.last_month, note.limit) == ("2025-04", "2026-02", 10)
    assert note.credits == ("e-Stat",)


def test_a_month_closes_once_and_corrections_wait_for_the_next(
    country: list[WrittenActivity], settings: object
) -> None:
    close()
    before = the_number(ask(month="2025-05", region="182010"))
    late = [
        small_lake.activity(10_000 + n, 5_000 + n, date(2025, 5, 9), region_code="182010")
        for n in range(60)
    ]
    source = small_lake.Source(activities=[(1_500, row) for row in late], until_xid=2_000)
    folder = Path(settings.LAKE_DIR)  # type: ignore[attr-defined]
    refresh.refresh(folder=folder, reading=source.reading, identify=small_lake.person)

    assert close("2026-02", LATER) == "2026-02"
    assert close("2025-12", LATER) == "2026-02"
    operations.forget()
    assert models.Closing.objects.count() == 1
    assert the_number(ask(month="2025-05", region="182010")) == before
    fresh = the_number(ask(month="2025-05", region="182010", age_band="unknown"))
    assert fresh is None  # the sixty are not in the closed snapshot

    assert close("2026-03", LATER) == "2026-03"
    after = the_number(ask(month="2025-05", region="182010"))
    assert isinstance(after, int)
    assert isinstance(before, int)
    assert after - before > 60 - 2 * D_MAX


def test_a_region_that_joins_later_does_not_change_what_is_closed(country: list[object]) -> None:
    close()
    before = ask(by=("region",))
    operations.forget()
    from tests import world  # noqa: PLC0415 - only here

    world.an_official_region("182028")
    assert ask(by=("region",)).rows == before.rows
    with pytest.raises(OutsideLanguage):
        ask(region="182028")


def test_a_month_that_runs_is_not_closed(country: list[object]) -> None:
    with pytest.raises(operations.MonthIsNotOver):
        close("2026-03", AT)
    last_moment = datetime(2026, 2, 28, 23, 59, 59, tzinfo=JST)
    with pytest.raises(operations.MonthIsNotOver):
        close("2026-02", last_moment)
    assert models.Closing.objects.count() == 0


def test_a_damaged_lake_is_not_closed(country: list[object], settings: object) -> None:
    folder = Path(settings.LAKE_DIR)  # type: ignore[attr-defined]
    (folder / files.read_manifest(folder).files[0].path).unlink()
    with pytest.raises(files.LakeIsDamaged):
        close()
    assert models.Closing.objects.count() == 0


def test_exact_figures_are_exact_and_every_view_is_kept(country: list[WrittenActivity]) -> None:
    found = operations.exact(
        question=ExactQuestion("people", "180009", by=("region",)),
        actor="umi",
        purpose="総会の資料",
        at=AT,
    )
    assert {row["region"]: row["people"] for row in found.rows} == {
        code: persons(country, region_code=code) for code in ("182010", "184420", "184811")
    }
    assert found.marking == "内部限り"
    (view,) = queries.exact_views("180009")
    assert (view.actor, view.metric, view.purpose, view.at) == ("umi", "people", "総会の資料", AT)
    assert view.question["by"] == ["region"]


def test_exact_figures_without_a_purpose_or_with_wrong_words_are_refused_and_not_kept(
    country: list[object],
) -> None:
    def look(question: ExactQuestion, purpose: str = "総会") -> None:
        operations.exact(question=question, actor="umi", purpose=purpose, at=AT)

    with pytest.raises(operations.PurposeIsMissing):
        look(ExactQuestion("people"), " ")
    with pytest.raises(UnknownMetric):
        look(ExactQuestion("friends"))
    with pytest.raises(UnknownDimension):
        look(ExactQuestion("people", by=("person",)))
    with pytest.raises(UnknownRegion):
        look(ExactQuestion("people", "999999"))
    assert models.ExactView.objects.count() == 0


def test_exact_figures_of_other_regions_are_for_the_operator_only(country: list[object]) -> None:
    question = ExactQuestion("compare", "184420")
    with pytest.raises(operations.FiguresOfOthers):
        operations.exact(question=question, actor="umi", purpose="総会", at=AT)
    assert models.ExactView.objects.count() == 0
    found = operations.exact(
        question=question, actor="cli:root", purpose="点検", at=AT, is_operator=True
    )
    assert len(found.rows) == 5


def test_releases_are_sealed_once(country: list[object], settings: object, tmp_path: Path) -> None:
    settings.LOG_DIR = tmp_path / "log"  # type: ignore[attr-defined]
    close()
    one, two = ask(), ask(by=("region",))
    assert operations.seal(at=AT) == 2 + models.Fixed.objects.count()
    assert operations.seal(at=AT) == 0
    listed = queries.releases()
    assert [entry.id for entry in listed] == [two.id, one.id]
    assert [entry.leaf for entry in listed] == [
        log.leaf_of(f"release:{two.id}").index,
        log.leaf_of(f"release:{one.id}").index,
    ]


def test_a_release_can_be_found_again(country: list[object]) -> None:
    close()
    shown = ask(by=("sex",), region="182010")
    assert queries.release(shown.id) == shown
    with pytest.raises(queries.UnknownRelease):
        queries.release(shown.id + 1)
