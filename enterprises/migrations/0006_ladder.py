"""The rungs of the ladder, their criteria, and the night's look at standings that have run out."""

from django.db import migrations

from kernel.activity.shipping import ship_messages, ship_nightly

RUNGS = [  # code, Chinese name, English name, basis, criteria: Chinese, English, evidence, required
    ("seedling", "培育品牌", "Seedling", "云江市品牌梯度培育管理办法（示例）第六条", [
        ("有自主注册商标，或已提交注册申请并被受理", "Holds a registered trademark of its own, or has an application accepted for filing", "商标注册证或受理通知书", True),
        ("连续经营两年以上，近一年无严重违法失信记录", "Has traded for two years or more, without a serious breach in the last year", "营业执照", True),
        ("有品牌负责人和年度品牌工作计划", "Has somebody in charge of the brand and a plan for the year", "品牌工作计划", True),
        ("产品或服务执行国家、行业标准或公开的企业标准", "Its products or services follow a national, industry or published company standard", "标准自我声明", False),
    ]),
    ("city", "市级品牌", "City brand", "云江市品牌梯度培育管理办法（示例）第七条", [
        ("注册商标连续使用三年以上", "A registered trademark in use for three years or more", "商标注册证", True),
        ("通过质量管理体系认证，且证书在有效期内", "A certified quality management system, the certificate in force", "质量管理体系认证证书", True),
        ("近三年自主品牌销售收入逐年增长或保持全市同行业前列", "Sales under the brand grew in each of three years, or lead the industry in the city", "年度财务报表", True),
        ("近三年无重大质量、安全、环保事故", "No serious quality, safety or environmental incident in three years", "信用报告", True),
        ("市级以上荣誉，或顾客满意度测评优良", "An honour of the city or above, or good marks from customers", "荣誉证书", False),
    ]),
    ("province", "省级品牌", "Provincial brand", "云江市品牌梯度培育管理办法（示例）第八条", [
        ("获得省级品牌、质量或老字号类认定", "Recognised by the province as a brand, for quality or as time-honoured", "认定文件或证书", True),
        ("自主品牌产品销往三个以上省份", "Sold under its own brand in three provinces or more", "销售合同或报表", True),
        ("牵头或参与制定行业、地方、团体标准", "Led or took part in an industry, local or group standard", "参与制定标准的证明", True),
        ("研发经费占营业收入的比重不低于同行业平均水平", "Spends no smaller share of revenue on research than the industry's average", "年度财务报表", False),
    ]),
    ("national", "国家级品牌", "National brand", "云江市品牌梯度培育管理办法（示例）第九条", [
        ("获得国家级品牌、质量、老字号或地理标志类认定", "Recognised by the state as a brand, for quality, as time-honoured or as a geographical indication", "认定文件或证书", True),
        ("细分市场占有率居全国前五位", "Among the first five of its market in the country", "行业协会证明", True),
        ("主导制定国家标准，或拥有行业关键发明专利", "Led a national standard, or holds a key invention patent of its trade", "标准文本或专利证书", True),
        ("按品牌价值评价国家标准完成第三方评价", "Valued by a third party by the national standard of brand valuation", "品牌价值评价报告", False),
    ]),
    ("world", "世界级品牌", "World brand", "云江市品牌梯度培育管理办法（示例）第十条", [
        ("商标在五个以上国家或地区注册并实际使用", "Its trademark registered and used in five countries or regions", "境外商标注册证明", True),
        ("自主品牌产品出口三十个以上国家或地区", "Sold abroad under its own brand in thirty countries or regions", "出口报关资料", True),
        ("细分市场占有率居全球前五位", "Among the first five of its market in the world", "第三方市场报告", True),
        ("主导或参与制定国际标准", "Led or took part in an international standard", "国际标准文本", True),
        ("有境外售后服务和品牌维权机制", "Has after-sales service and a way to defend its brand abroad", "服务网点和维权制度", False),
    ]),
]
MESSAGES = [  # verb, Chinese title, Chinese text, English title, English text
    ("standing_claimed", "品牌梯度待确认：{brand}", "{enterprise}申报“{brand}”达到{rung}，请核对依据材料后确认或不予确认。", "A rung to confirm: {brand}", "{enterprise} claims the rung {rung} for “{brand}”; please check the evidence, then confirm or refuse."),
    ("standing_confirmed", "品牌梯度已确认：{brand}", "“{brand}”已确认为{rung}，即日起列入全市品牌梯度。", "Confirmed: {brand}", "“{brand}” now stands on the rung {rung} of the city's ladder."),
    ("standing_refused", "品牌梯度未予确认：{brand}", "“{brand}”申报{rung}未予确认：{note}。补充材料后可以重新申报。", "Not confirmed: {brand}", "The rung {rung} for “{brand}” was not confirmed: {note}. You may claim it again with better evidence."),
    ("standing_lapsed", "品牌梯度失效：{brand}", "“{brand}”的{rung}已失效：{note}。", "Lapsed: {brand}", "The rung {rung} of “{brand}” has lapsed: {note}."),
]
NIGHTLY = ("每日核查：品牌梯度到期", "enterprises.tasks.lapse_standings", "0", "40")


def add(apps, schema_editor):
    criterion = apps.get_model("enterprises", "RungCriterion")
    for order, (code, zh, en, basis, criteria) in enumerate(RUNGS, start=1):
        rung, new = apps.get_model("enterprises", "Rung").objects.get_or_create(
            code=code, defaults={"name_zh": zh, "name_en": en, "order": order * 10, "basis": basis}
        )
        if new:
            criterion.objects.bulk_create(
                criterion(
                    rung=rung, text_zh=text_zh, text_en=text_en, evidence=evidence, required=required, order=place * 10
                )
                for place, (text_zh, text_en, evidence, required) in enumerate(criteria, start=1)
            )
    ship_messages(apps, MESSAGES)
    ship_nightly(apps, *NIGHTLY)


def remove(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name=NIGHTLY[0]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0005_cabinet"),
        ("activity", "0003_schedules_and_grants"),
        ("django_celery_beat", "__latest__"),
    ]
    operations = [migrations.RunPython(add, remove)]
