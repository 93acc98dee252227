"""From a policy text to a plan in force."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kernel.accounts.models import Department, User
from kernel.activity.services import advance, amend, record, require
from kernel.calendars.queries import WorkingCalendar, month_dues
from kernel.common.errors import DomainError, Invalid

from ..models import Action, DutyKeyword, Measure, Pillar, Plan, PolicyText, SupervisionRule, Target
from ..policytext import Action as DraftedAction
from ..policytext import Bureau, Outline, TextRefused, outline
from ..workflow import MANAGE, PlanStatus
from .issuing import issue_tasks
from .lights import relight_plan

YEARS = range(2020, 2100)
USUAL_LENGTH = 3
_PERIOD = re.compile(r"(20\d\d)\s?年?\s?[—–~～至到-]{1,2}\s?(20\d\d)\s?年?")


class AlreadyImported(DomainError):
    """The text is known: `extra["plan"]` is the plan that came of it; compare instead."""

    code = "already_imported"


def read_outline(text: str, *, years: tuple[int, int] | None = None) -> Outline:
    """What the text says, with bureaus matched to the departments on record; Invalid (400) when it is no policy."""
    try:
        return outline(text, known_bureaus(), years=years)
    except TextRefused as refusal:
        raise Invalid(fields={"text": [_(str(refusal))]}) from refusal


def years_of(text: str, *, today: date) -> tuple[int, int]:
    """The period the text's opening lines name (2026—2028年), else the three years from today's."""
    found = _PERIOD.search(text[:2000])
    if found and int(found[1]) <= int(found[2]):
        return int(found[1]), int(found[2])
    return today.year, today.year + USUAL_LENGTH - 1


def known_plan(text: str) -> Plan | None:
    """The plan that has come of this very text, whatever its line ends; None for a text that is new."""
    return Plan.objects.filter(policy__digest=_digest(text)).exclude(status=PlanStatus.ABANDONED).first()


def known_bureaus() -> list[Bureau]:
    """Departments with all their names and keywords, in protocol order. Three queries."""
    keywords: dict[int, list[str]] = {}
    for department, word in DutyKeyword.objects.values_list("department", "word"):
        keywords.setdefault(department, []).append(word)
    return [
        Bureau(
            code=row.code,
            names=(row.name, row.short_name, *(alias.name for alias in row.aliases.all())),
            keywords=tuple(keywords.get(row.pk, ())),
        )
        for row in Department.objects.open().prefetch_related("aliases")
    ]


@transaction.atomic
def draft_plan(
    text: str, *, name: str, years: tuple[int, int], source_name: str = "", actor: User | None, now: datetime
) -> Plan:
    """Keep the text and draft a plan from it. The same text twice is AlreadyImported (409), never a second plan."""
    require(actor, MANAGE)
    first, last = years
    if first not in YEARS or last not in YEARS or not first <= last < first + 10:
        raise Invalid(fields={"years": [_("Give the first and the last year, at most ten years apart.")]})
    _refuse_known(text)
    drafted = read_outline(text, years=years)
    title = (
        name.strip()
        or drafted.title
        or PurePath(source_name).stem
        or _("Plan %(first)d–%(last)d") % {"first": first, "last": last}
    )
    policy = _keep_text(text, drafted.title or title, source_name, actor, now)
    if policy.text != text:
        # It was given up before, with other line ends: offsets count in the text that is kept.
        drafted = read_outline(policy.text, years=years)
    plan = Plan.objects.create(
        name=title[:120], policy=policy, rule=_rule_in_force(last), first_year=first, last_year=last
    )
    _write_outline(plan, drafted)
    record(plan, "draft", actor=actor, after={"name": plan.name, "sha256": policy.digest})
    return plan


@transaction.atomic
def confirm_plan(plan: Plan, *, actor: User | None, today: date) -> Plan:
    """Put the plan in force: each action becomes a task for its lead, issued for signature. All or nothing.

    Invalid (400) names the sentences that still have no lead.
    """
    leaderless = drafted_actions(plan).filter(lead=None)
    if leaderless.exists():
        names = [
            f"{action.measure}: {action.text[:20]}…" for action in leaderless.select_related("measure__pillar")[:50]
        ]
        raise Invalid(_("%(n)d sentences have no lead department yet.") % {"n": len(names)}, fields={"actions": names})
    if not drafted_actions(plan).exists():
        raise Invalid(fields={"actions": [_("The plan has no actions.")]})
    plan = advance(plan, "confirm", actor=actor, confirmed_on=today)
    issue_tasks(plan, drafted_actions(plan), actor=actor, today=today)
    return plan


EDITABLE = frozenset({"name", "rule"})


@transaction.atomic
def edit_plan(plan: Plan, *, actor: User | None, today: date, note: str = "", **changes: Any) -> Plan:
    """Change the name of a plan, or the rule it is supervised by, which needs a reason and sets all its lights anew."""
    unknown = set(changes) - EDITABLE
    if unknown:
        raise Invalid(fields={name: [_("This cannot be changed here.")] for name in sorted(unknown)})
    other_rule = "rule" in changes and changes["rule"] != plan.rule
    if other_rule and not note.strip():
        raise Invalid(fields={"note": [_("Another rule needs a reason.")]})
    plan = amend(plan, actor=actor, permission=MANAGE, note=note, **changes)
    if other_rule and plan.status == PlanStatus.ACTIVE:
        relight_plan(plan, on=today, today=today)
    return plan


def abandon_plan(plan: Plan, *, actor: User | None, note: str) -> Plan:
    """Give a draft up; its text may then be imported again."""
    return advance(plan, "abandon", actor=actor, note=note)


def close_plan(plan: Plan, *, actor: User | None, note: str) -> Plan:
    """End the campaign's plan."""
    return advance(plan, "close", actor=actor, note=note)


def drafted_actions(plan: Plan) -> QuerySet[Action]:
    """The actions that will become tasks: neither dropped nor merged away."""
    return Action.objects.filter(measure__pillar__plan=plan, dropped=False, merged_into=None)


def report_dues(plan: Plan) -> list[date]:
    """The due dates of the plan's monthly reports: its report day, or the last working day before it."""
    first, last = date(plan.first_year, 1, 1), date(plan.last_year, 12, 31)
    return month_dues(first, last, plan.rule.report_day, WorkingCalendar.load(first, last))


def _keep_text(text: str, title: str, source_name: str, actor: User | None, now: datetime) -> PolicyText:
    policy, new = PolicyText.objects.get_or_create(
        digest=_digest(text),
        defaults={
            "title": title[:200], "text": text, "source_name": source_name[:200], "imported_by": actor,
            "imported_at": now,
        },
    )  # fmt: skip
    if not new:
        # Two people at once: the second has waited here for the first one's plan.
        _refuse_known(text)
    return policy


def _refuse_known(text: str) -> None:
    known = known_plan(text)
    if known is not None:
        raise AlreadyImported(_("This text has been imported already, as “%(plan)s”.") % {"plan": known}, plan=known.pk)


def _digest(text: str) -> str:
    """Of the lines that say something: a copy pasted with other line ends or blank lines is the same text."""
    lines = (line.strip() for line in text.splitlines())
    return hashlib.sha256("\n".join(line for line in lines if line).encode()).hexdigest()


def _rule_in_force(year: int) -> SupervisionRule:
    """The newest set of numbers in force by the end of `year`; Invalid (400) when staff have ended them all."""
    rule = (
        SupervisionRule.objects.filter(in_force_from__lte=date(year, 12, 31)).order_by("-in_force_from", "pk").first()
    )
    if rule is None:
        raise Invalid(fields={"rule": [_("There is no supervision rule in force.")]})
    return rule


def _write_outline(plan: Plan, drafted: Outline) -> None:
    departments = {row.code: row for row in Department.objects.open()}
    for pillar_order, pillar in enumerate(drafted.pillars, start=1):
        kept = Pillar.objects.create(plan=plan, order=pillar_order, number=pillar.number, title=pillar.title[:200])
        for measure_order, measure in enumerate(pillar.measures, start=1):
            row = Measure.objects.create(
                pillar=kept, order=measure_order, number=measure.number, title=measure.title[:200]
            )
            _write_actions(row, measure.actions, departments)


def _write_actions(measure: Measure, drafted: Sequence[DraftedAction], departments: dict[str, Department]) -> None:
    actions = Action.objects.bulk_create(
        _action(measure, n, item, departments) for n, item in enumerate(drafted, start=1)
    )
    partners = Action.partners.through.objects
    partners.bulk_create(
        Action.partners.through(action=action, department=departments[code])
        for action, item in zip(actions, drafted, strict=True)
        for code in dict.fromkeys(item.partner_departments)
        if code in departments and departments[code].pk != action.lead_id
    )
    Target.objects.bulk_create(_targets(actions, drafted))


def _action(measure: Measure, order: int, item: DraftedAction, departments: dict[str, Department]) -> Action:
    code = item.lead_department or item.suggested_lead
    return Action(
        measure=measure, order=order, start=item.start, end=item.end, text=item.text, lead_text=item.lead[:200],
        partners_text=list(item.partners), lead=departments.get(code),
        lead_suggested=not item.lead_department and code in departments, why=list(item.why),
    )  # fmt: skip


def _targets(actions: Sequence[Action], drafted: Sequence[DraftedAction]) -> Iterator[Target]:
    for action, item in zip(actions, drafted, strict=True):
        for target in item.targets:
            yield Target(
                action=action, text=target.text[:200], value=target.value, unit=target.unit[:20], by=target.by,
                kind=target.kind if target.kind in Target.Kind.values else Target.Kind.TOTAL,
            )  # fmt: skip
