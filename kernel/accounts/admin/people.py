"""People: kept by the system administrator, given rights by the security administrator, masked for both."""

from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.common.admin import BulkAdmin, BulkResult, BulkStep, each
from kernel.common.masking import mask_email, mask_phone

from .. import services
from ..forms import NewPersonForm, PersonForm, ReasonForm
from ..models import User
from ..services.guards import GIVE_RIGHTS, KEEP_PEOPLE
from ..services.people import PERSONAL
from .departments import SeatInline

FLAGS = ("is_active", "is_staff", "is_superuser")
CHANGE, UNMASK = "accounts.change_user", "accounts.unmask_person"


def _deactivate(rows: list[Any], request: HttpRequest, note: str) -> BulkResult:
    return each(rows, lambda person: services.deactivate_person(person, actor=request.user))  # type: ignore[arg-type]


def _reactivate(rows: list[Any], request: HttpRequest, note: str) -> BulkResult:
    return each(rows, lambda person: services.reactivate_person(person, actor=request.user))  # type: ignore[arg-type]


def _end_sessions(rows: list[Any], request: HttpRequest, note: str) -> BulkResult:
    return each(rows, lambda person: services.end_sessions(person, actor=request.user))  # type: ignore[arg-type]


@admin.register(User)
class PersonAdmin(BulkAdmin, DjangoUserAdmin):
    form = PersonForm
    add_form = NewPersonForm
    list_display = ("full_name", "username", "seat", "masked_phone", "masked_email", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    search_fields = ("full_name", "username", "initials")
    ordering = ("full_name", "pk")
    filter_horizontal = ()
    autocomplete_fields = ()
    inlines = (SeatInline,)
    add_fieldsets = (
        (None, {"fields": ("username", "full_name", "usable_password", "password1", "password2")}),
        (gettext_lazy("How to reach them"), {"fields": ("phone", "email", "language")}),
    )
    change_form_template = "admin/person_form.html"
    bulk_steps = (
        BulkStep(
            "deactivate", gettext_lazy("Deactivate accounts"),
            gettext_lazy("They cannot sign in any more; sessions end and API tokens are revoked at once."),
            CHANGE, _deactivate, danger=True,
        ),
        BulkStep(
            "reactivate", gettext_lazy("Reactivate accounts"),
            gettext_lazy("They can sign in again; revoked API tokens stay revoked."), CHANGE, _reactivate,
        ),
        BulkStep(
            "end_sessions", gettext_lazy("End sessions"), gettext_lazy("They are signed out on every device at once."),
            CHANGE, _end_sessions,
        ),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("memberships__department", "memberships__post")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return self.add_fieldsets
        keeps = request.user.has_perm(KEEP_PEOPLE)
        reach = ("phone", "email") if keeps else ("masked_phone", "masked_email")
        return (
            (None, {"fields": ("username", *(["password"] if keeps else []), "full_name", "initials")}),
            (_("How to reach them"), {"fields": (*reach, "language")}),
            (_("Rights"), {"fields": ("groups", *FLAGS, "must_change_password")}),
            (_("Dates"), {"fields": ("last_login", "date_joined")}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is None:
            return []
        fixed = ["initials", "must_change_password", *FLAGS, "last_login", "date_joined"]
        if not request.user.has_perm(KEEP_PEOPLE):
            fixed += [*PERSONAL, "masked_phone", "masked_email"]
        if not request.user.has_perm(GIVE_RIGHTS) or obj.pk == request.user.pk:
            fixed.append("groups")
        return fixed

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        actor: Any = request.user
        if not change:
            services.add_person(obj, actor=actor)
            return
        changes = {name: form.cleaned_data[name] for name in form.changed_data if name in PERSONAL}
        if changes:
            services.change_person(User.objects.get(pk=obj.pk), actor=actor, **changes)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Groups go through the service; the form's own many-to-many write is left out."""
        if change and "groups" in form.changed_data:
            person = User.objects.get(pk=form.instance.pk)
            services.set_groups(person, form.cleaned_data["groups"], actor=request.user)  # type: ignore[arg-type]
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        actor: Any = request.user
        person = self._person(request, id)
        services.may_set_password(person, actor=actor)
        with transaction.atomic():
            answer = super().user_change_password(request, id, form_url)
            if request.method == "POST" and answer.status_code == HTTPStatus.FOUND:
                services.password_was_set(User.objects.get(pk=person.pk), actor=actor)
        return answer

    def get_urls(self) -> list[URLPattern]:
        unmask = self.admin_site.admin_view(self.unmask_view)
        return [path("<id>/unmask/", unmask, name="accounts_user_unmask"), *super().get_urls()]

    def unmask_view(self, request: HttpRequest, id: str) -> HttpResponse:
        """Phone and e-mail in full, once the reason is given; nothing is shown by GET."""
        if not request.user.has_perm(UNMASK):
            raise PermissionDenied
        person, form = self._person(request, id), ReasonForm(request.POST or None)
        shown = None
        if form.is_valid():
            shown = services.unmask_person(person, actor=request.user, reason=form.cleaned_data["note"])  # type: ignore[arg-type]
        return self.page(
            request, "admin/unmask.html", title=_("Phone and e-mail of %s") % person, object=person, form=form,
            shown=shown,
        )  # fmt: skip

    def _person(self, request: HttpRequest, id: str) -> User:
        person = self.get_object(request, unquote(id))
        if not isinstance(person, User):
            raise Http404
        return person

    @admin.display(description=gettext_lazy("department"))
    def seat(self, person: User) -> str:
        seats = [seat for seat in person.memberships.all() if seat.until is None]
        return ", ".join(f"{seat.department} {seat.post or ''}".strip() for seat in seats) or "–"

    @admin.display(description=gettext_lazy("phone"))
    def masked_phone(self, person: User) -> str:
        return mask_phone(person.phone) or "–"

    @admin.display(description=gettext_lazy("e-mail"))
    def masked_email(self, person: User) -> str:
        return mask_email(person.email) if person.email else "–"
