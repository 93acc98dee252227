"""What the portal itself wrote may unpack to more than what people attach: 100,000 rows are 200 MB of XML."""

from django.db import migrations

PURPOSE, UNPACKED, USUAL = "exchange-result", 2_000_000_000, 200 * 1024 * 1024


def widen(apps, schema_editor):
    apps.get_model("files", "FileRule").objects.filter(purpose=PURPOSE).update(most_unpacked_bytes=UNPACKED)


def narrow(apps, schema_editor):
    apps.get_model("files", "FileRule").objects.filter(purpose=PURPOSE).update(most_unpacked_bytes=USUAL)


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_rules_and_grants"), ("files", "0003_inside_limits")]
    operations = [migrations.RunPython(widen, narrow)]
