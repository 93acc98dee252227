"""What a call still lacks before it can be published, part by part; editor, list and `publish_call` ask here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import pairwise

from django.utils.translation import gettext as _

from ..models import Call, FormField, FormSection, Stage

PARTS = ("basics", "rules", "form", "materials", "stages", "rubric", "awards")
NEEDS_LENGTH = (Stage.Kind.FORMAL_CHECK, Stage.Kind.SUPPLEMENT)
CHOOSING = (FormField.Kind.CHOICE, FormField.Kind.CHOICES)
# The rows that are looked at, for lists of calls.
LOOKED_AT = ("stages", "tiers", "rules", "form__sections__fields", "form__materials", "rubric__criteria")


def missing_parts(call: Call, now: datetime) -> dict[str, list[str]]:
    """Sentences by part, in the order of PARTS; an empty dict means that the call can be published."""
    found = {part: _LOOKS[part](call, now) for part in PARTS}
    return {part: sentences for part, sentences in found.items() if sentences}


def _basics(call: Call, now: datetime) -> list[str]:
    sentences = []
    if not call.introduction.strip():
        sentences.append(_("Say for whom the call is and what a firm gets."))
    if not call.contact.strip():
        sentences.append(_("Name whom a firm may ask."))
    if call.closes_at <= now:
        sentences.append(_("The closing lies in the past."))
    return sentences


def _form(call: Call, now: datetime) -> list[str]:
    if call.form is None:
        return [_("Choose the form.")]
    sections = list(call.form.sections.all())
    if not sections:
        return [_("The form has no section yet.")]
    return [sentence for section in sections for sentence in _section(section)]


def _section(section: FormSection) -> list[str]:
    fields = list(section.fields.all())
    if not fields:
        return [_("The section “%(section)s” asks nothing yet.") % {"section": section}]
    without = [row for row in fields if row.kind in CHOOSING and not row.options]
    without += [row for row in fields if row.kind == FormField.Kind.TABLE and not row.columns]
    return [_("“%(field)s” has nothing to choose from, or no columns.") % {"field": row} for row in without]


def _stages(call: Call, now: datetime) -> list[str]:
    stages = {stage.kind: stage for stage in call.stages.all()}
    sentences = []
    for kind in NEEDS_LENGTH:
        if kind not in stages or not stages[kind].working_days:
            sentences.append(_("Give the length of the stage “%(stage)s”.") % {"stage": kind.label})
    dated = [(stage.starts_on, stage) for stage in stages.values() if stage.starts_on]
    for (before, earlier), (after, later) in pairwise(dated):
        if after < before:
            words = {"later": later, "earlier": earlier}
            sentences.append(_("“%(later)s” begins before “%(earlier)s”.") % words)
    return sentences


def _rubric(call: Call, now: datetime) -> list[str]:
    if call.rubric is None:
        return [_("Choose the rubric.")]
    rows = list(call.rubric.criteria.all())
    if not rows:
        return [_("The rubric has no criterion yet.")]
    sums: dict[int, int] = {}
    for row in rows:
        if row.parent_id:
            sums[row.parent_id] = sums.get(row.parent_id, 0) + row.most
    return [
        _("The items of “%(branch)s” make %(sum)d points, not %(most)d.")
        % {"branch": row, "sum": sums[row.pk], "most": row.most}
        for row in rows
        if row.pk in sums and sums[row.pk] != row.most
    ]


def _awards(call: Call, now: datetime) -> list[str]:
    tiers = list(call.tiers.all())
    if not tiers:
        return [_("Add at least one tier with its quota and pass line.")]
    whole = sum(row.most for row in call.rubric.criteria.all() if not row.parent_id) if call.rubric else 0
    return [
        _("The pass line of “%(tier)s” is above the rubric's %(most)d points.") % {"tier": tier, "most": whole}
        for tier in tiers
        if whole and tier.pass_line > whole
    ]


def _nothing(call: Call, now: datetime) -> list[str]:
    """A call may be open to everybody, and ask for no document."""
    return []


_LOOKS: dict[str, Callable[[Call, datetime], list[str]]] = {
    "basics": _basics,
    "rules": _nothing,
    "form": _form,
    "materials": _nothing,
    "stages": _stages,
    "rubric": _rubric,
    "awards": _awards,
}
