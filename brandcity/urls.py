"""Every door of the portal."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("portal.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.urls")),
    path("files/", include("kernel.files.urls")),
    path("plan/", include("coordination.urls")),
    path("admin/", admin.site.urls),
]
