"""TRUNCATE passes by triggers of rows: PostgreSQL refuses it by a trigger of the statement."""

from django.db import migrations

TABLES = ["activity_auditentry", "activity_auditseal", "auditlog_logentry"]
REFUSE = (
    "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();"
)


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(REFUSE.format(table=table))


def release(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")


class Migration(migrations.Migration):
    dependencies = [("activity", "0004_not_before")]
    operations = [migrations.RunPython(protect, release)]
