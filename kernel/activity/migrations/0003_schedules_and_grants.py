"""Recurring work as rows that staff see in the admin, and who reads the audit."""

from django.db import migrations

from kernel.accounts.grants import grant

EVERY = [  # name, task, seconds
    ("发出待发消息", "kernel.activity.tasks.sweep_outbox", 20),
    ("封存审计记录", "kernel.activity.tasks.seal_audit", 60),
]


def add(apps, schema_editor):
    interval, task = apps.get_model("django_celery_beat", "IntervalSchedule"), apps.get_model("django_celery_beat", "PeriodicTask")
    for name, path, seconds in EVERY:
        schedule, _new = interval.objects.get_or_create(every=seconds, period="seconds")
        task.objects.get_or_create(name=name, defaults={"task": path, "interval": schedule})
    for code in ("auditor", "security_admin"):
        grant(apps, code, {"activity": {"auditentry": ["view"], "auditseal": ["view"]}})
    operations = {"periodictask": ["view", "change"], "intervalschedule": ["view", "change"], "crontabschedule": ["view", "change"]}
    grant(apps, "system_admin", {
        "django_celery_beat": operations,
        "activity": {"heartbeat": ["view"], "delivery": ["view"], "channel": ["view", "add", "change", "delete"]},
    })
    for code in ("office", "bureau_liaison", "bureau_leader", "district_liaison", "expert", "enterprise"):
        grant(apps, code, {"activity": {"notification": ["view"]}})
    grant(apps, "office", {"activity": {"messagetemplate": ["view", "change"]}})


def remove(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name__in=[name for name, *_ in EVERY]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("activity", "0002_append_only"),
        ("accounts", "0002_groups"),
        ("django_celery_beat", "__latest__"),
    ]
    operations = [migrations.RunPython(add, remove)]
