"""Load the posting functions and the guards of the books from ledger/sql."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"
FUNCTIONS = [
    ("open_accounts_v1", "DROP FUNCTION ledger_open_accounts_v1"),
    ("lock_accounts_v1", "DROP FUNCTION ledger_lock_accounts_v1"),
    ("read_accounts_v1", "DROP FUNCTION ledger_read_accounts_v1"),
    ("lock_budgets_v1", "DROP FUNCTION ledger_lock_budgets_v1"),
    ("known_transfers_v1", "DROP FUNCTION ledger_known_transfers_v1"),
    ("open_pockets_v1", "DROP FUNCTION ledger_open_pockets_v1"),
    ("write_batch_v1", "DROP FUNCTION ledger_write_batch_v1"),
    ("take_back_v1", "DROP FUNCTION ledger_take_back_v1"),
    (
        "holds_v1",
        "DROP FUNCTION ledger_known_holds_v1; DROP FUNCTION ledger_keeps_promises_v1;"
        " DROP FUNCTION ledger_authorise_v1; DROP FUNCTION ledger_end_holds_v1",
    ),
    (
        "day_totals_v1",
        "DROP FUNCTION ledger_day_totals_v1; DROP FUNCTION ledger_count_day_v1;"
        " DROP FUNCTION ledger_count_days_v1; DROP FUNCTION ledger_add_days_up_v1",
    ),
    ("met_again_v1", "DROP FUNCTION ledger_met_again_v1"),
    ("post_carefully_v1", "DROP FUNCTION ledger_post_carefully_v1"),
    ("post_transfer_v1", "DROP FUNCTION ledger_post_transfer_v1"),
    (
        "append_only_v1",
        "DROP FUNCTION ledger_refuse_change_v1 CASCADE; DROP FUNCTION ledger_check_balance_v1 CASCADE",
    ),
    ("expired_v1", "DROP FUNCTION ledger_expired_v1"),
    ("lapsed_v1", "DROP FUNCTION ledger_lapsed_v1"),
    ("years_v1", "DROP FUNCTION ledger_years_v1"),
    ("remind_v1", "DROP FUNCTION ledger_remind_v1"),
    ("mark_time_v1", "DROP FUNCTION ledger_mark_time_v1"),
    ("as_of_v1", "DROP FUNCTION ledger_as_of_v1"),
    ("storage_v1", migrations.RunSQL.noop),
    ("days_v1", "DROP FUNCTION ledger_days_v1; DROP FUNCTION ledger_tail_v1"),
    (
        "sums_v1",
        "DROP FUNCTION ledger_flows_v1; DROP FUNCTION ledger_totals_v1;"
        " DROP FUNCTION ledger_balance_v1; DROP FUNCTION ledger_days_by_holder_v1",
    ),
    ("roll_up_v1", "DROP FUNCTION ledger_roll_up_v1"),
    ("audit_reopened_v1", "DROP FUNCTION ledger_reopened_v1"),
    ("audit_lines_v1", "DROP VIEW ledger_audit_lines_v1"),
    (
        "audit_transfers_v1",
        "DROP FUNCTION ledger_audit_assets_v1; DROP FUNCTION ledger_audit_sides_v1;"
        " DROP FUNCTION ledger_audit_reversals_v1",
    ),
    ("audit_holds_v1", "DROP FUNCTION ledger_audit_holds_v1"),
    ("audit_budgets_v1", "DROP FUNCTION ledger_audit_budgets_v1"),
    (
        "audit_days_v1",
        "DROP FUNCTION ledger_audit_limits_v1; DROP FUNCTION ledger_audit_totals_v1",
    ),
    ("audit_conversions_v1", "DROP FUNCTION ledger_audit_conversions_v1"),
    ("audit_marks_v1", "DROP FUNCTION ledger_audit_marks_v1"),
]


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunSQL((SQL / f"{name}.sql").read_text(encoding="utf-8"), undo)
        for name, undo in FUNCTIONS
    ]
