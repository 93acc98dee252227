"""Calls: open now, edited, previewed."""

from django.urls import URLPattern, path

from ..views import (
    calls_form,
    calls_manage,
    calls_parts,
    calls_preview,
    calls_public,
    calls_rubric,
    calls_rules,
    calls_steps,
)

ONE = "calls/manage/<int:pk>/"
urlpatterns: list[URLPattern] = [
    path("calls/", calls_public.call_list, name="call-list"),
    path("calls/<int:pk>/", calls_public.call_page, name="call"),
    path("calls/manage/", calls_manage.call_manage, name="call-manage"),
    path("calls/manage/new/", calls_manage.call_new, name="call-new"),
    path(ONE, calls_manage.call_edit, name="call-edit"),
    path(f"{ONE}copy/", calls_manage.call_copy, name="call-copy"),
    path(f"{ONE}basics/", calls_parts.call_basics, name="call-basics"),
    path(f"{ONE}stages/", calls_parts.call_stages, name="call-stages"),
    path(f"{ONE}awards/", calls_parts.call_awards, name="call-awards"),
    path(f"{ONE}rules/", calls_rules.call_rules, name="call-rules"),
    path(f"{ONE}rules/new/", calls_rules.call_rule, name="call-rule-new"),
    path(f"{ONE}rules/<int:rule>/", calls_rules.call_rule, name="call-rule"),
    path(f"{ONE}rules/<int:rule>/<slug:act>/", calls_rules.call_rule_act, name="call-rule-act"),
    path(f"{ONE}form/", calls_form.call_form, name="call-form"),
    path(f"{ONE}form/version/", calls_form.call_form_version, name="call-form-version"),
    path(f"{ONE}form/<slug:piece>/new/", calls_form.call_part, name="call-part-new"),
    path(f"{ONE}form/<slug:piece>/<int:row>/", calls_form.call_part, name="call-part"),
    path(f"{ONE}form/<slug:piece>/<int:row>/<slug:act>/", calls_form.call_part_act, name="call-part-act"),
    path(f"{ONE}materials/", calls_form.call_materials, name="call-materials"),
    path(f"{ONE}rubric/", calls_rubric.call_rubric, name="call-rubric"),
    path(f"{ONE}rubric/draft/", calls_rubric.call_rubric_draft, name="call-rubric-draft"),
    path(f"{ONE}rubric/new/", calls_rubric.call_criterion, name="call-criterion-new"),
    path(f"{ONE}rubric/<int:criterion>/", calls_rubric.call_criterion, name="call-criterion"),
    path(f"{ONE}rubric/<int:criterion>/remove/", calls_rubric.call_criterion_remove, name="call-criterion-remove"),
    path(f"{ONE}codes/", calls_steps.call_codes, name="call-codes"),
    path(f"{ONE}preview/<slug:eyes>/", calls_preview.call_preview, name="call-preview"),
    path(f"{ONE}steps/<slug:step>/", calls_steps.call_step, name="call-step"),
]
