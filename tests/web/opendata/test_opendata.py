"""Open data: a fixed catalogue at the higher limit, the same number everywhere, its licence."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re

import openpyxl
import pytest
from django.test import Client
from tests import world
from tests.web.conftest import AT

from enishi.insight.releases import operations as releases
from enishi.insight.releases import queries
from enishi.transparency import canonical
from enishi.web.opendata import datasets

TOWN, SMALL = "184420", "184811"
FORBIDDEN = ("D=10", "V=6", "2.45", "p-table", "cell key", "関係人口")


@pytest.fixture
def public(closed):
    return Client()


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def table(client: Client, slug: str, code: str = TOWN) -> dict[str, object]:
    return json.loads(page(client, f"/opendata/{code}/{slug}/table.json"))


def test_the_same_number_on_page_csv_json_and_for_the_public_role(public):
    for slug, dimension in datasets.DIMENSION_OF.items():
        (given,) = table(public, slug)["tables"]
        question = {"filters": {"region": TOWN}, "by": [dimension]}
        released = releases.release(body=question, limit=20, at=AT)
        assert given["rows"] == [dict(row) for row in released.rows]

        answer = public.get(f"/opendata/{TOWN}/{slug}/table.csv")
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        numbers = ["x" if row["n"] is None else str(row["n"]) for row in given["rows"]]
        assert [row["人数"] for row in rows] == numbers

        html = page(public, f"/opendata/{TOWN}/{slug}/")
        shown = [row["n"] for row in given["rows"] if row["n"] is not None]
        assert [n for n in shown if f"<td>{n:,}</td>" not in html] == []


def test_nothing_under_twenty_is_public(public):
    inside = releases.release(
        body={"filters": {"region": TOWN}, "by": ["age_band"]}, limit=10, at=AT
    )
    for slug in datasets.DIMENSION_OF:
        numbers = [row["n"] for row in table(public, slug)["tables"][0]["rows"]]
        assert [n for n in numbers if n is not None and n < 20] == []
    given = {row["age_band"]: row["n"] for row in table(public, "ages")["tables"][0]["rows"]}
    for row in inside.rows:
        assert given[row["age_band"]] == (row["n"] if (row["n"] or 0) >= 20 else None)


def test_a_file_says_licence_credit_limit_and_sample(public):
    told = table(public, "homes")
    assert (told["licence"], told["limit"], told["unit"]) == ("CC BY 4.0", 20, "persons")
    assert told["credit"] == "e-Stat"
    assert told["sample"] is False
    row = next(csv.reader(io.StringIO(rows_of(public, TOWN)[0])))
    assert "CC BY 4.0" in row
    assert "見本" not in row


def rows_of(client: Client, code: str) -> list[str]:
    answer = client.get(f"/opendata/{code}/homes/table.csv")
    return answer.content.decode("utf-8-sig").splitlines()[1:]


def test_an_invented_town_wears_its_band_on_pages_and_in_files(public):
    assert "縁ヶ浦町は、架空の町です" in page(public, f"/opendata/{world.TOWN}/homes/")
    assert table(public, "homes", world.TOWN)["sample"] is True
    assert all(line.endswith("見本") for line in rows_of(public, world.TOWN))


def test_the_catalogue_for_machines_lists_every_table_with_its_files(public):
    told = json.loads(page(public, "/opendata/catalog.json"))
    assert told["@type"] == "dcat:Catalog"
    assert told["dct:license"].startswith("https://creativecommons.org/licenses/by/4.0/")
    listed = {one["dct:identifier"]: one for one in told["dcat:dataset"]}
    assert f"{TOWN}-homes" in listed
    assert "180009-ages" in listed
    assert listed["180009-ages"]["dct:rights"] == "e-Stat"
    assert listed[f"{TOWN}-homes"]["dcat:keyword"] == []
    assert listed[f"{world.TOWN}-homes"]["dcat:keyword"] == ["見本"]
    for name in ("homes", "fixed"):
        files = listed[f"{TOWN}-{name}"]["dcat:distribution"]
        assert [form["dct:format"] for form in files] == ["csv", "json", "xlsx"]
        for form in files:
            answer = public.get(form["dcat:downloadURL"])
            assert answer.status_code == 200
            assert answer["Content-Type"].startswith(form["dcat:mediaType"])


def test_the_catalogue_names_publisher_period_licence_and_history(public):
    told = json.loads(page(public, "/opendata/catalog.json"))
    for one in told["dcat:dataset"]:
        assert one["dct:license"] == datasets.LICENCE_ADDRESS
        assert one["dct:publisher"]["foaf:name"]
        assert one["dct:temporal"]["dcat:startDate"] < one["dct:temporal"]["dcat:endDate"]
    assert told["@context"]["dcat:downloadURL"] == {"@type": "@id"}


def test_the_catalogue_of_one_place_holds_its_tables_only(public):
    told = json.loads(page(public, f"/opendata/{TOWN}/catalog.json"))
    names = {one["dct:identifier"] for one in told["dcat:dataset"]}
    assert names == {f"{TOWN}-{slug}" for slug in (*datasets.DIMENSION_OF, "fixed")}


def test_the_catalogue_lists_what_a_fund_paid_for_where_there_is_a_fund(public):
    def listed() -> dict[str, dict[str, object]]:
        told = json.loads(page(public, "/opendata/catalog.json"))
        return {one["dct:identifier"]: one for one in told["dcat:dataset"]}

    assert f"{world.TOWN}-fund-uses" not in listed()
    world.a_point(lapse_to="fund")
    found = listed()
    assert [name for name in found if name.endswith("fund-uses")] == [f"{world.TOWN}-fund-uses"]
    (file,) = found[f"{world.TOWN}-fund-uses"]["dcat:distribution"]
    assert file["dct:format"] == "csv"
    answer = public.get(file["dcat:downloadURL"])
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (200, "*")
    assert answer["Content-Type"].startswith(file["dcat:mediaType"])


STATEMENT = re.compile(
    r"""(<[^<>\s]+>|_:b\d+)\ (a|[a-z]+:[A-Za-z]+)\ (?:<[^<>\s]+>|_:b\d+|[a-z]+:[A-Za-z]+"""
    r"""|"(?:[^"\\]|\\.)*"(?:\^\^xsd:date)?)\ \.""",
    re.VERBOSE,
)


def test_turtle_says_the_same_as_json_statement_by_statement(public):
    lines = page(public, f"/opendata/{TOWN}/catalog.ttl").splitlines()
    prefixes = [line for line in lines if line.startswith("@prefix")]
    statements = [line for line in lines if line and line not in prefixes]
    assert [line for line in statements if not STATEMENT.fullmatch(line)] == []
    told = json.loads(page(public, f"/opendata/{TOWN}/catalog.json"))
    files = [form for one in told["dcat:dataset"] for form in one["dcat:distribution"]]
    for form in files:
        assert f"<{form['@id']}> a dcat:Distribution ." in statements
    sets = [line for line in statements if line.endswith(" a dcat:Dataset .")]
    assert len(sets) == len(told["dcat:dataset"])


def sheets_of(client: Client, address: str) -> dict[str, list[tuple[object, ...]]]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    book = openpyxl.load_workbook(io.BytesIO(answer.content), read_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_a_workbook_has_every_row_with_its_code_as_text_and_says_what_it_is(public):
    table, about = sheets_of(public, f"/opendata/{TOWN}/homes/table.xlsx").values()
    (given,) = json.loads(page(public, f"/opendata/{TOWN}/homes/table.json"))["tables"]
    rows = {row[0]: row for row in table[2:]}
    assert "010006" in rows  # a leading zero stays
    for row in given["rows"]:
        shown = rows[row["home_prefecture"]][2]
        assert shown == ("x" if row["n"] is None else row["n"])
    words = dict(about)
    assert words["使う条件"].startswith("CC BY 4.0")
    assert words["出典"] == "e-Stat"
    assert TOWN in words["地域"]


def test_exact_figures_are_the_same_on_page_csv_json_and_xlsx(public):
    base = f"/opendata/{TOWN}/fixed/"
    told = json.loads(page(public, f"{base}table.json"))
    newest = told["periods"][0]
    people = newest["figures"]["people"]
    assert newest["period"] == "2025Q3"
    assert people >= 10
    answer = public.get(f"{base}table.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    first = next(row for row in rows if row["コード"] == "people")
    assert (first["地域コード"], first["数"]) == (TOWN, str(people))
    assert "誤差は加えていません" in first["注"]
    sheet = next(iter(sheets_of(public, f"{base}table.xlsx").values()))
    assert ("people", people) in [(row[0], row[2]) for row in sheet]
    assert f"<td>{people}</td>" in page(public, base)


def test_every_version_can_be_checked_against_the_log(public):
    address = f"/opendata/{TOWN}/homes/versions.json"
    (unsealed,) = json.loads(page(public, address))["versions"]
    assert (unsealed["leaf"], unsealed["receipt"]) == (None, None)
    releases.seal(at=AT)
    (told,) = json.loads(page(public, address))["versions"]
    header = told["receipt"]["opened"][0]["value"] if "opened" in told["receipt"] else None
    assert told["version"] == 1
    assert header is None or header["rows"] == len(told["rows"])
    digest = hashlib.sha256(canonical.text(told["rows"]).encode()).hexdigest()
    assert digest in json.dumps(told["receipt"])


def test_the_page_shows_when_its_table_was_published(public):
    html = page(public, f"/opendata/{TOWN}/homes/")
    assert "2026年3月5日（木）　第1版を公表" in html
    assert "2026-02 まで締めた数字" in html
    releases.seal(at=AT)
    assert "封をした記録" in page(public, f"/opendata/{TOWN}/homes/")


def test_only_places_and_tables_of_the_catalogue_exist(public):
    asked = {
        "/opendata/": 200,
        "/opendata/method/": 200,
        f"/opendata/{SMALL}/": 200,
        f"/opendata/{SMALL}/homes/": 200,
        "/opendata/011002/": 404,
        f"/opendata/{TOWN}/purposes/": 404,
        f"/opendata/{TOWN}/homes/table.csv?encoding=latin": 404,
    }
    assert {address: public.get(address).status_code for address in asked} == asked


def test_before_the_first_closing_a_page_says_what_comes(country):
    client = Client()
    assert "まだ公開できる数字がありません" in page(client, f"/opendata/{TOWN}/homes/")
    assert client.get(f"/opendata/{TOWN}/homes/table.csv").status_code == 404


def test_the_method_page_says_what_must_be_said_and_nothing_that_helps_an_attacker(public):
    html = page(public, "/opendata/method/")
    words = re.sub(r"<[^>]+>", " ", html)
    for said in ("10人", "20人", "5人以内", "同じ答え", "それでも残ること", "知らせてください"):
        assert said in words
    assert [word for word in FORBIDDEN if word in html] == []


def test_no_public_page_sets_a_cookie(public):
    for address in ("/opendata/", f"/opendata/{TOWN}/", f"/opendata/{TOWN}/homes/"):
        assert public.get(address).cookies == {}


def test_a_council_gets_parts_that_add_up_marked_as_adjusted_and_nothing_is_stored(public):
    address = f"/opendata/{TOWN}/ages/table.json"
    plain = json.loads(page(public, address))
    stored = len(queries.releases())
    adjusted = json.loads(page(public, f"{address}?additive=true"))
    assert (plain["adjusted"], adjusted["adjusted"]) == (False, True)
    assert adjusted["note"].startswith("調整済み")
    (given,), (made,) = plain["tables"], adjusted["tables"]
    whole = releases.release(body={"filters": given["filters"], "by": []}, limit=20, at=AT)
    assert sum(row["n"] for row in made["rows"]) == whole.rows[0]["n"]
    for row, shown in zip(made["rows"], given["rows"], strict=True):
        assert row["n"] <= 9 if shown["n"] is None else abs(row["n"] - shown["n"]) < 30
    assert len(queries.releases()) == stored
    written = public.get(f"/opendata/{TOWN}/ages/table.csv?additive=true").content.decode()
    assert "調整済み" in written


def test_parts_that_overlap_cannot_be_made_to_add_up(public):
    answer = public.get(f"/opendata/{TOWN}/kinds/table.json?additive=true")
    assert answer.status_code == 404
