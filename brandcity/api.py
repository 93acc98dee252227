"""The root of the REST API: every resource under its name."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from coordination import api as coordination
from enterprises import api as enterprises
from kernel.accounts import api as accounts
from kernel.activity.resources import NotificationViewSet
from kernel.common.api import NowhereView
from kernel.files.api import AttachmentViewSet

router = SimpleRouter()
router.register("plans", coordination.PlanViewSet, basename="plans")
router.register("pillars", coordination.PillarViewSet, basename="pillars")
router.register("measures", coordination.MeasureViewSet, basename="measures")
router.register("actions", coordination.ActionViewSet, basename="actions")
router.register("tasks", coordination.TaskViewSet, basename="tasks")
router.register("progress-reports", coordination.ProgressReportViewSet, basename="progress-reports")
router.register("targets", coordination.TargetViewSet, basename="targets")
router.register("readings", coordination.ReadingViewSet, basename="readings")
for name, resource in enterprises.RESOURCES.items():
    router.register(name, resource, basename=name)
router.register("departments", accounts.DepartmentViewSet, basename="departments")
router.register("people", accounts.PersonViewSet, basename="people")
router.register("tokens", accounts.TokenViewSet, basename="tokens")
router.register("notifications", NotificationViewSet, basename="notifications")
router.register("attachments", AttachmentViewSet, basename="attachments")

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
    path("me/", accounts.MeView.as_view(), name="api-me"),
    path("", include(router.urls)),
    re_path(r"", NowhereView.as_view()),
]
