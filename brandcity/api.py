"""The root of the REST API: every resource under its name."""

from django.urls import URLResolver, include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import ViewSetMixin

from coordination import api as coordination
from enterprises import api as enterprises
from kernel.accounts import api as accounts
from kernel.activity.resources import NotificationViewSet
from kernel.common.api import NowhereView
from kernel.files.api import AttachmentViewSet

RESOURCES = {
    "plans": coordination.PlanViewSet,
    "pillars": coordination.PillarViewSet,
    "measures": coordination.MeasureViewSet,
    "actions": coordination.ActionViewSet,
    "tasks": coordination.TaskViewSet,
    "progress-reports": coordination.ProgressReportViewSet,
    "targets": coordination.TargetViewSet,
    "readings": coordination.ReadingViewSet,
    **enterprises.RESOURCES,
    "departments": accounts.DepartmentViewSet,
    "people": accounts.PersonViewSet,
    "tokens": accounts.TokenViewSet,
    "notifications": NotificationViewSet,
    "attachments": AttachmentViewSet,
}


def routes_of(name: str, resource: type[ViewSetMixin]) -> URLResolver:
    """The addresses of a resource below its name, so that a call looks through those of its own resource only."""
    router = SimpleRouter()
    router.register("", resource, basename=name)
    return path(f"{name}/", include(router.urls))


urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
    path("me/", accounts.MeView.as_view(), name="api-me"),
    *(routes_of(name, resource) for name, resource in RESOURCES.items()),
    re_path(r"", NowhereView.as_view()),
]
