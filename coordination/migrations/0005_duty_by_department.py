from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_groups"), ("coordination", "0004_light_rank")]
    operations = [
        migrations.AddIndex(
            model_name="duty", index=models.Index(fields=["department", "task"], name="duty_by_department")
        ),
    ]
