"""Lists and forms of the admin: rows in scope, no count of a million, refusals beside the fields."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, ClassVar, NoReturn

from django.contrib import admin
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.forms import BaseInlineFormSet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..errors import DomainError
from ..forms import PortalForm
from .days import DatedList
from .filters import seen_only
from .scope import scoped

MOST_COUNTED = 10_000


class CappedPaginator(Paginator):
    """Counts as far as MOST_COUNTED and one more: whoever looks further narrows the list instead.

    At a million audit entries the full `count(*)` took 28 ms on SQLite and 45 ms on PostgreSQL for each page and grows
    with the table; up to the cap it stays under 1 ms, and so does the deepest page that can be asked for.
    """

    most_counted = MOST_COUNTED

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[: MOST_COUNTED + 1].count())


class ScopedChoices(admin.options.BaseModelAdmin):
    """A foreign key offers, and takes, only rows that the person may see."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", scoped(db_field.remote_field.model._default_manager.all(), request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", scoped(db_field.remote_field.model._default_manager.all(), request))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class PortalAdmin(ScopedChoices, admin.ModelAdmin):
    """The base of every admin: lists, forms and pickers hold only rows visible to the person."""

    form = PortalForm
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # each facet is one more count
    list_per_page = 50

    class Media:
        css: ClassVar[Mapping[str, list[str]]] = {"all": ["css/parts.css", "css/admin-work.css"]}

    def get_queryset(self, request: HttpRequest) -> Any:
        return scoped(super().get_queryset(request), request)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[DatedList]:
        return DatedList

    def get_list_filter(self, request: HttpRequest) -> Any:
        return seen_only(self.model, super().get_list_filter(request))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Django's list under its own name, not under an order to choose from it."""
        return super().changelist_view(request, {"title": self.list_name, **(extra_context or {})})

    @property
    def list_name(self) -> str:
        """What the admin's first page calls the list."""
        return str(self.admin_site.name_of(self.model))  # type: ignore[attr-defined]

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        context = {"list_name": self.list_name, **(extra_context or {})}
        return super().delete_view(request, object_id, context)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The page of a row is called by the row."""
        row = kwargs.get("obj")
        context["list_name"] = self.list_name
        if row is not None:
            context |= {"title": str(row), "subtitle": None}
        return super().render_change_form(request, context, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        refusal = getattr(request, "refusal", None)
        return type(form.__name__, (form,), {"refusal": refusal}) if refusal else form

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Django's page; what a service refuses is rolled back whole and said at its field in the form as typed."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except DomainError as refusal:
            if request.method != "POST":
                raise
            request.refusal = refusal  # type: ignore[attr-defined]
            context = {**(extra_context or {}), **self.explain(request, object_id, refusal)}
            return super().changeform_view(request, object_id, form_url, context)

    def explain(self, request: HttpRequest, object_id: str | None, refusal: DomainError) -> dict[str, Any]:
        """What the page shows besides the sentences of a refusal."""
        return {}

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Who did what to the row, as the portal's own history has it."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        events = self.admin_site.history_of(row)  # type: ignore[attr-defined]
        return self.page(request, "admin/history.html", title=_("History of %s") % row, object=row, events=events)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> NoReturn:
        """An invisible row does not exist: 404 here as at every other door, where Django would go back to the index."""
        raise Http404

    def page(self, request: HttpRequest, template: str, **context: Any) -> TemplateResponse:
        """A page of the admin's own frame about this kind of record."""
        request.current_app = self.admin_site.name
        frame = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "media": self.media,
            "list_name": self.list_name,
        }
        return TemplateResponse(request, template, {**frame, **context})


class LabelledRows(BaseInlineFormSet):
    """Rows in a table: each box says itself which column it stands in."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            if not field.widget.is_hidden:
                field.widget.attrs.setdefault("aria-label", field.label)


class PortalInline(ScopedChoices, admin.TabularInline):
    """Rows of a row, edited with it."""

    formset = LabelledRows
    extra = 0


class NeverWritten:
    """Nobody adds, changes or deletes these rows in the admin, a superuser included."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(NeverWritten, PortalAdmin):
    """A list and its pages to read."""


class ReadOnlyInline(NeverWritten, PortalInline):
    """Rows of a row, to read."""

    can_delete = False
    show_change_link = True


def withdraw(module: str, *kinds: type[models.Model]) -> None:
    """Take off the site what another package's admin has put there; loaded now, it does not come later."""
    import_module(module)
    for kind in kinds:
        if admin.site.is_registered(kind):
            admin.site.unregister(kind)


def light(colour: str, reason: str = "") -> SafeString:
    """A light as shape, word and colour, with its reason."""
    return render_to_string("parts/light.html", {"light": colour, "reason": reason})


def row_link(row: models.Model | None, words: str = "") -> str:
    """A link to the row's page in the admin, or its name where it has none."""
    if row is None:
        return "–"
    meta = row._meta
    try:
        address = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[quote(row.pk)])
    except NoReverseMatch:
        return words or str(row)
    return format_html('<a href="{}">{}</a>', address, words or row)
