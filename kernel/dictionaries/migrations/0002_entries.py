"""The dictionaries that come with the portal."""

from django.db import migrations

from kernel.accounts.grants import grant

OBJECTIONS = [  # code, Chinese, English, colour
    ("not-our-duty", "不属本单位职责", "not our duty", "red"),
    ("lead-should-differ", "牵头单位应调整", "the lead should be another", "yellow"),
    ("goal-not-attainable", "目标难以完成", "the goal cannot be reached", "yellow"),
    ("time-too-short", "完成时限过紧", "the time is too short", "blue"),
    ("duplicate", "与其他任务重复", "the same as another task", "grey"),
    ("other", "其他", "other", "grey"),
]


def add(apps, schema_editor):
    dictionary, _new = apps.get_model("dictionaries", "Dictionary").objects.get_or_create(
        code="objection-kind", defaults={"name": "任务异议类型"}
    )
    entry = apps.get_model("dictionaries", "Entry")
    for order, (code, zh, en, colour) in enumerate(OBJECTIONS, start=1):
        entry.objects.get_or_create(
            dictionary=dictionary, code=code,
            defaults={"label_zh": zh, "label_en": en, "colour": colour, "order": order * 10},
        )
    rows = ["view", "add", "change"]
    grant(apps, "office", {"dictionaries": {"dictionary": rows, "entry": rows}})
    for code in ("bureau_liaison", "bureau_leader", "district_liaison"):
        grant(apps, code, {"dictionaries": {"entry": ["view"]}})


def remove(apps, schema_editor):
    apps.get_model("dictionaries", "Dictionary").objects.filter(code="objection-kind").delete()


class Migration(migrations.Migration):
    dependencies = [("dictionaries", "0001_initial"), ("accounts", "0002_groups")]
    operations = [migrations.RunPython(add, remove)]
