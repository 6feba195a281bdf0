"""Whatever is changed in the books by hand is found, and the first fault names where."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from psycopg import sql
from tests.ledger import healthy_books
from tests.ledger.healthy_books import COIN, POINT

from enishi.ledger import models, queries

pytestmark = pytest.mark.django_db
TABLES = (
    models.Transfer, models.Entry, models.Account, models.Pocket, models.Hold, models.HoldEnd,
    models.Budget, models.DayTotal, models.DailyTotal, models.DailyPosition, models.Conversion,
    models.TimeMark,
)  # fmt: skip
COLUMNS = [
    (table, field.column)
    for table in TABLES
    for field in table._meta.local_concrete_fields  # noqa: SLF001 - Django's own name for it
    if not field.generated
]
# Every row is tried here, and a few of each kind elsewhere.
ANYWHERE = {
    (models.Transfer, "amount"), (models.Entry, "account_id"), (models.Entry, "amount"),
    (models.Entry, "balance"), (models.Entry, "seq"), (models.Entry, "pocket_dates"),
    (models.Entry, "pocket_amounts"), (models.Account, "balance"), (models.Account, "seq"),
    (models.Pocket, "remaining"),
}  # fmt: skip
# Books that say this in themselves are right: only the log knows what was sealed. Totals may tell
# that something is wrong, but not with which transfer.
ONLY_THE_LOG_NAMES = {
    (models.Transfer, "kind"), (models.Transfer, "chain"), (models.Transfer, "at"),
    (models.Transfer, "expires_on"), (models.Transfer, "budgets"), (models.Transfer, "xid"),
    (models.Account, "name"), (models.Budget, "name"),
}  # fmt: skip
# Neither entries nor log can tell: no points depend on it. docs/explanation/ledger-invariants.
NOTHING_TELLS = {
    (models.Transfer, "created_at"), (models.Account, "opened_at"), (models.Account, "closed_at"),
    (models.Account, "day_out_max"), (models.Account, "day_in_max"), (models.Hold, "expires_at"),
    (models.Hold, "created_at"), (models.Budget, "points_max"), (models.DailyTotal, "id"),
}  # fmt: skip
# Constraints that stay even for whoever switches the guards off.
REFUSED_BY_CONSTRAINT = {(models.DailyPosition, "id")}
UNTIL_THEN_EMPTY = {
    "seq": 5, "balance": 5, "reverses": UUID(int=1), "captures": UUID(int=2),
    "chain": UUID(int=3), "budgets": [1], "expires_on": date(2027, 1, 1),
    "pocket_dates": [date(2027, 1, 1)], "pocket_amounts": [1],
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def books(django_db_setup, django_db_blocker):
    """Write the books once, for good: followers only read what has been committed."""
    with django_db_blocker.unblock():
        healthy_books.write()
        healthy_books.seal()
        yield
        healthy_books.erase()


def name_of(table):
    return table._meta.db_table  # noqa: SLF001 - Django's own name for it


def run(statement, *values, **identifiers):
    """Run a statement in which {names} of tables and columns are filled in."""
    named = {
        name: sql.SQL(", ").join(map(sql.Identifier, told))
        if isinstance(told, list)
        else sql.Identifier(told)
        for name, told in identifiers.items()
    }
    cursor = connection.cursor()
    cursor.execute(sql.SQL(statement).format(**named), values or None)
    return cursor


def rows(table, where=""):
    """Rows of a table as mappings, with their places in its file."""
    statement = "SELECT ctid::text, * FROM {table} " + where  # noqa: S608 - our own words
    with run(statement, table=name_of(table)) as cursor:
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def falsify(statement, *values, **identifiers):
    """Change the books as somebody who can switch the guards off."""
    run("SET LOCAL session_replication_role = replica")
    with run(statement, *values, **identifiers) as cursor:
        assert cursor.rowcount > 0


def set_value(table, row, column, value):
    if (table, column) == (models.Entry, "account_id"):
        run("ALTER TABLE ledger_entry DROP CONSTRAINT IF EXISTS entry_in_order")
    falsify(
        "UPDATE {table} SET {column} = %s WHERE ctid = %s::tid", value, row["ctid"],
        table=name_of(table), column=column,
    )  # fmt: skip


def account(name, asset=POINT):
    return models.Account.objects.get(name=name, asset=asset).id


def other(table, column, row):
    """Another value of the same kind, which no constraint forbids."""
    value = row[column]
    if column in {"source_id", "target_id", "account_id"}:
        taken = {value, row.get("source_id"), row.get("target_id")}
        names = {models.Pocket: ["shop:1"], models.TimeMark: [healthy_books.ISSUE]}.get(
            table, ["member:b", "shop:1", "member:c"]
        )
        return next(one for one in map(account, names) if one not in taken)
    if value in (None, []):
        return UNTIL_THEN_EMPTY[column]
    if column in {"held", "first"}:
        return value + 1
    if column == "at_min":
        return value - timedelta(days=1)
    if column in {"amount", "spent"}:
        return 2 * value
    return different(value) if value != "released" else "timed_out"


def different(value):
    """A value that differs; of a list, in each place."""
    by_type = {
        bool: lambda: not value,
        int: lambda: value + 1_000,
        UUID: uuid4,
        datetime: lambda: value + timedelta(days=400),
        date: lambda: date(2028, 2, 3),
        str: lambda: f"{value}x",
        list: lambda: [different(one) for one in value],
    }
    return by_type[type(value)]()


def words_for(table, row):
    """What a fault must say, one of these, to name a row: its entries, or who or what it is."""
    holder = models.Account.objects.filter(id=row.get("account_id")).first()
    words = {
        models.Transfer: lambda: [f"entry {2 * row['seq']}", f"entry {2 * row['seq'] + 1}"],
        models.Entry: lambda: [f"entry {row['id']}", f"transfer {row['transfer_id']}"],
        models.Account: lambda: [row["name"], f"account {row['id']}"],
        models.Pocket: lambda: [str(holder)],
        models.Hold: lambda: [str(row["id"]), str(holder)],
        models.HoldEnd: lambda: [str(row["hold_id"]), "its open holds come to"],
        models.Budget: lambda: [row["name"], f"budget {row['id']}"],
        models.DayTotal: lambda: [str(row["on"])],
        models.DailyTotal: lambda: [f"{row['on']} {row['kind']}"],
        models.DailyPosition: lambda: ["daily"],
        models.Conversion: lambda: [str(row["chain"])],
        models.TimeMark: lambda: [str(holder), "mark of places"],
    }
    return words[table]()


def how_ended(row):
    end = models.HoldEnd.objects.filter(hold_id=row["id"]).first()
    return end.how if end else "open"


# Rows that say something with a column which the rest of the books could contradict.
TELLS = {
    (models.Account, "has_floor"): lambda row: row["seq"] > 0 and not row["has_pockets"],
    (models.Account, "has_pockets"): lambda row: row["seq"] > 0 and row["has_floor"],
    (models.Account, "held"): lambda row: row["balance"] > row["held"] or not row["has_floor"],
    (models.Pocket, "account_id"): lambda row: row["remaining"] > 0,
    (models.Pocket, "expires_on"): lambda row: row["remaining"] > 0,
    (models.DayTotal, "on"): lambda row: row["points_out"] + row["points_in"] > 0,
    (models.DayTotal, "account_id"): lambda row: row["points_out"] + row["points_in"] > 0,
    (models.Hold, "id"): lambda row: how_ended(row) == "captured",
    (models.Hold, "amount"): lambda row: how_ended(row) == "open",
    (models.Hold, "account_id"): lambda row: how_ended(row) in {"open", "captured"},
    (models.Hold, "target_id"): lambda row: how_ended(row) == "captured",
    (models.HoldEnd, "how"): lambda row: row["how"] == "released",
    (models.HoldEnd, "transfer"): lambda row: row["how"] == "captured",
    (models.HoldEnd, "at"): lambda row: row["how"] == "captured",
}


def victims(table, column):
    """The rows to try: all where it says `anywhere`, else the first and the last few."""
    found = [row for row in rows(table) if TELLS.get((table, column), lambda _: True)(row)]
    if table is models.Account and column in {"id", "name", "asset"}:
        # An account that nothing happened to may be called anything.
        found = [row for row in found if row["seq"] or not row["has_floor"]]
    return found if (table, column) in ANYWHERE else found[:3] + found[3:][-3:]


def names(faults, table, row):
    """Whether the first fault says in which row of which table it is."""
    # What moved from one account to another is missing in one and too much in the other.
    told = [f"{fault.where} {fault.what}" for fault in faults]
    first = told[:2] if table in {models.Pocket, models.Hold} else told[:1]
    return any(words in one for words in words_for(table, row) for one in first)


def after_change(table, column, row):
    """What audit and log find after a change, in a transaction that leaves no trace."""
    with transaction.atomic():
        set_value(table, row, column, other(table, column, row))
        found = queries.faults()
        in_log = [one.reference for one in queries.differences()]
        transaction.set_rollback(True)
    return found, in_log


def test_healthy_books_are_clean():
    assert queries.faults() == []
    assert list(queries.differences()) == []
    assert [queries.audited(check).looked_at > 0 for check in queries.CHECKS] == [True] * 10


@pytest.mark.parametrize(
    ("table", "column"),
    [
        one
        for one in COLUMNS
        if one not in ONLY_THE_LOG_NAMES | NOTHING_TELLS | REFUSED_BY_CONSTRAINT
    ],
)
def test_a_changed_value_is_found_and_named(table, column):
    tried = victims(table, column)
    assert tried
    for row in tried:
        found, _ = after_change(table, column, row)
        assert names(found, table, row), (row, found[:2])


@pytest.mark.parametrize(("table", "column"), sorted(ONLY_THE_LOG_NAMES, key=str))
def test_what_books_alone_cannot_name_the_log_does(table, column):
    tried = victims(table, column)
    if column == "xid":
        tried = tried[:-1]  # the last may come as late as it likes
    assert tried
    for row in tried:
        _, in_log = after_change(table, column, row)
        assert in_log, row
        if table is models.Transfer:
            assert f"transfer:{row['id']}" in in_log or column == "xid"


@pytest.mark.parametrize(("table", "column"), sorted(NOTHING_TELLS, key=str))
def test_what_moves_no_points_may_change(table, column):
    """Stated, so that nobody believes more of the audit than it does."""
    row = rows(table)[0]
    with transaction.atomic():
        later = datetime(2030, 1, 1, tzinfo=UTC)
        value = later if column.endswith("_at") else different(row[column] or 10_000)
        set_value(table, row, column, value)
        told = [fault.what for fault in queries.faults()]
        transaction.set_rollback(True)
    # A limit that was not there before wants days that nobody counted.
    assert told == [] or column in {"day_out_max", "day_in_max"}
    assert list(queries.differences()) == []


@pytest.mark.parametrize("table", TABLES)
def test_a_row_that_disappeared_is_found_and_named(table):
    # Rows that say nothing but 0 may go.
    empty = {models.Pocket: ["remaining"], models.DayTotal: ["points_out", "points_in"],
             models.Account: ["seq"]}  # fmt: skip
    tried = [row for row in rows(table) if table not in empty or any(map(row.get, empty[table]))]
    if table is models.TimeMark:
        # What no mark sums up is added up one by one: the last may be missing.
        last = {row["account_id"]: row["last"] for row in tried}
        tried = [row for row in tried if row["last"] < last[row["account_id"]]]
    assert tried
    for row in tried[:4] + tried[4:][-4:]:
        released = table is models.Hold and how_ended(row) in {"released", "timed_out"}
        with transaction.atomic():
            falsify("DELETE FROM {table} WHERE ctid = %s::tid", row["ctid"], table=name_of(table))
            found = queries.faults()
            assert names(found, table, row) or (released and found), (row, found[:2])
            transaction.set_rollback(True)


@pytest.mark.parametrize(
    "table",
    [
        models.Transfer, models.Entry, models.Pocket, models.Hold, models.HoldEnd,
        models.DayTotal, models.DailyTotal, models.Conversion,
    ],
)  # fmt: skip
def test_a_row_that_was_added_is_found(table):
    row = rows(table)[-1]
    stranger = {
        "id": 999_999_999 if isinstance(row.get("id"), int) else uuid4(),
        "seq": 999_999, "hold_id": uuid4(), "chain": uuid4(), "on": date(2028, 2, 3),
        "expires_on": date(2028, 2, 3), "reverses": None, "remaining": 5, "points_in": 7,
    }  # fmt: skip
    told = {name: stranger.get(name, value) for name, value in row.items()}
    del told["ctid"]
    told.pop("is_open", None)
    values = ", ".join(["%s"] * len(told))
    statement = "INSERT INTO {table} ({columns}) VALUES (" + values + ")"  # noqa: S608 - as above
    falsify(statement, *told.values(), table=name_of(table), columns=list(told))
    assert queries.faults() != []


def test_open_holds_must_be_served_by_pockets_that_their_captures_may_draw_on():
    holder = account("member:c")
    falsify(
        "UPDATE ledger_hold SET at = '2027-08-01Z', expires_at = '2027-09-01Z'"
        " WHERE account_id = %s AND id NOT IN (SELECT hold_id FROM ledger_holdend)",
        holder,
    )
    told = {(fault.account, fault.what) for fault in queries.faults()}
    assert told == {
        (
            f"member:c {POINT}",
            "promised 10 from 2027-08-01 on, its pockets hold 0 from then on",
        )
    }


def test_an_account_may_not_appear_with_points():
    falsify(
        "INSERT INTO ledger_account (name, asset, has_floor, has_pockets, balance, held, seq)"
        " VALUES ('member:x', %s, true, true, 9, 0, 0)",
        POINT,
    )
    (fault,) = queries.faults()
    assert (fault.account, fault.what) == (
        f"member:x {POINT}",
        "says balance 9, its entries come to 0",
    )


@pytest.mark.parametrize(
    "columns",
    [
        ["account_id"],
        ["seq"],
        ["amount", "balance"],
        ["transfer_id"],
        ["pocket_dates", "pocket_amounts"],
        ["account_id", "seq", "balance", "pocket_dates", "pocket_amounts"],
    ],
)
def test_two_entries_that_changed_places_are_found_and_the_first_is_named(columns):
    taken = "WHERE account_id = %s AND amount < 0 ORDER BY id LIMIT 2"
    first, second = rows(models.Entry, taken % account("member:b"))
    if "account_id" in columns:
        second = rows(models.Entry, taken % account("member:c"))[0]
    run("ALTER TABLE ledger_entry DROP CONSTRAINT entry_in_order")
    for to, of in ((first, second), (second, first)):
        for column in columns:
            falsify("UPDATE ledger_entry SET {column} = %s WHERE id = %s", of[column], to["id"],
                    column=column)  # fmt: skip
    assert queries.faults()[0].entry == min(first["id"], second["id"])


def test_the_first_of_many_faults_comes_first_in_plain_words():
    spent = models.Entry.objects.get(account__name="member:a", amount=-55)
    later = models.Entry.objects.get(account__name="member:b", amount=-12)
    falsify("UPDATE ledger_entry SET balance = 46 WHERE id = %s", spent.id)
    falsify("UPDATE ledger_entry SET seq = 90 WHERE id = %s", later.id)
    first, *others = queries.faults()
    assert first.what == "balance 46, should be 45 (100 before, -55)"
    assert (first.account, first.place, first.entry, first.transfer) == (
        f"member:a {POINT}", 3, spent.id, spent.transfer_id,
    )  # fmt: skip
    assert (
        f"member:b {POINT}, place 90, entry {later.id}, transfer {later.transfer_id}",
        "place 90, should be 4",
    ) in [(fault.where, fault.what) for fault in others]


@pytest.mark.parametrize(
    ("amount", "dates", "points", "what"),
    [
        (-55, ["2027-06-30"], [55], "takes from 2027-06-30, should take the 40 left of 2027-03-31"),
        (-55, ["2027-03-31", "2027-06-30"], [41, 14], "takes 41 of 2027-03-31, where 40 are left"),
        (-55, ["2027-06-30", "2027-03-31"], [15, 40], "should be in the order of their dates"),
        (-55, ["2027-03-31"], [40], "should add up to 55"),
        (-20, ["2026-01-01"], [20], "takes from 2026-01-01, which it may not on its day"),
        (30, ["2027-06-30"], [30], "should fill 30 of 2027-03-31"),
        (9, ["2027-03-31"], [9], "should reopen {9} of {2027-05-31}"),
        (20, ["2027-03-31"], [20], "the other side gives {20} of {2027-06-30}"),
        (-35, ["2027-03-31", "2027-06-30"], [30, 5], "takes from 2027-06-30, which it may not"),
    ],
)
def test_pockets_must_be_drawn_and_filled_by_the_rules(amount, dates, points, what):
    entry = models.Entry.objects.filter(
        amount=amount, account__name__startswith="member:", account__asset=POINT
    ).latest("id")
    falsify(
        "UPDATE ledger_entry SET pocket_dates = %s::date[], pocket_amounts = %s WHERE id = %s",
        dates,
        points,
        entry.id,
    )
    told = [fault.what for fault in queries.faults() if fault.entry == entry.id]
    assert any(what in one for one in told), told


def test_a_reversal_takes_back_first_what_its_original_had_filled():
    back = models.Entry.objects.get(account__name="member:b", amount=-30)
    falsify(
        "UPDATE ledger_entry SET pocket_dates = '{{9999-12-31}}', pocket_amounts = '{{30}}'"
        " WHERE id = %s",
        back.id,
    )
    told = [fault.what for fault in queries.faults() if fault.entry == back.id]
    assert "takes 0 of 2027-03-31, should take back 10 of it" in told


def test_books_rewritten_as_a_whole_pass_the_audit_but_not_the_log():
    """Amount, both entries, all later balances, pockets, budgets, totals: a perfect forgery."""
    grant = models.Transfer.objects.get(amount=60)
    falsify("UPDATE ledger_transfer SET amount = 61 WHERE id = %s", grant.id)
    falsify(
        "UPDATE ledger_entry SET amount = 61 * sign(amount),"
        " pocket_amounts = CASE WHEN amount > 0 THEN '{{61}}'::bigint[] ELSE '{{}}' END"
        " WHERE transfer_id = %s",
        grant.id,
    )
    falsify(
        "UPDATE ledger_entry SET balance = balance + 1 WHERE account_id = %s AND seq >= 2",
        grant.target_id,
    )
    falsify("UPDATE ledger_account SET balance = balance + 1 WHERE id = %s", grant.target_id)
    falsify(
        "UPDATE ledger_pocket SET remaining = remaining + 1"
        " WHERE account_id = %s AND expires_on = '2027-06-30'",
        grant.target_id,
    )
    falsify("UPDATE ledger_budget SET spent = spent + 1 WHERE name = 'rule:1'")
    falsify("UPDATE ledger_dailytotal SET points = points + 1 WHERE points = 60")
    falsify(
        "UPDATE ledger_timemark SET points = points + 1 WHERE account_id = %s AND last = 2",
        grant.target_id,
    )
    assert queries.faults() == []
    assert [(one.reference, one.book, one.sealed) for one in queries.differences()] == [
        (f"transfer:{grant.id}", -61, -60),
        (f"transfer:{grant.id}", 61, 60),
    ]


def test_a_transfer_slipped_in_between_sealed_ones_has_no_leaf():
    before = models.Transfer.objects.get(amount=60)
    falsify(
        "INSERT INTO ledger_transfer (id, seq, xid, source_id, target_id, amount, asset, kind, at)"
        " SELECT %s, seq, xid, source_id, target_id, 1, asset, kind, at FROM ledger_transfer"
        " WHERE id = %s",
        UUID(int=4),
        before.id,
    )
    assert (f"transfer:{UUID(int=4)}", "it has no leaf") in [
        (one.reference, one.what) for one in queries.differences()
    ]


def test_one_asset_can_be_audited_alone():
    falsify("UPDATE ledger_account SET balance = balance + 1 WHERE name = 'member:a'")
    assert queries.faults(COIN) == []
    assert [fault.account for fault in queries.faults(POINT)] == [f"member:a {POINT}"]
    assert queries.audited("entries", COIN).looked_at < queries.audited("entries").looked_at


def test_books_that_are_wrong_everywhere_are_told_in_few_words():
    falsify("UPDATE ledger_entry SET balance = balance + id WHERE balance IS NOT NULL")
    checked = queries.audited("entries")
    assert checked.found >= len(checked.faults) > 20
    assert list(checked.faults) == sorted(checked.faults, key=lambda one: one.entry or 10**9)


def test_the_audit_tells_how_far_it_is(monkeypatch):
    monkeypatch.setattr("enishi.ledger.queries.auditing._STRIDE", 10)
    reached = []
    queries.audited("entries", progress=reached.append)
    assert reached == list(range(10, 10 * len(reached) + 1, 10))
    lines = queries.entries_to_audit() + models.Account.objects.count()
    assert reached[-1] <= lines < reached[-1] + 10


def test_transfers_are_numbered_one_at_a_time():
    """A number taken under the locks of its accounts puts their entries in the books' order."""
    asked = "SELECT cache_size FROM pg_sequences WHERE sequencename = 'ledger_transfer_order'"
    with run(asked) as found:
        assert found.fetchall() == [(1,)]
