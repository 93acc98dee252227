"""The groups of the portal, what each may see, and who is asked for a second factor."""

from django.db import migrations

from kernel.accounts.grants import grant

# code, name, scope, second factor demanded
GROUPS = [
    ("office", "品牌办工作人员", "all", True),
    ("bureau_liaison", "部门联络员", "below", False),
    ("bureau_leader", "部门分管领导", "below", True),
    ("district_liaison", "区县联络员", "below", False),
    ("expert", "评审专家", "own", False),
    ("enterprise", "企业用户", "own", False),
    ("system_admin", "系统管理员", "all", True),
    ("security_admin", "安全管理员", "all", True),
    ("auditor", "审计员", "all", True),
]
READ_PEOPLE = {"accounts": {"user": ["view"], "department": ["view"]}}
EDIT = ["view", "add", "change"]
GRANTS = {
    "office": {
        "accounts": {
            "user": ["view"], "department": ["view"], "departmentalias": [*EDIT, "delete"], "membership": ["view"],
            "post": ["view"],
        }
    },
    "bureau_liaison": READ_PEOPLE,
    "bureau_leader": READ_PEOPLE,
    "district_liaison": READ_PEOPLE,
    # Three administrators, none of whom can do another's work (classified protection, levels 2 and 3).
    "system_admin": {
        "accounts": {
            "user": EDIT, "department": EDIT, "departmentalias": [*EDIT, "delete"], "post": EDIT,
            "membership": [*EDIT, "delete"],
        }
    },
    "security_admin": {
        "accounts": {"user": ["view", "change", "unmask_person"], "groupscope": ["view", "change"], "apitoken": ["view", "change"]},
        "auth": {"group": EDIT},
        "axes": {"accessattempt": ["view", "delete"], "accesslog": ["view"], "accessfailurelog": ["view"]},
    },
    "auditor": {"auditlog": {"logentry": ["view"]}},
}


def make_groups(apps, schema_editor):
    group_model, scope_model = apps.get_model("auth", "Group"), apps.get_model("accounts", "GroupScope")
    for code, name, kind, second_factor in GROUPS:
        group, _new = group_model.objects.get_or_create(name=name)
        scope_model.objects.create(code=code, group=group, kind=kind, second_factor=second_factor)
    for code, grants in GRANTS.items():
        grant(apps, code, grants)


def drop_groups(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(scope__code__in=[code for code, *_rest in GROUPS]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_groups, drop_groups)]
