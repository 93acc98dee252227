"""Wording, rules and schedules of support policies."""

from django.db import migrations, models

from kernel.accounts.grants import grant
from kernel.activity.shipping import ship_messages, ship_nightly

MESSAGES = [  # verb, Chinese title, Chinese text, English title, English text
    ("policy_fits", "有一项政策适合贵企业：{policy}", "{benefit}。由{department}办理，请查看条件和办理方式。", "A policy fits your enterprise: {policy}", "{benefit}. It is run by {department}; see what it asks and how to get it."),
    ("grant_agreed", "扶持资金已核定：{policy}", "{firm}：{purpose}，核定 {amount} 万元，成果应于 {due} 前提交。", "Grant agreed: {policy}", "{firm}: {purpose}, {amount} (10,000 CNY). Results are due by {due}."),
    ("grant_paid", "扶持资金已拨付：{policy}", "{firm}：第 {number} 期 {amount} 万元已于 {paid} 拨付。", "Instalment paid: {policy}", "{firm}: instalment {number}, {amount} (10,000 CNY), paid on {paid}."),
    ("grant_results_due", "项目成果待提交：{policy}", "{firm}：{purpose}的成果应于 {due} 前提交，还剩 {days} 天。", "Results due: {policy}", "{firm}: the results of {purpose} are due by {due}, {days} days left."),
    ("grant_results_overdue", "项目成果逾期未交：{policy}", "{firm}：{purpose}的成果应于 {due} 前提交，请尽快处理。", "Results overdue: {policy}", "{firm}: the results of {purpose} were due by {due}."),
    ("grant_reported", "项目成果待验收：{firm}", "{policy}：{purpose}，成果已提交，请组织验收。", "Results handed in: {firm}", "{policy}: the results of {purpose} wait to be accepted."),
    ("grant_returned", "项目成果被退回：{policy}", "{firm}：{note}。请补充后重新提交。", "Results returned: {policy}", "{firm}: {note}. Please complete and hand them in again."),
    ("grant_completed", "项目成果已验收：{policy}", "{firm}：{purpose}，成果验收合格。", "Results accepted: {policy}", "{firm}: the results of {purpose} are accepted."),
    ("grant_revoked", "扶持资金已撤销：{policy}", "{firm}：{note}", "Grant revoked: {policy}", "{firm}: {note}"),
]
NIGHTLY = ("每夜比对：新适合企业的政策", "enterprises.tasks.tell_all_fits", "2", "10")
OFFICE = "application/vnd.openxmlformats-officedocument."
RESULTS = {
    "name": "扶持项目成果材料",
    "media_types": ["application/pdf", "image/jpeg", "image/png", f"{OFFICE}wordprocessingml.document", f"{OFFICE}spreadsheetml.sheet"],
    "most_bytes": 10 * 1024 * 1024, "most_files": 20, "basis": "扶持资金管理通行做法（可由系统管理员修改）",
}


def add(apps, schema_editor):
    ship_messages(apps, MESSAGES)
    apps.get_model("files", "FileRule").objects.get_or_create(purpose="grant_results", defaults=RESULTS)
    ship_nightly(apps, *NIGHTLY)
    grant(apps, "enterprise", {"files": {"attachment": ["view"]}})


def remove(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name=NIGHTLY[0]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0010_applications"),
        ("activity", "0003_schedules_and_grants"),
        ("files", "0002_rules"),
        ("django_celery_beat", "__latest__"),
    ]
    operations = [
        migrations.AddField(
            "policy", "remind_days",
            models.PositiveSmallIntegerField("firms are reminded of results, days ahead", default=30, help_text="calendar days before they are due"),
        ),
        migrations.RunPython(add, remove),
    ]
