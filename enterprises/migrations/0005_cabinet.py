"""Kinds of documents, yearly figures and the reminder of what runs out."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0004_registry")]
    operations = []
