"""What happened, to read: steps, edits and the chain of seals over both."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from auditlog.models import LogEntry
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from kernel.accounts.models import User
from kernel.common.admin import DatedList, ReadOnlyAdmin, withdraw

from ..models import AuditEntry, AuditSeal
from ..queries import Change, edits_in_words, entry_in_words, names_of, told_fields, words_of_steps
from ..services import chained, fitting_seals
from . import narrowing
from .ledger import LedgerAdmin

PERIODS = [(1, _("Today and yesterday")), (7, _("Last 7 days")), (30, _("Last 30 days")), (180, _("Last 180 days"))]
MOST_FIELDS = 5


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


@admin.register(AuditEntry)
class AuditEntryAdmin(LedgerAdmin):
    ledger, instant, request_number = AuditSeal.Ledger.STEP, "at", "request_id"
    list_filter = (
        narrowing.PersonFilter, narrowing.EntryDayFilter, narrowing.RequestFilter, narrowing.RecordFilter, SinceFilter,
        narrowing.KindFilter, narrowing.StepFilter,
    )  # fmt: skip
    search_fields = ("request_id",)

    def words_of(self, entries: Sequence[AuditEntry]) -> list[dict[str, Any]]:
        names = names_of(entries)
        return [
            {
                "key": entry.object_id,
                "deed": _step(entry),
                "record": names.get((entry.content_type_id, entry.object_id), str(entry.object_id)),
                "moved": _moved(entry),
                "note": entry.note,
            }
            for entry in entries
        ]

    def changes_of(self, entry: AuditEntry) -> list[Change]:
        return entry_in_words(entry.content_type.model_class(), entry)


withdraw("auditlog.admin", LogEntry)


@admin.register(LogEntry)
class EditAdmin(LedgerAdmin):
    """The edits of untracked rows, as django-auditlog keeps them."""

    ledger, instant, request_number = AuditSeal.Ledger.EDIT, "timestamp", "cid"
    list_filter = (
        narrowing.PersonFilter, narrowing.EditDayFilter, narrowing.EditRequestFilter, narrowing.EditRecordFilter,
        EditedSinceFilter, narrowing.DeedFilter, narrowing.KindFilter,
    )  # fmt: skip
    search_fields = ("cid",)

    def done_by(self, people: list[int]) -> Q:
        """What they did, and what was done to them."""
        kind = ContentType.objects.get_for_model(User)
        return super().done_by(people) | Q(content_type=kind, object_pk__in=[str(pk) for pk in people])

    def words_of(self, entries: Sequence[LogEntry]) -> list[dict[str, Any]]:
        return [
            {
                "key": edit.object_pk,
                "deed": edit.get_action_display(),
                "record": edit.object_repr,
                "fields": _some(told_fields(edit)) if edit.action == LogEntry.Action.UPDATE else (),
                "note": "",
            }
            for edit in entries
        ]

    def changes_of(self, edit: LogEntry) -> list[Change]:
        return edits_in_words(edit.content_type.model_class(), [edit])[0]


class SealList(DatedList):
    """Each seal of the page held against its entry and the seal before it."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        seals: Any = list(self.result_list)
        fitting = fitting_seals(seals)
        for seal in seals:
            seal.fits = seal.number in fitting


@admin.register(AuditSeal)
class AuditSealAdmin(ReadOnlyAdmin):
    list_display = ("number", "at", "ledger", "entry", "short_digest", "result")
    list_filter = ("ledger",)
    search_fields = ("=entry_id", "=number")
    ordering = ("-number",)
    fields = ("number", "at", "ledger", "entry", "digest", "result")
    readonly_fields = ("entry", "result")

    class Media:
        css: ClassVar[Mapping[str, list[str]]] = {"all": ["css/admin-ledger.css"]}

    def get_queryset(self, request: HttpRequest) -> Any:
        return chained(super().get_queryset(request))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[SealList]:
        return SealList

    @admin.display(description=_("entry"))
    def entry(self, seal: AuditSeal) -> str:
        page = "activity_auditentry" if seal.ledger == AuditSeal.Ledger.STEP else "auditlog_logentry"
        address = reverse(f"admin:{page}_change", args=[seal.entry_id])
        return format_html('<a href="{}">{} {}</a>', address, seal.get_ledger_display(), seal.entry_id)

    @admin.display(description=_("digest"))
    def short_digest(self, seal: AuditSeal) -> str:
        return format_html("<code>{}…</code>", seal.digest[:12])

    @admin.display(description=_("check"))
    def result(self, seal: Any) -> str:
        fits = seal.fits if hasattr(seal, "fits") else seal.number in fitting_seals([seal])
        return render_to_string("admin/ledger/seal.html", {"account": {"seal": seal, "fits": fits}})


def _step(entry: AuditEntry) -> str:
    model = entry.content_type.model_class()
    return str(words_of_steps(model).get(entry.step, entry.step)) if model else entry.step


def _moved(entry: AuditEntry) -> list[str]:
    model: Any = entry.content_type.model_class()
    labels = dict(model._meta.get_field("status").choices) if hasattr(model, "workflow") else {}
    return [str(labels.get(status, status)) for status in (entry.source, entry.target) if status]


def _some(fields: list[str]) -> list[str]:
    return fields if len(fields) <= MOST_FIELDS else [*fields[:MOST_FIELDS], "…"]


# django-auditlog brings no Chinese of its own: these are its words, said here so that the catalogue holds them.
WORDS_OF_AUDITLOG = (
    gettext_noop("log entry"), gettext_noop("log entries"), gettext_noop("actor"), gettext_noop("action"),
    gettext_noop("create"), gettext_noop("update"), gettext_noop("delete"), gettext_noop("access"),
    gettext_noop("timestamp"), gettext_noop("remote address"), gettext_noop("Correlation ID"),
)  # fmt: skip
