"""At least three rows in every list of the admin, so that a list that asks again for each row is found out."""

from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django_celery_beat.models import CrontabSchedule, IntervalSchedule

from coordination.models import DutyKeyword, Indicator, LightChange, Reading, SupervisionRule, Task
from enterprises.models import (
    Application,
    Brand,
    BrandStanding,
    Breach,
    Call,
    CheckRule,
    EligibilityRule,
    Enterprise,
    Grant,
    LateCode,
    Material,
    Policy,
    Questionnaire,
    Recognition,
    RegistryRule,
    Rubric,
    Rung,
    SelfAssessment,
    Submission,
    SupportLetter,
)
from enterprises.services import merges, registration
from enterprises.workflow import ApplicationStatus
from kernel.accounts.models import ApiToken, Department, Membership, Post, User
from kernel.activity.models import Heartbeat
from kernel.activity.services import seal_audit
from kernel.dictionaries.models import Dictionary
from kernel.exchange.models import ExchangeRule
from kernel.files.models import Attachment, FileRule
from tests.enterprises.factories import industry, member, open_call, registered_enterprise
from tests.enterprises.factories_applications import licence_of
from tests.enterprises.factories_registry import claim
from tests.factories import NOW, POLICY, TODAY, bureaus, draft_plan, liaison, office_person, submitted_report
from tests.kernel.factories import post_for


def fill_lists() -> None:
    """A plan in force with its reports, two drafts, and whatever else a list may hold."""
    report = submitted_report()
    for n in range(2):
        draft_plan(text=f"{POLICY}\n（二）其他{n}。开展第{n}项行动。（市商务局牵头）\n")
    people = [liaison("scj"), liaison("swj"), office_person()]
    post_for(*people)
    for n, person in enumerate(people):
        bureau = list(bureaus().values())[n]
        DutyKeyword.objects.create(department=bureau, word=f"词{n}")
        bureau.aliases.create(name=f"别名{n}")
        post = Post.objects.create(name=f"岗位{n}")
        Membership.objects.filter(user=person).update(post=post)
        Department.objects.create(
            code=f"unit{n}", name=f"内设{n}", short_name=f"内设{n}", district_code="990100", kind="unit", parent=bureau
        )
        ApiToken.objects.create(user=person, name="夜间", prefix=f"p{n}", digest="d", scopes=["read"], expires_at=NOW)
        _sign_ins(person)
        _figures(report.task, n)
        _file(report, person)
    for n in range(3):
        SupervisionRule.objects.create(name=f"规则{n}", basis="试验", in_force_from=TODAY)
        Heartbeat.objects.create(name=f"beat{n}", at=NOW)
        IntervalSchedule.objects.create(every=60 + n, period="seconds")
        CrontabSchedule.objects.create(minute=str(n), hour="3")
        Dictionary.objects.create(code=f"kind{n}", name=f"字典{n}").entries.create(
            code="a", label_zh="甲", label_en="a"
        )
        ExchangeRule.objects.create(**{**_exchange_rule(), "name": f"规则{n}"})
        FileRule.objects.create(purpose=f"use{n}", name=f"用途{n}", most_bytes=1, most_files=1)
    _firms()
    for n in range(3):
        _rules(n)
        _support(_recognised(n), _applied(n))
    seal_audit(now=NOW)


def _exchange_rule() -> dict[str, Any]:
    """What the migration's rule says, for more of the kind."""
    return {name: value for name, value in ExchangeRule.objects.values().latest("pk").items() if name != "id"}


def _firms() -> None:
    """Firms with their people, breaches and registrations, and entries to be merged."""
    for n in range(3):
        firm, twin = registered_enterprise(), registered_enterprise()
        member(firm)
        Breach.objects.create(enterprise=firm, kind="tax", happened_on=TODAY, decided_by="税务局", text="x")
        merges.plan_merge(firm, twin, actor=office_person(), now=NOW)
        registration.register(claim(), actor=member(twin), now=NOW, today=TODAY)
        RegistryRule.objects.create(name=f"规则{n}", basis="试验", in_force_from=TODAY - timedelta(days=n))


def _rules(n: int) -> None:
    """What staff set for a span of time, and a rubric."""
    begun = TODAY - timedelta(days=n)
    CheckRule.objects.create(name=f"规则{n}", basis="试验", in_force_from=begun, near_days=[n])
    questionnaire = Questionnaire.objects.create(name=f"问卷{n}", basis="试验", in_force_from=begun)
    SelfAssessment.objects.create(
        enterprise=registered_enterprise(), questionnaire=questionnaire, begun_at=NOW, filled_by=liaison()
    )  # fmt: skip
    Rubric.objects.create(code=f"own{n}", name=f"评分表{n}", basis="试验")


def _recognised(n: int) -> Brand:
    """A firm's brand that stands on a rung."""
    rung = Rung.objects.order_by("order")[n]
    known: dict[str, Any] = {"enterprise": registered_enterprise(), "industry": industry(), "rung": rung}
    brand = Brand.objects.create(name=f"恒达{n}", since_year=1998, **known)
    BrandStanding.objects.create(brand=brand, rung=rung, reached_on=TODAY, claimed_at=NOW)
    return brand


def _applied(n: int) -> Call:
    """A call with a late-entry code, an application that was sent, and another firm's draft with a letter asked for."""
    call, firm, other = open_call(), registered_enterprise(), registered_enterprise()
    filler = member(firm)
    begun: dict[str, Any] = {"call": call, "begun_by": filler, "begun_at": NOW}
    code = LateCode.objects.create(
        call=call, digest=f"{n:064}", hint=f"AB{n}", expires_at=NOW, reason="系统故障", made_by=filler, made_at=NOW
    )
    sent = Application.objects.create(
        enterprise=firm, status=ApplicationStatus.SUBMITTED, number=f"T2026-{n}", late_code=code, **begun
    )
    Submission.objects.create(application=sent, submitted_at=NOW, submitted_by=filler, content={})
    SupportLetter.objects.create(
        application=Application.objects.create(enterprise=other, **begun), digest=f"{n:064}", expires_at=NOW,
        material=Material.objects.filter(form=call.form_id)[0], writer=f"会长{n}", organisation="云江阀门协会",
        asked_by=filler, asked_at=NOW,
    )  # fmt: skip
    licence_of(firm, filler, expires_on=TODAY)
    return call


def _support(brand: Brand, call: Call) -> None:
    """A policy, a grant by it, a title of the call's scheme; the policy and the call ask for the firm's district."""
    firm: Enterprise = brand.enterprise
    policy = Policy.objects.create(
        title="品牌出海扶持", department=bureaus()["swj"], summary="支持出海", benefit="补助", starts_on=TODAY
    )
    Grant.objects.create(policy=policy, enterprise=firm, purpose="海外展会", amount=50, agreed_on=TODAY)
    Recognition.objects.create(enterprise=firm, brand=brand, scheme=call.scheme, year=2025, awarded_on=TODAY)
    here: dict[str, Any] = {"fact": "division", "operator": "in", "wanted": [firm.division.code]}
    EligibilityRule.objects.bulk_create([EligibilityRule(policy=policy, **here), EligibilityRule(call=call, **here)])


def _sign_ins(person: User) -> None:
    known: dict[str, Any] = {
        "username": person.username, "ip_address": "10.0.0.1", "user_agent": "x", "http_accept": "", "path_info": "/",
    }  # fmt: skip
    AccessAttempt.objects.create(**known, failures_since_start=1, get_data="", post_data="")
    AccessLog.objects.create(**known)
    AccessFailureLog.objects.create(**known, locked_out=False)


def _figures(task: Task, n: int) -> None:
    indicator = Indicator.objects.get_or_create(code=f"count{n}", defaults={"name_zh": "数", "name_en": "count"})[0]
    measures: list[Any] = list(task.plan.pillars.get(order=1).measures.all())
    Reading.objects.create(
        indicator=indicator,
        plan=task.plan,
        measure=measures[n % 2],
        department=task.lead,
        on=TODAY,
        value=n,
        key=f"k{n}",
    )
    LightChange.objects.create(
        task=task.plan.tasks.all()[n], on=TODAY, before="grey", after="green", rule="on_schedule",
        params={"progress": 1, "expected": 1},
    )  # fmt: skip


def _file(report: models.Model, person: User) -> None:
    Attachment.objects.create(
        content_type=ContentType.objects.get_for_model(report), object_id=report.pk, purpose="evidence", file="x.txt",
        name="x.txt", media_type="text/plain", size=1, sha256="0" * 64, uploaded_by=person, uploaded_at=NOW,
    )  # fmt: skip
