"""By what a ledger is narrowed: person, day, kind of record, one record, request, what was done."""

from typing import Any

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import User
from kernel.common.admin import AskFilter, DayFilter

from ..models import Tracked
from ..queries import words_of_steps
from .ledger import MOST_PEOPLE


class PersonFilter(AskFilter):
    """By who did it; people are looked up first, and the ledger is asked for their keys."""

    title = _("person")
    parameter_name = "person"
    hint = _("name, initials or account")

    def narrow(self, rows: Any, typed: str) -> Any:
        people = list(User.objects.called(typed).values_list("pk", flat=True)[:MOST_PEOPLE])
        if not people:
            self.wrong = gettext("Nobody here is called that.")
        return rows.filter(actor__in=people)


class EntryDayFilter(DayFilter):
    title = _("day")
    parameter_name = "day"


class EditDayFilter(EntryDayFilter):
    field = "timestamp"


class RequestFilter(AskFilter):
    title = _("request number")
    parameter_name = "request"
    field = "request_id"

    def narrow(self, rows: Any, typed: str) -> Any:
        return rows.filter(**{self.field: typed})


class EditRequestFilter(RequestFilter):
    field = "cid"


class RecordFilter(AskFilter):
    """By one record of the chosen kind; offered once an account has led to it."""

    title = _("number of the record")
    parameter_name = "record"
    field = "object_id"

    def has_output(self) -> bool:
        return bool(self.typed)

    def narrow(self, rows: Any, typed: str) -> Any:
        return rows.filter(**{self.field: int(typed)}) if typed.isdecimal() and len(typed) < 19 else rows


class EditRecordFilter(RecordFilter):
    """A day of the calendar is its own key: these are text."""

    field = "object_pk"

    def narrow(self, rows: Any, typed: str) -> Any:
        return rows.filter(**{self.field: typed})


class KindFilter(admin.SimpleListFilter):
    """By kind of record: those that carry a history, known without asking the table."""

    title = _("kind of record")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        kinds = ContentType.objects.get_for_models(*self._models())
        return [(kind.pk, model._meta.verbose_name) for model, kind in kinds.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value() or ""
        return queryset.filter(content_type=int(value)) if value.isdecimal() else queryset

    def _models(self) -> list[type[models.Model]]:
        """Those whose steps or edits are written down, as far as staff see them anywhere."""
        kept = (model for model in apps.get_models() if issubclass(model, Tracked) or auditlog.contains(model))
        return [model for model in kept if admin.site.is_registered(model)]


class StepFilter(admin.SimpleListFilter):
    """By step: those of every life cycle, and what is recorded besides."""

    title = _("what they did")
    parameter_name = "step"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        steps: dict[str, Any] = {}
        for model in apps.get_models():
            if issubclass(model, Tracked):
                steps |= words_of_steps(model)
        return steps.items()

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(step=self.value()) if self.value() else queryset


class DeedFilter(admin.SimpleListFilter):
    title = _("what they did")
    parameter_name = "deed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [(str(action), word) for action, word in LogEntry.Action.choices]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        known = {str(action) for action, _word in LogEntry.Action.choices}
        return queryset.filter(action=int(self.value() or 0)) if self.value() in known else queryset
