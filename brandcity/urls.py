"""Every door of the portal."""

from django.contrib import admin
from django.urls import include, path

from portal.health import healthz, readyz
from portal.styleguide import styleguide

urlpatterns = [
    # The doors that are named come before those that share the root, whose every address would be tried first.
    path("api/v1/", include("brandcity.api")),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("styleguide/", styleguide, name="styleguide"),
    path("", include("portal.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.urls")),
    path("files/", include("kernel.files.urls")),
    path("", include("kernel.exchange.urls")),
    path("plan/", include("coordination.urls")),
    path("", include("enterprises.urls")),
    path("admin/", admin.site.urls),
]
