"""The rungs of the ladder and their criteria."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0005_cabinet")]
    operations = []
