"""Load the function that writes activities with their doubts; the one before it goes."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("activities", "0004_doubts_and_forgetting")]

    operations = [
        migrations.RunSQL(
            (SQL / "write_v2.sql").read_text(encoding="utf-8"),
            "DROP FUNCTION activities_write_v2",
        ),
        migrations.RunSQL(
            "DROP FUNCTION activities_write_v1",
            (SQL / "write_v1.sql").read_text(encoding="utf-8"),
        ),
    ]
