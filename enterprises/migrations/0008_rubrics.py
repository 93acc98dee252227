"""The rubrics a city starts with."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0007_questionnaire")]
    operations = []
