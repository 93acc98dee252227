"""Kinds of documents, yearly figures and the reminder of what runs out."""

from django.db import migrations, models

from kernel.accounts.grants import grant
from kernel.activity.shipping import ship_messages

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS = [  # code, name, has a last day, basis
    ("licence", "营业执照", False, "市场主体登记管理条例；营业期限为长期的不填有效期"),
    ("iso9001", "质量管理体系认证证书", True, "GB/T 19001（ISO 9001）；认证证书有效期三年"),
    ("iso14001", "环境管理体系认证证书", True, "GB/T 24001（ISO 14001）；认证证书有效期三年"),
    ("product-certificate", "产品认证证书", True, "认证认可条例；有效期以证书记载为准"),
    ("production-licence", "生产（经营）许可证", True, "各行业许可规定；有效期以许可证记载为准"),
    ("test-report", "检验检测报告", True, "有效期按申报通知的要求填写，通知未规定的按一年"),
    ("financial-statements", "年度财务报表（审计报告）", False, "企业会计准则；按会计年度归档"),
    ("trademark", "商标注册证", True, "商标法第三十九条：有效期十年"),
    ("patent", "专利证书", True, "专利法第四十二条：保护期自申请日起计算"),
    ("standard", "参与制定标准的证明", False, "以标准文本前言记载为准"),
    ("honour", "荣誉证书", False, "以授予机关文件为准；有有效期的应填写"),
    ("other", "其他材料", False, ""),
]
FIGURES = [  # code, Chinese name, English name, Chinese unit, English unit, money in 10,000 CNY
    ("revenue", "营业收入", "Operating revenue", "万元", "10,000 CNY", True),
    ("profit", "利润总额", "Total profit", "万元", "10,000 CNY", True),
    ("taxes", "实缴税金", "Taxes paid", "万元", "10,000 CNY", True),
    ("rd-spending", "研发经费支出", "Research and development spending", "万元", "10,000 CNY", True),
    ("brand-spending", "品牌建设投入", "Spending on the brand", "万元", "10,000 CNY", True),
    ("exports", "出口额", "Exports", "万元", "10,000 CNY", True),
    ("brand-sales", "自主品牌销售收入", "Sales under own brands", "万元", "10,000 CNY", True),
    ("assets", "资产总额", "Total assets", "万元", "10,000 CNY", True),
    ("staff", "年末从业人员", "Staff at the end of the year", "人", "people", False),
    ("rd-staff", "研发人员", "Research staff", "人", "people", False),
    ("complaints", "产品质量投诉", "Complaints about quality", "件", "cases", False),
]
MESSAGES = [  # verb, Chinese title, Chinese text, English title, English text
    ("document_expires", "材料即将到期：{title}", "{enterprise}的{kind}“{title}”有效期至 {due}，还剩 {days} 天。请及时换证，并在资料柜中更换。", "Runs out soon: {title}", "{kind} “{title}” of {enterprise} is valid until {due}, {days} days from now. Please renew it and replace it in the cabinet."),
    ("document_expired", "材料已经到期：{title}", "{enterprise}的{kind}“{title}”已于 {due} 到期，不能再用于申报。请在资料柜中更换。", "Has run out: {title}", "{kind} “{title}” of {enterprise} was valid until {due} and can no longer be used. Please replace it in the cabinet."),
]


def add(apps, schema_editor):
    for order, (code, name, expires, basis) in enumerate(KINDS, start=1):
        apps.get_model("enterprises", "DocumentKind").objects.get_or_create(
            code=code,
            defaults={
                "name": name, "expires": expires, "remind_days": 60, "remind_again": [15, 0], "order": order * 10,
                "basis": basis,
            },
        )
    for order, (code, zh, en, unit_zh, unit_en, money) in enumerate(FIGURES, start=1):
        apps.get_model("enterprises", "FigureItem").objects.get_or_create(
            code=code,
            defaults={
                "name_zh": zh, "name_en": en, "unit_zh": unit_zh, "unit_en": unit_en, "is_money": money,
                "may_be_negative": code == "profit", "order": order * 10,
            },
        )
    apps.get_model("files", "FileRule").objects.get_or_create(
        purpose="cabinet",
        defaults={
            "name": "企业资料柜", "media_types": ["application/pdf", "image/jpeg", "image/png", SHEET, WORD],
            "most_bytes": 10 * 1024 * 1024, "most_files": 10, "basis": "品牌办日常管理约定",
        },
    )
    ship_messages(apps, MESSAGES)
    grant(apps, "enterprise", {"files": {"attachment": ["view"]}})


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0004_registry"),
        ("files", "0002_rules"),
        ("activity", "0003_schedules_and_grants"),
    ]
    operations = [
        migrations.AddField(
            model_name="documentkind",
            name="remind_again",
            field=models.JSONField(
                blank=True, default=list, help_text="a list of calendar days before the last day, such as [15, 0]",
                verbose_name="told again this many days ahead",
            ),
        ),
        migrations.AddField(
            model_name="figureitem",
            name="may_be_negative",
            field=models.BooleanField(default=False, verbose_name="may lie below zero"),
        ),
        migrations.AlterField(
            model_name="figureitem",
            name="is_money",
            field=models.BooleanField(
                default=False, help_text="other figures are whole numbers", verbose_name="money in 10,000 CNY"
            ),
        ),
        migrations.RunPython(add, migrations.RunPython.noop),
    ]
