"""Forms of tracked rows: a service writes, two people meet, nobody adds or deletes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.admin.utils import display_for_value, unquote
from django.http import HttpRequest
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.common.admin import BulkAdmin
from kernel.common.errors import DomainError, StaleVersion
from kernel.common.forms import PortalForm

from ..queries import history_of
from ..services import amend


class TrackedForm(PortalForm):
    """Carries the version that was read, and the reason of the change."""

    read_version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=gettext_lazy("Reason"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Kept in the history with the change."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["read_version"] = self.instance.version

    def _get_validation_exclusions(self) -> set[str]:
        """The row's constraints are left to the service, which says what is wrong in words and at the right field."""
        return {field.name for field in self.instance._meta.fields}

    def show(self, refusal: DomainError) -> None:
        super().show(refusal)
        if isinstance(refusal, StaleVersion):
            # Both versions now stand on the page: saving again is a choice, not an accident.
            data: Any = self.data
            self.data = data = data.copy()
            data["read_version"] = str(self.instance.version)


class TrackedAdmin(BulkAdmin):
    """`written` names the fields that the service takes; everything else on the page is to read."""

    form = TrackedForm
    change_form_template = "admin/tracked_form.html"
    written: Sequence[str] = ()
    permission = ""

    def write(self, subject: Any, request: HttpRequest, note: str, changes: dict[str, Any]) -> Any:
        """Hand the changes to the service of this kind of row; amends it where there is no better one."""
        return amend(subject, actor=request.user, permission=self.permission, note=note, **changes)  # type: ignore[arg-type]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.written) and super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        shown = [str(name) for _title, options in self.fieldsets or () for name in options["fields"]]
        return [name for name in shown if name not in self.written]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = list(super().get_fieldsets(request, obj))
        if not self.has_change_permission(request, obj):
            return fieldsets
        return [*fieldsets, (_("This change"), {"fields": ["note", "read_version"]})]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        subject = self.model._default_manager.get(pk=obj.pk)
        subject.version = form.cleaned_data["read_version"]
        changes = {name: form.cleaned_data[name] for name in self.written if name in form.changed_data}
        obj.version = self.write(subject, request, form.cleaned_data["note"], changes).version

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The service has written the row's own relations; only the inlines are left."""
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """Django's own log names the fields; what became of the inlines is in the history of the row."""
        return super().construct_change_message(request, form, [], add)

    def explain(self, request: HttpRequest, object_id: str | None, refusal: DomainError) -> dict[str, Any]:
        row = self.get_object(request, unquote(object_id or ""))
        if not isinstance(refusal, StaleVersion) or row is None:
            return {}
        theirs = {name: self._words(row, name) for name in self.written}
        mine = self.get_form(request, row, change=True)(request.POST, instance=row)
        mine.is_valid()
        fields = [
            {"label": mine.fields[name].label, "old": theirs[name], "new": self._words(mine.instance, name)}
            for name in self.written
        ]
        last = next(iter(history_of(row, most=1)), None)
        return {
            "conflict": fields,
            "last_note": f"{last.actor or ''} {localtime(last.at):%Y-%m-%d %H:%M}" if last else "",
        }

    def _words(self, row: Any, name: str) -> str:
        field = row._meta.get_field(name)
        if field.choices:
            return str(getattr(row, f"get_{name}_display")())
        if field.many_to_many:
            return _(", ").join(str(item) for item in getattr(row, name).all()) if row.pk else ""
        return str(display_for_value(getattr(row, name), "–"))
