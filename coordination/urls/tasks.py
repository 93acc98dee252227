"""Tasks and their reports."""

from django.urls import path

from ..views import report_review, report_write, reports, tasks

urlpatterns = [
    path("tasks/", tasks.task_list, name="task-list"),
    path("tasks/<int:pk>/", tasks.task_page, name="task"),
    path("tasks/<int:pk>/edit/", tasks.task_edit, name="task-edit"),
    path("tasks/<int:pk>/roll-over/", tasks.task_roll_over, name="task-roll-over"),
    path("tasks/<int:pk>/attach/", tasks.task_attach, name="task-attach"),
    path("tasks/<int:pk>/<slug:step>/", tasks.task_step, name="task-step"),
    path("reports/", reports.report_list, name="report-list"),
    path("reports/bulk/", report_review.report_bulk, name="report-bulk"),
    path("reports/undo/", report_review.report_undo, name="report-undo"),
    path("reports/<int:pk>/", reports.report_page, name="report"),
    path("reports/<int:pk>/draft/", report_write.report_draft, name="report-draft"),
    path("reports/<int:pk>/submit/", report_write.report_submit, name="report-submit"),
    path("reports/<int:pk>/<slug:step>/", report_review.report_step, name="report-step"),
]
