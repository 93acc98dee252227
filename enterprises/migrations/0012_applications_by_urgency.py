"""The order of staff's list of applications, for the thousandth page as for the first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0011_policies")]

    operations = [
        migrations.AddIndex(
            "application",
            models.Index(fields=["due_on", "-submitted_at", "-id", "status"], name="applications_by_urgency"),
        ),
    ]
