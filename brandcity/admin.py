"""The admin as one site: apps in the order of the work, one way to sign in, one history."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from kernel.activity.queries import Event, history_of

from .admin_index import ELSEWHERE, PARTS, USES


class PortalAdminSite(admin.AdminSite):
    """Django's own site; who may enter has `is_staff`, which `accounts.services.set_groups` gives by ADMIN_GROUPS."""

    site_title = site_header = _("Administration")
    index_title = _("What is kept here")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The lists that the person may open, in parts; none that a part does not name is lost."""
        parts: dict[str, Any] = {}
        for app in self._build_app_dict(request, app_label).values():
            for model in app["models"]:
                label = model["model"]._meta.label
                name = ELSEWHERE.get(label, app["app_label"])
                known = {"app_label": name, "name": PARTS.get(name, app["name"]), "models": []}
                part = parts.setdefault(name, app | known)
                sentence = USES[label].sentence if label in USES else ""
                part["models"].append({**model, "name": self.name_of(model["model"]), "sentence": sentence})
        for part in parts.values():
            part["models"].sort(key=lambda model: _place(list(USES), model["model"]._meta.label))
        return sorted(parts.values(), key=lambda part: _place(list(PARTS), part["app_label"]))

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

    def name_of(self, model: type[models.Model]) -> str:
        """What the list of such rows is called, here and on its own page."""
        use = USES.get(model._meta.label)
        return str((use and use.name) or capfirst(model._meta.verbose_name_plural))

    def history_of(self, row: models.Model) -> list[Event]:
        """What the history button of every record shows."""
        return history_of(row)


def _place(order: list[str], name: str) -> int:
    return order.index(name) if name in order else len(order)
