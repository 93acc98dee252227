"""One small world with a row of every kind, ours and others', for the matrix of access: built once for all of it."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from coordination.models import Action, LightChange, Plan, ProgressReport, Task
from coordination.services import reports, rollup, tasks
from enterprises.models import (
    Application,
    Brand,
    BrandStanding,
    CabinetDocument,
    Call,
    Contact,
    Division,
    EligibilityRule,
    Enterprise,
    FormVersion,
    Grant,
    LateCode,
    Material,
    Policy,
    Registration,
    Rubric,
    SupportLetter,
)
from enterprises.models import Membership as FirmMembership
from enterprises.services import merges
from enterprises.services.answers import save_answers
from enterprises.services.applications import start_application, submit_application
from enterprises.services.classification import link_divisions
from enterprises.services.letters import ask_letter
from enterprises.services.materials import pick_document
from enterprises.services.rubrics import copy_rubric
from kernel.accounts.models import Membership, User
from kernel.accounts.services import issue_token
from kernel.activity.models import Channel, Heartbeat, Notification
from kernel.activity.services import notify, seal_audit
from kernel.exchange.models import Intake, Job
from kernel.exchange.queries import RESULT
from kernel.files.services import attach, keep_file
from tests.enterprises.factories import district, known_enterprise, open_call, registered_enterprise, scheme
from tests.enterprises.factories_applications import COMPLETE, licence_of
from tests.enterprises.factories_cabinet import brand, claimed_standing, completed_assessment, confirmed_standing
from tests.enterprises.factories_calls import ready_call
from tests.enterprises.factories_policies import agreed_grant, draft_policy, policy_in_force
from tests.enterprises.factories_registry import handed_in
from tests.exchange.factories import workbook
from tests.factories import NOW, POLICY, department, draft_plan, person, plan_in_force

ROLES = [
    "anonymous", "office", "bureau_liaison", "bureau_leader", "district_liaison", "expert", "enterprise",
    "system_admin", "security_admin", "auditor", "liaison_in_the_admin",
]  # fmt: skip
SEATS = {"office": "fgw", "bureau_liaison": "swj", "bureau_leader": "swj", "liaison_in_the_admin": "swj"}
OPEN = {Call, Policy}  # kinds of rows that have public pages
STAFF = {"office", "system_admin", "security_admin", "auditor", "liaison_in_the_admin"}
NOBODY_HAS = 4_000_000_000
OTHERS_ONLY = "灯塔暗号"  # stands in every text of a row that not everybody sees, with the row's own number


class World:
    """`people` by role; `rows` are keys as they were before anything was asked or a protection taken away."""

    def __init__(self) -> None:
        self.people: dict[str, Any] = {"anonymous": AnonymousUser()}
        self._numbers = count(1)
        self.marks: dict[str, list[tuple[Any, Any]]] = {}
        self._rows: dict[tuple[str, Any], tuple[list[Any], list[Any]]] = {}
        _tell_the_story(self)

    def twin_of(self, role: str) -> str:
        """An earlier role with the very same permissions, scope and entry to the admin; "" when there is none."""
        earlier = ROLES[1 : ROLES.index(role)] if role != "anonymous" else []
        return next((other for other in earlier if self._rights(other) == self._rights(role)), "")

    def is_another_in_the_admin(self, role: str) -> bool:
        """Whether an earlier role has the very same rights, but does not enter the admin."""
        earlier = ROLES[1 : ROLES.index(role)] if role != "anonymous" else []
        return any(self._rights(other)[:-1] == self._rights(role)[:-1] for other in earlier)

    def _rights(self, role: str) -> tuple[Any, ...]:
        person = self.people[role]
        scope = person.scope
        return person.get_all_permissions(), scope.everything, set(scope.departments), person.is_staff

    def cookies(self, role: str) -> dict[str, str]:
        """What a browser that this role has signed in with sends along."""
        client = Client()
        if role != "anonymous":
            client.force_login(self.people[role])
        return {name: cookie.value for name, cookie in client.cookies.items()}

    def bearer(self, role: str, *scopes: str) -> str:
        """The header of a new token with these scopes."""
        now = timezone.now()
        ends = now + timedelta(days=1)
        return f"Bearer {issue_token(self.people[role], name='x', scopes=list(scopes), expires_at=ends, now=now)[1]}"

    def mark(self, model: Any, pk: Any) -> str:
        """A word that stands in this row alone."""
        word = f"{OTHERS_ONLY}{next(self._numbers):02d}。"
        self.marks.setdefault(word, []).append((model, pk))
        return word

    def rows(self, role: str, model: Any) -> tuple[list[Any], list[Any]]:
        """Keys of the rows that this role sees, and of those that it does not."""
        if (role, model) not in self._rows:
            rows = model._default_manager.all()
            everything = list(rows.order_by("pk").values_list("pk", flat=True))
            if role == "anonymous":
                seen = _public(model, rows)
            elif hasattr(rows, "visible_to"):
                mine = rows.visible_to(User.objects.get(pk=self.people[role].pk))
                seen = list(mine.order_by("pk").values_list("pk", flat=True))
            else:
                seen = everything
            self._rows[role, model] = seen, [pk for pk in everything if pk not in set(seen)]
        return self._rows[role, model]

    def missing(self, model: Any) -> Any:
        """A key that no row of this kind has."""
        return (
            NOBODY_HAS
            if "Integer" in type(model._meta.pk).__name__ or "Auto" in type(model._meta.pk).__name__
            else "no-such"
        )

    def hidden_words(self, role: str) -> list[str]:
        """The marks of rows that this role sees through none of them."""
        return [word for word, rows in self.marks.items() if all(pk in self.rows(role, m)[1] for m, pk in rows)]

    def freeze(self, role: str) -> None:
        """Note what this role sees, before a protection is taken away."""
        for model in apps.get_models():
            self.rows(role, model)


def _public(model: Any, rows: Any) -> list[Any]:
    """What is seen by somebody who has not signed in."""
    if model is not Brand and model not in OPEN:
        return []
    seen = rows.on_ladder() if model is Brand else rows.visible_to(AnonymousUser())
    return list(seen.order_by("pk").values_list("pk", flat=True))


def _tell_the_story(world: World) -> None:
    plan = plan_in_force(timezone.localdate())
    lake = department("shq", "云西区", kind="district", district_code="990103", protocol_order=20)
    seats = {code: department(code) for code in ("fgw", "swj", "scj")} | {"shq": lake}
    for role in ROLES[1:]:
        group = "bureau_liaison" if role == "liaison_in_the_admin" else role
        seat = seats.get(SEATS.get(role, "shq" if role == "district_liaison" else ""))
        world.people[role] = person(group, seat, is_staff=role in STAFF)
    theirs = person("bureau_liaison", seats["scj"])
    hidden = draft_plan(text=POLICY.replace("试验", "起草"))
    for model, name, rows in (
        (Plan, "name", [hidden]),
        (User, "full_name", [theirs]),
        (Task, "standard", plan.tasks.all()),
    ):
        for row in rows:
            model._default_manager.filter(pk=row.pk).update(**{name: world.mark(model, row.pk)})
    for action in Action.objects.filter(measure__pillar__plan=hidden, measure__pillar__order=1, measure__order=1):
        Action.objects.filter(pk=action.pk).update(text=world.mark(Action, action.pk))
    _work(world, plan, {"swj": world.people["bureau_liaison"], "scj": User.objects.get(pk=theirs.pk)})
    _register_firms(world)
    _call_for_applications(world)
    _support(world)
    _keep_house(world, [*list(world.people.values())[1:], theirs])
    rollup.roll_up(today=timezone.localdate())
    seal_audit(now=timezone.now())


def _work(world: World, plan: Plan, liaisons: dict[str, User]) -> None:
    """Each bureau signs for its tasks and writes the month's report, with a file beside each."""
    today = timezone.localdate()
    for code, actor in liaisons.items():
        for issued in Task.objects.filter(plan=plan, lead__code=code):
            task = tasks.sign_task(issued, actor=actor, today=today)
            file = SimpleUploadedFile(f"{world.mark(Task, task.pk)}.txt", f"evidence {task.number}".encode())
            attach(task, file, purpose="evidence", actor=actor, now=timezone.now())
            why = {"gap": 20, "expected": 23, "limit": 10}
            LightChange.objects.create(task=task, on=today, before="green", after="red", rule="behind", params=why)
            tasks.set_milestones(task, [("开幕", task.due_on, 100)], actor=world.people["office"], today=today)
            report = task.reports.earliest("period")
            done = world.mark(ProgressReport, report.pk)
            report = reports.save_report(report, actor=actor, progress=3, done=done, judgement="on_track")
            if task.number.endswith("01"):
                reports.submit_report(report, actor=actor, today=today)


def _register_firms(world: World) -> None:
    """A firm of ours and one of others, each with its people, a contact, a request, a registration; a merge."""
    link_divisions()
    own = registered_enterprise(division=Division.objects.get(pk="990103"))
    others = registered_enterprise(division=district("990122", "青溪县", "qx"))
    seats: dict[str, Any] = {"status": "active", "requested_at": NOW}
    FirmMembership.objects.create(enterprise=own, user=world.people["enterprise"], role="owner", **seats)
    FirmMembership.objects.create(enterprise=others, user=person("enterprise"), role="owner", **seats)
    for firm in (own, others):
        Contact.objects.create(enterprise=firm, name="联系人", phone="19900001234", is_main=True)
        FirmMembership.objects.create(enterprise=firm, user=person("enterprise"), message="请加入", requested_at=NOW)
        handed_in(division=firm.division)
    handed_in(world.people["enterprise"], division=own.division)
    _fill_cabinets(world, own, others)
    _apply(world, own, others)
    merges.plan_merge(others, known_enterprise(division=others.division), actor=world.people["office"], now=NOW)
    for model, name, rows in (
        (Enterprise, "name", Enterprise.objects.exclude(pk=own.pk)),
        (Contact, "name", Contact.objects.filter(enterprise=others)),
        (FirmMembership, "message", FirmMembership.objects.filter(enterprise=others)),
        (Registration, "address", Registration.objects.exclude(division=own.division)),
    ):
        for row in rows:
            model._default_manager.filter(pk=row.pk).update(**{name: world.mark(model, row.pk)})


def _support(world: World) -> None:
    """A policy in force with a grant for our firm, another bureau's with one for the others, and one in preparation."""
    own, others = Enterprise.objects.filter(status="active").order_by("pk")[:2]
    for firm, bureau in ((own, "swj"), (others, "scj")):
        shown = policy_in_force(department=department(bureau))
        grant = agreed_grant(firm, actor=world.people["office"], policy=shown)
        Grant.objects.filter(pk=grant.pk).update(purpose=world.mark(Grant, grant.pk))
    hidden = draft_policy(department=department("scj"))
    hidden.rules.update(words=world.mark(EligibilityRule, hidden.rules.get().pk))
    Policy.objects.filter(pk=hidden.pk).update(title=world.mark(Policy, hidden.pk))


def _call_for_applications(world: World) -> None:
    """A published call that everybody sees and one in preparation, each with a late code and a condition."""
    now = timezone.now()
    award = scheme(department=department("scj"))
    draft = ready_call(award, year=2030, title="x")
    published = open_call(scheme=scheme(department=department("scj")))
    for call in (draft, published):
        about = {"fact": "years_since_founding", "operator": "gte", "wanted": 5}
        rule = EligibilityRule.objects.create(call=call, **about)
        code = LateCode.objects.create(
            call=call, digest=str(call.pk), hint="ABCD", expires_at=now + timedelta(days=9), reason="x", made_at=now,
            made_by=world.people["office"],
        )  # fmt: skip
        LateCode.objects.filter(pk=code.pk).update(reason=world.mark(LateCode, code.pk))
        if call is draft:
            EligibilityRule.objects.filter(pk=rule.pk).update(words=world.mark(EligibilityRule, rule.pk))
    Call.objects.filter(pk=draft.pk).update(title=world.mark(Call, draft.pk))
    for frozen in (
        FormVersion.objects.filter(pk=published.form_id or 0),
        Rubric.objects.filter(pk=draft.rubric_id or 0),
    ):
        frozen.update(status="frozen")
    FormVersion.objects.filter(pk=draft.form_id or 0).update(remark=world.mark(FormVersion, draft.form_id))
    score = copy_rubric(Rubric.objects.get(pk=draft.rubric_id or 0), actor=None)
    Rubric.objects.filter(pk=score.pk).update(name=world.mark(Rubric, score.pk))


def _fill_cabinets(world: World, own: Enterprise, others: Enterprise) -> None:
    """Each firm files, claims a rung and assesses itself; ours stands on the ladder, for everybody to see."""
    confirmed_standing(brand(own))
    hidden, _by = claimed_standing(brand(others))
    assessments = [completed_assessment(firm) for firm in (own, others)]
    assert {row.status for row in assessments} == {"completed"}
    document = hidden.evidence.get()
    CabinetDocument.objects.filter(pk=document.pk).update(title=world.mark(CabinetDocument, document.pk))
    Brand.objects.filter(pk=hidden.brand_id).update(story=world.mark(Brand, hidden.brand_id))
    BrandStanding.objects.filter(pk=hidden.pk).update(remark=world.mark(BrandStanding, hidden.pk))


def _apply(world: World, own: Enterprise, others: Enterprise) -> None:
    """Each firm has sent an application with a letter asked for; others' is not to be seen by ours."""
    call = open_call(scheme=scheme(department=department("scj")), applications_each=5)
    material = Material.objects.create(
        form_id=call.form_id, key="support", title="推荐信", source="letter", order=3, required=False
    )  # type: ignore[misc]
    for firm, filler in ((own, world.people["enterprise"]), (others, others.members.filter(status="active")[0].user)):
        draft = start_application(call, firm, actor=filler, now=NOW)
        letter, _token = ask_letter(draft, material, actor=filler, writer="推荐人", organisation="商会", now=NOW)
        save_answers(draft, COMPLETE, versions={"basics.name": 1}, actor=filler, now=NOW)
        licence = Material.objects.get(form=call.form_id, key="licence")
        pick_document(draft, licence, licence_of(firm, filler), actor=filler)
        sent = submit_application(draft, actor=filler, now=NOW)
        if firm == others:
            Application.objects.filter(pk=sent.pk).update(decision_note=world.mark(Application, sent.pk))
            SupportLetter.objects.filter(pk=letter.pk).update(writer=world.mark(SupportLetter, letter.pk))


def _keep_house(world: World, people: list[User]) -> None:
    """What each person has of their own, and what the portal notes by itself."""
    now, marked = timezone.now(), workbook([("市商务局", "消费")])
    for user in people:
        Channel.objects.create(user=user, kind="email", address=f"{user.username}@example.com")
        notify([user], "report_due", about=user, dedupe_key="x", task="1.1-01", period="", due="", days=3)
        token, _secret = issue_token(user, name="x", scopes=["read"], expires_at=now + timedelta(days=9), now=now)
        type(token).objects.filter(pk=token.pk).update(name=world.mark(type(token), token.pk))
        intake = Intake.objects.create(code="duty-keywords", owner=user, status="checked", created_at=now)
        Intake.objects.filter(pk=intake.pk).update(file_name=world.mark(Intake, intake.pk))
        own: dict[str, Any] = {"owner": user, "status": "failed", "created_at": now}
        check = Job.objects.create(kind="check", code=intake.code, intake=intake, **own)
        keep_file(check, SimpleUploadedFile("x.xlsx", marked), purpose=RESULT, actor=user, now=now)
        export = Job.objects.create(kind="export", code="tasks", **own)
        Job.objects.filter(pk=export.pk).update(message=world.mark(Job, export.pk))
    for message in Notification.objects.filter(dedupe_key="x"):
        words = {**message.params, "task": world.mark(Notification, message.pk)}
        Notification.objects.filter(pk=message.pk).update(params=words)
    Heartbeat.objects.get_or_create(name="sweep", defaults={"at": now})
    known: dict[str, Any] = {"username": "somebody", "ip_address": "192.0.2.1"}
    AccessAttempt.objects.create(**known, failures_since_start=1)
    AccessFailureLog.objects.create(**known)
    AccessLog.objects.create(**known)
    Membership.objects.filter(user__in=people, post=None).update(since=timezone.localdate())
