"""Wording, rules and schedules of applications."""

from datetime import date

from django.db import migrations, models

import enterprises.models.check_rules
from enterprises.models.schemes import before_closing, before_due
from kernel.accounts.grants import grant
from kernel.activity.shipping import ship_messages

MESSAGES = [  # verb, Chinese title, Chinese text, English title, English text
    ("application_submitted", "申报已提交：{call}", "受理号 {number}，形式审查将于 {due} 前完成，请留意通知。", "Application sent: {call}", "Receipt {number}. The formal check ends by {due}."),
    ("application_supplemented", "补正材料已提交：{call}", "受理号 {number}，形式审查继续进行，将于 {due} 前完成。", "Supplement sent: {call}", "Receipt {number}. The formal check goes on and ends by {due}."),
    ("application_to_check", "待形式审查：{firm}", "{call}，受理号 {number}，请于 {due} 前完成形式审查。", "To be checked: {firm}", "{call}, receipt {number}; please check it by {due}."),
    ("application_returned", "申报需补正：{call}", "{note} 需补正：{items}。请于 {due} 前一次性补齐，逾期可能不予受理。", "To be supplemented: {call}", "{note} Missing: {items}. Please send all of it by {due}."),
    ("application_accepted", "申报已受理：{call}", "受理号 {number}，已通过形式审查，将进入专家评审。", "Application accepted: {call}", "Receipt {number} has passed the formal check and goes on to the experts."),
    ("application_rejected", "申报不予受理：{call}", "受理号 {number}，原因：{note}", "Application rejected: {call}", "Receipt {number}: {note}"),
    ("application_withdrawn", "企业撤回申报：{firm}", "{call}，受理号 {number}，原因：{note}", "Application withdrawn: {firm}", "{call}, receipt {number}: {note}"),
    ("application_lapsed", "申报未提交：{call}", "申报已截止，草稿转为“未提交”。草稿内容已保留，如有逾期申报码可继续提交。", "Not submitted: {call}", "The call has closed; the draft is kept. With a late-entry code you can still send it."),
    ("application_due_near", "申报事项临近期限：{call}", "{stage}截止 {due}，还剩 {days} 个工作日。", "Due soon: {call}", "{stage} ends on {due}, {days} working days left."),
    ("application_late", "申报事项已逾期：{call}", "{stage}应于 {due} 前完成，请尽快处理。", "Late: {call}", "{stage} was to end on {due}."),
    ("call_closing", "申报即将截止：{call}", "截止时间 {closes}，草稿尚未提交，还剩 {days} 个工作日。", "The call closes soon: {call}", "It closes at {closes}; your draft is not sent yet. {days} working days left."),
    ("letter_given", "推荐信已收到：{call}", "{organisation} 已提交推荐信。", "Letter of support received: {call}", "{organisation} has written its letter."),
]
CHECKING = {
    "name": "形式审查提醒规则", "basis": "品牌办形式审查工作约定（可由品牌办修改）", "near_days": [2, 0], "undo_seconds": 30,
}
SWEEP = ("申报到期自动截止", "enterprises.tasks.close_calls")
RECEIPT = {"name": "申报回执", "media_types": ["application/pdf"], "most_bytes": 32 * 1024 * 1024, "most_files": 1, "basis": "申报材料存档"}


def add(apps, schema_editor):
    ship_messages(apps, MESSAGES)
    apps.get_model("files", "FileRule").objects.get_or_create(purpose="receipt", defaults=RECEIPT)
    apps.get_model("enterprises", "CheckRule").objects.get_or_create(
        in_force_from=date(2020, 1, 1), defaults=CHECKING
    )
    grant(apps, "office", {"enterprises": {"checkrule": ["view", "add", "change"]}})
    minute, _new = apps.get_model("django_celery_beat", "IntervalSchedule").objects.get_or_create(every=60, period="seconds")
    apps.get_model("django_celery_beat", "PeriodicTask").objects.get_or_create(
        name=SWEEP[0], defaults={"task": SWEEP[1], "interval": minute}
    )
    grant(apps, "enterprise", {"files": {"attachment": ["view"]}, "activity": {"notification": ["view"]}})


def remove(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name=SWEEP[0]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0009_schemes"),
        ("activity", "0003_schedules_and_grants"),
        ("files", "0002_rules"),
        ("django_celery_beat", "__latest__"),
    ]
    operations = [
        migrations.AddField(
            "material", "link_days", models.PositiveSmallIntegerField("link of a letter valid for, days", default=30)
        ),
        migrations.CreateModel(
            name="CheckRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("basis", models.CharField(max_length=200, verbose_name="basis")),
                ("in_force_from", models.DateField(unique=True, verbose_name="in force from")),
                (
                    "near_days",
                    models.JSONField(
                        default=list, help_text="a list such as [2, 0]; 0 is the last day itself",
                        validators=[enterprises.models.check_rules.check_distances],
                        verbose_name="reminded before the end, working days",
                    ),
                ),
                (
                    "undo_seconds",
                    models.PositiveSmallIntegerField(
                        default=30, verbose_name="seconds in which an acceptance can be taken back"
                    ),
                ),
            ],
            options={
                "verbose_name": "rule of the formal check",
                "verbose_name_plural": "rules of the formal check",
                "ordering": ["-in_force_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("undo_seconds__lte", 600)), name="acceptance_undone_soon"
                    )
                ],
            },
        ),
        migrations.AddField(
            "call", "closing_reminders",
            models.JSONField("remind of drafts before the closing, working days", default=before_closing, blank=True),
        ),
        migrations.AddField(
            "call", "supplement_reminders",
            models.JSONField("remind of a supplement before its day, working days", default=before_due, blank=True),
        ),
        migrations.RunPython(add, remove),
    ]
