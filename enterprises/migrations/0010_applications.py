"""Wording, rules and schedules of applications."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0009_schemes")]
    operations = []
