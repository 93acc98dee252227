"""A decision on a report can be taken back for a while, by a number that staff can change."""

from django.db import migrations, models

NAME, BASIS = "市级督办通用规则", "；审定、退回30秒内可撤回：防误操作的通行做法"


def add_basis(apps, schema_editor):
    for rule in apps.get_model("coordination", "SupervisionRule").objects.filter(name=NAME):
        rule.basis = (rule.basis.removesuffix(BASIS) + BASIS)[:200]
        rule.save(update_fields=["basis"])


class Migration(migrations.Migration):

    dependencies = [
        ('coordination', '0002_rules_and_grants'),
    ]

    operations = [
        migrations.AddField(
            model_name='supervisionrule',
            name='undo_seconds',
            field=models.PositiveSmallIntegerField(default=30, help_text='The bureau hears of the decision only when they are over.', verbose_name='seconds in which a decision on a report can be taken back'),
        ),
        migrations.AddConstraint(
            model_name='supervisionrule',
            constraint=models.CheckConstraint(condition=models.Q(('undo_seconds__lte', 600)), name='undo_within_ten_minutes'),
        ),
        migrations.RunPython(add_basis, migrations.RunPython.noop),
    ]
