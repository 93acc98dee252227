"""What may be attached as evidence."""

from django.db import migrations

from kernel.accounts.grants import grant

OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = [
    "application/pdf", "image/jpeg", "image/png", "text/plain",
    f"{OFFICE}wordprocessingml.document", f"{OFFICE}spreadsheetml.sheet", f"{OFFICE}presentationml.presentation",
]


def add(apps, schema_editor):
    apps.get_model("files", "FileRule").objects.get_or_create(
        purpose="evidence",
        defaults={"name": "佐证材料", "media_types": KINDS, "most_bytes": 10 * 1024 * 1024, "most_files": 20, "basis": "品牌办日常管理约定"},
    )
    grant(apps, "system_admin", {"files": {"filerule": ["view", "change"]}})
    for code in ("office", "bureau_liaison", "bureau_leader", "district_liaison"):
        grant(apps, code, {"files": {"attachment": ["view"]}})


def remove(apps, schema_editor):
    apps.get_model("files", "FileRule").objects.filter(purpose="evidence").delete()


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial"), ("accounts", "0002_groups")]
    operations = [migrations.RunPython(add, remove)]
