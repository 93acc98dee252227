"""What a city starts with: the usual thresholds, indicators, wording of messages, schedules and permissions."""

from datetime import date

from django.db import migrations

from kernel.accounts.grants import grant
from kernel.activity.shipping import ship_messages, ship_nightly

INDICATORS = [
    ("tasks-green", "绿灯任务", "tasks on green", "项"),
    ("tasks-yellow", "黄灯任务", "tasks on yellow", "项"),
    ("tasks-red", "红灯任务", "tasks on red", "项"),
    ("tasks-grey", "灰灯任务", "tasks on grey", "项"),
    ("reports-due", "应报月报", "reports owed", "份"),
    ("reports-submitted", "已报月报", "reports handed in", "份"),
    ("reports-accepted", "已审定月报", "reports accepted", "份"),
    ("reports-overdue", "逾期月报", "reports overdue", "份"),
]
MESSAGES = [  # verb, Chinese title, Chinese text, English title, English text
    ("task_issued", "新任务待签收：{task}", "请在 {due} 前签收或提出异议。", "A task to sign for: {task}", "Please sign for it or object by {due}."),
    ("task_reissued", "任务重新下达：{task}", "品牌办意见：{note}。请在 {due} 前签收。", "Issued again: {task}", "The office: {note}. Please sign by {due}."),
    ("task_objected", "任务有异议：{task}", "{department}：{note}", "Objection: {task}", "{department}: {note}"),
    ("task_unsigned", "任务逾期未签收：{task}", "应于 {due} 前签收，请尽快处理。", "Not signed for: {task}", "It was to be signed for by {due}."),
    ("task_deadline_near", "任务临近截止：{task}", "截止 {due}，还剩 {days} 个工作日。", "Deadline near: {task}", "Due {due}, {days} working days left."),
    ("task_overdue", "任务已逾期：{task}", "应于 {due} 前完成，请说明原因并尽快办结。", "Overdue: {task}", "It was due on {due}; please say why and finish it."),
    ("report_due", "月报待提交：{task}", "{period}月报应于 {due} 前提交，还剩 {days} 个工作日。", "Report due: {task}", "The report of {period} is due by {due}, {days} working days left."),
    ("report_overdue", "月报逾期：{task}", "{period}月报应于 {due} 前提交，请立即补报。", "Report overdue: {task}", "The report of {period} was due by {due}."),
    ("report_returned", "月报被退回：{task}", "{period}月报退回原因：{note}。请在 {due} 前修改重报。", "Report returned: {task}", "The report of {period}: {note}. Please correct it by {due}."),
    ("report_accepted", "月报已审定：{task}", "{period}月报已审定，进度 {progress} %。", "Report accepted: {task}", "The report of {period} is accepted at {progress} %."),
    ("light_red", "任务亮红灯：{task}", "{reason}", "Red light: {task}", "{reason}"),
]
NIGHTLY = [  # name, task, hour, minute
    ("每日汇总：灯色与月报", "coordination.tasks.roll_up", "0", "30"),
    ("每日提醒", "coordination.tasks.send_reminders", "8", "30"),
]
READ = {name: ["view"] for name in ("plan", "pillar", "measure", "action", "task", "progressreport", "target", "reading", "indicator")}
EDIT = ["view", "add", "change"]
LIAISON = {**READ, "task": ["view", "sign_task"], "progressreport": ["view", "report_progress"]}
OFFICE = {
    **READ,
    "plan": ["view", "change", "manage_plan"],
    "action": ["view", "change"],
    "target": EDIT,
    "task": ["view", "change", "supervise_task"],
    "milestone": [*EDIT, "delete"],
    "duty": [*EDIT, "delete"],
    "annualgoal": ["view"],
    "progressreport": ["view", "review_progress"],
    "lightchange": ["view"],
    "policytext": ["view"],
    "supervisionrule": EDIT,
    "dutykeyword": [*EDIT, "delete"],
}


def add(apps, schema_editor):
    apps.get_model("coordination", "SupervisionRule").objects.get_or_create(
        name="市级督办通用规则",
        defaults={
            "basis": "市级专项行动督办通行做法（可由品牌办修改）", "in_force_from": date(2026, 1, 1),
            "task_reminders": [30, 15, 5], "report_reminders": [5, 1],
        },
    )
    for code, zh, en, unit in INDICATORS:
        apps.get_model("coordination", "Indicator").objects.get_or_create(
            code=code, defaults={"name_zh": zh, "name_en": en, "unit": unit}
        )
    ship_messages(apps, MESSAGES)
    for work in NIGHTLY:
        ship_nightly(apps, *work)
    grant(apps, "office", {"coordination": OFFICE})
    grant(apps, "bureau_liaison", {"coordination": LIAISON})
    grant(apps, "district_liaison", {"coordination": LIAISON})
    grant(apps, "bureau_leader", {"coordination": READ})


def remove(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name__in=[n for n, *_ in NIGHTLY]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("coordination", "0001_initial"),
        ("accounts", "0002_groups"),
        ("activity", "0003_schedules_and_grants"),
        ("django_celery_beat", "__latest__"),
    ]
    operations = [migrations.RunPython(add, remove)]
