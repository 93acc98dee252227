"""Addresses of exports, imports and long work."""

from django.urls import path

from .views import exports, intakes, jobs

app_name = "exchange"
urlpatterns = [
    path("jobs/", jobs.job_list, name="job-list"),
    path("jobs/<int:pk>/", jobs.job_page, name="job"),
    path("jobs/<int:pk>/file/", jobs.job_file, name="job-file"),
    path("jobs/<int:pk>/cancel/", jobs.job_cancel, name="job-cancel"),
    path("exchange/<slug:code>/export/", exports.export, name="export"),
    path("exchange/<slug:code>/template/", exports.template, name="template"),
    path("exchange/<slug:code>/import/", intakes.import_page, name="import"),
    path("exchange/<slug:code>/import/<int:pk>/", intakes.intake_page, name="intake"),
    path("exchange/<slug:code>/import/<int:pk>/<slug:step>/", intakes.intake_step, name="intake-step"),
]
