"""Numbers printed on blank cards, nobody's until they are handed out."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("membership", "0003_completing"),
        ("regions", "0002_coverage"),
    ]

    operations = [
        migrations.CreateModel(
            name="PreparedCard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=16, unique=True)),
                (
                    "sheet",
                    models.UUIDField(db_index=True, help_text="What was printed together"),
                ),
                ("made_at", models.DateTimeField()),
                ("handed_at", models.DateTimeField(null=True)),
                (
                    "voided_at",
                    models.DateTimeField(
                        help_text="The sheet was lost or thrown away", null=True
                    ),
                ),
                (
                    "tries",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Wrong proofs when tying a phone"
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("handed_at", None), ("voided_at", None), _connector="OR"
                        ),
                        name="prepared_card_is_handed_or_void",
                    )
                ],
            },
        ),
    ]
