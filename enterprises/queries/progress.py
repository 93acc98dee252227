"""Where an application stands: its sections, what was objected to, its way through the stages, who holds it now."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import Application, CheckItem, FormSection, Stage, StageClock
from ..models.applications import ENDED, WRITABLE
from ..workflow import ApplicationStatus
from .completeness import BRAND, Problem
from .sheets import objections_to, open_paths, path_of

Kind = Stage.Kind
MATERIALS = "materials"


@dataclass(frozen=True, slots=True)
class SectionState:
    """One section and how many things in it are still to do; `open` when something in it may be written."""

    section: FormSection
    to_do: int
    open: bool
    number: int


@dataclass(frozen=True, slots=True)
class Turn:
    """One stage of the way: `state` is done, now, late or next, as the part `timeline` shows it."""

    label: str
    state: str
    on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Objection:
    """What the notice named: where it is, what is said of it, and whether the firm has changed it since."""

    item: CheckItem
    label: str
    path: str
    section: str
    said: str
    changed: bool


def section_states(
    application: Application, sections: list[FormSection], problems: list[Problem]
) -> list[SectionState]:
    """Each section with what is still to do in it."""
    owed = Counter(problem.section for problem in problems)
    opened = open_paths(application)
    return [
        SectionState(section, owed[section.key], _is_open(section, opened), number)
        for number, section in enumerate(sections, start=1)
    ]


def objections_of(application: Application) -> list[Objection]:
    """What the last notice named, each with whether it was changed since; three queries."""
    if application.status != ApplicationStatus.RETURNED:
        return []
    last = application.submissions.last()
    since = last.submitted_at if last else None
    changed = set(application.answers.filter(saved_at__gt=since).values_list("field", flat=True)) if since else set()
    sent = _sent_documents(last.content if last else {})
    now: dict[int, set[int]] = {}
    for material, document in application.documents.values_list("material", "document"):
        now.setdefault(material, set()).add(document)
    return [_objection(item, changed, sent, now) for item in objections_to(application)]


def timeline_of(application: Application, today: date) -> list[Turn]:
    """Done, now, next, and by which day; two queries."""
    stages = {stage.kind: stage for stage in application.call.stages.all()}
    clocks = list(application.clocks.all())
    turns = [_filling(application, today)]
    if application.submitted_at is None:
        return turns if application.status in ENDED else [*turns, _to_come(Kind.FORMAL_CHECK, stages), *_later(stages)]
    for clock in [clock for clock in clocks if clock.stage == Kind.FORMAL_CHECK]:
        supplements = [row for row in clocks if row.stage == Kind.SUPPLEMENT]
        if supplements:
            turns.append(Turn(_("formal check: returned"), "done", supplements[0].began_on))
            turns += [_of_clock(row, application, today) for row in supplements]
        turns.append(_of_clock(clock, application, today))
    return [*turns, *_end(application, stages)]


def holder_of(application: Application) -> tuple[str, str]:
    """Who holds it now, and what they have to do; empty when it has ended."""
    status = ApplicationStatus(application.status)
    if status in WRITABLE:
        words = _("to fill in and send") if status == ApplicationStatus.DRAFT else _("to supplement and send again")
        return _("your enterprise"), words
    department = str(application.call.scheme.department)
    if status == ApplicationStatus.SUBMITTED:
        return department, _("to do the formal check")
    if status == ApplicationStatus.ACCEPTED:
        return department, _("to prepare the expert review")
    return "", ""


def due_of(application: Application) -> date | None:
    """The day by which the holder has to act: for a draft the day on which the call closes."""
    if application.status == ApplicationStatus.DRAFT:
        code = application.late_code
        return timezone.localdate(code.expires_at if code else application.call.closes_at)
    return application.due_on


def place_of(problem: Problem) -> str:
    """Which page of the application mends it: `brand`, `materials`, or the section's key."""
    return BRAND if problem.path == BRAND else problem.section


def _is_open(section: FormSection, opened: set[str] | None) -> bool:
    return opened is None or any(f"{section.key}.{field.key}" in opened for field in section.fields.all())


def _sent_documents(content: dict[str, Any]) -> dict[str, set[int]]:
    return {
        row["key"]: {one["id"] for one in row["documents"] if "id" in one} for row in content.get("materials", ())
    }  # fmt: skip


def _objection(item: CheckItem, changed: set[int], sent: dict[str, set[int]], now: dict[int, set[int]]) -> Objection:
    said = item.remark or item.get_finding_display()
    if item.field is not None:
        path = path_of(item.field)
        return Objection(item, item.field.label, path, item.field.section.key, said, item.field_id in changed)
    if item.material is not None:
        new = now.get(item.material.pk, set()) != sent.get(item.material.key, set())
        return Objection(item, item.material.title, f"material.{item.material.key}", MATERIALS, said, new)
    return Objection(item, _("the application as a whole"), "", "", said, False)


def _filling(application: Application, today: date) -> Turn:
    label, closes = str(Kind.FILLING.label), due_of(application)
    if application.submitted_at is not None:
        return Turn(label, "done", timezone.localdate(application.submitted_at))
    if application.status == ApplicationStatus.DRAFT:
        return Turn(label, "late" if closes and closes < today else "now", closes)
    return Turn(str(application.get_status_display()), "done", application.decided_on)


def _of_clock(clock: StageClock, application: Application, today: date) -> Turn:
    label = clock.get_stage_display()
    if clock.ended_on is not None:
        return Turn(label, "done", clock.ended_on)
    if clock.since is None:
        left = max(clock.length - clock.used, 0)
        note = ngettext("%(n)d working day left", "%(n)d working days left", left) % {"n": left}
        return Turn(_("formal check goes on"), "next", None, note)
    late = clock.due_on is not None and clock.due_on < today
    return Turn(label, "late" if late else "now", clock.due_on)


def _end(application: Application, stages: dict[str, Stage]) -> list[Turn]:
    if application.status in ENDED:
        return [Turn(application.get_status_display(), "done", application.decided_on)]
    return _later(stages)


def _later(stages: dict[str, Stage]) -> list[Turn]:
    before = (Kind.FILLING, Kind.FORMAL_CHECK, Kind.SUPPLEMENT)
    rows = sorted((stage for stage in stages.values() if stage.kind not in before), key=lambda stage: stage.order)
    return [_to_come(stage.kind, stages) for stage in rows]


def _to_come(kind: str, stages: dict[str, Stage]) -> Turn:
    stage, note = stages.get(kind), ""
    if stage is not None and stage.working_days:
        note = ngettext("%(n)d working day", "%(n)d working days", stage.working_days) % {"n": stage.working_days}
    return Turn(str(Kind(kind).label), "next", stage.ends_on if stage else None, note)
