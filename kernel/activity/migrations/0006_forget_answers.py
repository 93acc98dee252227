"""For how long the answer to an Idempotency-Key is kept: days in the row of a nightly work."""

import json

from django.db import migrations

NAME, TASK, DAYS = "清理重复提交的应答", "kernel.activity.tasks.forget_answers", 7


def add(apps, schema_editor):
    crontab, task = apps.get_model("django_celery_beat", "CrontabSchedule"), apps.get_model("django_celery_beat", "PeriodicTask")
    nightly, _new = crontab.objects.get_or_create(
        minute="40", hour="3", day_of_week="*", day_of_month="*", month_of_year="*", timezone="Asia/Shanghai"
    )
    task.objects.get_or_create(
        name=NAME,
        defaults={
            "task": TASK, "crontab": nightly, "kwargs": json.dumps({"days": DAYS}),
            "description": "接口的 Idempotency-Key 在此天数内重复提交得到同一应答；天数可由系统管理员修改。",
        },
    )


def remove(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [("activity", "0005_no_truncate"), ("django_celery_beat", "__latest__")]
    operations = [migrations.RunPython(add, remove)]
