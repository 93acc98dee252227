"""What applicants are told of a call. The schemes themselves come from JSON: `manage.py load_schemes`.

A scheme belongs to a department, and which departments there are is each city's own matter: a migration cannot know.
"""

from django.db import migrations

from kernel.activity.shipping import ship_messages

MESSAGES = [  # verb, Chinese title, Chinese text, English title, English text
    ("call_extended", "申报截止时间推迟：{call}", "新的截止时间：{closes}。原因：{note}", "Closing moved: {call}", "It now closes at {closes}. Reason: {note}"),
    ("call_cancelled", "申报活动取消：{call}", "本次申报不再进行。原因：{note}", "Cancelled: {call}", "This call will not take place. Reason: {note}"),
]


def add(apps, schema_editor):
    ship_messages(apps, MESSAGES)


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0008_rubrics"), ("activity", "0003_schedules_and_grants")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
