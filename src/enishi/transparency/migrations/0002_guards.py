"""Load the sealer's lock and the guard of the leaves from transparency/sql."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"
FUNCTIONS = [
    ("lock_log_v1", "DROP FUNCTION transparency_lock_log_v1"),
    ("append_only_v1", "DROP FUNCTION transparency_refuse_change_v1 CASCADE"),
]


class Migration(migrations.Migration):
    dependencies = [("transparency", "0001_initial")]

    operations = [
        migrations.RunSQL((SQL / f"{name}.sql").read_text(encoding="utf-8"), undo)
        for name, undo in FUNCTIONS
    ]
