"""Two memberships of one person become one: both cards in their hand go on living."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("membership", "0005_holding"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="card",
            name="member_has_one_living_card_of_a_region",
        ),
        migrations.AddField(
            model_name="card",
            name="is_second",
            field=models.BooleanField(
                db_default=False,
                help_text="Came with a second membership that was put together with this",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None), ("is_second", False)),
                fields=("member", "region"),
                name="member_has_one_living_first_card",
            ),
        ),
    ]
