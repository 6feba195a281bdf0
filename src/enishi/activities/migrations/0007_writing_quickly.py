"""Load the functions that write activities and awards with fewer questions; the older one goes."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("activities", "0006_award_bought")]

    operations = [
        migrations.RunSQL(
            (SQL / "write_v3.sql").read_text(encoding="utf-8"),
            "DROP FUNCTION activities_write_v3",
        ),
        migrations.RunSQL(
            (SQL / "write_awards_v1.sql").read_text(encoding="utf-8"),
            "DROP FUNCTION activities_write_awards_v1",
        ),
        migrations.RunSQL(
            "DROP FUNCTION activities_write_v2",
            (SQL / "write_v2.sql").read_text(encoding="utf-8"),
        ),
    ]
