"""The registry's rule, drafts and tries; wording of messages, what a licence's image may be, schedules and rights."""

from datetime import date

import django.db.models.deletion
from django.db import migrations, models

import enterprises.models.registration
from kernel.accounts.grants import grant
from kernel.activity.shipping import ship_messages, ship_nightly

MESSAGES = [  # verb, Chinese title, Chinese text, English title, English text
    ("registration_submitted", "企业注册待审核：{name}", "统一社会信用代码 {uscc}，请在 {due} 前审核。", "A registration to approve: {name}", "Credit code {uscc}; please decide by {due}."),
    ("registration_late", "企业注册审核逾期：{name}", "应于 {due} 前审核，请尽快办理。", "Registration late: {name}", "It was to be decided by {due}."),
    ("registration_approved", "注册已通过：{name}", "您已成为该企业的负责人，可以补充企业资料、邀请同事、申报项目。", "Registered: {name}", "You are its owner now: complete its data, admit colleagues, apply."),
    ("registration_returned", "注册信息需要修改：{name}", "退回原因：{note}。修改后重新提交即可，已填内容都还在。", "Please correct the registration: {name}", "Reason: {note}. What you filled in is still there."),
    ("registration_refused", "注册未通过：{name}", "原因：{note}。", "Registration refused: {name}", "Reason: {note}."),
    ("join_requested", "{person}申请加入：{name}", "{message}请在 {due} 前同意并指定角色，或说明理由后拒绝。", "{person} asks to join {name}", "{message} Please admit them with a role or say why not by {due}."),
    ("join_late", "加入申请待处理：{name}", "{person}的申请应于 {due} 前答复，请尽快处理。", "A request to join waits: {name}", "The answer to {person} was due on {due}."),
    ("join_admitted", "已加入：{name}", "您的角色是{role}。", "You have joined {name}", "Your role is {role}."),
    ("join_refused", "加入申请未获同意：{name}", "原因：{note}。", "Your request to join {name} was refused", "Reason: {note}."),
    ("role_changed", "您在{name}的角色已调整", "现在的角色是{role}。", "Your role at {name} has changed", "It is {role} now."),
    ("membership_ended", "您已不再是{name}的成员", "{note}", "You are no longer a member of {name}", "{note}"),
    ("member_left", "{person}已退出：{name}", "该人员不能再代表企业办理事项。", "{person} has left {name}", "They can no longer act for it."),
    ("enterprise_merged", "企业档案已合并：{name}", "重复档案“{dropped}”已并入“{name}”，原有资料都已转入。", "Entries merged: {name}", "The duplicate “{dropped}” is now part of “{name}”; everything it held has moved."),
    ("enterprise_renamed", "企业名称已变更：{name}", "原名称“{old}”已作为曾用名保留。", "Renamed: {name}", "The former name “{old}” is kept."),
]
LICENCE = {
    "name": "营业执照", "media_types": ["image/jpeg", "image/png", "application/pdf"], "most_bytes": 10 * 1024 * 1024,
    "most_files": 3, "basis": "品牌办企业注册约定",
}
NIGHTLY = ("清理未完成的企业注册", "enterprises.tasks.forget_drafts", "3", "50")


def add(apps, schema_editor):
    ship_messages(apps, MESSAGES)
    apps.get_model("files", "FileRule").objects.get_or_create(purpose="licence", defaults=LICENCE)
    apps.get_model("enterprises", "RegistryRule").objects.get_or_create(
        in_force_from=date(2026, 1, 1),
        defaults={"name": "企业注册通用规则", "basis": "优化营商环境限时办结通行做法（可由品牌办修改）"},
    )
    ship_nightly(apps, *NIGHTLY)
    give(apps)


def give(apps):
    grant(apps, "office", {"enterprises": {"registryrule": ["view", "add", "change"]}})
    grant(apps, "district_liaison", {"enterprises": {"contact": ["unmask_contact"]}})
    grant(apps, "enterprise", {"files": {"attachment": ["view"]}})


def remove(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name=NIGHTLY[0]).delete()
    apps.get_model("files", "FileRule").objects.filter(purpose="licence").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0003_classification"),
        ("django_celery_beat", "__latest__"),
        ("files", "0002_rules"),
    ]
    operations = [
        migrations.CreateModel(
            name="RegistryRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("basis", models.CharField(max_length=200, verbose_name="basis")),
                ("in_force_from", models.DateField(unique=True, verbose_name="in force from")),
                ("approval_days", models.PositiveSmallIntegerField(default=3, verbose_name="working days for the approval")),
                ("join_days", models.PositiveSmallIntegerField(default=5, verbose_name="working days for an owner's answer")),
                ("draft_days", models.PositiveSmallIntegerField(default=7, verbose_name="days an unfinished registration is kept")),
                ("tries", models.PositiveSmallIntegerField(default=30, verbose_name="tries of one address")),
                ("tries_minutes", models.PositiveSmallIntegerField(default=10, verbose_name="within minutes")),
            ],
            options={
                "verbose_name": "rule of the registry",
                "verbose_name_plural": "rules of the registry",
                "ordering": ["-in_force_from"],
            },
        ),
        migrations.CreateModel(
            name="PublicTry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form", models.SlugField(max_length=20)),
                ("address", models.CharField(max_length=45)),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "try of a public form",
                "verbose_name_plural": "tries of public forms",
                "indexes": [models.Index(fields=["form", "address", "at"], name="tries_of_an_address")],
            },
        ),
        migrations.CreateModel(
            name="RegistrationDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("answers", models.JSONField(default=dict)),
                ("licence", models.FileField(blank=True, upload_to=enterprises.models.registration.draft_path)),
                ("licence_name", models.CharField(blank=True, max_length=200)),
                ("touched_at", models.DateTimeField(db_index=True)),
                (
                    "registration",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+",
                        to="enterprises.registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "unfinished registration",
                "verbose_name_plural": "unfinished registrations",
            },
        ),
        *[
            migrations.AlterField(
                model, "size",
                models.CharField(
                    blank=True, choices=[("large", "large"), ("medium", "medium"), ("small", "small"), ("micro", "micro")],
                    max_length=8, verbose_name="size of the enterprise",
                ),
            )
            for model in ("enterprise", "registration")
        ],
        *[
            migrations.AlterField(
                model, "address", models.CharField(blank=True, max_length=200, verbose_name="registered address")
            )
            for model in ("enterprise", "registration")
        ],
        migrations.RunPython(add, remove),
    ]
