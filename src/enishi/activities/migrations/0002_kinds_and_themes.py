"""The kinds of activity and themes that every installation starts with."""

from django.db import migrations

# The first six in the fixed order of the pilot's report, then what a town hall adds.
KINDS = (
    ("visit", "訪問", "Visit"),
    ("event", "イベント参加", "Event"),
    ("e_visit", "e-VISIT", "e-VISIT"),
    ("post", "発信", "Post"),
    ("purchase", "購入", "Purchase"),
    ("contact", "コミュニケーション", "Contact"),
    ("support", "担い手活動", "Local support"),
    ("donation", "寄附", "Donation"),
    ("step", "歩く", "Walking"),
    ("health", "健康", "Health"),
)
THEMES = ("食", "子育て", "歴史", "働き方", "ワーケーション", "自然", "文化", "防災", "ふるさと納税")


def seed(apps, schema_editor):
    kind = apps.get_model("activities", "Kind")
    kind.objects.bulk_create(
        [
            kind(code=code, name=name, name_en=name_en, order=10 * place)
            for place, (code, name, name_en) in enumerate(KINDS, start=1)
        ],
        ignore_conflicts=True,
    )
    theme = apps.get_model("activities", "Theme")
    theme.objects.bulk_create([theme(name=name) for name in THEMES], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("activities", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
