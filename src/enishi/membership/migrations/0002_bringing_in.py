"""Load the function that brings in members from membership/sql."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("membership", "0001_initial")]

    operations = [
        migrations.RunSQL(
            (SQL / "bring_in_v1.sql").read_text(encoding="utf-8"),
            "DROP FUNCTION membership_bring_in_v1",
        )
    ]
