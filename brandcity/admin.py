"""The admin as one site: apps in the order of the work, one way to sign in, one history."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from kernel.activity.queries import Event, history_of

APPS = [
    "coordination",
    "enterprises",
    "accounts",
    "auth",
    "axes",
    "dictionaries",
    "calendars",
    "files",
    "activity",
    "auditlog",
]
MODELS = ["Plan", "Task", "ProgressReport", "Action", "Target", "Measure", "Pillar", "PolicyText", "User", "Department"]
NAMES = {
    "auth": _("Rights"),
    "axes": _("Sign-in protection"),
    "auditlog": _("Edits of other records"),
    "django_celery_beat": _("Recurring work"),
}


class PortalAdminSite(admin.AdminSite):
    """Django's own site; who may enter has `is_staff`, which `accounts.services.set_groups` gives by ADMIN_GROUPS."""

    site_title = site_header = _("Administration")
    index_title = _("What is kept here")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps = sorted(self._build_app_dict(request, app_label).values(), key=lambda app: _place(APPS, app["app_label"]))
        for app in apps:
            app["name"] = NAMES.get(app["app_label"], app["name"])
            app["models"].sort(key=lambda model: (_place(MODELS, model["object_name"]), model["name"]))
        return apps

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The portal's sign-in, with its lock-out and second factor: a second door with neither would be a hole."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        if self.has_permission(request):
            return redirect("admin:index")
        return redirect_to_login(request.GET.get("next") or "/admin/")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_change_password")

    def history_of(self, row: models.Model) -> list[Event]:
        """What the history button of every record shows."""
        return history_of(row)


def _place(order: list[str], name: str) -> int:
    return order.index(name) if name in order else len(order)
