"""The numbers of a plan as its pages show them: each with its word, its share of a bar, and the rows it opens."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from kernel.accounts.models import Department

from ..models import Measure, Plan, ReportState
from ..models.tasks import LIVE
from ..queries.board import Now, Reports, Standing
from .plan_rows import report_rows, task_rows


def light_cells(plan: Plan, standing: Standing, **filters: Any) -> list[dict[str, Any]]:
    """Per colour, the worst first: count, link to its tasks, and its place in a bar of 100 %."""
    cells, at, total = [], 0.0, standing.total or 1
    for colour, count in standing.counts:
        width = 100 * count / total
        cells.append(
            {"light": colour, "count": count, "url": task_rows(plan, light=colour, **filters)}
            | {"x": f"{at:.2f}%", "width": f"{width:.2f}%"}
        )
        at += width
    return cells


def measure_groups(plan: Plan, measures: Sequence[Measure], now: Now) -> list[dict[str, Any]]:
    """The measures of each pillar with their lights, in the order of the text."""
    groups: list[dict[str, Any]] = []
    for measure in measures:
        if not groups or groups[-1]["pillar"].pk != measure.pillar_id:
            groups.append({"pillar": measure.pillar, "standing": Standing(), "rows": []})
        standing = now.by_measure[measure.pk]
        groups[-1]["rows"].append(
            {"measure": measure, "standing": standing, "url": task_rows(plan, measure=measure.pk)}
            | {"lights": light_cells(plan, standing, measure=measure.pk)}
        )
        groups[-1]["standing"].lights.update(standing.lights)
    for group in groups:
        group["url"] = task_rows(plan, pillar=group["pillar"].pk)
        group["lights"] = light_cells(plan, group["standing"], pillar=group["pillar"].pk)
    return groups


def report_cells(plan: Plan, reports: Reports, today: date) -> list[dict[str, Any]]:
    """The month's reports by state, those with none left out."""
    month = today.replace(day=1)
    return [
        {
            "state": str(state),
            "label": state.label,
            "count": reports.states[state],
            "url": report_rows(plan, period=month, state=state),
        }
        for state in ReportState
        if reports.states[state]
    ]


def late_rows(
    plan: Plan, bureaus: Sequence[Department], now: Now, by_lead: dict[int, Reports], today: date
) -> list[dict[str, Any]]:
    """The bureaus that are late with anything, in protocol order."""
    rows = []
    for bureau in bureaus:
        standing, reports = now.by_lead[bureau.pk], by_lead[bureau.pk]
        if not (standing.unsigned or reports.overdue or standing.overdue):
            continue
        overdue = {"status": [str(s) for s in LIVE], "due_on__lte": today - timedelta(days=1)}
        rows.append(
            {
                "bureau": bureau,
                "url": task_rows(plan, lead=bureau.pk),
                "cells": [
                    (standing.unsigned, task_rows(plan, lead=bureau.pk, unsigned="true")),
                    (reports.overdue, report_rows(plan, lead=bureau.pk, state=ReportState.OVERDUE)),
                    (standing.overdue, task_rows(plan, lead=bureau.pk, **overdue)),
                ],
            }
        )
    return rows
