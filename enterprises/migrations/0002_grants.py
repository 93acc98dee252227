"""Who may do what with firms, calls, applications and support."""

from django.db import migrations

from kernel.accounts.grants import grant

EDIT = ["view", "add", "change"]
WHOLE = [*EDIT, "delete"]
PUBLIC = {name: ["view"] for name in ("division", "industry", "documentkind", "figureitem", "rung", "rungcriterion", "questionnaire", "dimension", "question", "scheme", "call", "stage", "awardtier", "formversion", "formsection", "formfield", "material", "rubric", "criterion", "eligibilityrule", "policy")}
FIRMS = {name: ["view"] for name in ("enterprise", "formername", "contact", "breach", "membership", "registration", "cabinetdocument", "figure", "brand", "brandstanding", "selfassessment", "recognition", "application", "answer", "applicationdocument", "submission", "checkitem", "supportletter", "stageclock", "grant", "instalment")}
READ = {**PUBLIC, **FIRMS}
FIRM = {
    **READ,
    "enterprise": ["view", "act_for_enterprise"],
    "application": ["view", "submit_application"],
}
DISTRICT = {**READ, "registration": ["view", "approve_registration"]}
BUREAU = {
    **READ,
    "application": ["view", "check_application"],
    "call": ["view", "manage_call"],
    "policy": ["view", "manage_policy"],
    "grant": ["view", "manage_grant"],
}
OFFICE = {
    **READ,
    **{name: EDIT for name in ("division", "industry", "documentkind", "figureitem", "rung", "questionnaire", "scheme", "figure", "breach", "recognition", "formversion", "rubric")},
    **{name: WHOLE for name in ("rungcriterion", "dimension", "question", "stage", "awardtier", "formsection", "formfield", "material", "criterion", "eligibilityrule", "formername", "instalment")},
    "enterprise": [*EDIT, "manage_enterprise"],
    "contact": [*WHOLE, "unmask_contact"],
    "membership": ["view"],
    "registration": ["view", "approve_registration"],
    "merge": ["view"],
    "brand": EDIT,
    "brandstanding": ["view", "confirm_standing"],
    "call": [*EDIT, "manage_call"],
    "latecode": ["view"],
    "application": ["view", "check_application"],
    "policy": [*EDIT, "manage_policy"],
    "grant": [*EDIT, "manage_grant"],
}
GRANTS = {
    "office": OFFICE,
    "bureau_liaison": BUREAU,
    "bureau_leader": READ,
    "district_liaison": DISTRICT,
    "enterprise": FIRM,
}


def give(apps, schema_editor):
    for code, grants in GRANTS.items():
        grant(apps, code, {"enterprises": grants})


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0001_initial"),
        ("accounts", "0002_groups"),
        ("activity", "0003_schedules_and_grants"),
        ("files", "0001_initial"),
    ]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
