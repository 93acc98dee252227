"""Tasks and their reports."""

from django.urls import path

from ..views import evidence, report_review, report_write, reports, task_list, task_rows, task_steps, tasks

urlpatterns = [
    path("tasks/", task_list.task_list, name="task-list"),
    path("tasks/<int:pk>/", tasks.task_page, name="task"),
    path("tasks/<int:pk>/edit/", task_steps.task_edit, name="task-edit"),
    path("tasks/<int:pk>/roll-over/", task_steps.task_roll_over, name="task-roll-over"),
    path("tasks/<int:pk>/duties/", task_rows.task_duties, name="task-duties"),
    path("tasks/<int:pk>/milestones/", task_rows.task_milestones, name="task-milestones"),
    path("evidence/tasks/<int:pk>/", evidence.task_evidence, name="task-evidence"),
    path("evidence/reports/<int:pk>/", evidence.report_evidence, name="report-evidence"),
    path("evidence/<int:pk>/remove/", evidence.evidence_remove, name="evidence-remove"),
    path("tasks/<int:pk>/<slug:step>/", task_steps.task_step, name="task-step"),
    path("reports/", reports.report_list, name="report-list"),
    path("reports/bulk/", report_review.report_bulk, name="report-bulk"),
    path("reports/undo/", report_review.report_undo, name="report-undo"),
    path("reports/<int:pk>/", reports.report_page, name="report"),
    path("reports/<int:pk>/draft/", report_write.report_draft, name="report-draft"),
    path("reports/<int:pk>/submit/", report_write.report_submit, name="report-submit"),
    path("reports/<int:pk>/<slug:step>/", report_review.report_step, name="report-step"),
]
