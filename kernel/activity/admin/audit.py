"""What happened, to read: steps, edits and the chain of seals over both."""

from datetime import timedelta
from typing import Any

from auditlog.models import LogEntry
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from kernel.accounts.models import User
from kernel.common.admin import ReadOnlyAdmin, row_link, withdraw

from ..models import AuditEntry, AuditSeal, Tracked
from ..queries import Change, edits_in_words, entry_in_words, label_of, words_of_steps

MOST_PEOPLE = 200
PERIODS = [(1, _("Today and yesterday")), (7, _("Last 7 days")), (30, _("Last 30 days")), (180, _("Last 180 days"))]


class SinceFilter(admin.SimpleListFilter):
    """By age. Django's date hierarchy asks for first, last and each month: three walks over all rows."""

    title = _("when")
    parameter_name = "days"
    field = "at"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return PERIODS

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        days = next((days for days, _word in PERIODS if str(days) == self.value()), None)
        if days is None:
            return queryset
        return queryset.filter(**{f"{self.field}__gte": timezone.now() - timedelta(days=days)})


class EditedSinceFilter(SinceFilter):
    field = "timestamp"


class KindFilter(admin.SimpleListFilter):
    """By kind of record: those that carry a history, known without asking the table."""

    title = _("kind of record")
    parameter_name = "kind"
    apps_with_history = ("coordination", "accounts", "auth", "calendars", "dictionaries", "files", "activity")

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        kinds = ContentType.objects.get_for_models(*self._models())
        return [(kind.pk, model._meta.verbose_name) for model, kind in kinds.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value() or ""
        return queryset.filter(content_type=int(value)) if value.isdecimal() else queryset

    def _models(self) -> list[type[models.Model]]:
        return [
            model
            for label in self.apps_with_history
            for model in apps.get_app_config(label).get_models()
            if admin.site.is_registered(model)
        ]


class StepFilter(admin.SimpleListFilter):
    """By step: those of every life cycle, and what is recorded besides."""

    title = _("step")
    parameter_name = "step"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        steps: dict[str, Any] = {}
        for model in apps.get_models():
            if issubclass(model, Tracked):
                steps |= words_of_steps(model)
        return steps.items()

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(step=self.value()) if self.value() else queryset


class ByPeople(admin.ModelAdmin):
    """Search of a ledger: people are looked up first, then what they did by their keys.

    A join would read the ledger from end to end for a name that nobody bears.
    """

    search_help_text = _("Name, pinyin initials or account of whoever did it; or a request number.")

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        found = list(User.objects.called(term).values_list("pk", flat=True)[:MOST_PEOPLE])
        (request_number,) = self.get_search_fields(request)
        return queryset.filter(self.done_by(found) | Q(**{request_number: term})), False

    def done_by(self, people: list[int]) -> Q:
        return Q(actor__in=people)


@admin.register(AuditEntry)
class AuditEntryAdmin(ByPeople, ReadOnlyAdmin):
    list_display = ("at", "actor", "record", "step_taken", "moved", "note", "request_id")
    list_filter = (SinceFilter, KindFilter, StepFilter)
    search_fields = ("request_id",)
    list_select_related = ("actor", "content_type")
    ordering = ("-pk",)  # the same order as by time, and the index is there at any size
    fields = ("at", "actor", "record", "step_taken", "moved", "changes", "note", "request_id")
    readonly_fields = fields

    @admin.display(description=_("record"))
    def record(self, entry: AuditEntry) -> str:
        model = entry.content_type.model_class()
        row = model(pk=entry.object_id) if model is not None else None
        return row_link(row, f"{entry.content_type.name} {entry.object_id}")

    @admin.display(description=_("step"))
    def step_taken(self, entry: AuditEntry) -> str:
        model = entry.content_type.model_class()
        return str(words_of_steps(model).get(entry.step, entry.step)) if model else entry.step

    @admin.display(description=_("status"))
    def moved(self, entry: AuditEntry) -> str:
        labels = _status_labels(entry.content_type.model_class())
        return " → ".join(str(labels.get(status, status)) for status in (entry.source, entry.target) if status) or "–"

    @admin.display(description=_("changes"))
    def changes(self, entry: AuditEntry) -> str:
        return _table(entry_in_words(entry.content_type.model_class(), entry))


withdraw("auditlog.admin", LogEntry)


@admin.register(LogEntry)
class EditAdmin(ByPeople, ReadOnlyAdmin):
    """The edits of untracked rows, as django-auditlog keeps them."""

    list_display = ("timestamp", "actor", "record", "action", "changed", "cid")
    list_filter = (EditedSinceFilter, "action", KindFilter)
    search_fields = ("cid",)
    list_select_related = ("actor", "content_type")
    ordering = ("-pk",)
    fields = ("timestamp", "actor", "record", "action", "changes_shown", "remote_addr", "cid")
    readonly_fields = fields

    def done_by(self, people: list[int]) -> Q:
        """What they did, and what was done to them."""
        kind = ContentType.objects.get_for_model(User)
        return super().done_by(people) | Q(content_type=kind, object_pk__in=[str(pk) for pk in people])

    @admin.display(description=_("record"))
    def record(self, edit: LogEntry) -> str:
        return f"{edit.content_type.name} {edit.object_repr}"

    @admin.display(description=_("changed"))
    def changed(self, edit: LogEntry) -> str:
        model = edit.content_type.model_class()
        return str(_(", ")).join(dict.fromkeys(label_of(model, name) for name in edit.changes_dict or {}))

    @admin.display(description=_("changes"))
    def changes_shown(self, edit: LogEntry) -> str:
        return _table(edits_in_words(edit.content_type.model_class(), [edit])[0])


@admin.register(AuditSeal)
class AuditSealAdmin(ReadOnlyAdmin):
    list_display = ("number", "ledger", "entry_id", "digest", "at")
    list_filter = ("ledger",)
    search_fields = ("=entry_id", "=number")
    ordering = ("-number",)


def _table(changes: list[Change]) -> str:
    """Field, before and after, in a list."""
    return render_to_string("admin/changes.html", {"changes": changes})


def _status_labels(model: Any) -> dict[str, Any]:
    return dict(model._meta.get_field("status").choices) if hasattr(model, "workflow") else {}


# django-auditlog brings no Chinese of its own: these are its words, said here so that the catalogue holds them.
WORDS_OF_AUDITLOG = (
    gettext_noop("log entry"), gettext_noop("log entries"), gettext_noop("actor"), gettext_noop("action"),
    gettext_noop("create"), gettext_noop("update"), gettext_noop("delete"), gettext_noop("access"),
    gettext_noop("timestamp"), gettext_noop("remote address"), gettext_noop("Correlation ID"),
)  # fmt: skip
