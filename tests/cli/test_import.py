"""`enishi import activities`: what comes in, what stays out and why, and what a kill leaves."""

import csv
import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection
from tests import world

from enishi import cli
from enishi.activities import models
from enishi.cli import import_, intake
from enishi.ledger import queries as ledger
from enishi.membership.models import Identity, Member
from enishi.regions import operations as regions
from enishi.regions import queries as region_queries

HEADER = "activity_id,member_id,kind,at,region_code"
FULL = HEADER + ",place,theme,amount_yen,sex,age_band,home_code,evidence"


@pytest.fixture
def town(db):
    return world.a_region().code


def run(*words):
    """Run the command as the command line does, on the test's database."""
    parser = import_.ArgumentParser()
    import_.configure(parser)
    return import_.run(parser.parse_args([str(word) for word in words]))


def a_sheet(folder, *rows, header=HEADER, encoding="utf-8", name="sheet.csv"):
    path = folder / name
    path.write_bytes("".join(f"{line}\r\n" for line in (header, *rows)).encode(encoding))
    return path


def told(path):
    """Read a rejects file as (line, column, code)."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [(int(row["line"]), row["column"], row["code"]) for row in csv.DictReader(file)]


def keys():
    return sorted(models.Activity.objects.values_list("key", flat=True))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_sheets_come_in_from_utf_8_with_and_without_bom_and_shift_jis(town, tmp_path, encoding):
    row = f"A1,M1,訪問,2026-05-01 10:30,{town},上棚田～谷,食,1200,女,30代,131016,receipt"
    sheet = a_sheet(tmp_path, row, header=FULL, encoding=encoding)
    assert run("activities", sheet, "--quiet") == 0
    activity = models.Activity.objects.get()
    assert (activity.key, activity.kind_id) == ("import:activities:A1", "visit")
    assert (activity.place, activity.theme, activity.amount_yen) == ("上棚田～谷", "食", 1200)
    assert (activity.sex, activity.age_band, activity.home_code) == ("female", "30-39", "131016")
    assert (str(activity.on), activity.evidence) == ("2026-05-01", "receipt")


def test_importing_again_changes_nothing(town, tmp_path):
    sheet = a_sheet(tmp_path, *(f"A{n},M{n % 3},visit,2026-05-01,{town}" for n in range(7)))
    assert run("activities", sheet, "--quiet") == 0
    before = list(models.Activity.objects.order_by("seq").values())
    assert run("activities", sheet, "--quiet") == 0
    assert list(models.Activity.objects.order_by("seq").values()) == before
    assert Member.objects.count() == Identity.objects.count() == 3


def test_the_rejects_file_names_line_column_and_reason(town, tmp_path):
    sheet = a_sheet(
        tmp_path,
        f"A1,M1,visit,2026-05-01,{town}",
        f"A2,M1,fishing,2026-05-01,{town}",
        f'A3,M1,"visit,2026-05-01,{town}',
        f"A4,,visit,soon,{town}",
        "A5,M1,visit,2026-05-01,131016",
        f"A6,M1,visit,2026-05-01,{town}",
        f"A7,M1,visit,2026-05-01,{town},more",
    )
    assert run("activities", sheet, "--quiet") == 1
    assert keys() == ["import:activities:A1", "import:activities:A6"]
    assert told(intake.beside(sheet)) == [
        (3, "kind", "unknown_kind"),
        (4, "", "broken_quotes"),
        (5, "member_id", "missing"),
        (5, "at", "bad_time"),
        (6, "region_code", "unknown_region"),
        (8, "", "wrong_number_of_columns"),
    ]


def test_a_mistyped_year_stays_out(town, tmp_path):
    rows = [f"A{year},M1,visit,{year}-05-01,{town}" for year in (1925, 2025, 2205, 2125)]
    sheet = a_sheet(tmp_path, *rows)
    assert run("activities", sheet, "--quiet") == 1
    assert keys() == ["import:activities:A2025"]
    assert told(intake.beside(sheet)) == [
        (2, "at", "time_out_of_range"),
        (4, "at", "bad_time"),
        (5, "at", "time_out_of_range"),
    ]


def test_homes_in_an_added_prefecture_are_taken_in_and_its_region_declares_nothing(town, tmp_path):
    regions.add_region(code="480003", name="新しい県", parent="JP")
    regions.add_region(code="501018", name="新しい町", parent="480003")
    rows = [f"A{home},M{home},visit,2026-05-01,{town},{home}" for home in ("480003", "501018")]
    sheet = a_sheet(tmp_path, *rows, header=HEADER + ",home_code")
    assert run("activities", sheet, "--quiet") == 0
    homes = models.Activity.objects.order_by("key").values_list("home_code", flat=True)
    assert list(homes) == ["480003", "501018"]
    assert region_queries.region(town).coverage is None


def test_a_corrected_sheet_brings_in_only_what_stayed_out(town, tmp_path, capsys):
    rows = [f"A1,M1,visit,2026-05-01,{town}", f"A2,M1,visit,?,{town}"]
    sheet = a_sheet(tmp_path, *rows)
    assert run("activities", sheet, "--quiet") == 1
    assert "2 rows: 1 new, 0 in already, 1 kept out" in capsys.readouterr().out
    a_sheet(tmp_path, rows[0], f"A2,M1,visit,2026-05-02,{town}")
    assert run("activities", sheet, "--quiet") == 0
    assert "2 rows: 1 new, 1 in already, 0 kept out" in capsys.readouterr().out
    assert not intake.beside(sheet).exists()


@pytest.mark.parametrize(
    "other",
    [
        "A1,M2,visit,2026-05-01,{town}",
        "A1,M1,post,2026-05-01,{town}",
        "A1,M1,visit,2026-05-02,{town}",
    ],
)
def test_the_same_id_with_other_content_stays_out_with_its_reason(town, tmp_path, other):
    first = f"A1,M1,visit,2026-05-01,{town}"
    assert run("activities", a_sheet(tmp_path, first), "--quiet") == 0
    before = list(models.Activity.objects.values())
    sheet = a_sheet(tmp_path, first, other.format(town=town), name="later.csv")
    assert run("activities", sheet, "--quiet") == 1
    assert told(intake.beside(sheet)) == [(3, "activity_id", "same_id_other_content")]
    assert list(models.Activity.objects.values()) == before
    assert Member.objects.count() == 1


def test_the_same_id_twice_in_one_sheet_counts_once_or_stays_out(town, tmp_path):
    row = f"A1,M1,visit,2026-05-01,{town}"
    sheet = a_sheet(tmp_path, row, row, f"A1,M1,visit,2026-05-03,{town}")
    assert run("activities", sheet, "--quiet") == 1
    assert told(intake.beside(sheet)) == [(4, "activity_id", "same_id_other_content")]
    assert keys() == ["import:activities:A1"]


def test_two_systems_may_use_the_same_ids(town, tmp_path):
    sheet = a_sheet(tmp_path, f"A1,M1,visit,2026-05-01,{town}")
    for source in ("gate", "till"):
        assert run("activities", sheet, "--source", source, "--quiet") == 0
    assert keys() == ["import:gate:A1", "import:till:A1"]
    assert Member.objects.count() == 2


def test_attributes_belong_to_the_row_not_to_the_person(town, tmp_path):
    header = HEADER + ",birth_year,sex"
    rows = [f"A1,M1,visit,2019-05-01,{town},1990,女", f"A2,M1,visit,2020-05-01,{town},1990,"]
    assert run("activities", a_sheet(tmp_path, *rows, header=header), "--quiet") == 0
    found = models.Activity.objects.order_by("key").values_list("age_band", "sex")
    assert list(found) == [("20-29", "female"), ("30-39", "unknown")]
    assert Member.objects.count() == 1


def test_a_map_reads_other_headers(town, tmp_path):
    names = tmp_path / "map.toml"
    names.write_text(
        'activity_id = "伝票"\nmember_id = "会員"\nat = "日時"\nkind = "区分"\n'
        f'[values.kind]\n"お買い上げ" = "purchase"\n[fixed]\nregion_code = "{town}"\n',
        encoding="utf-8",
    )
    sheet = a_sheet(
        tmp_path, "9,M1,2026/5/1 9:00,お買い上げ", header="伝票,会員,日時,区分", encoding="cp932"
    )
    assert run("activities", sheet, "--map", names, "--quiet") == 0
    assert models.Activity.objects.get().kind_id == "purchase"


def test_a_new_theme_is_kept_as_a_theme(town, tmp_path):
    sheet = a_sheet(tmp_path, f"A1,M1,visit,2026-05-01,{town},星空", header=HEADER + ",theme")
    assert run("activities", sheet, "--quiet") == 0
    assert models.Theme.objects.filter(name="星空").exists()


def test_imported_history_earns_nothing_unless_told_to(town, tmp_path):
    coin = world.a_programme()
    sheet = a_sheet(tmp_path, f"A1,M1,post,2026-06-01,{town}")
    run("activities", sheet, "--quiet")
    quiet = Identity.objects.get(source="activities").member_id
    assert ledger.balance(f"member:{quiet}", coin) == 0
    run("activities", sheet, "--quiet", "--earn", "--source", "other")
    earning = Identity.objects.get(source="other").member_id
    assert ledger.balance(f"member:{earning}", coin) == 100


@pytest.mark.parametrize(
    ("content", "refusal", "says"),
    [
        (b"id,who\n1,2\n", "columns_are_missing", "activity_id, member_id, kind, at"),
        (b"", "sheet_is_empty", "empty"),
        ("a,b\n".encode("utf-16"), "sheet_is_not_text", "UTF-16"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_in_a_sentence(town, tmp_path, content, refusal, says):
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    with pytest.raises(cli.Refusal) as refused:
        run("activities", path, "--quiet")
    assert refused.value.code == refusal
    assert says in cli.told(refused.value)
    assert keys() == []


@pytest.mark.parametrize("source", ["", "a:b", "x" * 41])
def test_a_source_that_cannot_be_part_of_a_key_is_refused(town, tmp_path, source):
    with pytest.raises(import_.BadSource):
        run("activities", a_sheet(tmp_path, f"A1,M1,visit,2026-05-01,{town}"), "--source", source)


def test_a_missing_file_is_refused(town, tmp_path):
    with pytest.raises(intake.FileCannotBeRead):
        run("activities", tmp_path / "nowhere.csv")


ROWS = 20_000


def started(sheet, folder):
    """Start the import as a process of its own on the test's database."""
    told_by = connection.settings_dict
    address = f"postgresql://{told_by['USER']}:{told_by['PASSWORD']}@/{told_by['NAME']}"
    place = f"?host={told_by['HOST']}&port={told_by['PORT']}"
    return subprocess.Popen(
        [sys.executable, "-m", "enishi.cli", "import", "activities", str(sheet)],
        env=os.environ | {"DATABASE_URL": address + place, "ENISHI_DATA": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.django_db(transaction=True)
def test_after_a_kill_in_the_middle_nothing_is_lost_and_nothing_is_twice(tmp_path):
    town = world.a_region().code
    rows = [f"A{n},M{n % 4001},visit,2026-05-01 10:{n % 60:02d},{town}" for n in range(ROWS)]
    sheet = a_sheet(tmp_path, *rows)
    first = started(sheet, tmp_path / "data")
    while models.Activity.objects.count() < ROWS / 5:
        assert first.poll() is None, first.stderr.read()
        time.sleep(0.02)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    assert first.returncode == -signal.SIGKILL
    killed_at = models.Activity.objects.count()
    assert 0 < killed_at < ROWS
    assert killed_at % intake.BATCH == 0

    out, _ = started(sheet, tmp_path / "data").communicate()
    found = models.Activity.objects.values_list("key", flat=True)
    assert set(found) == {f"import:activities:A{n}" for n in range(ROWS)}
    assert len(found) == ROWS
    assert Member.objects.count() == Identity.objects.count() == 4001
    already = int(out.split(" in already")[0].rpartition(" ")[2].replace(",", ""))
    assert killed_at <= already < ROWS
    assert f"{ROWS - already:,} new" in out
