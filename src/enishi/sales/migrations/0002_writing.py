"""Load the functions that find and write many sales at once."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sales", "0001_initial")]

    operations = [
        migrations.RunSQL(
            (SQL / "known_v1.sql").read_text(encoding="utf-8"),
            "DROP FUNCTION sales_known_v1",
        ),
        migrations.RunSQL(
            (SQL / "write_v1.sql").read_text(encoding="utf-8"),
            "DROP FUNCTION sales_write_v1",
        ),
    ]
