"""Load the function that writes answers from surveys/sql."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial")]

    operations = [
        migrations.RunSQL(
            (SQL / "write_answers_v1.sql").read_text(encoding="utf-8"),
            "DROP FUNCTION surveys_write_answers_v1",
        )
    ]
