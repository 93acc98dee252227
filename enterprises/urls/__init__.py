"""The pages of firms, of the staff who look after them, and of the public, one module a noun."""

from django.urls import include, path

app_name = "enterprises"
urlpatterns = [
    path("", include("enterprises.urls.registration")),
    path("", include("enterprises.urls.merges")),
    path("", include("enterprises.urls.cabinet")),
    path("", include("enterprises.urls.ladder")),
    path("", include("enterprises.urls.assessments")),
    path("", include("enterprises.urls.calls")),
    path("", include("enterprises.urls.applications")),
    path("", include("enterprises.urls.checks")),
    path("", include("enterprises.urls.policies")),
]
