"""Wording of messages and rules of the registry."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0003_classification")]
    operations = []
