"""What a region declares of its data: when and as which kinds they were collected."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("regions", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="region",
            name="data_from",
            field=models.CharField(
                blank=True,
                default="",
                help_text="YYYY-MM; empty: not declared",
                max_length=7,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="region",
            name="data_until",
            field=models.CharField(
                blank=True, default="", help_text="YYYY-MM, inclusive", max_length=7
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="region",
            name="data_kinds",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20),
                blank=True,
                default=list,
                help_text="Empty: any kind",
                size=None,
            ),
        ),
    ]
