"""Divisions of the city and industries of GB/T 4754."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0002_grants")]
    operations = []
