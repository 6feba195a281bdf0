"""Load the function that writes activities from activities/sql."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("activities", "0002_kinds_and_themes")]

    operations = [
        migrations.RunSQL(
            (SQL / "write_v1.sql").read_text(encoding="utf-8"),
            "DROP FUNCTION activities_write_v1",
        )
    ]
