"""The schemes a city starts with, and their forms."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0008_rubrics")]
    operations = []
