"""Wording, rules and schedules of support policies."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0010_applications")]
    operations = []
