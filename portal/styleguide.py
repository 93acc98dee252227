"""The page that shows every part in every state, with the demo city's words; not served in production."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

TODAY = date(2026, 5, 8)
HERE = "#"


class SampleForm(forms.Form):
    """One field of each kind."""

    progress = forms.IntegerField(
        label="本月进度", min_value=0, max_value=100, help_text="到本月底累计完成的百分比。上月：62%"
    )
    amount = forms.DecimalField(label="已到位资金", required=False, help_text="财政与社会资金合计。")
    due_on = forms.DateField(label="预计完成日", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    bureau = forms.ChoiceField(label="协同单位", choices=[("", "请选择"), ("1", "市商务局"), ("2", "市市场监管局")])
    kind = forms.ChoiceField(
        label="困难类型",
        widget=forms.RadioSelect,
        choices=[("none", "没有困难"), ("money", "资金"), ("people", "人员"), ("other", "需要协调其他单位")],
    )
    done = forms.CharField(label="本月做了什么", widget=forms.Textarea, help_text="写事实：办了几场、多少家、多少钱。")
    papers = forms.FileField(label="佐证材料", required=False, help_text="PDF、Word、Excel 或图片，每个不超过 20 MB。")
    certain = forms.BooleanField(label="我确认以上数字与佐证材料一致")


class FilterForm(forms.Form):
    word = forms.CharField(
        label="编号、名称或拼音首字母", required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    pillar = forms.ChoiceField(
        label="板块", required=False, choices=[("", "全部"), ("1", "品牌影响力"), ("2", "品牌保护")]
    )
    light = forms.ChoiceField(label="灯色", required=False, choices=[("", "全部"), ("red", "滞后"), ("yellow", "预警")])


def styleguide(request: HttpRequest) -> HttpResponse:
    """Everything the pages are made of, to be looked at before and after a change of the styles."""
    if settings.PRODUCTION:
        raise Http404
    wrong = SampleForm({"progress": "140", "amount": "1234.5", "due_on": "2026-05-30", "kind": "money", "done": ""})
    start = {"progress": 68, "amount": "1234.5", "due_on": "2026-05-30", "bureau": "1", "kind": "none"}
    context = {
        "form": SampleForm(initial=start, prefix="fresh"),
        "wrong": wrong,
        "filters": FilterForm({"light": "red"}),
        "today": TODAY,
        "start": date(2026, 1, 1),
        "end": date(2028, 12, 31),
        "page": Paginator(range(1284), 50).page(7),
        "spark": [41, 44, 43, 49, 55, 54, 61, 68],
        "money": [86, 123_456, 99_999_999, 1_203_400_000],
        **_rows(),
        **_record(),
        **_charts(),
    }
    return render(request, "portal/styleguide.html", context)


def _rows() -> dict[str, Any]:
    names = ["编号与任务", "牵头单位", "灯", "进度", "到期", "资金 (万元)"]
    keys = ["name", "lead", "light", "progress", "due_on", "amount"]
    columns = [
        {"key": k, "label": n, "sort": k != "light", "num": k == "amount", "wide": k == "lead"}
        for k, n in zip(keys, names, strict=True)
    ]
    tasks = [
        (
            "1.1-03",
            "组织“中国品牌日”云江专场活动",
            "市商务局",
            "red",
            "逾期 3 个工作日，进度 72%",
            72,
            100,
            -3,
            "360.00",
        ),
        (
            "1.2-01",
            "在中亚建设 2 个云江品牌展示中心",
            "市商务局",
            "yellow",
            "比时间进度慢 14 个点",
            38,
            52,
            12,
            "1,850.00",
        ),
        ("2.1-05", "办结商标侵权跨区域协查案件 40 件", "市市场监管局", "green", "", 64, 50, 88, "45.00"),
        (
            "2.2-02",
            "创建国家级阀门质量标准实验室",
            "市市场监管局",
            "grey",
            "经批准暂停至 6 月 30 日",
            20,
            None,
            163,
            "2,400.00",
        ),
        ("3.3-01", "培育“云江精品”标杆企业 30 家", "市工业和信息化局", "yellow", "4 月月报未提交", 55, 50, 4, "600.00"),
    ]
    tone = {"red": "due", "yellow": "warn", "green": "ok", "grey": "quiet"}
    rows = [
        {
            "pk": index,
            "url": HERE,
            "name": name,
            "cells": [
                {"text": name, "sub": number},
                lead,
                {"kind": "light", "light": light, "reason": why},
                {"kind": "bar", "value": done, "target": should, "tone": tone[light]},
                {"kind": "days", "days": days, "due_on": TODAY + timedelta(days=days * 7 // 5)},
                amount,
            ],
        }
        for index, (number, name, lead, light, why, done, should, days, amount) in enumerate(tasks)
    ]
    todo = [
        {
            "title": f"{name}",
            "why": why or "审核 4 月月报",
            "source": f"{number} · {lead}",
            "days": days,
            "light": light,
        }
        | {"due_on": TODAY + timedelta(days=days * 7 // 5), "act": "填报月报" if days < 10 else "审核"}
        for number, name, lead, light, why, _done, _should, days, _amount in (tasks[0], tasks[4], tasks[1], tasks[2])
    ]
    return {"columns": columns, "rows": rows, "todo": todo, "sums": ["合计 5 项", "", "", "", "", "5,255.00"]}


def _record() -> dict[str, Any]:
    at = datetime(2026, 5, 8, 10, 32, tzinfo=ZoneInfo(settings.TIME_ZONE))
    return {
        "stages": [
            {"label": "分解下达", "state": "done", "on": date(2026, 1, 15)},
            {"label": "单位确认", "state": "done", "on": date(2026, 1, 22)},
            {"label": "推进中", "state": "now", "note": "每月 25 日前报进度"},
            {"label": "提交完成", "state": "next", "on": date(2026, 5, 31)},
            {"label": "办公室核验", "state": "next", "note": "5 个工作日"},
        ],
        "late_stages": [
            {"label": "受理", "state": "done", "on": date(2026, 4, 8)},
            {"label": "补正", "state": "late", "on": date(2026, 4, 22), "note": "逾期 3 个工作日"},
            {"label": "专家评审", "state": "next"},
        ],
        "facts": [
            {"label": "协同单位", "value": "3 个", "note": "宣传部、文旅局、云东区"},
            {"label": "佐证", "value": "7 份", "url": HERE},
        ],
        "acts": [{"label": "提交月报", "url": HERE}, {"label": "申请延期", "url": HERE, "kind": "plain"}],
        "effects": [{"label": "收到催办的单位", "value": "5 个"}, {"label": "收到消息的人", "value": "11 人"}],
        "next": [{"text": "办公室审核", "on": date(2026, 5, 15)}, {"text": "计入 5 月通报", "on": date(2026, 6, 5)}],
        "history": [
            {
                "at": at,
                "who": "林未央",
                "department": "市品牌创建工作办公室",
                "what": "退回了 4 月月报",
                "status": "已退回",
            }
            | {"tone": "warn", "note": "参展企业数与附件 2 的名单对不上 (38 家与 35 家)，请核实后再报。"},
            {"at": at - timedelta(days=2), "who": "周一鸣", "department": "市商务局", "what": "提交了 4 月月报"}
            | {"changes": [{"field": "进度", "old": "62%", "new": "72%"}, {"field": "参展企业", "new": "38 家"}]},
            {"at": at - timedelta(days=16), "who": "系统", "what": "提醒：4 月月报应于 4 月 25 日前提交"},
        ],
        "versions": [
            {"label": "任务内容", "old": "组织“中国品牌日”云江专场活动，参展企业不少于 30 家。"}
            | {"new": "组织“中国品牌日”云江专场系列活动，参展企业不少于 35 家，其中老字号 8 家。"},
            {"label": "完成时限", "old": "2026-05-10", "new": "2026-05-31"},
            {"label": "牵头单位", "old": "市商务局", "new": "市商务局"},
            {"label": "资金来源", "old": "", "new": "市级品牌专项资金 360 万元"},
        ],
        "attachments": [
            {"name": "附件1 中国品牌日活动方案.docx", "url": HERE, "size": 482_133, "state": "ok"},
            {"name": "附件2 参展企业名单.xlsx", "size": 1_204_551, "state": "checking"},
            {"name": "现场照片.zip", "size": 35_204_551, "state": "wrong", "note": "压缩包不能上传：请逐张上传照片。"},
        ],
    }


def _charts() -> dict[str, Any]:
    pillars = ["品牌消费", "品牌出海", "国际合作", "品牌保护", "质量基础", "人才"]
    lights = {"r": "red", "y": "yellow", "g": "green", "s": "grey"}
    table = {
        "市商务局": "r3 y2 g4 - - -",
        "市市场监管局": "- - g5 g9 y1 g2",
        "市工业和信息化局": "g2 - - - g6 -",
        "石湖区": "g1 y1 - s1 g3 g1",
    }
    matrix = [
        {
            "label": bureau,
            "url": HERE,
            "cells": [
                None if c == "-" else {"light": lights[c[0]], "count": c[1:], "url": HERE} for c in cells.split()
            ],
        }
        for bureau, cells in table.items()
    ]
    bureaus = [
        ("市商务局", 54, 68, "due"),
        ("市工业和信息化局", 61, 66, "warn"),
        ("市市场监管局", 74, 65, "ok"),
        ("云江海关", 70, 70, "ok"),
    ]
    spans = [("1.1-03 中国品牌日专场", 1, 1, 5, 72, "red"), ("1.2-01 中亚展示中心", 1, 3, 12, 38, "yellow")]
    spans += [("2.1-05 跨区域协查", 1, 2, 20, 24, "green"), ("2.2-02 国家阀门实验室", 1, 1, 30, 8, "grey")]
    gantt = [
        {
            "label": label,
            "url": HERE,
            "start": _month(year * 12 - 12 + month),
            "end": _month(year * 12 - 12 + month + length),
        }
        | {"progress": progress, "light": light}
        for label, year, month, length, progress, light in spans
    ]
    return {
        "matrix_columns": [{"label": label, "url": HERE} for label in pillars],
        "matrix": matrix,
        "bars": [{"label": n, "value": v, "target": t, "tone": tone, "url": HERE} for n, v, t, tone in bureaus],
        "gantt": gantt,
    }


def _month(number: int) -> date:
    """The first day of the n-th month of the campaign, from January 2026."""
    return date(2026 + (number - 1) // 12, (number - 1) % 12 + 1, 1)
