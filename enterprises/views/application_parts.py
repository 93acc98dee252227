"""What the pages of one application share: the row as the person sees it, its head, its way through the parts."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.accounts.signed_in import person
from kernel.calendars.queries import working_days_between

from ..models import Application
from ..models.applications import WRITABLE
from ..queries.cabinet import may_write as may_write_for
from ..queries.completeness import BRAND, Problem, problems_of
from ..queries.progress import MATERIALS, Objection, due_of, holder_of, objections_of, place_of, section_states
from ..queries.sheets import materials_of, sections_of


def find_application(request: HttpRequest, pk: int) -> Application:
    """The application with this number among those that the person sees."""
    rows = Application.objects.visible_to(person(request)).select_related(
        "call__scheme__department", "enterprise__division", "enterprise__industry", "brand", "late_code"
    )
    return get_object_or_404(rows, pk=pk)


def may_write(application: Application, user: User) -> bool:
    """Whether this person may write this application now."""
    return application.status in WRITABLE and may_write_for(application.enterprise, user)


def header_of(application: Application, today: date) -> dict[str, Any]:
    """What the head of an application's pages says."""
    holder, note = holder_of(application)
    due = due_of(application) if holder else None
    facts = [{"label": _("Enterprise"), "value": application.enterprise.name}]
    if application.brand is not None:
        facts.append({"label": _("Brand"), "value": application.brand.name})
    if application.submitted_at is not None:
        facts.append({"label": _("Sent"), "value": f"{timezone.localtime(application.submitted_at):%Y-%m-%d %H:%M}"})
    return {
        "application": application, "call": application.call, "facts": facts,
        "holder": holder, "holder_note": note, "due_on": due,
        "days": working_days_between(today, due) if due else None,
    }  # fmt: skip


def steps_of(
    application: Application, here: str, problems: list[Problem], objections: list[Objection] | None = None
) -> list[dict[str, Any]]:
    """The pages on the way to sending: each section and the materials.

    While a firm supplements, what the notice names is to do until it is changed, and the rest is shut.
    """
    pk, sections = application.pk, sections_of(application.call)
    steps: list[dict[str, Any]] = [
        {
            "key": state.section.key, "name": state.section.title, "to_do": state.to_do, "open": state.open,
            "url": reverse("enterprises:application-section", args=[pk, state.section.key]),
        }
        for state in section_states(application, sections, problems)
    ]  # fmt: skip
    if materials_of(application.call):
        owed = sum(problem.section == MATERIALS for problem in problems)
        url = reverse("enterprises:application-materials", args=[pk])
        steps.append({"key": MATERIALS, "name": _("Materials"), "to_do": owed, "open": True, "url": url})
    named = objections_of(application) if objections is None else objections
    for number, step in enumerate(steps, start=1):
        to_do = max(step["to_do"], sum(one.section == step["key"] and not one.changed for one in named))
        shut = bool(named) and not to_do and all(one.section != step["key"] for one in named)
        step |= {"number": number, "current": step["key"] == here, "to_do": to_do, "done": not to_do, "shut": shut}
    return steps


def next_url(application: Application, steps: list[dict[str, Any]], here: str) -> str:
    """The next page that is not shut; after the last one the summary."""
    keys = [step["key"] for step in steps]
    after = keys.index(here) + 1 if here in keys else 0
    for step in steps[after:]:
        if not step["shut"]:
            return str(step["url"])
    return reverse("enterprises:application-summary", args=[application.pk])


def problem_rows(application: Application, problems: list[Problem] | None = None) -> list[dict[str, str]]:
    """Each thing that is missing with the address of the very field that mends it."""
    found = problems_of(application) if problems is None else problems
    return [
        {"label": row.label, "sentence": row.sentence, "url": mending_url(application, row), "section": row.section}
        for row in found
    ]


def mending_url(application: Application, problem: Problem) -> str:
    place, pk = place_of(problem), application.pk
    if place == BRAND:
        return reverse("enterprises:application", args=[pk]) + "#brand"
    return field_url(application, place, problem.path)


def field_url(application: Application, section: str, path: str) -> str:
    """The address of one field or material, on the page where it is written."""
    key = path.partition(".")[2]
    if section == MATERIALS:
        return reverse("enterprises:application-materials", args=[application.pk]) + f"#material-{key}"
    page = reverse("enterprises:application-section", args=[application.pk, section])
    return f"{page}?check=1#id_{section}_{key}"
