"""The self-assessment of brand management."""

from django.urls import path

from ..views import assessments as views

urlpatterns = [
    path("enterprise/<int:pk>/assessment/", views.assessment_list, name="assessment-list"),
    path("enterprise/assessments/<int:pk>/", views.assessment, name="assessment"),
    path("enterprise/assessments/<int:pk>/<int:number>/", views.assessment_page, name="assessment-page"),
    path("enterprise/assessments/<int:pk>/<int:number>/draft/", views.assessment_draft, name="assessment-draft"),
    path("enterprise/assessments/<int:pk>/complete/", views.assessment_complete, name="assessment-complete"),
    path("enterprise/assessments/<int:pk>/result/", views.assessment_result, name="assessment-result"),
]
