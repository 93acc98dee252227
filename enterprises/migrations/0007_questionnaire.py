"""The questionnaire on brand management."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0006_ladder")]
    operations = []
