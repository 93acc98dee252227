"""What a city starts with: how large and how long, the wording of messages, the sweep, and who may start long work."""

from datetime import date

from django.db import migrations

from kernel.accounts.grants import grant
from kernel.activity.shipping import ship_messages

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MB = 1024 * 1024
BASIS = "品牌办日常管理约定"
RULE = {
    "most_rows": 10_000, "rows_at_once": 2_000, "most_unpacked": 200 * MB, "most_ratio": 200, "lease_seconds": 120,
    "most_attempts": 3, "keep_days": 7, "undo_hours": 24, "basis": BASIS, "in_force_from": date(2026, 1, 1),
}
FILES = [  # purpose, name, largest size
    ("exchange-upload", "导入的工作簿", 10 * MB),
    ("exchange-result", "导出与标注的工作簿", 100 * MB),
]
MESSAGES = [  # verb, Chinese title, Chinese text, English title, English text
    ("job_done", "已完成：{work}", "{result}", "Done: {work}", "{result}"),
    ("job_failed", "未完成：{work}", "{result}", "Not done: {work}", "{result}"),
]
SWEEP = ("接续后台工作、清理过期文件", "kernel.exchange.tasks.sweep_jobs", 30)
PEOPLE = (
    "office", "bureau_liaison", "bureau_leader", "district_liaison", "expert", "enterprise", "system_admin",
    "security_admin", "auditor",
)


def add(apps, schema_editor):
    apps.get_model("exchange", "ExchangeRule").objects.get_or_create(name="导入导出通用规则", defaults=RULE)
    for purpose, name, most in FILES:
        apps.get_model("files", "FileRule").objects.get_or_create(
            purpose=purpose,
            defaults={"name": name, "media_types": [XLSX], "most_bytes": most, "most_files": 1, "basis": BASIS},
        )
    ship_messages(apps, MESSAGES)
    name, path, seconds = SWEEP
    schedule, _new = apps.get_model("django_celery_beat", "IntervalSchedule").objects.get_or_create(
        every=seconds, period="seconds"
    )
    apps.get_model("django_celery_beat", "PeriodicTask").objects.get_or_create(
        name=name, defaults={"task": path, "interval": schedule}
    )
    for code in PEOPLE:
        grant(apps, code, {"exchange": {"job": ["use_jobs"]}})
    grant(apps, "system_admin", {"exchange": {"exchangerule": ["view", "add", "change"]}})


def remove(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name=SWEEP[0]).delete()
    apps.get_model("activity", "MessageTemplate").objects.filter(verb__in=[verb for verb, *_ in MESSAGES]).delete()
    apps.get_model("files", "FileRule").objects.filter(purpose__in=[purpose for purpose, *_ in FILES]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0001_initial"),
        ("accounts", "0002_groups"),
        ("activity", "0003_schedules_and_grants"),
        ("files", "0001_initial"),
        ("django_celery_beat", "__latest__"),
    ]
    operations = [migrations.RunPython(add, remove)]
