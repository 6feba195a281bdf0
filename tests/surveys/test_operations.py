"""Fukui's survey comes in whole: every figure of the data's README, exactly."""

import gzip
import json
from collections import Counter
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from django.db import connection

from enishi.activities import models as activities
from enishi.cli import import_, intake
from enishi.kit import codes
from enishi.regions import operations as regions
from enishi.regions import queries as region_queries
from enishi.regions.region import Coverage
from enishi.surveys import fukui, queries

FIXTURE = Path(__file__).parents[1] / "fixtures" / "fukui_fy2023_counts.json"
SEXES = {"男": "male", "女": "female", "その他": "other", "無回答": "unknown"}
BANDS = {"10歳未満": "0-9", "80歳以上": "80+"} | {f"{n}0代": f"{n}0-{n}9" for n in range(1, 8)}
NOW = datetime(2026, 6, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def published():
    return json.loads(FIXTURE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def imported(django_db_setup, django_db_blocker):
    """The shipped file, imported once for all tests of this module, and taken away again."""
    with django_db_blocker.unblock():
        regions.load_official()
        with as_file(files("enishi.surveys") / "data" / "survey_fy2023.csv.gz") as path:
            totals = import_.fukui_survey(path, None, at=NOW, quiet=True)
        yield totals
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE surveys_survey, membership_member, regions_region CASCADE")


@pytest.fixture(autouse=True)
def _database(imported, db):
    """Give every test the imported survey."""


def counted(column):
    rows = activities.Activity.objects.values_list(column, flat=True)
    return Counter(rows)


def test_every_answer_is_in_and_none_is_kept_out(imported, published):
    assert (imported.new, imported.repeated, imported.kept_out) == (23_258, 0, 0)
    assert queries.answers(fukui.SURVEY.code) == published["responses"] == 23_258


def test_every_town_declares_the_fiscal_year_of_the_survey_and_that_it_knows_visits():
    towns = region_queries.children(fukui.PREFECTURE)
    assert len(towns) == 17
    assert {town.coverage for town in towns} == {Coverage("2023-04", "2024-03", ("visit",))}


def test_members_and_how_often_they_came(published):
    times = Counter(activities.Activity.objects.values_list("member_id", flat=True))
    assert len(times) == published["members"] == 13_355
    assert sum(n >= 2 for n in times.values()) == published["members_2plus"]
    assert sum(n >= 5 for n in times.values()) == published["members_5plus"]
    assert max(times.values()) == published["max_by_one"]


def test_visits_by_municipality(published):
    names = {town.code: town.name for town in region_queries.children(fukui.PREFECTURE)}
    found = {names[code]: n for code, n in counted("region_id").items()}
    assert found == published["municipalities"]


def test_visits_by_home_prefecture(published):
    names = {code: name for name, code in region_queries.known_prefectures().items()}
    homes = Counter()
    for code, n in counted("home_code").items():
        homes[names[codes.prefecture_of(code)]] += n
    for prefecture, n in published["home_pref"].items():
        assert homes[prefecture] == n
    assert homes.total() - homes["福井県"] == published["outside_fukui"]


def test_homes_that_name_no_municipality_stay_with_their_prefecture():
    """A county (郡) is not a town, and a ward of former days is not guessed at."""
    coarse = {code: n for code, n in counted("home_code").items() if codes.is_prefecture(code)}
    assert sum(coarse.values()) == 1_656
    assert counted("home_code")[""] == 0


def test_members_from_outside_the_prefecture():
    outside = activities.Activity.objects.exclude(home_code__startswith="18")
    assert outside.count() == 16_275
    assert outside.values("member_id").distinct().count() == 10_270


def test_sex_and_age(published):
    assert counted("sex") == {SEXES[word]: n for word, n in published["sex"].items()}
    assert counted("age_band") == {BANDS[word]: n for word, n in published["age"].items()}


def test_the_net_promoter_score(published):
    score = queries.score(fukui.SURVEY.code)
    assert (score.answers, score.promoters, score.detractors) == (23_258, 7_710, 6_412)
    assert round(score.nps, 4) == published["nps"] == 5.5809


def test_times_visited_and_the_wish_to_return(published):
    assert queries.tally(fukui.SURVEY.code, "times_visited") == published["visit_count"]
    assert queries.tally(fukui.SURVEY.code, "wish_to_return") == published["revisit"]


def test_the_towns_take_part_with_their_credit_line():
    towns = region_queries.children(fukui.PREFECTURE)
    assert len(towns) == 17
    assert all(town.participates and town.credit == fukui.CREDIT for town in towns)
    (survey,) = queries.surveys()
    assert (survey.credit, survey.licence) == (fukui.CREDIT, "CC BY 4.0")


def test_answers_are_self_reports_and_hours_are_japans():
    assert counted("evidence") == {"self_report": 23_258}
    first = activities.Activity.objects.get(key="import:fukui-survey:r018727")
    assert first.at == datetime(2023, 4, 28, 12, tzinfo=UTC)
    assert str(first.on) == "2023-04-28"


def test_followers_read_every_answer_with_the_number_of_its_visit():
    told = list(queries.written_between(0, 2**62))
    assert len(told) == 23_258
    assert [answer.seq for answer in told] == sorted(answer.seq for answer in told)
    assert set(activities.Activity.objects.values_list("seq", flat=True)) == {
        answer.seq for answer in told
    }
    one = next(answer for answer in told if answer.nps == 3)
    assert one.survey == fukui.SURVEY.code
    assert isinstance(one.purposes, list)


def test_importing_again_adds_nothing(tmp_path):
    path = tmp_path / "again.csv"
    packed = (files("enishi.surveys") / "data" / "survey_fy2023.csv.gz").read_bytes()
    path.write_bytes(gzip.decompress(packed)[:200_000].rpartition(b"\n")[0])
    before = activities.Activity.objects.count()
    totals = import_.fukui_survey(path, None, at=NOW, quiet=True)
    assert (totals.new, totals.kept_out) == (0, 0)
    assert totals.repeated == totals.rows > 300
    assert activities.Activity.objects.count() == before
    assert not intake.beside(path).exists()
